/// The words of a column's or table's name: `firstName`, `FIRST_NAME` and `first-name` all are `first`, `name`.
struct WordList {
  let words: [String]

  init(_ name: String) {
    var words: [String] = []
    var current = ""
    var wasLower = false
    for character in name {
      guard character.isLetter || character.isNumber else {
        if !current.isEmpty { words.append(current) }
        current = ""
        wasLower = false
        continue
      }
      if character.isUppercase, wasLower {
        words.append(current)
        current = ""
      }
      wasLower = character.isLowercase || character.isNumber
      current += character.lowercased()
    }
    if !current.isEmpty { words.append(current) }
    self.words = words
  }

  func contains(any others: Set<String>) -> Bool { words.contains { others.contains($0) } }

  /// Whether some word begins or ends with one of these.
  func hints(_ parts: [String]) -> Bool {
    words.contains { word in parts.contains { word.hasPrefix($0) || word.hasSuffix($0) } }
  }
}

/// Words that tell what a column is about; English, with those of the Nordic and German shops that keep English types.
enum Hint {
  static let cents: Set<String> = ["cent", "cents", "ore", "øre", "öre", "pence", "minor", "rappen", "grosz"]
  static let money: Set<String> = [
    "amount", "price", "total", "spend", "spent", "revenue", "balance", "cost", "paid", "value", "sum", "belop",
    "preis",
  ]
  static let moment: Set<String> = [
    "at", "on", "date", "time", "ts", "timestamp", "created", "updated", "joined", "last", "since", "seen", "expires",
    "ends", "ended", "starts", "started", "placed", "bought", "sent", "opened", "clicked", "epoch", "when",
    "registered",
    "siste", "lagt", "dato", "innmeldt", "datum", "zuletzt",
  ]
  static let count: Set<String> = [
    "count", "number", "num", "points", "visits", "qty", "quantity", "orders", "items", "lines", "rank", "level",
    "total",
    "score", "size", "kids", "children", "purchases",
  ]
  static let percent: Set<String> = ["percent", "pct", "percentage", "prosent", "prozent"]
  static let personName: Set<String> = [
    "name", "first", "last", "given", "family", "surname", "firstname", "lastname", "fornavn", "etternavn", "vorname",
    "nachname", "nickname",
  ]
  static let code: Set<String> = ["code", "coupon", "voucher", "kode", "gutschein"]
  static let device: Set<String> = ["push", "device", "token", "fcm", "apns", "enhet"]
  static let consent = [
    "opt", "consent", "subscri", "accept", "allow", "newsletter", "marketing", "permission", "vil", "samtykke",
  ]
  static let identifier: Set<String> = ["id", "nr", "no", "number", "key", "uuid", "guid"]
  static let emailConsent = ["email", "mail", "epost", "newsletter"]
  static let smsConsent = ["sms", "text", "mobile", "phone"]
  static let pushConsent = ["push", "app", "notif"]
}
