import CampaignValues

/// A phrase, as far as it may stand over a seam: partly in what is written, partly in data beside it.
struct PhraseNeighbor {
  /// The folded words; none where the phrase has none, and is looked for as it is.
  private let words: [[UInt8]]
  private let folded: [UInt8]

  /// A ligature is one character and folds to so many letters at most.
  static let lettersOfACharacter = 3

  init(_ phrase: String) {
    var phrase = phrase
    let folded = phrase.withUTF8 { FoldedPhrase(UnsafeRawBufferPointer($0)) }
    self.folded = folded.bytes
    words = folded.isWords ? folded.bytes.split(separator: 0x20).map(Array.init) : []
  }

  /// How many words to either side of data it can have; of a phrase without words each character may be one.
  var reach: Int { max(words.count, words.isEmpty ? folded.count : 0) }

  /// How many letters and spaces stand in it, where folding makes them one by one.
  var asciiCount: Int? {
    guard !words.isEmpty, folded.allSatisfy({ $0 < 0x80 }) else { return nil }
    return folded.count - 2
  }

  /// Whether the phrase may have begun in data before the text and go on in it.
  func mayGoOn(in text: String) -> Bool {
    if words.isEmpty || text.first.map(TextEdges.isOfWord) == true { return true }
    let written = Self.words(text)
    return (1..<max(words.count, 1)).contains { start in
      zip(words[start...], written).enumerated().allSatisfy { index, pair in
        // The last word may go on behind the text.
        pair.0 == pair.1 || (index == written.count - 1 && pair.0.starts(with: pair.1))
      }
    }
  }

  /// Whether the phrase may begin in the text and go on in data behind it.
  func mayBegin(in text: String) -> Bool {
    if words.isEmpty || text.last.map(TextEdges.isOfWord) == true { return true }
    let written = Array(Self.words(text).reversed())
    return (1..<max(words.count, 1)).contains { end in
      zip(words[..<end].reversed(), written).enumerated().allSatisfy { index, pair in
        // The first word may have begun before the text.
        pair.0 == pair.1 || (index == written.count - 1 && pair.0.reversed().starts(with: pair.1.reversed()))
      }
    }
  }

  private static func words(_ text: String) -> [[UInt8]] {
    var text = text
    var folded: [UInt8] = []
    text.withUTF8 { FoldedText.foldWords(UnsafeRawBufferPointer($0), into: &folded) }
    return folded.split(separator: 0x20).map(Array.init)
  }
}

/// The first and the last words of a text.
struct TextEdges {
  let first: String
  let last: String
  /// Whether the text has no more words than that: then both are all of it.
  let isWhole: Bool

  init(_ text: String, words: Int) {
    let characters = Array(text)
    let first = Self.end(of: characters, words)
    let last = Self.end(of: characters.reversed(), words)
    isWhole = first + last >= characters.count
    self.first = isWhole ? text : String(characters[..<first])
    self.last = isWhole ? text : String(characters[(characters.count - last)...])
  }

  /// Behind so many words, and one more that may be a part of one: white space ends each, and more than words may stand there.
  private static func end(of characters: [Character], _ words: Int) -> Int {
    var count = 0
    var isInWord = false
    for (index, character) in characters.enumerated() {
      if isOfWord(character) {
        isInWord = true
      } else if isInWord, character.isWhitespace {
        count += 1
        isInWord = false
        if count > words { return index }
      }
    }
    return characters.count
  }

  /// Whether a word may go on beside the character.
  static func isOfWord(_ character: Character) -> Bool {
    if let ascii = character.asciiValue { return ascii == UInt8(ascii: "'") || FoldedText.isASCIIWord(ascii) }
    return character.isLetter || character.isNumber || !character.unicodeScalars.allSatisfy(isSeparator)
  }

  private static func isSeparator(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .spaceSeparator, .lineSeparator, .paragraphSeparator, .dashPunctuation, .openPunctuation, .closePunctuation,
      .initialPunctuation, .otherPunctuation, .otherSymbol, .mathSymbol, .currencySymbol:
      !scalar.properties.isDefaultIgnorableCodePoint
    default: false
    }
  }
}
