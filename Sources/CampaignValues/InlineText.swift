/// At most 31 UTF-8 bytes held in place, without a heap object: copying and reading it costs no reference count.
public struct InlineText: Equatable, Hashable, Sendable {
  /// The most bytes it holds.
  @inlinable package static var maxBytes: Int { 31 }

  @usableFromInline var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)

  /// Holds nothing.
  @inlinable package init() {}

  /// Holds `bytes`; nil if there are more than 31, or they are not UTF-8.
  package init?(_ bytes: UnsafeRawBufferPointer) {
    guard bytes.count <= Self.maxBytes, UTF8Bytes.isValid(bytes) else { return nil }
    withUnsafeMutableBytes(of: &words) { storage in
      storage.copyMemory(from: bytes)
      storage[Self.maxBytes] = UInt8(bytes.count)
    }
  }

  /// Holds the text's UTF-8 bytes; nil if there are more than 31.
  package init?(_ text: String) {
    guard let value = text.withBytes({ InlineText($0) }) else { return nil }
    self = value
  }

  /// The number of bytes held.
  @inlinable package var count: Int { Int(UInt64(littleEndian: words.3) >> 56) }

  /// The first byte held, 0 where there is none.
  @inlinable var firstByte: UInt8 { UInt8(truncatingIfNeeded: UInt64(littleEndian: words.0)) }

  /// Copies the bytes to `output`, which must have room for 31, and returns their number.
  @inlinable package func write(to output: UnsafeMutablePointer<UInt8>) -> Int {
    let count = self.count
    // SAFETY: init keeps count within maxBytes, the room that the caller owes.
    if count > 8 {
      withUnsafeBytes(of: words) { storage in
        UnsafeMutableRawBufferPointer(start: output, count: count)
          .copyMemory(from: UnsafeRawBufferPointer(rebasing: storage[..<count]))
      }
    } else {
      // Most texts are a byte or two: out of a register rather than through memory.
      var word = UInt64(littleEndian: words.0)
      var offset = 0
      while offset < count {
        output[offset] = UInt8(truncatingIfNeeded: word)
        word >>= 8
        offset += 1
      }
    }
    return count
  }

  /// The bytes held.
  package var bytes: [UInt8] { withUnsafeBytes(of: words) { Array($0[..<count]) } }

  @inlinable public static func == (left: InlineText, right: InlineText) -> Bool { left.words == right.words }

  @inlinable public func hash(into hasher: inout Hasher) {
    withUnsafeBytes(of: words) { hasher.combine(bytes: $0) }
  }
}
