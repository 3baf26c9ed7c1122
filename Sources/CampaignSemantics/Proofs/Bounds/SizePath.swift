/// What is decided on one path through a message, and so known wherever else it matters.
struct SizePath {
  /// In the order in which they were laid down: conditions that are not made of others, and whether they hold.
  private(set) var atoms: [(condition: CheckedExpression, holds: Bool)] = []
  private var decided: [ExpressionIdentity: Bool] = [:]
  /// Whole conditions, for the solver.
  private(set) var conditions: [CheckedExpression] = []
  var variants: [Int: Int] = [:]
  /// Of the plurals around a place, the innermost last: the number, and values that it may have.
  var pluralNumbers: [(number: CheckedExpression, values: [Int64])] = []

  /// A path on which the conditions hold.
  init(_ facts: [CheckedExpression] = []) { for fact in facts { assume(fact, true) } }

  mutating func assume(_ condition: CheckedExpression, _ holds: Bool) {
    conditions.append(holds ? condition : condition.negated)
    lay(condition, holds)
  }

  func assuming(_ condition: CheckedExpression, _ holds: Bool) -> SizePath {
    var path = self
    path.assume(condition, holds)
    return path
  }

  private mutating func lay(_ condition: CheckedExpression, _ holds: Bool) {
    switch condition.kind {
    case .not(let inner): lay(inner, !holds)
    case .and(let operands) where holds: for operand in operands { lay(operand, true) }
    case .or(let operands) where !holds: for operand in operands { lay(operand, false) }
    case .constant: break
    default:
      decided[ExpressionIdentity(condition)] = holds
      atoms.append((condition, holds))
      // What fits is known.
      if case .isKnown(let inner) = condition.kind, case .fits(let text, _) = inner.kind, holds, text.type.isOptional {
        lay(text.isKnownTest, true)
      }
    }
  }

  /// Whether a condition holds on the path; nil where that is not decided.
  func truth(_ condition: CheckedExpression) -> Bool? {
    switch condition.kind {
    case .constant(.integer(let value)): return value != 0
    case .not(let inner): return truth(inner).map { !$0 }
    case .and(let operands):
      let all = operands.map(truth)
      return decided[ExpressionIdentity(condition)] ?? (all.contains(false) ? false : all.contains(nil) ? nil : true)
    case .or(let operands):
      let all = operands.map(truth)
      return decided[ExpressionIdentity(condition)] ?? (all.contains(true) ? true : all.contains(nil) ? nil : false)
    case .isKnown(let inner): return knownness(inner) ?? decided[ExpressionIdentity(condition)]
    case .compare(let comparison, let a, let b):
      return decided[ExpressionIdentity(condition)] ?? self.compare(comparison, a, b)
    default: return decided[ExpressionIdentity(condition)]
    }
  }

  /// Whether a value is known, as far as other things than that question itself decide it.
  private func knownness(_ e: CheckedExpression) -> Bool? {
    switch e.kind {
    case .fits(let text, let type):
      if text.type.isOptional, truth(text.isKnownTest) == false { return false }
      guard case .text(let own) = text.type.base, type.covers(own) else { return nil }
      return text.type.isOptional ? truth(text.isKnownTest) : true
    case .otherwise(let first, let second):
      let either = [first, second].map { truth($0.isKnownTest) }
      return either.contains(true) ? true : either.contains(nil) ? nil : false
    case .variant(let experiment, let values):
      return variants[experiment].flatMap { values.indices.contains($0) ? truth(values[$0].isKnownTest) : nil }
    default: return e.type.isOptional ? nil : true
    }
  }

  private func compare(
    _ comparison: CheckedExpression.Comparison, _ a: CheckedExpression, _ b: CheckedExpression
  ) -> Bool? {
    guard let (term, comparison, value) = CheckedExpression.comparison(comparison, a, b) else { return nil }
    guard let range = range(of: term) else { return nil }
    let low = comparison.holds(range.lowerBound, value)
    let high = comparison.holds(range.upperBound, value)
    if range.lowerBound == range.upperBound { return low }
    switch comparison {
    case .equal: return range.contains(value) ? nil : false
    case .notEqual: return range.contains(value) ? nil : true
    default: return low == high ? low : nil
    }
  }

