/// A class that a `text(N, class)` attribute keeps to.
package enum TextClass: UInt8, CaseIterable, Sendable {
  /// Letters, marks, spaces, hyphens and apostrophes, as names are written the world over.
  case name = 1
  /// The GSM 03.38 alphabet: the default table and its extension.
  case gsm = 2

  /// Whether every character of the text belongs to the class; empty text does.
  ///
  /// `name` takes general categories L and M, all of Zs (no line break), the hyphens U+002D, U+2010 and U+2011, the
  /// apostrophes U+0027 and U+2019 (phones type the typographic one), the middle dot U+00B7 (a part of the Catalan
  /// letter `l·l`), and the joiners U+200C and U+200D that Persian and Indic spelling needs. It has no digit, no full
  /// stop and no other punctuation, so that no name can make a link, a tag or a phone number.
  @inlinable package func allows(_ bytes: UnsafeRawBufferPointer) -> Bool {
    switch self {
    case .name:
      var offset = 0
      while offset < bytes.count {
        let byte = bytes[offset]
        if byte >= 0x80 { return Self.isNameBeyondASCII(bytes, from: offset) }
        let isLetter = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
        if !isLetter && byte != 0x20 && byte != UInt8(ascii: "-") && byte != UInt8(ascii: "'") { return false }
        offset += 1
      }
      return true
    case .gsm:
      var offset = 0
      while offset < bytes.count {
        if GSMAlphabet.septets(UTF8Bytes.next(bytes, &offset)) == 0 { return false }
      }
      return true
    }
  }

  @usableFromInline static func isNameBeyondASCII(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Bool {
    var offset = start
    while offset < bytes.count {
      let scalar = UTF8Bytes.nextScalar(bytes, &offset)
      switch scalar.value {
      case 0x27, 0x2D, 0xB7, 0x200C, 0x200D, 0x2010, 0x2011, 0x2019: continue
      default: break
      }
      switch scalar.properties.generalCategory {
      case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
        .nonspacingMark, .spacingMark, .enclosingMark, .spaceSeparator:
        continue
      default: return false
      }
    }
    return true
  }
}
