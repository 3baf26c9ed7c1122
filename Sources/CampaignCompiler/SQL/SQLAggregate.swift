import CampaignPlan
import CampaignSemantics

/// A clause's test of related rows, as the parts of one pass over them.
struct SQLRowTest {
  var relation: RelationID
  /// Over the rows under the alias `r`, in an aggregate query.
  var test: String
  /// The rows' own condition, where existence is all that is asked: `any` can stop at the first.
  var existence: (condition: String?, holds: Bool)?
}

extension SQLPredicate {
  /// The leaf as a test of one relation's rows; nil where SQL can't decide it with the same meaning.
  mutating func rowTest(_ expression: CheckedExpression, _ holds: Bool) -> SQLRowTest? {
    switch expression.kind {
    case .aggregate(let aggregate) where aggregate.function == .any || aggregate.function == .none:
      guard let rows = rows(aggregate) else { return nil }
      let asked = (aggregate.function == .any) == holds
      return SQLRowTest(
        relation: aggregate.relation,
        test: "count(\(rows.map { "CASE WHEN \($0) THEN 1 END" } ?? "*")) \(asked ? ">" : "=") 0",
        existence: (rows, asked))
    case .compare(let comparison, let left, let right):
      let comparison = holds ? comparison : comparison.negated
      if case .aggregate(let aggregate) = left.kind { return rowTest(aggregate, comparison, right) }
      if case .aggregate(let aggregate) = right.kind { return rowTest(aggregate, comparison.mirrored, left) }
      return nil
    default: return nil
    }
  }

  private mutating func rowTest(
    _ aggregate: CheckedAggregate, _ comparison: CheckedExpression.Comparison, _ bound: CheckedExpression
  ) -> SQLRowTest? {
    // A bound that is missing or invalid needs no care: no comparison with NULL holds.
    guard !bound.hasAggregate, let limit = integer(bound), validity([bound])?.isEmpty == true,
      let rows = rows(aggregate), let value = aggregated(aggregate, rows)
    else { return nil }
    return SQLRowTest(relation: aggregate.relation, test: "\(value) \(comparison.rawValue) \(limit)", existence: nil)
  }

  /// The condition on rows: `.some(nil)` where all count, nil where SQL can't say exactly which.
  private mutating func rows(_ aggregate: CheckedAggregate) -> String?? {
    guard let predicate = aggregate.predicate else { return .some(nil) }
    guard !predicate.hasAggregate else { return nil }
    let outer = variable
    variable = aggregate.variable
    defer { variable = outer }
    guard let condition = condition(Condition(predicate)), condition.isExact else { return nil }
    return condition.text
  }

  private mutating func aggregated(_ aggregate: CheckedAggregate, _ rows: String?) -> String? {
    let isSet = binding.audience.relations[aggregate.relation.index].isSet
    switch aggregate.function {
    case .count: return isSet ? nil : "count(\(rows.map { "CASE WHEN \($0) THEN 1 END" } ?? "*"))"
    case .any, .none, .average: return nil
    case .sum, .minimum, .maximum: break
    }
    guard let expression = aggregate.value, case .field(_, let relation, let field) = expression.kind,
      let column = binding.field(relation, field)
    else { return nil }
    let outer = variable
    variable = aggregate.variable
    defer { variable = outer }
    guard let (_, name) = self.column(expression), let value = integer(expression),
      let known = ColumnSoundness(column: column, placeholders: placeholders).known(name)
    else { return nil }
    // Only sound values are added up: SQLite's sum ends the whole query where it overflows.
    let rows = "CASE WHEN \(SQLText.and([known] + (rows.map { [$0] } ?? []))) THEN \(value) END"
    switch aggregate.function {
    case .minimum: return "min(\(rows))"
    case .maximum: return "max(\(rows))"
    default: return !isSet && cannotOverflow(column) ? "coalesce(sum(\(rows)), 0)" : nil
    }
  }

  /// Whether more rows than SQLite can hold for one member would be needed for a sum past `Int64`.
  private func cannotOverflow(_ column: ColumnBinding) -> Bool {
    let largest = max(column.lowerBound.magnitude, column.upperBound.magnitude)
    return largest <= UInt64(Int64.max) >> 31
  }
}
