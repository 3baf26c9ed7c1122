import CampaignDiagnostics
import CampaignSyntax

/// Checks what a campaign picks of each member's related rows.
struct PickChecker {
  let context: TenantContext
  let names: CampaignNames

  /// A pick, the clause that a member has to meet to have such a row, and what is known of those who do.
  struct Result {
    var pick: CheckedPick
    var clause: CheckedClause
    var facts: Facts
  }

  /// Nil where it was wrong, and was reported. `checker` knows what the audience demands.
  func check(_ syntax: PickSyntax, _ checker: ExpressionChecker) -> Result? {
    guard isNew(syntax.name), let relation = checker.rows(syntax.source) else {
      names.silentNames.insert(syntax.name.text)
      return nil
    }
    var (row, variable) = checker.entering(row: syntax.name.text, of: relation)
    // As in a loop, the row's fields are read by their bare names too.
    row.scope.rows.append(Scope.Row(name: nil, variable: variable, relation: relation))
    var facts = Facts(nonEmpty: relation)
    var predicate: CheckedExpression?
    if let written = syntax.predicate {
      facts = facts.and(row.facts(whenTrue: written))
      row = row.assuming(facts)
      predicate = row.predicate(written)
      if predicate == nil { names.silentNames.insert(syntax.name.text) }
    }
    let order = row.order(syntax.order, of: syntax.source, relation, variable)
    guard syntax.predicate == nil || predicate != nil, order.count == syntax.order.count else { return nil }
    let pick = CheckedPick(
      name: syntax.name.text, relation: relation, variable: variable, predicate: predicate, order: order,
      span: syntax.span)
    return Result(pick: pick, clause: clause(pick, checker.scope.variables), facts: facts)
  }

  /// That there is such a row, by variables of the clause's own.
  private func clause(_ pick: CheckedPick, _ variables: VariableAllocator) -> CheckedClause {
    let own = variables.next()
    let rows = CheckedAggregate(
      function: .any, relation: pick.relation, variable: own,
      predicate: pick.predicate?.copied(variables, replacing: [pick.variable: own]), value: nil)
    return CheckedClause(
      expression: CheckedExpression(.aggregate(rows), ValueType(.bool), pick.span),
      text: context.clauseText(pick.span, names.template),
      span: pick.span)
  }

  private func isNew(_ name: Name) -> Bool {
    guard context.checkIsFree(name, template: names.template) else { return false }
    if let index = names.experimentIndex[name.text] {
      context.reportTwice("`\(name.text)`", at: name.span, first: names.experiments[index].name.span)
      return false
    }
    return true
  }
}
