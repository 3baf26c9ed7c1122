/// Which conditions on the rows of a table no row meets: asked for every condition over the same calculations again, and so kept.
final class RowConflicts {
  private let audience: CheckedAudience
  private var known: [[ExpressionIdentity]: Bool] = [:]

  init(_ audience: CheckedAudience) { self.audience = audience }

  /// Whether no row, `row` in all of the conditions, meets them.
  func areContradiction(_ conditions: [CheckedExpression], of row: VariableID, depth: Int) -> Bool {
    let key = conditions.map { ExpressionIdentity($0.replacing(row, by: Self.anyRow)) }
    if let answer = known[key] { return answer }
    let answer = PredicateSolver(audience: audience, depth: depth, rows: self).isContradiction(conditions)
    known[key] = answer
    return answer
  }

  private static let anyRow = VariableID(.min)
}
