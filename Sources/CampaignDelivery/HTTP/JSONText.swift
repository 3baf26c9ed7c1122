/// Writes JSON (RFC 8259) whose bytes are a function of what is written alone.
///
/// Written here rather than by a library's encoder: under one idempotency key a provider must see the same bytes for a day, also from an
/// engine that was updated in between, and no library promises that its escapes and orders stay.
struct JSONText {
  private(set) var bytes: [UInt8] = []

  mutating func raw(_ text: StaticString) {
    text.withUTF8Buffer { bytes.append(contentsOf: $0) }
  }

  /// A string: escaped are `"`, `\` and control characters, nothing else.
  mutating func string(_ text: String) {
    bytes.append(0x22)
    for byte in text.utf8 {
      switch byte {
      case 0x22, 0x5C: bytes.append(contentsOf: [0x5C, byte])
      case 0x00..<0x20:
        let digits = Array("0123456789abcdef".utf8)
        bytes.append(contentsOf: "\\u00".utf8)
        bytes.append(contentsOf: [digits[Int(byte >> 4)], digits[Int(byte & 15)]])
      default: bytes.append(byte)
      }
    }
    bytes.append(0x22)
  }

  /// A string that is the base64 of bytes (RFC 4648 4, with padding).
  mutating func base64(_ content: [UInt8]) {
    bytes.reserveCapacity(bytes.count + (content.count + 2) / 3 * 4 + 2)
    bytes.append(0x22)
    let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var index = 0
    while index < content.count {
      let count = min(3, content.count - index)
      var group = UInt32(content[index]) << 16
      if count > 1 { group |= UInt32(content[index + 1]) << 8 }
      if count > 2 { group |= UInt32(content[index + 2]) }
      for place in 0..<4 {
        bytes.append(place <= count ? digits[Int(group >> (18 - 6 * UInt32(place)) & 63)] : 0x3D)
      }
      index += 3
    }
    bytes.append(0x22)
  }
}
