import CampaignDiagnostics
import CampaignSyntax

/// Holds the conditions of a template that is checked by itself against each other: what is wrong with them is wrong for every tenant.
///
/// A parameter stands for any value of its type, so that a condition that reads one decides nothing here; it is judged in
/// the campaigns that give it a value.
struct TemplateConditions {
  private let context: TenantContext
  private let binding: TemplateBinding
  private let solver: PredicateSolver

  /// Nil where no template is checked by itself, or nothing is known of what it needs.
  init?(context: TenantContext, names: CampaignNames) {
    guard context.isLibrary, let binding = names.template, let solver = context.solver else { return nil }
    self.context = context
    self.binding = binding
    self.solver = solver
  }

  func check(_ clauses: [CheckedClause], of name: Name) {
    _ = ClauseConditions(context: context, solver: solver, place: binding.template.span).check(
      clauses.filter { !readsParameter($0.span) }, of: .nobodyInAudience, at: name.span,
      words: "nobody can be in an audience of `\(name.text)`")
  }

  /// `demanded` of everybody who gets the message.
  func check(_ parts: [(part: MessagePart, template: CheckedTemplate)], demanded: [CheckedExpression]) {
    var branches = BranchConditions(
      context: context, solver: solver, known: solver.known(demanded.filter { !readsParameter($0.span) }),
      isOpen: { [binding] in !binding.reads(in: $0).isEmpty })
    for part in parts { branches.check(part.template.nodes, []) }
  }

  private func readsParameter(_ span: Span) -> Bool { !binding.reads(in: span).isEmpty }
}
