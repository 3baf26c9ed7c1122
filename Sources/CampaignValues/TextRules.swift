/// What a piece of text is to the language, asked of its UTF-8 bytes.
///
/// Every rule answers ASCII without allocating. Bytes that are not UTF-8 never trap: each malformed byte counts as
/// one U+FFFD; ask `UTF8Bytes.isValid` first where that matters. A `String` is asked through `withBytes`.
public enum TextRules {
  /// The most UTF-8 bytes that one user-perceived character of a `text` may have.
  @inlinable package static var maxCharacterBytes: Int { 40 }

  /// Whether `bytes` are well-formed UTF-8.
  @inlinable package static func isValidUTF8(_ bytes: UnsafeRawBufferPointer) -> Bool {
    UTF8Bytes.isValid(bytes)
  }

  /// Whether the text shows nothing: it is empty, or only White_Space, Default_Ignorable_Code_Point, U+2800 (Braille without a
  /// dot) and U+1D159 (a note without a head), which Unicode has for signs and which show none.
  @inlinable package static func isBlank(_ bytes: UnsafeRawBufferPointer) -> Bool {
    var offset = 0
    while offset < bytes.count {
      let byte = bytes[offset]
      if byte >= 0x80 { return isBlankBeyondASCII(bytes, from: offset) }
      if byte != 0x20 && !(0x09...0x0D).contains(byte) { return false }
      offset += 1
    }
    return true
  }

  @usableFromInline static func isBlankBeyondASCII(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Bool {
    var offset = start
    while offset < bytes.count {
      let codePoint = UTF8Bytes.next(bytes, &offset)
      if isSurelyShown(codePoint) { return false }
      if codePoint == 0x2800 || codePoint == 0x1D159 { continue }
      let properties = (Unicode.Scalar(codePoint) ?? "\u{FFFD}").properties
      if !properties.isWhitespace && !properties.isDefaultIgnorableCodePoint { return false }
    }
    return true
  }

  /// Whether the code point is in a stretch without white space and ignorable ones: most letters, without looking them up.
  @inline(__always)
  private static func isSurelyShown(_ codePoint: UInt32) -> Bool {
    switch codePoint {
    case 0xC0...0x34E, 0x370...0x61B, 0x61D...0x115E, 0x3001...0x3163, 0x3165...0xD7FF: true
    default: false
    }
  }

  /// Whether the text holds a control character other than tab, line feed and carriage return: the rest of C0,
  /// DEL, or C1 (U+0080 to U+009F).
  @inlinable package static func hasControlCharacter(_ bytes: UnsafeRawBufferPointer) -> Bool {
    var offset = 0
    while offset < bytes.count {
      let byte = bytes[offset]
      if byte < 0x20 {
        if byte != 0x09 && byte != 0x0A && byte != 0x0D { return true }
      } else if byte == 0x7F {
        return true
      } else if byte == 0xC2, offset + 1 < bytes.count, (0x80...0x9F).contains(bytes[offset + 1]) {
        return true
      }
      offset += 1
    }
    return false
  }

  /// Whether the text holds an embedding, an override or an isolate of the bidirectional algorithm, or the end of one
  /// (U+202A to U+202E, U+2066 to U+2069): within a longer text they turn what stands around them. Marks (U+200E, U+200F,
  /// U+061C) and letters of either direction turn nothing but themselves.
  @inlinable package static func hasBidirectionalControl(_ bytes: UnsafeRawBufferPointer) -> Bool {
    var offset = 0
    while offset + 2 < bytes.count {
      if bytes[offset] == 0xE2 {
        switch (bytes[offset + 1], bytes[offset + 2]) {
        case (0x80, 0xAA...0xAE), (0x81, 0xA6...0xA9): return true
        default: break
        }
      }
      offset += 1
    }
    return false
  }

  /// Whether the character is one of those, by itself.
  package static func isBidirectionalControl(_ scalar: Unicode.Scalar) -> Bool {
    (0x202A...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
  }

  /// Whether the text holds anything that ends a line: LF, VT, FF, CR, U+0085, U+2028 or U+2029.
  @inlinable package static func hasLineBreak(_ bytes: UnsafeRawBufferPointer) -> Bool {
    var offset = 0
    while offset < bytes.count {
      let byte = bytes[offset]
      if (0x0A...0x0D).contains(byte) { return true }
      if byte == 0xC2, offset + 1 < bytes.count, bytes[offset + 1] == 0x85 { return true }
      if byte == 0xE2, offset + 2 < bytes.count, bytes[offset + 1] == 0x80, bytes[offset + 2] & 0xFE == 0xA8 {
        return true
      }
      offset += 1
    }
    return false
  }
}