  /// The whole numbers that a value lies between on the path; nil where none are left.
  func range(of term: CheckedExpression) -> ClosedRange<Int64>? {
    var range = term.type.range
    if atoms.isEmpty { return range }
    let identity = ExpressionIdentity(term)
    for (condition, holds) in atoms {
      guard case .compare(let written, let a, let b) = condition.kind,
        let (other, comparison, value) = CheckedExpression.comparison(holds ? written : written.negated, a, b),
        ExpressionIdentity(other) == identity
      else { continue }
      let allowed: ClosedRange<Int64>
      switch comparison {
      case .less: allowed = Int64.min...(value == .min ? .min : value - 1)
      case .lessOrEqual: allowed = Int64.min...value
      case .greater: allowed = (value == .max ? .max : value + 1)...Int64.max
      case .greaterOrEqual: allowed = value...Int64.max
      case .equal: allowed = value...value
      case .notEqual: continue
      }
      guard range.overlaps(allowed) else { return nil }
      range = range.clamped(to: allowed)
    }
    return range
  }

  /// Whether what is decided of a value alone lets it be this.
  func allows(_ term: CheckedExpression, _ value: Int64) -> Bool {
    if atoms.isEmpty { return true }
    let identity = ExpressionIdentity(term)
    return atoms.allSatisfy { condition, holds in
      switch condition.kind {
      case .compare(let written, let a, let b):
        guard let (other, comparison, limit) = CheckedExpression.comparison(written, a, b),
          ExpressionIdentity(other) == identity
        else { return true }
        return comparison.holds(value, limit) == holds
      case .oneOf(let other, let constants) where ExpressionIdentity(other) == identity:
        return constants.contains(.integer(value)) == holds
      default: return true
      }
    }
  }

  /// What a text is said to fit, and not to fit.
  func fits(of text: CheckedExpression) -> (held: [TextType], broken: [TextType]) {
    var result: (held: [TextType], broken: [TextType]) = ([], [])
    if atoms.isEmpty { return result }
    let identity = ExpressionIdentity(text)
    for (condition, holds) in atoms {
      guard case .isKnown(let inner) = condition.kind, case .fits(let other, let type) = inner.kind,
        ExpressionIdentity(other) == identity
      else { continue }
      if holds { result.held.append(type) } else { result.broken.append(type) }
    }
    return result
  }

  /// The first condition that decides another one and is not decided itself.
  func undecided(_ condition: CheckedExpression) -> CheckedExpression? {
    if truth(condition) != nil { return nil }
    switch condition.kind {
    case .not(let inner): return undecided(inner)
    case .and(let operands), .or(let operands): return operands.lazy.compactMap(undecided).first
    case .isKnown(let inner):
      switch inner.kind {
      case .fits(let text, _) where text.type.isOptional: return undecided(text.isKnownTest) ?? condition
      case .otherwise(let first, let second): return undecided(first.isKnownTest) ?? undecided(second.isKnownTest)
      default: return condition
      }
    default: return condition
    }
  }
}

extension CheckedExpression {
  var negated: CheckedExpression { CheckedExpression(.not(self), ValueType(.bool), span) }

  /// Whether it is known.
  var isKnownTest: CheckedExpression { CheckedExpression(.isKnown(self), ValueType(.bool), span) }

  /// A comparison with a number that is written out, the number last.
  fileprivate static func comparison(
    _ comparison: Comparison, _ a: CheckedExpression, _ b: CheckedExpression
  ) -> (term: CheckedExpression, Comparison, Int64)? {
    if case .constant(.integer(let value)) = b.kind { return (a, comparison, value) }
    if case .constant(.integer(let value)) = a.kind { return (b, comparison.mirrored, value) }
    return nil
  }
}

extension CheckedExpression.Comparison {
  /// How a number stands to another one, such as `more than 60`.
  func words(_ number: String) -> String {
    switch self {
    case .less: "less than \(number)"
    case .lessOrEqual: "at most \(number)"
    case .greater: "more than \(number)"
    case .greaterOrEqual: "at least \(number)"
    case .equal: "exactly \(number)"
    case .notEqual: "not \(number)"
    }
  }

  /// The comparison with its operands changed about.
  fileprivate var mirrored: Self {
    switch self {
    case .less: .greater
    case .lessOrEqual: .greaterOrEqual
    case .greater: .less
    case .greaterOrEqual: .lessOrEqual
    case .equal, .notEqual: self
    }
  }
}

extension TextType {
  /// Whether every text of another type is one of this.
  func covers(_ other: TextType) -> Bool {
    other.maxCharacters <= maxCharacters && (textClass == .any || textClass == other.textClass)
  }
}
