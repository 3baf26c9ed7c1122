import CampaignDiagnostics
import CampaignSyntax

extension ExpressionChecker {
  /// What is known wherever the condition holds. Reports nothing: it is asked before the condition is checked.
  package func facts(whenTrue e: Expression) -> Facts {
    if isUnreadable(e) { return .anything }
    switch e.kind {
    case .parenthesized(let inner): return facts(whenTrue: inner)
    case .not(let inner): return facts(whenFalse: inner)
    case .and(let operands): return operands.reduce(Facts()) { $0.and(facts(whenTrue: $1)) }
    case .or(let operands): return common(operands) { facts(whenTrue: $0) }
    case .isKnown(let operand, negated: false): return knownFacts(operand)
    case .isEmpty(let operand, negated: true): return silentRows(operand).map { Facts(nonEmpty: $0) } ?? Facts()
    case .inSegment(let name, negated: false): return context.segmentFacts(name.text)
    case .aggregate(.any, let path, let predicate): return rowFacts(path, predicate)
    case .textTest(_, let operand, _): return silentRows(operand).map { Facts(nonEmpty: $0) } ?? Facts()
    case .comparison(let op, let left, let right, _):
      return countFacts(op, left, right)
    case .between(let operand, let low, _): return countFacts(.greaterOrEqual, operand, low)
    default: return Facts()
    }
  }

  /// What is known wherever the condition does not hold.
  package func facts(whenFalse e: Expression) -> Facts {
    if isUnreadable(e) { return .anything }
    switch e.kind {
    case .parenthesized(let inner): return facts(whenFalse: inner)
    case .not(let inner): return facts(whenTrue: inner)
    case .and(let operands): return common(operands) { facts(whenFalse: $0) }
    case .or(let operands): return operands.reduce(Facts()) { $0.and(facts(whenFalse: $1)) }
    case .isKnown(let operand, negated: true): return knownFacts(operand)
    case .isEmpty(let operand, negated: false): return silentRows(operand).map { Facts(nonEmpty: $0) } ?? Facts()
    case .aggregate(.none, let path, let predicate): return rowFacts(path, predicate)
    case .comparison(let op, let left, let right, _):
      guard let opposite = op.opposite else { return Facts() }
      return countFacts(opposite, left, right)
    default: return Facts()
    }
  }

  /// Whether a test speaks of something that is not there, so that it is not known what it was meant to say.
  private func isUnreadable(_ e: Expression) -> Bool {
    switch e.kind {
    case .missing: true
    case .path(let path): !isCondition(path)
    case .isKnown(let operand, _), .isEmpty(let operand, _), .textTest(_, let operand, _): isUnknown(operand)
    case .between(let operand, _, _): isUnknown(operand)
    case .aggregate(_, let path, _): isUnknown(path)
    case .comparison(.is, let left, let right, _), .comparison(.isNot, let left, let right, _):
      misspeltTest(left, right) != nil
    case .comparison(_, let left, _, _): isUnknown(left)
    default: false
    }
  }

  private func isCondition(_ path: Path) -> Bool {
    switch resolve(path) {
    case .value(let value): return declaration(value).type?.base == .bool
    // One that can't be asked here was reported; one that is no condition is reported where it stands.
    case .history: return true
    default: return false
    }
  }

  private func isUnknown(_ e: Expression) -> Bool {
    switch e.unwrapped.kind {
    case .missing: true
    case .path(let path), .aggregate(_, let path, _): isUnknown(path)
    default: false
    }
  }

  private func isUnknown(_ path: Path) -> Bool {
    if case .unknown = resolve(path) { return true }
    return false
  }

  /// The test that was meant where a value is compared with a name that is nothing but nearly `known` or `empty`.
  func misspeltTest(_ left: Expression, _ right: Expression) -> (written: Name, meant: String)? {
    guard case .path(let path) = right.kind, path.names.count == 1, isUnknown(path),
      let meant = Suggestion.nearest(to: path.head.text, among: ["known", "empty"])
    else { return nil }
    guard case .path(let operand) = left.unwrapped.kind else { return nil }
    if case .value(let value) = resolve(operand), case .choice(let choice)? = declaration(value).type?.base,
      choice.options.contains(where: { $0.name == path.head.text })
        || Suggestion.nearest(to: path.head.text, among: choice.options.map(\.name)) != nil
    {
      return nil
    }
    return (path.head, meant)
  }

  private func common(_ operands: [Expression], _ facts: (Expression) -> Facts) -> Facts {
    guard var result = operands.first.map(facts) else { return Facts() }
    for operand in operands.dropFirst() {
      if result.isEmpty { return result }
      result = result.or(facts(operand))
    }
    return result
  }

