import Glibc

/// The messages on their way to the sink: one block of memory of fixed size.
struct OutputBuffer {
  /// The most bytes that the parts of one message may have together, as they are sent.
  static let messageLimitBytes = 256 << 10
  /// Whole messages are handed on when there are this many bytes.
  static let flushBytes = 256 << 10
  /// A message within its limit always has room behind a full buffer, even if each byte grows as much as it can.
  private static let roomBytes = (EscapeTable.maxGrowth + 2) * messageLimitBytes

  let start: UnsafeMutablePointer<UInt8>
  /// Behind the last byte that may be written, and behind the last one that was: what is written most often compares and moves nothing
  /// but these.
  private let limit: UnsafeMutablePointer<UInt8>
  private var end: UnsafeMutablePointer<UInt8>
  /// Bytes that stand there for JSON alone, since the start.
  private(set) var extra = 0
  /// Something did not fit: the message is too large.
  private(set) var overflowed = false

  /// `keptBytes` is how much may stand there when a message begins.
  init(keptBytes: Int, memory: RunMemory) {
    let capacityBytes = keptBytes + Self.roomBytes
    start = memory.room(sizeBytes: capacityBytes + Piece.blockBytes)
    limit = start + capacityBytes
    end = start
  }

  @inline(__always) var count: Int { end - start }
  @inline(__always) private var roomBytes: Int { limit - end }

  /// Where a message that may have to be taken back begins.
  struct Mark {
    let count: Int
    let extra: Int
  }

  var mark: Mark { Mark(count: count, extra: extra) }
  var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: start, count: count) }

  mutating func rollBack(to mark: Mark) {
    end = start + mark.count
    extra = mark.extra
    overflowed = false
  }

  mutating func removeAll() {
    end = start
    extra = 0
    overflowed = false
  }

  @inline(__always)
  mutating func append(_ text: TextSpan, extra growth: Int = 0) {
    guard text.count <= roomBytes else { return overflow() }
    // SAFETY: there is room for the bytes; source and block are different memory.
    memcpy(end, text.start, text.count)
    end += text.count
    extra &+= growth
  }

  /// Writes a piece, a short one without the call that a copy of unknown length takes.
  @inline(__always)
  mutating func append(_ piece: Piece, extra growth: Int = 0) {
    let count = piece.text.count
    guard count <= roomBytes else { return overflow() }
    let source = UnsafeRawPointer(piece.text.start)
    let target = UnsafeMutableRawPointer(end)
    // SAFETY: a piece can be read for a block, and a block stands behind the capacity.
    if count <= Piece.blockBytes {
      for offset in stride(from: 0, to: Piece.blockBytes, by: 16) {
        let sixteen = source.loadUnaligned(fromByteOffset: offset, as: SIMD2<UInt64>.self)
        target.storeBytes(of: sixteen, toByteOffset: offset, as: SIMD2<UInt64>.self)
      }
    } else {
      memcpy(target, source, count)
    }
    end += count
    extra &+= growth
  }

  /// Has `write` put bytes at the end that need no escape, and say how many; false where there may be no room for `maxBytes`.
  @inline(__always)
  mutating func append(maxBytes: Int, _ write: (UnsafeMutablePointer<UInt8>) -> Int) -> Bool {
    guard maxBytes <= roomBytes else { return false }
    end += write(end)
    return true
  }

  @inline(__always)
  mutating func append(_ byte: UInt8) {
    guard end < limit else { return overflow() }
    end.pointee = byte
    end += 1
  }

  /// Writes a value, each byte as the table says.
  @inline(__always)
  mutating func append(_ text: TextSpan, _ table: UnsafePointer<EscapeTable>) {
    // Replacements are stored eight bytes at a time, so that there must be a little more room than the text can take.
    guard text.count &* EscapeTable.maxGrowth &+ 8 <= roomBytes else { return overflow() }
    let kinds = table.pointee.kinds
    var output = end
    var offset = 0
    while text.count &- offset >= 8 {
      // SAFETY: eight bytes are left to read, and there is room for as many.
      let bytes = text.start + offset
      let first = kinds[Int(bytes[0])] | kinds[Int(bytes[1])] | kinds[Int(bytes[2])] | kinds[Int(bytes[3])]
      let second = kinds[Int(bytes[4])] | kinds[Int(bytes[5])] | kinds[Int(bytes[6])] | kinds[Int(bytes[7])]
      if first | second != 0 { break }
      UnsafeMutableRawPointer(output).storeBytes(
        of: UnsafeRawPointer(bytes).loadUnaligned(as: UInt64.self), as: UInt64.self)
      output += 8
      offset &+= 8
    }
    while offset < text.count {
      // SAFETY: offset is below the text's length, and the room for the longest outcome was checked.
      let byte = text.start[offset]
      let kind = kinds[Int(byte)]
      offset &+= 1
      if kind == 0 {
        output.pointee = byte
        output += 1
      } else {
        output = appendSpecial(text, &offset, byte, kind, table, output)
      }
    }
    end = output
  }

  private mutating func appendSpecial(
    _ text: TextSpan, _ offset: inout Int, _ byte: UInt8, _ kind: UInt8, _ table: UnsafePointer<EscapeTable>,
    _ output: UnsafeMutablePointer<UInt8>
  ) -> UnsafeMutablePointer<UInt8> {
    if let length = Self.lineBreakLength(text, at: offset - 1) {
      offset += length - 1
      while offset < text.count, let next = Self.lineBreakLength(text, at: offset) { offset += next }
      return store(table.pointee.space, output)
    }
    if kind == EscapeTable.maybeLineBreak {
      output.pointee = byte
      return output + 1
    }
    return store(table.pointee.replacements[Int(kind)], output)
  }

  @inline(__always)
  private mutating func store(
    _ replacement: EscapeTable.Replacement, _ output: UnsafeMutablePointer<UInt8>
  ) -> UnsafeMutablePointer<UInt8> {
    UnsafeMutableRawPointer(output).storeBytes(of: replacement.bytes.littleEndian, as: UInt64.self)
    extra &+= replacement.extra
    return output + replacement.count
  }

  /// The bytes of the tab or line break that stands there; nil for anything else.
  static func lineBreakLength(_ text: TextSpan, at offset: Int) -> Int? {
    switch text.start[offset] {
    case 0x09, 0x0A, 0x0D: return 1
    case 0xE2:
      guard offset + 2 < text.count, text.start[offset + 1] == 0x80, text.start[offset + 2] & 0xFE == 0xA8 else {
        return nil
      }
      return 3
    default: return nil
    }
  }

  mutating func overflow() { overflowed = true }
}
