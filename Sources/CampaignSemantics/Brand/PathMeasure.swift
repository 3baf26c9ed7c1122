import CampaignValues

/// What can be counted in the text that is written on one path; data adds to it.
struct PathMeasure: Hashable {
  /// User-perceived characters.
  var characters = 0
  var emoji = 0
  var letters = 0
  var capitals = 0
  /// As a short message: septets, UTF-16 code units, and whether every character is of GSM 03.38.
  var septets = 0
  var utf16Units = 0
  var isGSM = true
  /// Whether something is filled in.
  var hasData = false
  /// Whether something can be seen of it.
  var isVisible = false

  init() {}

  init(_ text: String) {
    isVisible = !text.isBlankText
    // A carriage return may be half of a character.
    if text.utf8.allSatisfy({ $0 < 0x80 && $0 != 0x0D }) { measureASCII(text) } else { measure(text) }
  }

  /// As `measure`, where every byte is a character: the properties of Unicode take long to look up.
  private mutating func measureASCII(_ text: String) {
    characters = text.utf8.count
    utf16Units = characters
    for byte in text.utf8 {
      if (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) {
        letters += 1
        if byte & 0x20 == 0 { capitals += 1 }
      }
      let width = GSMAlphabet.septets(UInt32(byte))
      if width == 0 { isGSM = false }
      septets += width
    }
  }

  private mutating func measure(_ text: String) {
    for character in text {
      characters += 1
      if character.isEmojiShown { emoji += 1 }
      if character.isLetter {
        letters += 1
        if character.isUppercase { capitals += 1 }
      }
      for scalar in character.unicodeScalars {
        let width = GSMAlphabet.septets(scalar.value)
        if width == 0 { isGSM = false }
        septets += width
        utf16Units += scalar.value > 0xFFFF ? 2 : 1
      }
    }
  }

  static func + (a: PathMeasure, b: PathMeasure) -> PathMeasure {
    var sum = a
    sum.characters += b.characters
    sum.emoji += b.emoji
    sum.letters += b.letters
    sum.capitals += b.capitals
    sum.septets += b.septets
    sum.utf16Units += b.utf16Units
    sum.isGSM = a.isGSM && b.isGSM
    sum.hasData = a.hasData || b.hasData
    sum.isVisible = a.isVisible || b.isVisible
    return sum
  }

  /// The segments of a short message with at least this text.
  var segments: Int {
    let (units, single, part) = isGSM ? (septets, 160, 153) : (utf16Units, 70, 67)
    if units == 0 { return 0 }
    return units <= single ? 1 : (units + part - 1) / part
  }

  /// The measures of all paths; of very many, the longest and the shortest.
  static func paths(of nodes: [WrittenNode]) -> Set<PathMeasure> {
    var result: Set<PathMeasure> = [PathMeasure()]
    for node in nodes {
      let next: Set<PathMeasure>
      switch node {
      case .boundary: continue
      case .text(let text, _): next = [PathMeasure(text)]
      case .data:
        var data = PathMeasure()
        data.hasData = true
        data.isVisible = true
        next = [data]
      case .choice(let branches): next = Set(branches.flatMap { paths(of: $0) })
      case .loop(let body, let otherwise):
        // At least once; how often more is up to the data.
        next = Set(
          paths(of: body).map {
            var once = $0
            once.hasData = true
            return once
          }
        ).union(otherwise.map { paths(of: $0) } ?? [])
      }
      result = bounded(Set(result.flatMap { left in next.map { left + $0 } }))
    }
    return result
  }

  private static let maxPaths = 400

  private static func bounded(_ paths: Set<PathMeasure>) -> Set<PathMeasure> {
    guard paths.count > maxPaths else { return paths }
    let sorted = paths.sorted {
      ($0.characters, $0.emoji, $0.capitals, $0.septets) < ($1.characters, $1.emoji, $1.capitals, $1.septets)
    }
    return Set(sorted.prefix(maxPaths / 2) + sorted.suffix(maxPaths / 2))
  }
}

extension Character {
  /// Whether it is shown as a picture: by itself, by a variation selector, or as a keycap or flag.
  var isEmojiShown: Bool {
    guard let first = unicodeScalars.first else { return false }
    return first.properties.isEmojiPresentation || (first.properties.isEmoji && unicodeScalars.contains("\u{FE0F}"))
  }
}
