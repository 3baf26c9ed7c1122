import CampaignDiagnostics
import CampaignSyntax

/// Checks what a template fills in: its values and how they are written, its conditions with what they make known, its
/// loops.
struct PieceResolver {
  let context: TenantContext
  /// The message's language, for the labels of choices.
  let language: String

  func resolve(_ pieces: [Template.Piece], _ checker: ExpressionChecker) -> [ResolvedPiece] {
    pieces.map { piece in
      switch piece {
      case .text(let text): .text(text)
      case .interpolation(let e, let span): interpolation(e, span, checker)
      case .conditional(let conditional): self.conditional(conditional, checker)
      case .loop(let loop): self.loop(loop, checker)
      case .plural(let plural): self.plural(plural, checker)
      }
    }
  }

  // MARK: Values

  private func interpolation(_ e: Expression, _ span: Span, _ outer: ExpressionChecker) -> ResolvedPiece {
    if outer.scope.hasPluralNumber, e.isPluralNumber { return .pluralNumber(span) }
    var checker = outer
    if case .path(let path) = e.kind, path.names.count == 1 { checker.scope.directives = ["else", "end"] }
    if case .formatted(let inner, let words) = e.unwrapped.kind {
      guard let value = checker.value(inner) else { return .unknown(span) }
      guard let format = self.format(words, of: value, at: e.span) else { return .unknown(span) }
      return .value(ResolvedValue(expression: value, format: format, span: span))
    }
    if case .path(let path) = e.unwrapped.kind, let found = checker.experimentField(path), found.field.checked == nil {
      var inner = checker
      inner.scope.isExperimentField = true
      let variants = found.field.values.map { value in
        if case .template(let template) = value.kind { return resolve(template.pieces, inner) }
        return [interpolation(value, value.span, inner)]
      }
      return .variant(experiment: found.experiment, variants, span: span)
    }
    if checker.rowsOperand(e) != nil {
      context.report(
        .notPrintable, "\(context.quoted(e.span)) are several values, not one", at: e.span,
        helps: [
          "show each: `{for x in \(context.text(e.span)) …}{x} {end}`",
          "or how many there are: `{count(\(context.text(e.span)))}`",
        ])
      return .unknown(span)
    }
    guard let value = checker.value(e), let format = defaultFormat(of: value, at: e.span) else { return .unknown(span) }
    return .value(ResolvedValue(expression: value, format: format, span: span))
  }

  // MARK: Conditions

  private func conditional(_ conditional: Template.Conditional, _ checker: ExpressionChecker) -> ResolvedPiece {
    var rest = checker
    var branches: [(condition: CheckedExpression, pieces: [ResolvedPiece])] = []
    for branch in conditional.branches {
      let condition = rest.predicate(branch.condition)
      var guarded = rest.assuming(rest.facts(whenTrue: branch.condition))
      rest = rest.assuming(rest.facts(whenFalse: branch.condition))
      if let condition {
        guarded.surrounding.append(condition)
        rest.surrounding.append(CheckedExpression(.not(condition), ValueType(.bool), condition.span))
      }
      let pieces = resolve(branch.pieces, guarded)
      // Where the condition was wrong, the branch is still there for the brand's rules to read.
      let yes = CheckedExpression(.constant(.integer(1)), ValueType(.bool), branch.directiveSpan)
      branches.append((condition ?? yes, pieces))
    }
    return .conditional(
      ResolvedConditional(
        branches: branches, otherwise: conditional.otherwise.map { resolve($0, rest) }, isBlock: conditional.isBlock,
        directiveSpan: conditional.branches.first?.directiveSpan ?? conditional.span))
  }

  // MARK: Loops

  private func loop(_ loop: Template.Loop, _ checker: ExpressionChecker) -> ResolvedPiece {
    let otherwise = loop.otherwise.map { resolve($0, checker) }
    guard let relation = checker.rows(loop.source) else { return .unknown(loop.directiveSpan) }
    var (inner, variable) = checker.entering(row: loop.variable.text, of: relation)
    var predicate: CheckedExpression?
    if let written = loop.predicate {
      // A row's fields are read by their bare names too; both names are one row.
      var row = inner
      row.scope.rows.append(Scope.Row(name: nil, variable: variable, relation: relation))
      inner = inner.assuming(row.facts(whenTrue: written))
      predicate = row.predicate(written)
    }
    let order = inner.order(loop.order, of: loop.source, relation, variable)
    let pieces = resolve(loop.pieces, inner)
    let checked = CheckedLoop(
      relation: relation, variable: variable, predicate: predicate, order: order, limit: limit(loop), body: [],
      otherwise: [], span: loop.directiveSpan)
    checkRows(loop, checked, checker, mayHoldElse: pieces.haveUnknown)
    return .loop(
      ResolvedLoop(
        loop: checked, pieces: pieces, otherwise: otherwise, isBlock: loop.isBlock,
        directiveSpan: loop.directiveSpan))
  }

  /// A loop that may have no rows says what stands there then, and one over related rows says their order.
  /// What is unknown in it may have been meant to be its `{else}`.
  private func checkRows(
    _ loop: Template.Loop, _ checked: CheckedLoop, _ checker: ExpressionChecker, mayHoldElse: Bool
  ) {
    let relation = checked.relation
    let rows = context.audience.relations[relation.index]
    if !rows.isSet, loop.order.isEmpty {
      context.report(
        .loopWithoutOrder, "nothing says in which order `\(rows.name.text)` are shown", at: loop.source.span,
        notes: [Note("rows of a table have no order of their own", at: rows.name.span)],
        helps: [
          "add `by` and a field: `{for \(loop.variable.text) in \(loop.source.text) by \(rows.fields.first { !$0.isReference }?.name.text ?? "…")}`"
        ])
    }
    guard loop.otherwise == nil, !mayHoldElse,
      !checker.hasRows(relation, where: loop.predicate, named: loop.variable), !areProven(checked, checker)
    else { return }
    var helps = ["say what stands there then: put `{else}` and a text before its `{end}`"]
    var notes = [Note("no message shows a gap where something was meant to stand")]
    var place = "in the audience"
    if case .followUp = checker.scope.stage { place = "in `while`" }
    if let predicate = loop.predicate {
      if !checker.speaks(predicate, of: loop.variable) {
        helps.append("or demand it \(place): `any(\(loop.source.text) where \(context.text(predicate.span)))`")
      }
    } else {
      if checker.scope.entryFacts.isNonEmpty(relation) {
        notes = [Note("`\(loop.source.text)` had something when the member entered; it may have gone since")]
      }
      helps.append(
        "or demand it \(place): "
          + (rows.isSet ? "`\(loop.source.text) is not empty`" : "`count(\(loop.source.text)) >= 1`"))
    }
    context.report(
      .loopMayBeEmpty, "`\(loop.source.text)` may be empty, and nothing is said for that case", at: loop.directiveSpan,
      notes: notes, helps: helps)
  }

  /// Whether everybody who sees the loop has a row that it shows. One whose condition was wrong is none that is proven.
  private func areProven(_ loop: CheckedLoop, _ checker: ExpressionChecker) -> Bool {
    PlaceConditions(checker)?.prove(loop.hasRow) == true
  }

  private func limit(_ loop: Template.Loop) -> Int? {
    guard let limit = loop.limit else { return nil }
    guard limit.scale == 0, (1...10_000).contains(limit.mantissa) else {
      context.report(
        .loopLimit, "`first \(context.text(limit.span))` is no number of rows", at: limit.span,
        helps: ["write a whole number from 1 up"])
      return nil
    }
    return Int(limit.mantissa)
  }
}
