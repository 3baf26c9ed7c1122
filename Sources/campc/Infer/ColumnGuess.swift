import CampaignSQLite

/// What one column most likely holds, as an attribute is declared.
struct ColumnGuess {
  enum Role { case email, phone, device, consent, other }

  /// With `?` where a value may be missing.
  var type: String
  /// What follows the column's name: ` in cents`, or nothing.
  var encoding = ""
  /// Words for the attribute's name; those that only tell the encoding are left out.
  var words: [String]
  var isOptional = false
  /// Values that break the type, and so count as missing.
  var invalid: (count: Int, why: String)?
  /// Values that stand for nothing, as the language compares them, and how often; missing once the tenant says so.
  var placeholders: [String: Int] = [:]
  var role = Role.other
  /// What was guessed and might be wrong.
  var notes: [String] = []
}

/// Guesses a column's type from its name, its declared type and its values.
struct ColumnGuesser {
  let column: TableSchema.Column
  let statistics: ColumnStatistics
  let words: WordList

  init(_ column: TableSchema.Column, _ statistics: ColumnStatistics) {
    self.column = column
    self.statistics = statistics
    words = WordList(column.name)
  }

  /// A type for at least this share of the values is believed; the others count as missing.
  private static let believed = 0.9

  /// The guess, or why there is none.
  enum Outcome {
    case guess(ColumnGuess)
    case nothing(because: String)
  }

  func outcome() -> Outcome {
    let known = statistics.known
    if known == 0 { return .nothing(because: "no row has a value") }
    if statistics.blobs > 0, isMost(statistics.blobs) { return .nothing(because: "it holds binary data") }
    let numbers = statistics.integers + statistics.reals
    if isMost(statistics.integers) {
      let sound = statistics.integers - statistics.outsize
      guard isMost(sound) else { return .nothing(because: "its values fit no type") }
      return finish(
        integer(), sound: sound, statistics.outsize == 0 ? "not whole numbers" : "not whole numbers that count anything"
      )
    }
    if isMost(numbers - statistics.outsize) {
      return finish(decimal(), sound: numbers - statistics.outsize, "not numbers")
    }
    if isMost(statistics.texts) {
      // A run refuses to read text from a column that is declared to hold numbers.
      guard column.affinity != .integer, column.affinity != .real else {
        return .nothing(because: "it holds texts, but is declared \(column.declaredType)")
      }
      return finish(text(), sound: statistics.known, "")
    }
    return .nothing(because: "it holds numbers as well as texts")
  }

  func isMost(_ count: Int) -> Bool { count > 0 && Double(count) >= Self.believed * Double(statistics.known) }

  /// `sound` of the values are what the guess was made of; where the guess itself refuses some, it counts those as well.
  private func finish(_ found: ColumnGuess?, sound: Int, _ why: String) -> Outcome {
    guard var guess = found else { return .nothing(because: "its values fit no type") }
    if guess.invalid == nil, sound < statistics.known { guess.invalid = (statistics.known - sound, why) }
    if let invalid = guess.invalid {
      guess.notes.insert(
        "values that count as missing: \(invalid.count) of \(statistics.known), \(invalid.why)", at: 0)
    }
    guess.isOptional = guess.invalid != nil || statistics.missing > 0 || !guess.placeholders.isEmpty
    if guess.isOptional { guess.type += "?" }
    return .guess(guess)
  }

  private func integer() -> ColumnGuess? {
    guard let range = statistics.integerRange else { return nil }
    let all = words.words
    if let flag = flag() { return flag }
    if let last = all.last, Hint.cents.contains(last), all.count > 1 {
      let whole = (range.lowerBound - 99) / 100...(range.upperBound + 99) / 100
      return ColumnGuess(type: "money(\(RoundBounds.text(whole)))", encoding: " in cents", words: Array(all.dropLast()))
    }
    if let moment = moment(range) { return moment }
    if words.contains(any: Hint.percent), range.lowerBound >= 0, range.upperBound <= 100 {
      return ColumnGuess(
        type: "percent(0 to 100)", words: all, notes: ["whole percents; `in basis_points` where 100 means 1%"])
    }
    guard range.upperBound <= 500_000_000_000, range.lowerBound >= -500_000_000_000 else {
      return nil
    }
    return ColumnGuess(type: "int(\(RoundBounds.text(range)))", words: all)
  }

  /// A bool stored as 0 and 1; of a consent a few other values are believed to be mistakes.
  private func flag() -> ColumnGuess? {
    let isAll = statistics.flags == statistics.integers
    guard isAll || (isConsent && isMost(statistics.flags)), !words.contains(any: Hint.count) else { return nil }
    var guess = ColumnGuess(type: "bool", words: words.words, role: isConsent ? .consent : .other)
    if statistics.flags < statistics.known {
      guess.invalid = (statistics.known - statistics.flags, "neither 0 nor 1")
    }
    return guess
  }

  /// Seconds or milliseconds since 1970, told by a range from 1980 to 2100 and a name that speaks of time.
  private func moment(_ range: ClosedRange<Int64>) -> ColumnGuess? {
    let seconds: ClosedRange<Int64> = 315_532_800...4_102_444_800
    let milliseconds = seconds.lowerBound * 1_000...seconds.upperBound * 1_000
    let unit =
      seconds.contains(range.lowerBound) && seconds.contains(range.upperBound)
      ? "seconds"
      : milliseconds.contains(range.lowerBound) && milliseconds.contains(range.upperBound) ? "milliseconds" : nil
    guard let unit else { return nil }
    if words.contains(any: Hint.moment) {
      var name = words.words
      if name.count > 1, let last = name.last, ["at", "ts", "timestamp", "epoch"].contains(last) { name.removeLast() }
      return ColumnGuess(type: "timestamp", encoding: " in \(unit)", words: name)
    }
    if unit == "milliseconds" { return nil }
    return ColumnGuess(
      type: "int(\(RoundBounds.text(range)))", words: words.words,
      notes: ["if this is a moment: `timestamp` … `in \(unit)`"])
  }

  private func decimal() -> ColumnGuess? {
    var range = statistics.realRange
    if let whole = statistics.integerRange {
      let (low, high) = (Double(whole.lowerBound), Double(whole.upperBound))
      range = range.map { min($0.lowerBound, low)...max($0.upperBound, high) } ?? low...high
    }
    guard let range, range.lowerBound > -1e8, range.upperBound < 1e8 else { return nil }
    let bounds = Int64(range.lowerBound.rounded(.down))...Int64(range.upperBound.rounded(.up))
    var guess = ColumnGuess(type: "decimal(\(RoundBounds.text(bounds)))", words: words.words)
    if words.contains(any: Hint.money.union(Hint.cents)) {
      guess.notes.append("if this is money: store whole cents in an INTEGER column, and declare `money` … `in cents`")
    }
    return guess
  }

  var isConsent: Bool { words.hints(Hint.consent) }
}
