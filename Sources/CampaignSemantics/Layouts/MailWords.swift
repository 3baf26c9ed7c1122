/// What a mail says, and how it is laid out, in its language.
enum MailWords {
  static func isRightToLeft(_ language: String) -> Bool {
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

  /// The text of the link that ends all mail.
  static func unsubscribe(_ language: String) -> String { words[primary(language)] ?? "Unsubscribe" }
}
