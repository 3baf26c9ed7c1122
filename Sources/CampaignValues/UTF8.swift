/// Decoding and checking of UTF-8 bytes in place.
public enum UTF8Bytes {
  /// What a malformed byte decodes to: U+FFFD.
  @inlinable package static var replacement: UInt32 { 0xFFFD }

  /// Whether every byte of `bytes` is ASCII.
  @inlinable package static func isASCII(_ bytes: UnsafeRawBufferPointer) -> Bool {
    asciiPrefixCount(bytes) == bytes.count
  }

  /// The number of ASCII bytes that `bytes` starts with, found a word at a time.
  @inlinable package static func asciiPrefixCount(_ bytes: UnsafeRawBufferPointer) -> Int {
    var offset = 0
    while bytes.count - offset >= 8 {
      let word = bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
      if word & 0x8080_8080_8080_8080 != 0 { break }
      offset += 8
    }
    while offset < bytes.count && bytes[offset] < 0x80 { offset += 1 }
    return offset
  }

  /// Whether `bytes` are well-formed UTF-8: no overlong form, no surrogate, nothing above U+10FFFF, nothing cut.
  @inlinable package static func isValid(_ bytes: UnsafeRawBufferPointer) -> Bool {
    var offset = asciiPrefixCount(bytes)
    while offset < bytes.count {
      if bytes[offset] < 0x80 {
        offset += 1
      } else {
        let length = sequenceLength(bytes, at: offset)
        if length == 0 { return false }
        offset += length
      }
    }
    return true
  }

  /// The code point at `offset`, which moves past it; one malformed byte is one U+FFFD.
  ///
  /// `offset` must be below `bytes.count`.
  @inlinable package static func next(_ bytes: UnsafeRawBufferPointer, _ offset: inout Int) -> UInt32 {
    let lead = bytes[offset]
    if lead < 0x80 {
      offset += 1
      return UInt32(lead)
    }
    let length = sequenceLength(bytes, at: offset)
    defer { offset += max(length, 1) }
    switch length {
    case 2: return UInt32(lead & 0x1F) << 6 | continuation(bytes, offset + 1)
    case 3:
      return UInt32(lead & 0x0F) << 12 | continuation(bytes, offset + 1) << 6 | continuation(bytes, offset + 2)
    case 4:
      return UInt32(lead & 0x07) << 18 | continuation(bytes, offset + 1) << 12
        | continuation(bytes, offset + 2) << 6 | continuation(bytes, offset + 3)
    default: return replacement
    }
  }

  /// The same as a scalar, for asking its properties.
  @inlinable package static func nextScalar(_ bytes: UnsafeRawBufferPointer, _ offset: inout Int) -> Unicode.Scalar {
    Unicode.Scalar(next(bytes, &offset)) ?? "\u{FFFD}"
  }

  /// The length of the well-formed non-ASCII sequence at `offset`, or 0 (Unicode 16, table 3-7).
  @inlinable static func sequenceLength(_ bytes: UnsafeRawBufferPointer, at offset: Int) -> Int {
    let lead = bytes[offset]
    let left = bytes.count - offset
    let length = lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0
    guard length > 0, left >= length else { return 0 }
    let second = bytes[offset + 1]
    switch lead {
    case 0xE0: if !(0xA0...0xBF).contains(second) { return 0 }
    case 0xED: if !(0x80...0x9F).contains(second) { return 0 }
    case 0xF0: if !(0x90...0xBF).contains(second) { return 0 }
    case 0xF4: if !(0x80...0x8F).contains(second) { return 0 }
    default: if !(0x80...0xBF).contains(second) { return 0 }
    }
    var index = 2
    while index < length {
      if bytes[offset + index] & 0xC0 != 0x80 { return 0 }
      index += 1
    }
    return length
  }

  @inlinable static func continuation(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> UInt32 {
    UInt32(bytes[offset] & 0x3F)
  }
}

extension String {
  /// The text that `write` puts into a buffer of `maxLength` bytes; `write` returns how many it wrote.
  package init(maxLength: Int, _ write: (UnsafeMutablePointer<UInt8>) -> Int) {
    self.init(unsafeUninitializedCapacity: maxLength) { buffer in
      guard let base = buffer.baseAddress else { return 0 }
      return write(base)
    }
  }

  /// Calls `body` with the string's UTF-8 bytes.
  @inlinable package func withBytes<Result>(
    _ body: (UnsafeRawBufferPointer) throws -> Result
  ) rethrows -> Result {
    var copy = self
    return try copy.withUTF8 { try body(UnsafeRawBufferPointer($0)) }
  }
}

/// Appends the UTF-8 bytes of a code point.
@inlinable func appendUTF8(_ scalar: Unicode.Scalar, to output: inout [UInt8]) {
  let value = scalar.value
  if value < 0x80 {
    output.append(UInt8(truncatingIfNeeded: value))
  } else {
    output.append(contentsOf: UTF8.encode(scalar) ?? .init())
  }
}