  /// `count(picks) >= 1` says that there are picks.
  private func countFacts(_ op: Expression.ComparisonOperator, _ left: Expression, _ right: Expression) -> Facts {
    guard case .aggregate(.count, let path, let predicate) = left.unwrapped.kind,
      case .literal(let literal) = right.unwrapped.kind, case .number(let number) = literal.value, number.scale == 0
    else { return Facts() }
    let provesRow =
      switch op {
      case .greaterOrEqual, .is: number.mantissa >= 1
      case .greater: number.mantissa >= 0
      case .isNot: number.mantissa == 0
      default: false
      }
    return provesRow ? rowFacts(path, predicate) : Facts()
  }

  /// That there are rows which meet a condition.
  private func rowFacts(_ path: Path, _ predicate: Expression?) -> Facts {
    silentRows(path).map { Facts(nonEmpty: $0, where: predicate.map(condition)) } ?? Facts()
  }

  /// A condition on rows, as facts know it again.
  private func condition(_ predicate: Expression) -> Facts.Condition {
    Facts.Condition(
      source: context.source(predicate.span), file: predicate.span.file, rows: scope.rows.map(\.variable))
  }

  /// Whether there surely are rows that meet a condition, or any. A loop's rows have a name: a condition that may speak of it
  /// is none that facts were known by.
  func hasRows(_ relation: RelationID, where predicate: Expression?, named row: Name? = nil) -> Bool {
    guard let predicate else { return facts.isNonEmpty(relation) }
    if let row, speaks(predicate, of: row) { return false }
    return facts.isNonEmpty(relation, where: condition(predicate))
  }

  /// Whether the name of a loop's row may stand in a condition.
  func speaks(_ predicate: Expression, of row: Name) -> Bool {
    condition(predicate).words.contains(Substring(row.text))
  }

  /// What `x is known` gives; a field of an item that is known gives that the reference is, too.
  private func knownFacts(_ e: Expression) -> Facts {
    if case .aggregate(let function, let path, let predicate) = e.unwrapped.kind {
      guard let extreme = extreme(function, path, predicate) else { return Facts() }
      return Facts(known: .extreme(extreme)).and(Facts(nonEmpty: extreme.relation))
    }
    guard case .path(let path) = e.unwrapped.kind, case .value(let value) = resolve(path) else { return Facts() }
    let facts = Facts(known: Facts.Reference(value))
    return reference(of: value).map { facts.and(Facts(known: Facts.Reference($0))) } ?? facts
  }

  /// What a `min`, a `max` or an `average` is of; nil of anything else, and of what is not there. Reports nothing.
  private func extreme(_ function: Expression.AggregateFunction, _ path: Path, _ predicate: Expression?) -> Facts
    .Extreme?
  {
    let relation: RelationID
    var field: Int? = 0
    switch resolve(path) {
    case .relationField(let found, let name):
      relation = found
      field = context.audience.relations[found.index].fieldIndex[name.text]
    case .qualifiedField(let row, let name):
      relation = row.relation
      field = context.audience.relations[relation.index].fieldIndex[name.text]
    case .relation(let found) where context.audience.relations[found.index].isSet: relation = found
    default: return nil
    }
    return field.flatMap { extreme(function, relation, field: $0, predicate) }
  }

  func extreme(
    _ function: Expression.AggregateFunction, _ relation: RelationID, field: Int, _ predicate: Expression?
  ) -> Facts.Extreme? {
    guard function == .min || function == .max || function == .average else { return nil }
    return Facts.Extreme(function: function, relation: relation, field: field, condition: predicate.map(condition))
  }

  private func silentRows(_ e: Expression) -> RelationID? {
    guard case .path(let path) = e.unwrapped.kind else { return nil }
    return silentRows(path)
  }

  func silentRows(_ path: Path) -> RelationID? {
    guard case .relation(let relation) = resolve(path) else { return nil }
    return relation
  }
}

extension Facts.Condition {
  /// Names and whatever else is written with letters, digits and underscores.
  fileprivate var words: [Substring] { source.split { !($0.isLetter || $0.isNumber || $0 == "_") } }
}

extension Expression {
  /// Without the parentheses around it.
  var unwrapped: Expression {
    var result = self
    while case .parenthesized(let inner) = result.kind { result = inner }
    return result
  }
}

extension Expression.ComparisonOperator {
  /// The one that holds where this one doesn't.
  var opposite: Self? {
    switch self {
    case .less: .greaterOrEqual
    case .lessOrEqual: .greater
    case .greater: .lessOrEqual
    case .greaterOrEqual: .less
    case .is: .isNot
    case .isNot: .is
    case .before, .after: nil
    }
  }
}
