extension TextRules {
  /// The number of user-perceived characters: extended grapheme clusters (UAX #29), as Swift's `Character` counts them.
  ///
  /// Text below U+0300 is counted without allocating: there, only CR LF is one character of two code points.
  @inlinable package static func characterCount(_ bytes: UnsafeRawBufferPointer) -> Int {
    var count = 0
    var offset = 0
    while offset < bytes.count {
      let byte = bytes[offset]
      if byte >= 0xCC { return String(decoding: bytes, as: UTF8.self).count }
      let continues = byte & 0xC0 == 0x80
      let endsLine = byte == 0x0A && offset > 0 && bytes[offset - 1] == 0x0D
      if !continues && !endsLine { count += 1 }
      offset += 1
    }
    return count
  }

  /// Whether the text has at most `maxCharacters` user-perceived characters, each of at most 40 UTF-8 bytes.
  @inlinable package static func fits(_ bytes: UnsafeRawBufferPointer, maxCharacters: Int) -> Bool {
    // A character has at least one byte and, if it keeps to its limit, at most 40.
    if bytes.count <= min(maxCharacters, maxCharacterBytes) { return true }
    if bytes.count > 1 && (bytes.count - 1) / maxCharacterBytes >= maxCharacters { return false }
    if isBelowCombining(bytes) { return characterCount(bytes) <= maxCharacters }
    return fitsByGraphemes(bytes, maxCharacters: maxCharacters)
  }

  /// Whether a character of the text has more than 40 UTF-8 bytes.
  package static func hasOverlongCharacter(_ bytes: UnsafeRawBufferPointer) -> Bool {
    if bytes.count <= maxCharacterBytes || isBelowCombining(bytes) { return false }
    return String(decoding: bytes, as: UTF8.self).contains { $0.utf8.count > maxCharacterBytes }
  }

  @usableFromInline static func fitsByGraphemes(_ bytes: UnsafeRawBufferPointer, maxCharacters: Int) -> Bool {
    var left = maxCharacters
    for character in String(decoding: bytes, as: UTF8.self) {
      left -= 1
      if left < 0 || character.utf8.count > maxCharacterBytes { return false }
    }
    return true
  }

  /// Whether every code point is below U+0300, where nothing combines and everything is in NFC.
  @inlinable static func isBelowCombining(_ bytes: UnsafeRawBufferPointer) -> Bool {
    var offset = UTF8Bytes.asciiPrefixCount(bytes)
    while offset < bytes.count {
      if bytes[offset] >= 0xCC { return false }
      offset += 1
    }
    return true
  }
}
