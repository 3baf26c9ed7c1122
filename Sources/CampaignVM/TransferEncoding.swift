/// How bodies travel (RFC 2045).
enum TransferEncoding {
  /// Lines of at most 76 characters with CR LF between them; line feeds become line breaks.
  static func quotedPrintable(_ content: UnsafeRawBufferPointer) -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(content.count + content.count / 8)
    var column = 0
    for (index, byte) in content.enumerated() {
      if byte == 0x0A {
        output += [0x0D, 0x0A]
        column = 0
        continue
      }
      let endsLine = index + 1 == content.count || content[index + 1] == 0x0A
      let isSpace = byte == 0x20 || byte == 0x09
      let isLetter = (0x21...0x7E).contains(byte) && byte != UInt8(ascii: "=")
      // One place stays free for the `=` of a soft line break.
      if column + (isLetter || (isSpace && !endsLine) ? 1 : 3) > 75 {
        output += [UInt8(ascii: "="), 0x0D, 0x0A]
        column = 0
      }
      // A full stop at a line's start is dangerous to old mailers, `From ` to mail boxes.
      let isRisky = column == 0 && (byte == UInt8(ascii: ".") || byte == UInt8(ascii: "F"))
      let isPlain = (isSpace && !endsLine) || (isLetter && !isRisky)
      if isPlain {
        output.append(byte)
      } else {
        output += [UInt8(ascii: "="), hexadecimal(byte >> 4), hexadecimal(byte & 15)]
      }
      column += isPlain ? 1 : 3
    }
    return output
  }

  /// Base64 in lines of 76 characters; line feeds become line breaks first, as text needs.
  static func base64Lines(_ content: UnsafeRawBufferPointer) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(content.count)
    for byte in content {
      if byte == 0x0A { text.append(0x0D) }
      text.append(byte)
    }
    let encoded = text.withUnsafeBytes(base64)
    var output: [UInt8] = []
    output.reserveCapacity(encoded.count + encoded.count / 38)
    for start in stride(from: 0, to: encoded.count, by: 76) {
      if start > 0 { output += [0x0D, 0x0A] }
      output += encoded[start..<min(start + 76, encoded.count)]
    }
    return output
  }

  static func base64(_ content: UnsafeRawBufferPointer) -> [UInt8] {
    let symbols = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var output: [UInt8] = []
    output.reserveCapacity((content.count + 2) / 3 * 4)
    for start in stride(from: 0, to: content.count, by: 3) {
      let count = min(3, content.count - start)
      var word: UInt32 = 0
      for index in 0..<3 { word = word << 8 | (index < count ? UInt32(content[start + index]) : 0) }
      for index in 0..<4 {
        output.append(index <= count ? symbols[Int(word >> UInt32(18 - index * 6) & 63)] : UInt8(ascii: "="))
      }
    }
    return output
  }

  private static func hexadecimal(_ digit: UInt8) -> UInt8 { digit < 10 ? 0x30 + digit : 0x37 + digit }
}
