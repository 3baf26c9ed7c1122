import CampaignDiagnostics
import CampaignValues

/// Finds phrases in what is written, across the seams of branches: case and accents are folded, words are whole.
///
/// Not every path is spelled out: what has been read is kept as the set of its possible last characters, as many as the
/// longest phrase can reach back.
struct PhraseSearch {
  struct Match: Hashable {
    var phrase: String
    var span: Span?
  }

  private struct Letter: Hashable {
    var character: Character
    var span: Span?

    static func == (a: Letter, b: Letter) -> Bool { a.character == b.character }

    func hash(into hasher: inout Hasher) { hasher.combine(character) }
  }

  private struct Phrase {
    var written: String
    var folded: FoldedPhrase
  }

  private static let maxTails = 200

  private let phrases: [Phrase]
  private let reach: Int
  private var matches: [Match] = []

  /// The phrases that stand on some path, each with the places where it does, at most a few.
  static func matches(of phrases: [String], in nodes: [WrittenNode]) -> [Match] {
    var search = Self(phrases)
    let tails = search.read(nodes, after: [[]])
    for tail in tails { search.look(in: tail, isEnded: true) }
    return search.matches
  }

  /// Whether one of the phrases surely stands on every path: in a text that each path has, or on every way of a choice.
  static func isOnEveryPath(_ phrases: [String], in nodes: [WrittenNode]) -> Bool {
    // What is next to something else may go on there as the same word.
    let anyLetter = WrittenNode.text("x", nil)
    var run: [WrittenNode] = []
    for node in nodes + [.boundary] {
      if case .text = node {
        run.append(node)
        continue
      }
      var isEnd = false
      if case .boundary = node { isEnd = true }
      if !matches(of: phrases, in: run + (isEnd ? [] : [anyLetter])).isEmpty { return true }
      run = isEnd ? [] : [anyLetter]
      switch node {
      case .choice(let branches):
        if !branches.isEmpty, branches.allSatisfy({ isOnEveryPath(phrases, in: $0) }) { return true }
      case .loop(let body, let otherwise):
        if isOnEveryPath(phrases, in: body), otherwise.map({ isOnEveryPath(phrases, in: $0) }) ?? true { return true }
      case .text, .data, .boundary: break
      }
    }
    return false
  }

  private init(_ phrases: [String]) {
    self.phrases = phrases.map { phrase in
      var text = phrase
      return Phrase(written: phrase, folded: text.withUTF8 { FoldedPhrase(UnsafeRawBufferPointer($0)) })
    }
    reach = (phrases.map(\.count).max() ?? 0) * 2 + 16
  }

  private mutating func read(_ nodes: [WrittenNode], after start: Set<[Letter]>) -> Set<[Letter]> {
    var tails = start
    for node in nodes {
      switch node {
      case .text(let text, let span): tails = read(Self.letters(text, span), after: tails)
      case .data, .boundary:
        for tail in tails { look(in: tail, isEnded: true) }
        tails = [[]]
      case .choice(let branches):
        var next: Set<[Letter]> = []
        for branch in branches { next.formUnion(read(branch, after: tails)) }
        tails = next
      case .loop(let body, let otherwise):
        let once = read(body, after: tails)
        let others = otherwise.map { read($0, after: tails) } ?? []
        tails = once.union(read(body, after: once)).union(others)
      }
      if tails.count > Self.maxTails { tails = Set(tails.sorted { $0.count > $1.count }.prefix(Self.maxTails)) }
    }
    return tails
  }

  private mutating func read(_ letters: [Letter], after tails: Set<[Letter]>) -> Set<[Letter]> {
    var next: Set<[Letter]> = []
    for tail in tails {
      let window = tail + letters
      look(in: window, isEnded: false)
      next.insert(self.tail(of: window))
    }
    return next
  }

  /// What a phrase that goes on may have begun with, from the start of a word.
  private func tail(of window: [Letter]) -> [Letter] {
    guard window.count > reach else { return window }
    var start = window.count - reach
    while start < window.count, !Self.isWordStart(window, start) { start += 1 }
    return Array(window[(start < window.count ? start : window.count - reach)...])
  }

  // MARK: Looking

  private mutating func look(in window: [Letter], isEnded: Bool) {
    var end = window.count
    if !isEnded { while end > 0, !Self.isWordStart(window, end) || end == window.count && isOpen(window) { end -= 1 } }
    let letters = Array(window[..<end])
    guard !letters.isEmpty else { return }
    var whole = String(letters.map(\.character))
    var (words, plain): ([UInt8], [UInt8]) = ([], [])
    whole.withUTF8 { bytes in
      if phrases.contains(where: \.folded.isWords) { FoldedText.foldWords(UnsafeRawBufferPointer(bytes), into: &words) }
      if phrases.contains(where: { !$0.folded.isWords }) {
        FoldedText.foldPlain(UnsafeRawBufferPointer(bytes), into: &plain)
      }
    }
    func has(_ phrase: FoldedPhrase) -> Bool {
      (phrase.isWords ? words : plain).withUnsafeBytes { folded in
        phrase.bytes.withUnsafeBytes { FoldedText.find($0, in: folded) }
      }
    }
    for phrase in phrases where has(phrase.folded) {
      var start = 0
      // A few places are enough for a person to see what is meant.
      while start < letters.count, matches.count < 20, let place = smallest(Array(letters[start...]), phrase) {
        let found = letters[start + place.lowerBound..<start + place.upperBound]
        let spans = found.compactMap(\.span)
        let span = spans.first.map { first in spans.dropFirst().reduce(first) { $1.file == $0.file ? $0.union($1) : $0 }
        }
        let match = Match(phrase: phrase.written, span: span)
        if !matches.contains(match) { matches.append(match) }
        start += place.upperBound
      }
    }
  }

