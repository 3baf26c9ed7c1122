import CampaignSemantics

extension CheckedExpression {
  /// The same expression with what is the same for every member worked out; what it reads stays read, because a bad value
  /// counts where it is read.
  func folded() -> CheckedExpression {
    switch kind {
    case .constant, .attribute, .field, .runInstant, .runDate, .localInstant, .entered, .history, .uniqueCode: self
    case .localDate(let inner): with(.localDate(inner.folded()))
    case .movedInstant(let inner, let offset): with(.movedInstant(inner.folded(), offset))
    case .movedDate(let inner, let offset): with(.movedDate(inner.folded(), offset))
    case .months(let from, let to): with(.months(from: from.folded(), to: to.folded()))
    case .variant(let experiment, let arms): with(.variant(experiment: experiment, arms.map { $0.folded() }))
    case .add(let left, let right):
      arithmetic(left, right, make: { .add($0, $1) }, work: { $0.addingReportingOverflow($1) })
    case .subtract(let left, let right):
      arithmetic(left, right, make: { .subtract($0, $1) }, work: { $0.subtractingReportingOverflow($1) })
    case .multiply(let left, let right):
      arithmetic(left, right, make: { .multiply($0, $1) }, work: { $0.multipliedReportingOverflow(by: $1) })
    case .divide(let inner, let divisor):
      arithmetic(
        inner, with(.constant(.integer(divisor))), make: { left, _ in .divide(left, by: divisor) },
        work: { $0.dividedReportingOverflow(by: $1) })
    case .compare(let comparison, let left, let right): foldedComparison(comparison, left.folded(), right.folded())
    case .isKnown(let inner): foldedKnown(inner.folded())
    case .oneOf(let inner, let constants): foldedOneOf(inner.folded(), constants)
    case .textTest(let test, let inner, let texts): with(.textTest(test, inner.folded(), texts))
    case .not(let inner):
      inner.folded().constantBool.map { with(.constant(.integer($0 ? 0 : 1))) } ?? with(.not(inner.folded()))
    case .and(let operands): connected(operands, neutral: true) { .and($0) }
    case .or(let operands): connected(operands, neutral: false) { .or($0) }
    case .aggregate(var aggregate):
      foldedAggregate(&aggregate)
    case .otherwise(let first, let second):
      with(.otherwise(first.folded(), second.folded()))
    case .fits(let inner, let type): with(.fits(inner.folded(), type))
    }
  }

  /// Its value where it is a constant bool.
  var constantBool: Bool? {
    if case .constant(.integer(let value)) = kind { return value != 0 }
    return nil
  }

  var constantInteger: Int64? {
    if case .constant(.integer(let value)) = kind { return value }
    return nil
  }

  private func with(_ kind: Kind) -> CheckedExpression { CheckedExpression(kind, type, span) }

  private func constant(_ value: Bool) -> CheckedExpression { with(.constant(.integer(value ? 1 : 0))) }

  private func arithmetic(
    _ left: CheckedExpression, _ right: CheckedExpression, make: (CheckedExpression, CheckedExpression) -> Kind,
    work: (Int64, Int64) -> (partialValue: Int64, overflow: Bool)
  ) -> CheckedExpression {
    let left = left.folded()
    let right = right.folded()
    if let a = left.constantInteger, let b = right.constantInteger {
      let (value, overflow) = work(a, b)
      if !overflow { return with(.constant(.integer(value))) }
    }
    return with(make(left, right))
  }

  private func foldedComparison(
    _ comparison: Comparison, _ left: CheckedExpression, _ right: CheckedExpression
  ) -> CheckedExpression {
    if let a = left.constantInteger, let b = right.constantInteger { return constant(comparison.holds(a, b)) }
    return with(.compare(comparison, left, right))
  }

  private func foldedKnown(_ inner: CheckedExpression) -> CheckedExpression {
    if !inner.type.isOptional, ReadSet(inner).isEmpty { return constant(true) }
    return with(.isKnown(inner))
  }

  private func foldedOneOf(_ inner: CheckedExpression, _ constants: [Constant]) -> CheckedExpression {
    if case .constant(let value) = inner.kind, case .integer = value { return constant(constants.contains(value)) }
    return with(.oneOf(inner, constants))
  }

  private func foldedAggregate(_ aggregate: inout CheckedAggregate) -> CheckedExpression {
    aggregate.predicate = aggregate.predicate?.folded()
    if aggregate.predicate?.constantBool == true { aggregate.predicate = nil }
    aggregate.value = aggregate.value?.folded()
    return with(.aggregate(aggregate))
  }

  private func connected(
    _ operands: [CheckedExpression], neutral: Bool, _ make: ([CheckedExpression]) -> Kind
  ) -> CheckedExpression {
    let folded = operands.map { $0.folded() }
    let rest = folded.filter { $0.constantBool != neutral }
    // An operand that decides alone makes the others idle, but what they read still counts.
    if let decider = rest.first(where: { $0.constantBool == !neutral }),
      rest.allSatisfy({ $0.constantBool != nil || ReadSet($0).isEmpty })
    {
      return decider
    }
    if rest.isEmpty { return constant(neutral) }
    return rest.count == 1 ? rest[0] : with(make(rest))
  }
}

extension CheckedExpression.Comparison {
  func holds(_ left: Int64, _ right: Int64) -> Bool {
    switch self {
    case .less: left < right
    case .lessOrEqual: left <= right
    case .greater: left > right
    case .greaterOrEqual: left >= right
    case .equal: left == right
    case .notEqual: left != right
    }
  }

  /// The comparison with its sides exchanged.
  var mirrored: Self {
    switch self {
    case .less: .greater
    case .lessOrEqual: .greaterOrEqual
    case .greater: .less
    case .greaterOrEqual: .lessOrEqual
    case .equal, .notEqual: self
    }
  }
}
