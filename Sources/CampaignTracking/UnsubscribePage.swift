/// What somebody sees who opens an unsubscribe address: a page with one button, and one that says it is done. It loads nothing and runs nothing.
enum UnsubscribePage {
  private struct Words {
    var language: String
    var title: String
    var question: String
    var button: String
    var done: String
    var result: String
  }

  /// The first is for everybody whose languages are none of these.
  private static let languages = [
    Words(
      language: "en", title: "Unsubscribe",
      question: "The address that this link was sent to will get no more of these messages.",
      button: "Unsubscribe", done: "You are unsubscribed", result: "You will get no more of these messages."),
    Words(
      language: "de", title: "Abmelden",
      question: "An die Adresse, an die dieser Link ging, kommen dann keine weiteren dieser Nachrichten.",
      button: "Abmelden", done: "Sie sind abgemeldet", result: "Sie erhalten keine weiteren dieser Nachrichten."),
    Words(
      language: "es", title: "Darse de baja",
      question: "La dirección que recibió este enlace no recibirá más mensajes de este tipo.",
      button: "Darse de baja", done: "Se ha dado de baja", result: "No recibirá más mensajes de este tipo."),
    Words(
      language: "fr", title: "Se désabonner",
      question: "L’adresse qui a reçu ce lien ne recevra plus ces messages.",
      button: "Se désabonner", done: "Désabonnement enregistré", result: "Vous ne recevrez plus ces messages."),
    Words(
      language: "nb", title: "Meld deg av",
      question: "Adressen som fikk denne lenken, får ikke flere slike meldinger.",
      button: "Meld deg av", done: "Du er avmeldt", result: "Du får ikke flere slike meldinger."),
  ]

  /// Asks; the button posts to the page's own address. `accepted` is what the browser says of its languages (RFC 9110 12.5.4).
  static func question(accepted: String?) -> (language: String, html: String) {
    let words = words(accepted)
    return page(
      words, words.title,
      """
      <p>\(words.question)</p>
      <form method="post"><input type="hidden" name="List-Unsubscribe" value="One-Click"><button>\(words.button)</button></form>
      """)
  }

  static func done(accepted: String?) -> (language: String, html: String) {
    let words = words(accepted)
    return page(words, words.done, "<p>\(words.result)</p>")
  }

  private static func page(_ words: Words, _ title: String, _ content: String) -> (language: String, html: String) {
    (
      words.language,
      """
      <!doctype html>
      <html lang="\(words.language)">
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>\(title)</title>
      <style>
        :root { color-scheme: light dark; font: 1.1rem/1.5 system-ui, sans-serif; }
        body { max-width: 34rem; margin: 15vh auto 0; padding: 0 1.25rem; }
        button { font: inherit; padding: .6rem 1.4rem; }
      </style>
      <h1>\(title)</h1>
      \(content)
      </html>

      """
    )
  }

  /// The words in the most wanted language that there is.
  private static func words(_ accepted: String?) -> Words {
    let wanted = (accepted ?? "").prefix(500).split(separator: ",").map { part in
      let pieces = part.split(separator: ";").map { $0.filter { !$0.isWhitespace } }
      let weight = pieces.dropFirst().first { $0.hasPrefix("q=") }.flatMap { Double($0.dropFirst(2)) } ?? 1
      let primary = (pieces.first ?? "").split(separator: "-").first.map { $0.lowercased() } ?? ""
      return (language: ["no", "nn"].contains(primary) ? "nb" : primary, weight: weight)
    }
    // Sorting keeps the order of those that are wanted as much.
    let best = wanted.enumerated().filter { $0.element.weight > 0 }
      .sorted { ($0.element.weight, -$0.offset) > ($1.element.weight, -$1.offset) }
    for (_, want) in best {
      if let words = languages.first(where: { $0.language == want.language }) { return words }
    }
    return languages[0]
  }
}
