/// A class that a `text(N, class)` attribute keeps to.
public enum TextClass: UInt8, CaseIterable, Sendable {
  /// Letters, marks, spaces, hyphens and apostrophes, as names are written the world over; a letter at least.
  case name = 1
  /// The GSM 03.38 alphabet: the default table and its extension.
  case gsm = 2

  /// Whether every character of the text belongs to the class, and a name has a letter.
  ///
  /// `name` takes general categories L and M, all of Zs (no line break), the hyphens U+002D, U+2010 and U+2011, the
  /// apostrophes U+0027 and U+2019 (phones type the typographic one), the middle dot U+00B7 (a part of the Catalan
  /// letter `l·l`), and the joiners U+200C and U+200D that Persian and Indic spelling needs. It has no digit, no full
  /// stop and no other punctuation, so that no name can make a link, a tag or a phone number; and no U+FE0F, which makes an
  /// emoji of a letter such as U+2139. What has no letter is nobody's name: a hyphen or an apostrophe where a name is not known.
  @inlinable package func allows(_ bytes: UnsafeRawBufferPointer) -> Bool {
    switch self {
    case .name:
      var offset = 0
      var hasLetter = false
      while offset < bytes.count {
        let byte = bytes[offset]
        if byte >= 0x80 { return Self.isNameBeyondASCII(bytes, from: offset, hasLetter: hasLetter) }
        if (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) {
          hasLetter = true
        } else if byte != 0x20 && byte != UInt8(ascii: "-") && byte != UInt8(ascii: "'") {
          return false
        }
        offset += 1
      }
      return hasLetter
    case .gsm:
      var offset = 0
      while offset < bytes.count {
        if GSMAlphabet.septets(UTF8Bytes.next(bytes, &offset)) == 0 { return false }
      }
      return true
    }
  }

  /// Whether the bytes are all of the class `name` but for a letter, which they lack: why a name that is bad is bad.
  package static func lacksLetterAlone(_ bytes: UnsafeRawBufferPointer) -> Bool {
    !name.allows(bytes) && isNameBeyondASCII(bytes, from: 0, hasLetter: true)
  }

  @usableFromInline static func isNameBeyondASCII(
    _ bytes: UnsafeRawBufferPointer, from start: Int, hasLetter: Bool
  ) -> Bool {
    var hasLetter = hasLetter
    var offset = start
    while offset < bytes.count {
      let scalar = UTF8Bytes.nextScalar(bytes, &offset)
      if isCommonLetter(scalar.value) {
        hasLetter = true
      } else if !isNameCharacter(scalar) {
        return false
      } else if !hasLetter {
        hasLetter = isLetter(scalar)
      }
    }
    return hasLetter
  }

  /// Whether a code point surely is a letter; spares most names the look-up of properties.
  static func isCommonLetter(_ value: UInt32) -> Bool {
    switch value {
    case 0x41...0x5A, 0x61...0x7A, 0xC0...0xD6, 0xD8...0xF6, 0xF8...0x2C1, 0x3A3...0x3F5, 0x400...0x481, 0x48A...0x52F,
      0x5D0...0x5EA, 0x620...0x64A, 0x1E00...0x1EFF, 0x3041...0x3096, 0x30A1...0x30FA, 0x4E00...0x9FFF, 0xAC00...0xD7A3:
      return true
    default: return false
    }
  }

  /// Whether a code point is of general category L.
  private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
    default: false
    }
  }

  /// Whether a code point belongs to the class, by its properties.
  static func isNameCharacter(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x20, 0x27, 0x2D, 0xB7, 0x300...0x36F, 0x200C, 0x200D, 0x2010, 0x2011, 0x2019: return true
    case 0xFE0F: return false
    default: break
    }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .spacingMark, .enclosingMark, .spaceSeparator: return true
    default: return isLetter(scalar)
    }
  }
}
