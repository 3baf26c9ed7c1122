/// Reads what `BinaryWriter` wrote. Every read is checked against the end: the bytes may come from a process that was taken over.
package struct BinaryReader {
  package struct Malformed: Error, Hashable, Sendable, CustomStringConvertible {
    package var offset: Int
    package var what: String

    package var description: String { "byte \(offset): \(what)" }
  }

  private let bytes: UnsafeRawBufferPointer
  package private(set) var offset = 0

  /// `bytes` have to live as long as the reader.
  package init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  package var remainingBytes: Int { bytes.count - offset }

  package func malformed(_ what: String) -> Malformed { Malformed(offset: offset, what: what) }

  package mutating func integer<Value: FixedWidthInteger>(_ type: Value.Type = Value.self) throws(Malformed) -> Value {
    let size = MemoryLayout<Value>.size
    guard remainingBytes >= size else { throw malformed("it ends within a number") }
    defer { offset += size }
    return Value(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Value.self))
  }

  package mutating func raw() throws(Malformed) -> [UInt8] {
    let count = Int(try integer(UInt32.self))
    guard count <= remainingBytes else { throw malformed("it ends before its \(count) bytes") }
    defer { offset += count }
    return Array(bytes[offset..<(offset + count)])
  }

  package mutating func text() throws(Malformed) -> String {
    let bytes = try raw()
    guard let text = String(validating: bytes, as: UTF8.self) else { throw malformed("a text is not UTF-8") }
    return text
  }

  package mutating func isPresent() throws(Malformed) -> Bool {
    switch try integer(UInt8.self) {
    case 0: false
    case 1: true
    case let other: throw malformed("a flag is \(other)")
    }
  }

  package mutating func optionalInteger() throws(Malformed) -> Int64? { try isPresent() ? try integer() : nil }

  package mutating func optionalText() throws(Malformed) -> String? { try isPresent() ? try text() : nil }

  /// Each value takes at least a byte.
  package mutating func list<Value>(
    _ read: (inout BinaryReader) throws(Malformed) -> Value
  ) throws(Malformed) -> [Value] {
    let count = Int(try integer(UInt32.self))
    guard count <= remainingBytes else { throw malformed("it ends before its \(count) entries") }
    var values: [Value] = []
    values.reserveCapacity(count)
    for _ in 0..<count { values.append(try read(&self)) }
    return values
  }
}
