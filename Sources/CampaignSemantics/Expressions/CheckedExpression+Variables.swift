extension CheckedExpression {
  /// The same expression with its variables numbered from another start: a segment's, where it is written out in a
  /// campaign.
  func shiftingVariables(by distance: Int) -> CheckedExpression {
    distance == 0 ? self : CheckedExpression(kind.shifting(distance), type, span)
  }

  /// The same expression with variables of its own, for where it stands a second time. Rows around it stay the same,
  /// but for those that are replaced.
  func copied(
    _ variables: VariableAllocator, replacing rows: [VariableID: VariableID] = [:]
  ) -> CheckedExpression {
    var fresh = rows
    forEachAggregate { fresh[$0.variable] = variables.next() }
    if fresh.isEmpty { return self }
    return CheckedExpression(kind.mappingVariables { fresh[$0] ?? $0 }, type, span)
  }

  /// Whether a calculation over related rows is part of it.
  var hasAggregate: Bool {
    var found = false
    forEachAggregate { _ in found = true }
    return found
  }

  /// How many expressions it is made of, itself included.
  var size: Int { kind.children.reduce(1) { $0 + $1.size } }

  func forEachAggregate(_ body: (CheckedAggregate) -> Void) {
    if case .aggregate(let rows) = kind { body(rows) }
    for child in kind.children { child.forEachAggregate(body) }
  }
}

extension CheckedExpression.Kind {
  fileprivate func shifting(_ distance: Int) -> Self { mappingVariables { VariableID($0.index + distance) } }

  fileprivate func mappingVariables(_ map: (VariableID) -> VariableID) -> Self {
    func inner(_ e: CheckedExpression) -> CheckedExpression {
      CheckedExpression(e.kind.mappingVariables(map), e.type, e.span)
    }
    switch self {
    case .field(let variable, let relation, let field): return .field(map(variable), relation, field: field)
    case .aggregate(var rows):
      rows.variable = map(rows.variable)
      return CheckedExpression.Kind.aggregate(rows).mappingChildren(inner)
    default: return mappingChildren(inner)
    }
  }

  /// The same, made of what `inner` makes of each expression that it is made of.
  package func mappingChildren(_ inner: (CheckedExpression) -> CheckedExpression) -> Self {
    switch self {
    case .constant, .attribute, .field, .runInstant, .runDate, .localInstant, .entered, .history, .uniqueCode:
      return self
    case .localDate(let a): return .localDate(inner(a))
    case .movedInstant(let a, let by): return .movedInstant(inner(a), by)
    case .movedDate(let a, let by): return .movedDate(inner(a), by)
    case .months(let a, let b): return .months(from: inner(a), to: inner(b))
    case .variant(let experiment, let values): return .variant(experiment: experiment, values.map(inner))
    case .add(let a, let b): return .add(inner(a), inner(b))
    case .subtract(let a, let b): return .subtract(inner(a), inner(b))
    case .multiply(let a, let b): return .multiply(inner(a), inner(b))
    case .divide(let a, let by): return .divide(inner(a), by: by)
    case .compare(let op, let a, let b): return .compare(op, inner(a), inner(b))
    case .isKnown(let a): return .isKnown(inner(a))
    case .oneOf(let a, let constants): return .oneOf(inner(a), constants)
    case .textTest(let test, let a, let texts): return .textTest(test, inner(a), texts)
    case .not(let a): return .not(inner(a))
    case .and(let operands): return .and(operands.map(inner))
    case .or(let operands): return .or(operands.map(inner))
    case .aggregate(var rows):
      rows.predicate = rows.predicate.map(inner)
      rows.value = rows.value.map(inner)
      return .aggregate(rows)
    case .otherwise(let a, let b): return .otherwise(inner(a), inner(b))
    case .fits(let a, let type): return .fits(inner(a), type)
    }
  }

  /// The expressions that it is made of, in order.
  package var children: [CheckedExpression] {
    switch self {
    case .constant, .attribute, .field, .runInstant, .runDate, .localInstant, .entered, .history, .uniqueCode: []
    case .localDate(let a), .divide(let a, _), .isKnown(let a), .oneOf(let a, _), .textTest(_, let a, _), .not(let a),
      .fits(let a, _), .movedInstant(let a, _), .movedDate(let a, _):
      [a]
    case .add(let a, let b), .subtract(let a, let b), .multiply(let a, let b), .compare(_, let a, let b),
      .otherwise(let a, let b), .months(let a, let b):
      [a, b]
    case .variant(_, let all), .and(let all), .or(let all): all
    case .aggregate(let rows): [rows.predicate, rows.value].compactMap { $0 }
    }
  }
}
