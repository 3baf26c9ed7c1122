/// How a message writes: in which language, and whether with the few characters of an SMS.
struct OracleLanguage {
  let name: String
  var isShortMessage = false

  /// A formatted value as the message has it.
  func written(_ text: String) -> String {
    guard isShortMessage else { return text }
    let others: [Unicode.Scalar: Unicode.Scalar] = [
      "\u{A0}": " ", "\u{2007}": " ", "\u{2009}": " ", "\u{202F}": " ", "\u{2212}": "-",
    ]
    return String(String.UnicodeScalarView(text.unicodeScalars.map { others[$0] ?? $0 }))
  }
}
