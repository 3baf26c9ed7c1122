import CampaignValues

extension TextEscape {
  /// What the machine makes of a text where it is filled in.
  func escaping(_ text: String) -> String {
    switch self {
    case .plain: return text
    case .html:
      guard text.utf8.contains(where: { Self.html($0) != nil }) else { return text }
      return String(decoding: text.utf8.flatMap { Self.html($0).map { Array($0.utf8) } ?? [$0] }, as: UTF8.self)
    case .urlComponent:
      return String(decoding: text.utf8.flatMap { Self.isUnreserved($0) ? [$0] : Array("%00".utf8) }, as: UTF8.self)
    }
  }

  private static func html(_ byte: UInt8) -> String? {
    switch byte {
    case UInt8(ascii: "&"): "&amp;"
    case UInt8(ascii: "<"): "&lt;"
    case UInt8(ascii: ">"): "&gt;"
    case UInt8(ascii: "\""): "&quot;"
    case UInt8(ascii: "'"): "&#39;"
    default: nil
    }
  }

  /// RFC 3986, unreserved.
  private static func isUnreserved(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
      UInt8(ascii: "~"):
      true
    default: false
    }
  }
}
