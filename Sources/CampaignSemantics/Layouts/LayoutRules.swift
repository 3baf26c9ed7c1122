/// What may stand in a layout, and what may not.
enum LayoutRules {
  /// Elements without an end.
  static let void: Set<String> = [
    "br", "hr", "img", "wbr", "col", "area", "base", "embed", "input", "link", "meta", "source", "track",
  ]

  /// Elements that the compiler writes.
  static let document: Set<String> = ["html", "head", "body", "title", "meta", "base"]

  /// Elements that e-mail has no place for.
  static let unsafe: Set<String> = [
    "script", "noscript", "iframe", "frame", "frameset", "form", "input", "button", "select", "textarea", "option",
    "object", "embed", "applet", "portal", "link", "template", "svg", "math", "canvas", "video", "audio", "source",
    "track", "dialog",
  ]

  /// Elements that only text stands in: a block inside them would close them.
  static let phrasing: Set<String> = [
    "p", "h1", "h2", "h3", "h4", "h5", "h6", "a", "span", "em", "strong", "b", "i", "u", "small", "pre",
  ]

  /// Elements in which nothing stands but their items, rows and cells; in those, blocks may.
  static let frames: Set<String> = ["ul", "ol", "table", "thead", "tbody", "tfoot", "tr"]

  /// Attributes that hold one address.
  static let addresses: Set<String> = [
    "href", "src", "background", "cite", "longdesc", "action", "formaction", "poster", "data",
  ]

  /// Attributes that no layout has: other documents, other windows, lists of addresses.
  static let refused: Set<String> = ["srcset", "srcdoc", "ping", "autofocus", "contenteditable"]

  static func isAddress(_ value: String) -> Bool {
    let lower = value.lowercased()
    return ["https://", "http://", "mailto:", "tel:", "#"].contains { lower.hasPrefix($0) }
      && !value.unicodeScalars.contains { $0.value < 0x21 || $0.value == 0x7F }
  }

  /// What CSS has in it that loads or runs something; nil where it has nothing of the kind.
  static func unsafeStyle(_ css: String) -> String? {
    let lower = css.lowercased()
    for word in ["@import", "expression(", "javascript:", "-moz-binding", "behavior:"] where lower.contains(word) {
      return word
    }
    // An escape could spell any of these unseen.
    return lower.contains("\\") ? "\\" : nil
  }
}

extension String {
  /// Whether the bytes of a text stand in it. By characters, a mark behind the last of them would hide it.
  fileprivate func contains(_ part: String) -> Bool {
    let wanted = Array(part.utf8)
    let own = Array(utf8)
    guard own.count >= wanted.count else { return false }
    return (0...own.count - wanted.count).contains { own[$0..<$0 + wanted.count].elementsEqual(wanted) }
  }
}
