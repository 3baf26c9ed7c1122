/// What stands around the body of every e-mail: readable on a phone, with a screen reader and in the dark, with the
/// postal address and a way to unsubscribe below.
enum StandardLayout {
  /// A whole HTML document. `preheader` is HTML already.
  static func html(
    language: String, title: String, preheader: [TemplateNode], body: [TemplateNode], address: String
  ) -> [TemplateNode] {
    var nodes: [TemplateNode] = [
      .literal(
        """
        <!doctype html>
        <html lang="\(tag(language))"\(isRightToLeft(language) ? " dir=\"rtl\"" : "")>
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width">
        <meta name="color-scheme" content="light dark">
        <title>\(title.escapedForHTML)</title>
        <style>body{max-width:600px;margin:0 auto;padding:16px;font:16px/1.5 sans-serif}img{max-width:100%;height:auto}\
        table{width:100%}th:not([align]){text-align:start}footer{font-size:13px}</style>
        </head>
        <body>

        """)
    ]
    if !preheader.isEmpty {
      nodes += [.literal("<div style=\"display:none\">")] + preheader + [.literal("</div>\n")]
    }
    nodes += [.literal("<main>\n")] + body
    nodes += [
      .literal("</main>\n<footer><p>\(address.escapedForHTML)<br><a href=\""), .unsubscribeURL(.html),
      .literal("\">\(unsubscribe(language).escapedForHTML)</a></p></footer>\n</body>\n</html>\n"),
    ]
    return joined(nodes)
  }

  /// The same for plain text, whose blocks end with an empty line.
  static func text(language: String, body: [TemplateNode], address: String) -> [TemplateNode] {
    joined(
      body + [.literal("--\n\(address)\n\(unsubscribe(language)): "), .unsubscribeURL(.plain), .literal("\n")])
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

  /// The language as HTML names it (BCP 47).
  private static func tag(_ language: String) -> String {
    String(language.map { $0 == "_" ? "-" : $0 }).escapedForHTML
  }

  private static func isRightToLeft(_ language: String) -> Bool {
    ["ar", "he", "fa", "ur", "yi", "ckb", "ps", "sd", "ug"].contains(primary(language))
  }

  private static func primary(_ language: String) -> String { String(language.prefix { $0 != "_" && $0 != "-" }) }

  private static let words = [
    "ar": "إلغاء الاشتراك", "cs": "Odhlásit odběr", "da": "Afmeld", "de": "Abmelden", "el": "Διαγραφή",
    "es": "Darse de baja",
    "fi": "Peruuta tilaus", "fr": "Se désabonner", "he": "הסרה מרשימת התפוצה", "hu": "Leiratkozás",
    "it": "Annulla iscrizione",
    "ja": "配信停止", "ko": "수신 거부", "nb": "Meld deg av", "nl": "Afmelden", "nn": "Meld deg av", "no": "Meld deg av",
    "pl": "Wypisz się", "pt": "Cancelar inscrição", "ro": "Dezabonare", "sv": "Avregistrera dig",
    "tr": "Abonelikten çık",
    "uk": "Відписатися", "zh": "退订",
  ]

  private static func unsubscribe(_ language: String) -> String { words[primary(language)] ?? "Unsubscribe" }
}
