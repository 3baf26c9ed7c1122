/// The text and the backgrounds of a layout, as far as its style says what stands on what.
///
/// Known are a text and a background that are declared for the same elements, and texts in `body`, `main` and `footer` and of the
/// elements in them where nothing else of the layout has a background.
struct LayoutContrast {
  /// A color as the style has it: a brand's by its name, or written out.
  struct Paint: Hashable {
    var color: ScreenColor
    var name: String?
  }

  struct Pair: Hashable {
    /// Of the text, or of what it stands in.
    var selector: String
    var text: Paint
    var background: Paint
    var isDark: Bool

    var contrast: Double { text.color.contrast(to: background.color) }
  }

  private let rules: [StyleRules.Rule]
  private let hasOtherBackgrounds: Bool
  private let colors: [String: ScreenColor]

  init(_ layout: LibraryLayout, _ colors: [String: ScreenColor]) {
    self.colors = colors
    rules = StyleRules(layout.style.map(Self.css).joined()).rules
    let containers = ["body", "main", "footer"]
    // Nothing stands in a link but its own text.
    let others = rules.contains { rule in
      rule.background != nil && !containers.contains(rule.selector) && Self.element(rule.selector) != "a"
    }
    let isInline = layout.parts.map(Self.css).joined().lowercased()
    hasOtherBackgrounds = others || isInline.contains("background") || isInline.contains("bgcolor")
  }

  private static func css(_ part: LibraryLayout.Part) -> String {
    switch part {
    case .text(let text): text
    case .color(let name): "var(--\(name))"
    case .slot: ""
    }
  }

  /// Each once, by day before by night.
  var pairs: [Pair] {
    var seen: Set<[Paint]> = []
    var selectors: [String] = ["body", "main", "footer"]
    for rule in rules where !selectors.contains(rule.selector) { selectors.append(rule.selector) }
    return [false, true].flatMap { isDark in
      selectors.flatMap { selector in
        places(of: selector).compactMap { pair(selector, in: $0, isDark: isDark) }
      }
    }.filter { seen.insert([$0.text, $0.background]).inserted }
  }

  // MARK: What stands on what

  /// The elements around it that have backgrounds; nil where it has its own.
  private func places(of selector: String) -> [String] {
    if selector == "body" { return ["html"] }
    if selector == "main" || selector == "footer" { return ["body"] }
    if selector.hasPrefix("footer") { return ["footer"] }
    if selector.hasPrefix("main") { return ["main"] }
    // The footer has links, and these may have a rule of their own there.
    let isOwn = rules.contains { $0.selector == "footer a" && $0.color != nil }
    return isOwn || selector != "a" ? ["main"] : ["main", "footer"]
  }

  private func pair(_ selector: String, in place: String, isDark: Bool) -> Pair? {
    guard let text = text(selector, in: place, isDark), let background = background(selector, in: place, isDark) else {
      return nil
    }
    return Pair(selector: selector, text: text, background: background, isDark: isDark)
  }

  private func text(_ selector: String, in place: String, _ isDark: Bool) -> Paint? {
    let own = value(of: selector, isDark, \.color) ?? value(of: Self.element(selector), isDark, \.color)
    switch own {
    case nil, "inherit"?: return Self.outer(place).flatMap { text(place, in: $0, isDark) }
    case let written?: return paint(written)
    }
  }

  private func background(_ selector: String, in place: String, _ isDark: Bool) -> Paint? {
    if let own = value(of: selector, isDark, \.background), own != "inherit", own != "transparent" { return paint(own) }
    if hasOtherBackgrounds { return nil }
    return Self.outer(place).flatMap { background(place, in: $0, isDark) }
  }

  private static func outer(_ place: String) -> String? {
    switch place {
    case "main", "footer": "body"
    case "body": "html"
    default: nil
    }
  }

  /// What the last of the selector's rules declares; by night those for dark screens come last.
  private func value(of selector: String, _ isDark: Bool, _ value: (StyleRules.Rule) -> String?) -> String? {
    let own = rules.filter { $0.selector == selector }
    let dark = isDark ? own.last { $0.isDark && value($0) != nil } : nil
    return (dark ?? own.last { !$0.isDark && value($0) != nil }).flatMap(value)
  }

  /// Nil where it is no color of which all is known.
  private func paint(_ css: String) -> Paint? {
    if css.hasPrefix("var(--"), css.hasSuffix(")") {
      let name = String(css.dropFirst(6).dropLast())
      return colors[name].map { Paint(color: $0, name: name) }
    }
    return ScreenColor(css: css).map { Paint(color: $0) }
  }

  /// `a` of `strong>a` and `footer a`; all of it where its last part is no name of elements.
  private static func element(_ selector: String) -> String {
    let last = selector.split { $0 == " " || $0 == ">" || $0 == "+" || $0 == "~" }.last ?? ""
    let name = last.prefix { $0.isLetter || $0.isNumber }
    return name.isEmpty ? selector : String(name)
  }
}
