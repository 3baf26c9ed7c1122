/// Rule: a file ends all its lines as it ends its first, so that a checkout with CRLF is not a change.
enum LineEnds {
  static func apply(to text: [UInt8], as source: [UInt8]) -> [UInt8] {
    let lineFeed = UInt8(ascii: "\n")
    guard let first = source.firstIndex(of: lineFeed), first > 0, source[first - 1] == UInt8(ascii: "\r") else {
      return text
    }
    var result: [UInt8] = []
    result.reserveCapacity(text.count + text.count / 16)
    for byte in text {
      if byte == lineFeed { result.append(UInt8(ascii: "\r")) }
      result.append(byte)
    }
    return result
  }
}
