/// Two expressions are the same where they mean the same: wherever they stand, and whatever number the rows of their
/// calculations were given. Of a row that is read from around them, the number counts.
struct ExpressionIdentity: Hashable, Sendable {
  private let expression: CheckedExpression

  init(_ expression: CheckedExpression) {
    self.expression = expression.hasAggregate ? expression.numberingRows(from: -1) : expression
  }

  static func == (a: Self, b: Self) -> Bool { a.expression.isSame(as: b.expression) }

  /// Of what two levels say, which tells most expressions apart: what is below them is compared, and need not be walked for that.
  func hash(into hasher: inout Hasher) {
    hasher.combine(expression.kind.head)
    for child in expression.kind.children { hasher.combine(child.kind.head) }
  }
}

extension CheckedExpression {
  /// The same with the rows of its calculations numbered by how deep they stand in each other: -1, -2, ….
  fileprivate func numberingRows(from number: Int) -> CheckedExpression {
    guard case .aggregate(var rows) = kind else {
      return CheckedExpression(kind.mappingChildren { $0.numberingRows(from: number) }, type, span)
    }
    let row = rows.variable
    func inner(_ e: CheckedExpression) -> CheckedExpression {
      e.replacing(row, by: VariableID(number)).numberingRows(from: number - 1)
    }
    rows.variable = VariableID(number)
    rows.predicate = rows.predicate.map(inner)
    rows.value = rows.value.map(inner)
    return CheckedExpression(.aggregate(rows), type, span)
  }

  /// The same with another row in place of one.
  func replacing(_ row: VariableID, by other: VariableID) -> CheckedExpression {
    if case .field(row, let relation, let field) = kind {
      return CheckedExpression(.field(other, relation, field: field), type, span)
    }
    return CheckedExpression(kind.mappingChildren { $0.replacing(row, by: other) }, type, span)
  }

  fileprivate func isSame(as other: CheckedExpression) -> Bool {
    guard kind.head == other.kind.head else { return false }
    let (mine, others) = (kind.children, other.kind.children)
    return mine.count == others.count && zip(mine, others).allSatisfy { $0.isSame(as: $1) }
  }
}

/// What an expression is apart from the expressions that it is made of.
private enum ExpressionHead: Hashable {
  case constant(Constant)
  case attribute(AttributeID)
  case field(VariableID, RelationID, Int)
  case runInstant(CalendarOffset)
  case runDate(CalendarOffset)
  case localInstant(Int64)
  case entered
  case history(HistoryFact)
  case uniqueCode(String)
  case localDate
  case movedInstant(CalendarOffset)
  case movedDate(CalendarOffset)
  case months
  case variant(Int)
  case add, subtract, multiply
  case divide(Int64)
  case compare(CheckedExpression.Comparison)
  case isKnown
  case oneOf([Constant])
  case textTest(CheckedExpression.TextTest, [String])
  case not, and, or
  case aggregate(CheckedAggregate.Function, RelationID, VariableID, hasPredicate: Bool)
  case otherwise
  case fits(TextType)
}

extension CheckedExpression.Kind {
  fileprivate var head: ExpressionHead {
    switch self {
    case .constant(let constant): .constant(constant)
    case .attribute(let id): .attribute(id)
    case .field(let variable, let relation, let field): .field(variable, relation, field)
    case .runInstant(let offset): .runInstant(offset)
    case .runDate(let offset): .runDate(offset)
    case .localInstant(let seconds): .localInstant(seconds)
    case .entered: .entered
    case .history(let fact): .history(fact)
    case .uniqueCode(let prefix): .uniqueCode(prefix)
    case .localDate: .localDate
    case .movedInstant(_, let offset): .movedInstant(offset)
    case .movedDate(_, let offset): .movedDate(offset)
    case .months: .months
    case .variant(let experiment, _): .variant(experiment)
    case .add: .add
    case .subtract: .subtract
    case .multiply: .multiply
    case .divide(_, let divisor): .divide(divisor)
    case .compare(let comparison, _, _): .compare(comparison)
    case .isKnown: .isKnown
    case .oneOf(_, let constants): .oneOf(constants)
    case .textTest(let test, _, let texts): .textTest(test, texts)
    case .not: .not
    case .and: .and
    case .or: .or
    case .aggregate(let rows):
      .aggregate(rows.function, rows.relation, rows.variable, hasPredicate: rows.predicate != nil)
    case .otherwise: .otherwise
    case .fits(_, let type): .fits(type)
    }
  }
}
