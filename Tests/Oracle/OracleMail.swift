import CampaignSemantics

/// Writes an e-mail for one member in an order of its own: its directives are decided and its data is put in first, and Markdown is
/// read after that. The language promises the reverse order, so that data makes no markup; both come out the same.
struct OracleMail {
  let oracle: Oracle
  let language: String
  private var data: [String] = []

  init(_ oracle: Oracle, language: String) {
    self.oracle = oracle
    self.language = language
  }

  /// The HTML document and the plain text, and the paragraphs of what the body says.
  mutating func write(
    _ pieces: [OracleBodyPiece], _ context: OracleContext, preheader: String?, unsubscribe: String
  ) throws -> (html: String, text: String, words: [String]) {
    var text = ""
    try decide(pieces, context, &text)
    let blocks = OracleBlockReader.blocks(text)
    let address = oracle.tenant.channels[.email]?.postalAddress ?? ""
    let layout = OracleLayout(title: oracle.tenant.displayName, address: address, language: language)
    let body = OracleHTML(data: data).write(blocks)
    return (
      layout.html(
        body: body, preheader: preheader, unsubscribe: unsubscribe, hasOwnLayout: oracle.hasOwnLayout),
      layout.text(body: OraclePlainText(data: data).write(blocks), unsubscribe: unsubscribe),
      OracleWords.paragraphs(blocks, data)
    )
  }

  // MARK: Directives

  private mutating func decide(_ pieces: [OracleBodyPiece], _ context: OracleContext, _ text: inout String) throws {
    for piece in pieces {
      switch piece {
      case .text(let literal): text += literal
      case .value(let expression, let format):
        let value = context.value(expression) ?? .text(Array("(missing)".utf8))
        put(try context.written(value, format, OracleLanguage(name: language), expression.span), &text)
      case .number:
        put(
          try context.written(
            .integer(context.pluralNumber), .integer, OracleLanguage(name: language), oracle.campaign.span), &text)
      case .conditional(let branches, let otherwise, let isBlock):
        let taken = branches.first { context.bool($0.condition) == true }
        try between(isBlock, &text) { mail, text in try mail.decide(taken?.pieces ?? otherwise, context, &text) }
      case .loop(let loop, let body, let otherwise, let isBlock):
        let turns = context.turns(of: loop)
        try between(isBlock, &text) { mail, text in
          for turn in turns { try mail.between(isBlock, &text) { try $0.decide(body, turn, &$1) } }
          if turns.isEmpty { try mail.decide(otherwise, context, &text) }
        }
      case .variant(let experiment, let arms): try decide(arms[context.variants[experiment]], context, &text)
      case .plural(let plural, let forms):
        let (inner, form) = context.form(of: plural)
        let taken = forms.first { $0.form == form } ?? forms[forms.count - 1]
        try decide(taken.pieces, inner, &text)
      }
    }
  }

  /// The lines of a directive that stands alone on them.
  private mutating func between(
    _ isBlock: Bool, _ text: inout String, _ write: (inout Self, inout String) throws -> Void
  ) throws {
    if isBlock { text += "\(OracleMark.open)\n" }
    try write(&self, &text)
    if isBlock { text += "\(OracleMark.close)\n" }
  }

  private mutating func put(_ value: String, _ text: inout String) {
    text.unicodeScalars.append(OracleMark.data(data.count))
    data.append(OracleContext.onOneLine(value))
  }
}

/// What stands around a body.
package struct OracleLayout {
  let title: String
  let address: String
  let language: String

  private var unsubscribe: String {
    switch language.prefix(2) {
    case "nb": "Meld deg av"
    case "de": "Abmelden"
    case "pl": "Wypisz się"
    case "ar": "إلغاء الاشتراك"
    default: "Unsubscribe"
    }
  }

  /// `preheader` is plain text. What is built in is told by its name alone, for the whole of it stands in goldens.
  func html(body: String, preheader: String?, unsubscribe address: String, hasOwnLayout: Bool) -> String {
    let hidden = preheader.map { "<div style=\"display:none;mso-hide:all\">\(OracleHTML.escaped($0))</div>\n" } ?? ""
    let around = hasOwnLayout ? RandomPrograms.layoutBody : Self.builtIn
    let link = { (attributes: String, word: String) in "<a href=\"\(address)\"\(attributes)>\(word)</a>" }
    let content =
      around.replacing("<slot name=\"preheader\"></slot>", with: hidden)
      .replacing("<slot name=\"body\"></slot>", with: body)
      .replacing("<slot name=\"address\"></slot>", with: OracleHTML.literal(self.address))
      .replacing("<slot name=\"unsubscribe\"></slot>", with: link("", unsubscribe))
      .replacing("<slot name=\"unsubscribe\" class=\"off\">Leave</slot>", with: link(" class=\"off\"", "Leave"))
    // The layout of these programs says nothing of dark screens.
    let scheme = hasOwnLayout ? "light" : "light dark"
    let style = hasOwnLayout ? ":root { color-scheme: light }\n" + RandomPrograms.layoutStyle : Self.builtInStyle
    return """
      <!doctype html>
      <html lang="\(language.replacing("_", with: "-"))"\(language.hasPrefix("ar") ? " dir=\"rtl\"" : "")>
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width,initial-scale=1">
      <meta name="color-scheme" content="\(scheme)">
      <meta name="supported-color-schemes" content="\(scheme)">
      <title>\(OracleHTML.literal(title))</title>
      <style>\(style)</style>
      </head>
      <body>
      \(content)
      </body>
      </html>

      """.replacing("var(--accent)", with: RandomPrograms.accent).replacing("var(--paper)", with: "#ffffff")
  }

  func text(body: String, unsubscribe address: String) -> String {
    body + "--\n\(self.address)\n\(unsubscribe): \(address)\n"
  }

  private static let builtIn = """
    <slot name="preheader"></slot><main>
    <slot name="body"></slot></main>
    <footer><p><slot name="address"></slot><br><slot name="unsubscribe"></slot></p></footer>
    """
  /// In place of the styles of the layout that is built in.
  package static let builtInStyle = "built in"
}
