import CampaignValues

/// What is counted of a text. All measures add up along a text, so that the extreme path of a whole is made of the extremes of
/// its parts.
enum SizeMeasure: Hashable {
  /// User-perceived characters. Texts that meet may share one, so that a sum is never too small.
  case characters
  /// UTF-8 bytes.
  case bytes
  /// Characters that are shown as pictures.
  case emoji
  /// As a short message in GSM 03.38. Text with any other character has no such size: see `SizeBound.special`.
  case septets
  /// UTF-16 code units, as a short message in UCS-2.
  case codeUnits
  /// Of the two before, the characters that take two: no segment splits one of them.
  case wideSeptets, wideCodeUnits
  /// By how much the capitals of what is written go beyond a share of its letters, in ten-thousandths of a letter.
  case capitals(aboveBasisPoints: Int)
  /// How many of the texts that are written have one of the phrases in them.
  case phrases([FoldedPhrase])
  /// How many of its texts can be seen.
  case visible
}

/// What a text counts.
struct SizeWeight: Hashable, Sendable {
  var amount = 0
  /// Whether each of its characters is one of GSM 03.38.
  var isGSM = true

  static let zero = SizeWeight()

  /// `isWritten`: by the author rather than filled in.
  init(_ text: String, as measure: SizeMeasure, isWritten: Bool) {
    switch measure {
    case .bytes: amount = text.utf8.count
    case .characters: amount = text.withBytes { TextRules.characterCount($0) }
    case .emoji:
      if text.utf8.contains(where: { $0 >= 0x80 }) { amount = text.count { $0.isEmojiShown } }
    case .septets, .codeUnits, .wideSeptets, .wideCodeUnits:
      let isOfSeptets = measure == .septets || measure == .wideSeptets
      let isOfWide = measure == .wideSeptets || measure == .wideCodeUnits
      for scalar in text.unicodeScalars {
        let septets = GSMAlphabet.septets(scalar.value)
        if septets == 0 { isGSM = false }
        let width = isOfSeptets ? septets : scalar.value > 0xFFFF ? 2 : 1
        amount += isOfWide ? (width == 2 ? 1 : 0) : width
      }
    case .capitals(let share):
      guard isWritten else { return }
      for character in text where character.isLetter { amount += (character.isUppercase ? 10_000 : 0) - share }
    case .visible: amount = text.isBlankText ? 0 : 1
    case .phrases(let phrases):
      guard isWritten else { return }
      var scratch: [UInt8] = []
      if phrases.contains(where: { phrase in text.withBytes { phrase.isContained(in: $0, scratch: &scratch) } }) {
        amount = 1
      }
    }
  }

  private init() {}

  static func + (a: SizeWeight, b: SizeWeight) -> SizeWeight {
    var sum = SizeWeight()
    sum.amount = a.amount.addingClamped(b.amount)
    sum.isGSM = a.isGSM && b.isGSM
    return sum
  }

  static func * (a: SizeWeight, count: Int) -> SizeWeight {
    if count == 0 { return .zero }
    var product = a
    product.amount = a.amount.multipliedClamped(by: count)
    return product
  }
}

extension Int {
  /// Far beyond every size that a message may have; sums of a few stay within `Int`.
  private static let clampLimit = Int.max >> 8

  fileprivate func addingClamped(_ other: Int) -> Int {
    Swift.max(-Self.clampLimit, Swift.min(self + other, Self.clampLimit))
  }

  fileprivate func multipliedClamped(by count: Int) -> Int {
    let (product, overflow) = multipliedReportingOverflow(by: count)
    if overflow { return self < 0 ? -Self.clampLimit : Self.clampLimit }
    return Swift.max(-Self.clampLimit, Swift.min(product, Self.clampLimit))
  }
}
