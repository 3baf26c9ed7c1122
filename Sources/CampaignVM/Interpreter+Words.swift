import CampaignPlan
import CampaignValues

/// What a message is going to say, before it is made: tests of the brand's rules.
extension Interpreter {
  mutating func contains(words: TextSpan, _ list: Int) -> Bool {
    let phrases = image.pointee.textLists[list]
    guard pay(Self.fuel(lookingFor: phrases.count, in: words.count)) else { return false }
    var start = 0
    while start < words.count {
      let end = Self.paragraphEnd(words, from: start)
      let paragraph = UnsafeRawBufferPointer(rebasing: words.bytes[start..<end])
      if contains(paragraph, phrases, isWords: true) || contains(paragraph, phrases, isWords: false) { return true }
      start = end + Self.paragraphEndBytes
    }
    return false
  }

  /// Folds once for all phrases of a kind.
  @inline(__always)
  private mutating func contains(
    _ paragraph: UnsafeRawBufferPointer, _ phrases: Image.TextList, isWords: Bool
  ) -> Bool {
    var isFolded = false
    for index in 0..<phrases.count where phrases.phrases[index].isWords == isWords {
      if !isFolded {
        if isWords {
          FoldedText.foldWords(paragraph, into: &folded)
        } else {
          FoldedText.foldPlain(paragraph, into: &folded)
        }
        isFolded = true
      }
      let phrase = phrases.phrases[index].folded.bytes
      if folded.withUnsafeBytes({ FoldedText.find(phrase, in: $0) }) { return true }
    }
    return false
  }

  mutating func begins(words: TextSpan, _ list: Int) -> Bool {
    anyText(of: list, in: words.count) { Normalization.hasPrefix(words.bytes, $0) }
  }

  mutating func ends(words: TextSpan, _ list: Int) -> Bool {
    anyText(of: list, in: words.count) { Normalization.hasSuffix(words.bytes, $0) }
  }

  /// U+2029, which no data brings: its line breaks become spaces.
  private static let paragraphEndBytes = 3

  /// Where the paragraph ends that begins at `start`.
  private static func paragraphEnd(_ words: TextSpan, from start: Int) -> Int {
    var offset = start
    while offset + paragraphEndBytes <= words.count {
      if words.start[offset] == 0xE2, words.start[offset + 1] == 0x80, words.start[offset + 2] == 0xA9 { return offset }
      offset += 1
    }
    return words.count
  }
}
