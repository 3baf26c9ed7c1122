import CampaignValues

/// What is left of a number's bounds at one place of a message, by what holds of everybody who sees it.
struct NumberBounds {
  private let place: PlaceConditions?

  init(_ checker: ExpressionChecker) { place = PlaceConditions(checker) }

  /// The forms of the numbers that somebody has there, each with the first numbers that have it, at most `limit`. As many proofs are
  /// sought as both bounds have binary digits, and one for each number of a form that has few.
  func forms(
    of number: CheckedExpression, within declared: ClosedRange<Int64>, _ rules: PluralRules, limit: Int
  ) -> [PluralForm: [UInt64]] {
    let left = bounds(of: number, within: declared)
    return rules.forms(in: left, limit: limit).compactMapValues { magnitudes in
      if magnitudes.count == limit { return magnitudes }
      let had = magnitudes.filter { magnitude in
        guard let value = Int64(exactly: magnitude) else { return true }
        return [value, -value].contains { left.contains($0) && isPossible(number, .equal, $0) }
      }
      return had.isEmpty ? nil : had
    }
  }

  /// Both ends are numbers that nothing rules out.
  private func bounds(of number: CheckedExpression, within declared: ClosedRange<Int64>) -> ClosedRange<Int64> {
    guard place != nil, declared.lowerBound < declared.upperBound else { return declared }
    let low = Self.first(declared) { isPossible(number, .lessOrEqual, $0) } ?? declared.lowerBound
    let negated = -declared.upperBound...(-declared.lowerBound)
    let high = Self.first(negated) { isPossible(number, .greaterOrEqual, -$0) }.map { -$0 } ?? declared.upperBound
    return low <= high ? low...high : declared
  }

  private func isPossible(
    _ number: CheckedExpression, _ comparison: CheckedExpression.Comparison, _ limit: Int64
  ) -> Bool {
    guard let place else { return true }
    let end = CheckedExpression(.constant(.integer(limit)), number.type, number.span)
    return !place.exclude(CheckedExpression(.compare(comparison, number, end), ValueType(.bool), number.span))
  }

  /// The first number for which a property holds that holds for all after it.
  private static func first(_ numbers: ClosedRange<Int64>, where holds: (Int64) -> Bool) -> Int64? {
    guard holds(numbers.upperBound) else { return nil }
    var (low, high) = (numbers.lowerBound, numbers.upperBound)
    while low < high {
      let middle = low + (high - low) / 2
      if holds(middle) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
