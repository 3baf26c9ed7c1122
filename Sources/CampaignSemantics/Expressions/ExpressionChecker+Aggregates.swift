import CampaignDiagnostics
import CampaignSyntax

extension ExpressionChecker {
  func aggregate(
    _ function: Expression.AggregateFunction, _ path: Path, _ predicate: Expression?, _ span: Span
  ) -> CheckedExpression? {
    guard let (relation, field) = source(function, path) else { return nil }
    context.audience.relations[relation.index].isRead = true
    let (inner, variable) = entering(row: nil, of: relation)
    var condition: CheckedExpression?
    if let predicate {
      condition = inner.predicate(predicate)
      if condition == nil { return nil }
    }
    var rows = CheckedAggregate(
      function: function.checked, relation: relation, variable: variable, predicate: condition, value: nil)
    let upTo = Int64(context.audience.relations[relation.index].upTo)
    switch function {
    case .any, .none: return CheckedExpression(.aggregate(rows), ValueType(.bool), span)
    case .count: return CheckedExpression(.aggregate(rows), ValueType(.integer(0...upTo)), span)
    case .sum, .average, .min, .max: break
    }
    guard let field, let type = context.audience.relations[relation.index].fields[field].type else { return nil }
    rows.value = CheckedExpression(.field(variable, relation, field: field), type, path.span)
    guard let result = resultType(function, type.base, path, relation, upTo) else { return nil }
    // Over rows that are there, of a field that is always known, there is a result.
    let isThere =
      !type.isOptional && hasRows(relation, where: predicate)
      || extreme(function, relation, field: field, predicate).map { facts.isKnown(.extreme($0)) } == true
    return CheckedExpression(.aggregate(rows), ValueType(result, isOptional: function != .sum && !isThere), span)
  }

  /// The rows, and the field that a sum, an average or an extreme is taken of.
  private func source(_ function: Expression.AggregateFunction, _ path: Path) -> (RelationID, Int?)? {
    let needsField = function == .sum || function == .average || function == .min || function == .max
    var found = resolve(path)
    // Within the rows' own `where`, `orders.total` still is the field of all of them.
    if case .qualifiedField(let row, let field) = found { found = .relationField(row.relation, field) }
    switch found {
    case .relationField(let relation, let field):
      let declared = context.audience.relations[relation.index]
      guard let index = declared.fieldIndex[field.text] else {
        reportUnknown(field, .row(relation))
        return nil
      }
      guard needsField else {
        context.report(
          .aggregateField, "`\(function.rawValue)` counts rows, so it takes the table without a field", at: field.span,
          helps: ["write `\(function.rawValue)(\(declared.written) where …)`"])
        return nil
      }
      markRead(.field(VariableID(-1), relation, index))
      return declared.fields[index].type == nil ? nil : (relation, index)
    case .relation(let relation):
      let declared = context.audience.relations[relation.index]
      if !needsField { return (relation, nil) }
      if declared.isSet { return (relation, 0) }
      let fields = declared.fields.filter { $0.type?.base.bounds != nil }.map {
        "\(declared.written).\($0.name.text)"
      }
      context.report(
        .aggregateField, "`\(function.rawValue)` needs a field to work on", at: path.span,
        notes: [Note("`\(declared.name.text)` is declared here", at: declared.name.span)],
        helps: fields.isEmpty ? [] : ["name one: \(fields.map { "\(function.rawValue)(\($0))" }.quotedList(limit: 4))"])
      return nil
    default:
      return rows(path).map { ($0, nil) }
    }
  }

  private func resultType(
    _ function: Expression.AggregateFunction, _ base: BaseType, _ path: Path, _ relation: RelationID, _ upTo: Int64
  ) -> BaseType? {
    let declared = context.audience.relations[relation.index]
    func refuse(_ wants: String) -> BaseType? {
      context.report(
        .aggregateField,
        "`\(function.rawValue)` takes \(wants), but `\(path.text)` is \(context.words(ValueType(base)))", at: path.span,
        notes: declared.fields.first { $0.name.text == path.names.last?.text }.map {
          [Note("`\($0.name.text)` is declared here", at: $0.declaration)]
        } ?? [])
      return nil
    }
    if function == .min || function == .max {
      switch base {
      case .integer, .decimal, .money, .percent, .date, .timestamp, .time: return base
      case .choice(let choice) where choice.isOrdered: return base
      default: return refuse("something that has an order")
      }
    }
    guard let bounds = base.bounds else { return refuse("numbers") }
    if function == .average { return base }
    let (low, o1) = min(0, bounds.lowerBound).multipliedReportingOverflow(by: upTo)
    let (high, o2) = max(0, bounds.upperBound).multipliedReportingOverflow(by: upTo)
    if o1 || o2 {
      context.report(
        .overflow, "the sum of `\(path.text)` can become too large a number", at: path.span,
        notes: [Note("`\(declared.name.text)` has up to \(upTo) rows", at: declared.name.span)],
        helps: ["declare narrower bounds, such as `money(0 to 1_000)`"])
      return nil
    }
    return base.replacingBounds(low...high)
  }
}

extension Expression.AggregateFunction {
  fileprivate var checked: CheckedAggregate.Function {
    switch self {
    case .count: .count
    case .sum: .sum
    case .average: .average
    case .min: .minimum
    case .max: .maximum
    case .any: .any
    case .none: .none
    }
  }
}
