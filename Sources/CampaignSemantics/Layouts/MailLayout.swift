import CampaignDiagnostics
import CampaignValues

/// What stands around the body of every e-mail of a tenant.
package struct MailLayout: Sendable {
  enum Slot: Hashable, Sendable {
    case preheader, body, address
    /// `text` is blank where the word of the message's language stands; `attributes` are those of the link, with a space
    /// before each.
    case unsubscribe(text: String, attributes: String)
  }

  enum Piece: Hashable, Sendable {
    case html(String)
    case slot(Slot)
  }

  /// The rules of its `<style>`.
  var style: String
  /// What stands in `<body>`.
  var pieces: [Piece]
  /// The file of the library that it comes from; nil for the one that is built in.
  var file: FileID?

  /// The schemes of colors that its style is made for. A style that says nothing of dark screens is shown as it was designed: mail
  /// programs would otherwise put colors of their own in the place of some.
  private var colorScheme: ColorScheme { ColorScheme(of: style) }

  /// A whole HTML document. `preheader` is HTML already, and empty where a message has none.
  func html(
    language: String, title: String, preheader: [TemplateNode], body: [TemplateNode], address: String
  ) -> [TemplateNode] {
    var nodes: [TemplateNode] = [.literal(head(language: language, title: title))]
    for piece in pieces {
      switch piece {
      case .html(let html): nodes.append(.literal(html))
      case .slot(.body): nodes += body
      case .slot(.address): nodes.append(.literal(address.escapedForHTML))
      case .slot(.preheader) where preheader.isEmpty: break
      case .slot(.preheader):
        nodes += [.literal("<div style=\"display:none;mso-hide:all\">")] + preheader + [.literal("</div>\n")]
      case .slot(.unsubscribe(let text, let attributes)):
        let word = text.isBlankText ? MailWords.unsubscribe(language).escapedForHTML : text
        nodes += [.literal("<a href=\""), .unsubscribeURL(.html), .literal("\"\(attributes)>\(word)</a>")]
      }
    }
    nodes.append(.literal("\n</body>\n</html>\n"))
    return Self.joined(nodes)
  }

  /// The same message as plain text, whose blocks end with an empty line.
  static func text(language: String, body: [TemplateNode], address: String) -> [TemplateNode] {
    joined(
      body + [
        .literal("--\n\(address)\n\(MailWords.unsubscribe(language)): "), .unsubscribeURL(.plain), .literal("\n"),
      ])
  }

  /// Everything up to what stands in `<body>`.
  private func head(language: String, title: String) -> String {
    let scheme = colorScheme
    let style = scheme.isDeclared || scheme.isForDark ? self.style : ":root { color-scheme: light }\n" + self.style
    return """
      <!doctype html>
      <html lang="\(LanguageTag.tag(language).escapedForHTML)"\(MailWords.isRightToLeft(language) ? " dir=\"rtl\"" : "")>
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width,initial-scale=1">
      <meta name="color-scheme" content="\(scheme.words)">
      <meta name="supported-color-schemes" content="\(scheme.words)">
      <title>\(title.escapedForHTML)</title>
      <style>\(style)</style>
      </head>
      <body>

      """
  }

  /// Literals that follow each other as one.
  private static func joined(_ nodes: [TemplateNode]) -> [TemplateNode] {
    var result: [TemplateNode] = []
    for node in nodes {
      if case .literal(let text) = node, case .literal(let previous)? = result.last {
        result[result.count - 1] = .literal(previous + text)
      } else {
        result.append(node)
      }
    }
    return result
  }
}
