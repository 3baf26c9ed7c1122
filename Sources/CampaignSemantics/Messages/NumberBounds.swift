/// What is left of a number's bounds by what is demanded of everybody who is written to.
struct NumberBounds {
  private let solver: PredicateSolver?
  private let demanded: [CheckedExpression]

  init(_ checker: ExpressionChecker) {
    solver = checker.context.solver
    demanded = checker.scope.campaign?.demanded ?? []
  }

  /// Both ends are numbers that nothing rules out. Each takes as many proofs as the bounds have binary digits.
  func bounds(of number: CheckedExpression, within declared: ClosedRange<Int64>) -> ClosedRange<Int64> {
    guard let solver, !demanded.isEmpty, declared.lowerBound < declared.upperBound else { return declared }
    let known = solver.known(demanded)
    func isPossible(_ comparison: CheckedExpression.Comparison, _ limit: Int64) -> Bool {
      let end = CheckedExpression(.constant(.integer(limit)), number.type, number.span)
      let condition = CheckedExpression(.compare(comparison, number, end), ValueType(.bool), number.span)
      return !solver.isContradiction([condition], with: known)
    }
    let low = Self.first(declared) { isPossible(.lessOrEqual, $0) } ?? declared.lowerBound
    let negated = -declared.upperBound...(-declared.lowerBound)
    let high = Self.first(negated) { isPossible(.greaterOrEqual, -$0) }.map { -$0 } ?? declared.upperBound
    return low <= high ? low...high : declared
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
