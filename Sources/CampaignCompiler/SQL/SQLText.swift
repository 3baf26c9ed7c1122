import CampaignValues

/// Names and texts as they stand in SQL.
enum SQLText {
  /// The name in double quotes.
  static func identifier(_ name: String) -> String { quoted(name, by: "\"") }

  /// The text in single quotes.
  static func literal(_ text: String) -> String { quoted(text, by: "'") }

  private static func quoted(_ text: String, by quote: String) -> String {
    var bytes = Array(quote.utf8)
    for byte in text.utf8 {
      if byte == bytes[0] { bytes.append(byte) }
      bytes.append(byte)
    }
    return String(decoding: bytes, as: UTF8.self) + quote
  }

  static func list(_ texts: [String]) -> String { "(" + texts.map(literal).joined(separator: ", ") + ")" }

  static func and(_ parts: [String]) -> String { joined(parts, by: " AND ") }
  static func or(_ parts: [String]) -> String { joined(parts, by: " OR ") }

  private static func joined(_ parts: [String], by word: String) -> String {
    parts.count == 1 ? parts[0] : "(" + parts.joined(separator: word) + ")"
  }

  /// Whether bytes that are equal to these are the only ones that are equal to them after NFC: printable ASCII without `K`, `;`
  /// and `` ` ``, to which KELVIN SIGN, GREEK QUESTION MARK and GREEK VARIA decompose.
  static func isItsOnlyForm(_ text: String) -> Bool {
    text.utf8.allSatisfy {
      (0x20...0x7E).contains($0) && $0 != UInt8(ascii: "K") && $0 != UInt8(ascii: ";") && $0 != UInt8(ascii: "`")
    }
  }
}

/// SQL that stands for a condition.
struct SQLCondition {
  var text: String
  /// Whether it says the same where all values are sound; if not it holds wherever the condition does, and elsewhere too.
  var isExact: Bool

  static let never = SQLCondition(text: "1 = 0", isExact: true)
}
