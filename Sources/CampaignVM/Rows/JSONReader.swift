import CampaignValues

/// Reads one JSON text (RFC 8259) in place: texts without escapes are parts of it, and others are unescaped where they stand.
///
/// SAFETY, for all accesses: `offset` never passes `count`, and one byte more, a zero, stands behind the text.
struct JSONReader {
  let bytes: UnsafeMutablePointer<UInt8>
  let count: Int
  private(set) var offset = 0

  /// Deeper nesting is no JSON to this reader.
  private static let maxDepth = 64

  /// What stands there is not JSON; where it goes wrong is `offset`.
  struct Malformed: Error {}

  init(_ bytes: UnsafeMutablePointer<UInt8>, count: Int) {
    self.bytes = bytes
    self.count = count
  }

  private var next: UInt8 { offset < count ? bytes[offset] : 0 }

  mutating func skipSpace() {
    while offset < count,
      bytes[offset] == 0x20 || (0x09...0x0D).contains(bytes[offset]) && bytes[offset] != 0x0B && bytes[offset] != 0x0C
    {
      offset += 1
    }
  }

  /// Takes the byte if it comes next, behind white space.
  mutating func take(_ byte: UInt8) -> Bool {
    skipSpace()
    guard next == byte else { return false }
    offset += 1
    return true
  }

  mutating func expect(_ byte: UInt8) throws(Malformed) { if !take(byte) { throw Malformed() } }

  /// Whether nothing but white space is left.
  mutating func isAtEnd() -> Bool {
    skipSpace()
    return offset == count
  }

  /// Calls `member` with each name of an object, which reads the value or skips it.
  mutating func object(_ member: (inout JSONReader, TextSpan) throws(Malformed) -> Void) throws(Malformed) {
    try expect(UInt8(ascii: "{"))
    if take(UInt8(ascii: "}")) { return }
    repeat {
      skipSpace()
      let name = try text()
      try expect(UInt8(ascii: ":"))
      skipSpace()
      try member(&self, name)
    } while take(UInt8(ascii: ","))
    try expect(UInt8(ascii: "}"))
  }

  /// Calls `element` at each element of an array, which reads the value or skips it.
  mutating func array(_ element: (inout JSONReader) throws(Malformed) -> Void) throws(Malformed) {
    try expect(UInt8(ascii: "["))
    if take(UInt8(ascii: "]")) { return }
    repeat {
      skipSpace()
      try element(&self)
    } while take(UInt8(ascii: ","))
    try expect(UInt8(ascii: "]"))
  }

  /// The first byte of the value that comes next.
  var kind: UInt8 { next }

  mutating func skipValue(depth: Int = 0) throws(Malformed) {
    guard depth < Self.maxDepth else { throw Malformed() }
    switch next {
    case UInt8(ascii: "{"): try object { reader, _ throws(Malformed) in try reader.skipValue(depth: depth + 1) }
    case UInt8(ascii: "["): try array { reader throws(Malformed) in try reader.skipValue(depth: depth + 1) }
    default: _ = try value()
    }
  }

  /// A value as a database would hold it: whole numbers as integers where they fit, others as reals, true and false as 1 and 0, and
  /// arrays and objects, which no column holds, as a blob.
  mutating func value() throws(Malformed) -> StoredValue {
    switch next {
    case UInt8(ascii: "\""): return .text(try text().bytes)
    case UInt8(ascii: "t"):
      try literal("true")
      return .integer(1)
    case UInt8(ascii: "f"):
      try literal("false")
      return .integer(0)
    case UInt8(ascii: "n"):
      try literal("null")
      return .null
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      try skipValue()
      return .blob
    default: return try number()
    }
  }

  private mutating func literal(_ word: StaticString) throws(Malformed) {
    guard count - offset >= word.utf8CodeUnitCount else { throw Malformed() }
    for index in 0..<word.utf8CodeUnitCount where bytes[offset + index] != word.utf8Start[index] { throw Malformed() }
    offset += word.utf8CodeUnitCount
  }

  private mutating func number() throws(Malformed) -> StoredValue {
    let start = offset
    if next == UInt8(ascii: "-") { offset += 1 }
    let digits = offset
    try skipDigits()
    // RFC 8259 has no zeros in front.
    guard bytes[digits] != UInt8(ascii: "0") || offset == digits + 1 else { throw Malformed() }
    var isWhole = true
    if next == UInt8(ascii: ".") {
      isWhole = false
      offset += 1
      try skipDigits()
    }
    if next | 0x20 == UInt8(ascii: "e") {
      isWhole = false
      offset += 1
      if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { offset += 1 }
      try skipDigits()
    }
    let text = String(decoding: UnsafeBufferPointer(start: bytes + start, count: offset - start), as: UTF8.self)
    if isWhole, let value = Int64(text) { return .integer(value) }
    guard let value = Double(text) else { throw Malformed() }
    return .real(value)
  }

