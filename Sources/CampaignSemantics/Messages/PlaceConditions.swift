/// What holds of everybody who sees one place of a message: what is demanded of them, and the conditions in whose branches it
/// stands.
///
/// Facts, which a checker always has at hand, decide most of what is asked; this is for the rest.
struct PlaceConditions {
  private let solver: PredicateSolver
  private let demanded: KnownConditions
  /// Held against what is demanded: nobody may come to the place.
  private let surrounding: [CheckedExpression]

  /// Nil outside of messages, where nothing is demanded, and where nothing is known of the audience.
  init?(_ checker: ExpressionChecker) {
    guard checker.scope.isMessage, let solver = checker.context.solver else { return nil }
    let names = checker.scope.campaign
    var (demanded, surrounding) = (names?.demanded ?? [], checker.surrounding)
    // A parameter of a template that is checked by itself stands for any value.
    if checker.context.isLibrary, let template = names?.template {
      demanded.removeAll { !template.reads(in: $0.span).isEmpty }
      surrounding.removeAll { !template.reads(in: $0.span).isEmpty }
    }
    guard !demanded.isEmpty || !surrounding.isEmpty else { return nil }
    self.solver = solver
    self.demanded = solver.known(demanded)
    self.surrounding = surrounding
  }

  /// Whether a condition holds for nobody there.
  func exclude(_ condition: CheckedExpression) -> Bool {
    solver.isContradiction(surrounding + [condition], with: demanded)
  }

  func prove(_ condition: CheckedExpression) -> Bool {
    exclude(CheckedExpression(.not(condition), ValueType(.bool), condition.span))
  }
}