  /// Whether a word may go on behind the window.
  private func isOpen(_ window: [Letter]) -> Bool { window.last.map { Self.isWordCharacter($0.character) } ?? false }

  /// The first place of a phrase, as small as can be. Only whole words are cut off, so that no part of one is taken for
  /// the phrase.
  private func smallest(_ letters: [Letter], _ phrase: Phrase) -> Range<Int>? {
    let cuts =
      phrase.folded.isWords ? (0...letters.count).filter { Self.isWordStart(letters, $0) } : Array(0...letters.count)
    func holds(_ range: Range<Int>) -> Bool { Self.contains(String(letters[range].map(\.character)), phrase) }
    // The shortest beginning that has it, then the longest part that can be cut off before it.
    guard let end = Self.first(cuts, where: { holds(0..<$0) }) else { return nil }
    let starts = Array(cuts.prefix { $0 < end })
    guard let tooFar = Self.first(starts, where: { !holds($0..<end) }) else {
      return trimmed(letters, starts.last ?? 0, end)
    }
    return trimmed(letters, starts.last { $0 < tooFar } ?? 0, end)
  }

  private func trimmed(_ letters: [Letter], _ start: Int, _ end: Int) -> Range<Int> {
    var (start, end) = (start, end)
    while start < end, letters[start].character.isWhitespace { start += 1 }
    while end > start, letters[end - 1].character.isWhitespace { end -= 1 }
    return start..<end
  }

  /// The first of ascending numbers for which a property holds that holds for all after it.
  private static func first(_ numbers: [Int], where holds: (Int) -> Bool) -> Int? {
    var low = 0
    var high = numbers.count
    while low < high {
      let middle = (low + high) / 2
      if holds(numbers[middle]) { high = middle } else { low = middle + 1 }
    }
    return low < numbers.count ? numbers[low] : nil
  }

  private static func contains(_ text: String, _ phrase: Phrase) -> Bool {
    var text = text
    var scratch: [UInt8] = []
    return text.withUTF8 { phrase.folded.isContained(in: UnsafeRawBufferPointer($0), scratch: &scratch) }
  }

  /// Whether no word goes over an index.
  private static func isWordStart(_ letters: [Letter], _ index: Int) -> Bool {
    guard index > 0, index < letters.count else { return true }
    let (before, after) = (letters[index - 1].character, letters[index].character)
    return !(isWordCharacter(before) && isWordCharacter(after)) || isIdeograph(before) || isIdeograph(after)
  }

  private static func isWordCharacter(_ character: Character) -> Bool {
    if let ascii = character.asciiValue { return ascii == UInt8(ascii: "'") || FoldedText.isASCIIWord(ascii) }
    return character.isLetter || character.isNumber || character == "'" || character == "’"
      || character.unicodeScalars.first?.properties.generalCategory == .nonspacingMark
  }

  /// Scripts without spaces between words have a word a letter.
  private static func isIdeograph(_ character: Character) -> Bool {
    guard let value = character.unicodeScalars.first?.value else { return false }
    return (0x0E00...0x0EFF).contains(value) || (0x1000...0x109F).contains(value) || (0x1780...0x17FF).contains(value)
      || (0x3040...0x30FF).contains(value) || (0x3400...0x9FFF).contains(value) || (0xF900...0xFAFF).contains(value)
      || value >= 0x20000 && value < 0x40000
  }

  private static func isSpace(_ character: Character) -> Bool {
    character.asciiValue.map { $0 == 0x20 || (0x09...0x0D).contains($0) } ?? character.isWhitespace
  }

  /// A text letter by letter, each with its place; runs of white space are one space.
  private static func letters(_ text: String, _ span: Span?) -> [Letter] {
    var letters: [Letter] = []
    var offset = span?.start ?? 0
    let isVerbatim = span.map { $0.lengthBytes == text.utf8.count } ?? false
    for character in text {
      let width = UInt32(character.utf8.count)
      let place = span.map { isVerbatim ? Span($0.file, offset, offset + width) : $0 }
      offset += width
      if isSpace(character) {
        if letters.last?.character != " " { letters.append(Letter(character: " ", span: place)) }
      } else {
        letters.append(Letter(character: character, span: place))
      }
    }
    return letters
  }
}