  private mutating func skipDigits() throws(Malformed) {
    guard (0x30...0x39).contains(next) else { throw Malformed() }
    while (0x30...0x39).contains(next) { offset += 1 }
  }

  /// A text, without its quotes.
  private mutating func text() throws(Malformed) -> TextSpan {
    guard next == UInt8(ascii: "\"") else { throw Malformed() }
    offset += 1
    let start = offset
    while offset < count, bytes[offset] != UInt8(ascii: "\""), bytes[offset] != UInt8(ascii: "\\") {
      guard bytes[offset] >= 0x20 else { throw Malformed() }
      offset += 1
    }
    var end = offset
    while next == UInt8(ascii: "\\") {
      try unescape(to: &end)
      while offset < count, bytes[offset] != UInt8(ascii: "\""), bytes[offset] != UInt8(ascii: "\\") {
        guard bytes[offset] >= 0x20 else { throw Malformed() }
        bytes[end] = bytes[offset]
        end += 1
        offset += 1
      }
    }
    guard next == UInt8(ascii: "\"") else { throw Malformed() }
    offset += 1
    return TextSpan(start: UnsafePointer(bytes + start), count: end - start)
  }

  /// Writes what an escape stands for over it, which is never longer.
  private mutating func unescape(to end: inout Int) throws(Malformed) {
    offset += 1
    let byte = next
    offset += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): put(byte, at: &end)
    case UInt8(ascii: "b"): put(0x08, at: &end)
    case UInt8(ascii: "f"): put(0x0C, at: &end)
    case UInt8(ascii: "n"): put(0x0A, at: &end)
    case UInt8(ascii: "r"): put(0x0D, at: &end)
    case UInt8(ascii: "t"): put(0x09, at: &end)
    case UInt8(ascii: "u"):
      var code = try hexadecimal()
      if code & 0xFC00 == 0xD800, count - offset >= 6, bytes[offset] == UInt8(ascii: "\\"),
        bytes[offset + 1] == UInt8(ascii: "u")
      {
        let first = offset
        offset += 2
        let low = try hexadecimal()
        if low & 0xFC00 == 0xDC00 { code = 0x1_0000 + (code & 0x3FF) << 10 + low & 0x3FF } else { offset = first }
      }
      // Half of a pair becomes bytes that are no UTF-8, so that its value is bad, as a database's would be.
      write(code, at: &end)
    default: throw Malformed()
    }
  }

  private mutating func hexadecimal() throws(Malformed) -> UInt32 {
    guard count - offset >= 4 else { throw Malformed() }
    var code: UInt32 = 0
    for _ in 0..<4 {
      let byte = bytes[offset]
      switch byte {
      case 0x30...0x39: code = code << 4 | UInt32(byte - 0x30)
      case 0x41...0x46, 0x61...0x66: code = code << 4 | UInt32((byte | 0x20) - 0x57)
      default: throw Malformed()
      }
      offset += 1
    }
    return code
  }

  private func put(_ byte: UInt8, at end: inout Int) {
    bytes[end] = byte
    end += 1
  }

  /// The code point as UTF-8, by its bits alone.
  private func write(_ code: UInt32, at end: inout Int) {
    func tail(_ shift: UInt32) -> UInt8 { UInt8(truncatingIfNeeded: code >> shift & 0x3F | 0x80) }
    switch code {
    case ..<0x80: put(UInt8(truncatingIfNeeded: code), at: &end)
    case ..<0x800:
      put(UInt8(truncatingIfNeeded: code >> 6 | 0xC0), at: &end)
      put(tail(0), at: &end)
    case ..<0x1_0000:
      put(UInt8(truncatingIfNeeded: code >> 12 | 0xE0), at: &end)
      put(tail(6), at: &end)
      put(tail(0), at: &end)
    default:
      put(UInt8(truncatingIfNeeded: code >> 18 | 0xF0), at: &end)
      put(tail(12), at: &end)
      put(tail(6), at: &end)
      put(tail(0), at: &end)
    }
  }
}
