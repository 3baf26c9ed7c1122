import CampaignDiagnostics

/// Which branches of a message's templates somebody sees.
struct BranchConditions {
  let context: TenantContext
  let solver: PredicateSolver
  /// What holds of everybody who gets the message.
  let known: KnownConditions
  /// Whether a condition is not judged, nor relied on.
  let isOpen: (Span) -> Bool
  /// Conditions that were held against what is known: a body's stand in both of its forms.
  private var seen: Set<Span> = []

  init(
    context: TenantContext, solver: PredicateSolver, known: KnownConditions,
    isOpen: @escaping (Span) -> Bool = { _ in false }
  ) {
    self.isOpen = isOpen
    self.context = context
    self.solver = solver
    self.known = known
  }

  /// `around`: the conditions in whose branches the nodes stand.
  mutating func check(_ nodes: [TemplateNode], _ around: [CheckedExpression]) {
    for node in nodes {
      switch node {
      case .literal, .value, .pluralNumber, .unsubscribeURL: continue
      case .conditional(let branches, let otherwise): check(branches, otherwise, around)
      case .loop(let loop): check(loop, around)
      case .variant(_, let variants): for nodes in variants { check(nodes, around) }
      case .plural(let plural): for form in plural.forms { check(form.nodes, around) }
      }
    }
  }

  private mutating func check(
    _ branches: [(condition: CheckedExpression, nodes: [TemplateNode])], _ otherwise: [TemplateNode],
    _ around: [CheckedExpression]
  ) {
    var around = around
    for (index, branch) in branches.enumerated() {
      let condition = branch.condition
      if isOpen(condition.span) {
        check(branch.nodes, around)
        continue
      }
      let isNew = seen.insert(condition.span).inserted
      let negated = CheckedExpression(.not(condition), ValueType(.bool), condition.span)
      if isNew {
        let isLast = index == branches.count - 1
        if solver.isContradiction(around + [condition], with: known) {
          report(condition, isEver: false, behind: index)
          continue
        }
        // The last of several that name all there is needs no `{else}`.
        if index == 0 || !isLast || !otherwise.isEmpty, solver.isContradiction(around + [negated], with: known) {
          report(condition, isEver: true, behind: index)
          check(branch.nodes, around + [condition])
          return
        }
      }
      check(branch.nodes, around + [condition])
      around.append(negated)
    }
    check(otherwise, around)
  }

  private mutating func check(_ loop: CheckedLoop, _ around: [CheckedExpression]) {
    var inner = around
    if let predicate = loop.predicate, !isOpen(predicate.span) {
      if seen.insert(predicate.span).inserted, solver.isContradiction(around + [predicate], with: known) {
        context.report(
          .branchNobodySees, "no row is ever shown, for \(context.quoted(predicate.span)) never holds here",
          at: predicate.span, helps: ["leave the loop out, or look whether something else was meant"])
        return check(loop.otherwise, around)
      }
      inner.append(predicate)
    }
    check(loop.prologue + loop.body + loop.epilogue, inner)
    check(loop.otherwise, around)
  }

  private func report(_ condition: CheckedExpression, isEver: Bool, behind index: Int) {
    // What the declared bounds alone decide was reported where it was checked.
    if isPlain(condition), solver.isContradiction([condition]) || solver.implies([], condition) { return }
    let text = context.quoted(condition.span)
    let whom = index == 0 ? "who gets this message" : "who comes to it"
    context.report(
      .branchNobodySees,
      isEver
        ? "\(text) holds for everybody \(whom), so nobody sees what stands without it"
        : "nobody sees this branch: \(text) holds for nobody \(whom)",
      at: condition.span, helps: ["leave the condition out, or look whether something else was meant"])
  }

  private func isPlain(_ e: CheckedExpression) -> Bool {
    switch e.kind {
    case .compare, .isKnown, .constant: true
    case .not(let inner): isPlain(inner)
    default: false
    }
  }
}
