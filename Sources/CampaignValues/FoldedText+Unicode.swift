extension FoldedText {
  @usableFromInline static func foldPlainBeyondASCII(_ bytes: UnsafeRawBufferPointer, into output: inout [UInt8]) {
    Normalization.forEachNFD(bytes) { scalar in
      let properties = scalar.properties
      if !isDropped(scalar, properties) { appendFolded(scalar, properties, to: &output) }
    }
  }

  @usableFromInline static func foldWordsBeyondASCII(_ bytes: UnsafeRawBufferPointer, into output: inout [UInt8]) {
    var words = WordWriter(output: output)
    output = []  // moved into the writer, so that appending does not copy it
    Normalization.forEachNFD(bytes) { words.add($0) }
    words.endWord()
    output = words.output
  }

  /// Whether folding drops the code point: it shows nothing, or it is an accent.
  static func isDropped(_ scalar: Unicode.Scalar, _ properties: Unicode.Scalar.Properties) -> Bool {
    if scalar.value < 0x80 { return false }
    if properties.isDefaultIgnorableCodePoint { return true }
    guard properties.generalCategory == .nonspacingMark else { return false }
    switch properties.canonicalCombiningClass.rawValue {
    case 1, 10...36, 200...: return true
    default: return false
    }
  }

  /// Appends a code point in upper and then lower case.
  static func appendFolded(
    _ scalar: Unicode.Scalar, _ properties: Unicode.Scalar.Properties, to output: inout [UInt8]
  ) {
    if scalar.value < 0x80 { return output.append(lowercaseASCII(UInt8(truncatingIfNeeded: scalar.value))) }
    if isApostrophe(scalar) { return output.append(apostrophe) }
    for upper in properties.uppercaseMapping.unicodeScalars {
      for lower in upper.properties.lowercaseMapping.unicodeScalars {
        // `ŉ` comes apart into an apostrophe and a letter.
        if isApostrophe(lower) { output.append(apostrophe) } else { appendUTF8(lower, to: &output) }
      }
    }
  }

  static func isApostrophe(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value == 0x27 || scalar.value == 0x2019 || scalar.value == 0x02BC
  }

  /// Whether the letter stands in a script written without spaces between words.
  static func isWordOfItsOwn(_ value: UInt32) -> Bool {
    switch value {
    case 0x0E00...0x0EFF, 0x1000...0x109F, 0x1780...0x17FF, 0x3005...0x3007, 0x3040...0x30FF, 0x31F0...0x31FF,
      0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA9E0...0xA9FF, 0xAA60...0xAA7F, 0xF900...0xFAFF, 0xFF66...0xFF9F,
      0x20000...0x3FFFF:
      return true
    default: return false
    }
  }

  /// Writes folded words with one space before and after each.
  private struct WordWriter {
    var output: [UInt8]
    var hasApostrophe = false
    /// Whether the open word is one letter that only marks may join.
    var isClosedToLetters = false

    init(output: [UInt8]) { self.output = output }

    mutating func add(_ scalar: Unicode.Scalar) {
      if scalar.value < 0x80 && !FoldedText.isApostrophe(scalar) {
        return add(ascii: UInt8(truncatingIfNeeded: scalar.value))
      }
      let properties = scalar.properties
      if FoldedText.isDropped(scalar, properties) { return }
      if FoldedText.isApostrophe(scalar) {
        if hasApostrophe || output.last == 0x20 { endWord() } else { hasApostrophe = true }
        return
      }
      switch properties.generalCategory {
      case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
        .letterNumber, .otherNumber:
        let isAlone = FoldedText.isWordOfItsOwn(scalar.value)
        if isAlone || isClosedToLetters { endWord() }
        isClosedToLetters = isAlone
      case .nonspacingMark, .spacingMark, .enclosingMark: break
      default: return endWord()
      }
      if hasApostrophe { output.append(FoldedText.apostrophe) }
      hasApostrophe = false
      FoldedText.appendFolded(scalar, properties, to: &output)
    }

    /// Spares ASCII the look-up of properties.
    mutating func add(ascii byte: UInt8) {
      guard FoldedText.isASCIIWord(byte) else { return endWord() }
      if isClosedToLetters { endWord() }
      if hasApostrophe { output.append(FoldedText.apostrophe) }
      hasApostrophe = false
      output.append(FoldedText.lowercaseASCII(byte))
    }

    mutating func endWord() {
      hasApostrophe = false
      isClosedToLetters = false
      if output.last != 0x20 { output.append(0x20) }
    }
  }
}
