import CampaignDiagnostics

/// Clauses that are all to hold: whether anybody meets them, and which of them say nothing that the others don't say.
struct ClauseConditions {
  let context: TenantContext
  let solver: PredicateSolver
  /// Where the clauses are written that are the author's to change here: those of segments and templates stand elsewhere.
  let place: Span

  /// False where nobody meets the clauses together with `kept`, which was reported here or where those clauses stand. Of those at
  /// the places `aside` it is not said that others make them needless.
  func check(
    _ clauses: [CheckedClause], beside kept: [CheckedClause] = [], of code: DiagnosticCode, at span: Span,
    words: String, needlessAside aside: [Span] = []
  ) -> Bool {
    let all = kept + clauses
    guard !clauses.isEmpty else { return true }
    let known = solver.known(all.map(\.expression))
    if solver.isContradiction(known), let conflict = solver.conflict(all.map(\.expression)) {
      report(conflict.map { all[$0] }, code, span, words)
      return false
    }
    let needless = reportNeedless(clauses, among: all, known, aside)
    for clause in clauses
    where place.covers(clause.span) && !needless.contains(clause.span) && !aside.contains(clause.span) {
      checkParts(of: clause, among: all)
    }
    return true
  }

  // MARK: Nobody

  private func report(_ conflict: [CheckedClause], _ code: DiagnosticCode, _ span: Span, _ words: String) {
    // A segment by itself is reported where it is declared.
    guard let last = conflict.last(where: { place.covers($0.span) }) ?? (isOfSegment(conflict) ? nil : conflict.last)
    else { return context.fail(code) }
    let others = conflict.filter { $0.span != last.span }
    let message =
      others.isEmpty
      ? "\(words), for \(quoted(last)) never holds"
      : "\(words), for \(quoted(last)) never holds together with \(others.map(quoted).list)"
    context.report(
      code, message, at: place.covers(last.span) ? last.span : span,
      notes: others.map { Note("\(quoted($0)) is demanded here", at: $0.span) },
      helps: others.isEmpty ? [] : ["change one of them, or join them with `or`"])
  }

  /// Whether all of them stand in segments, and so are in conflict wherever those are used.
  private func isOfSegment(_ conflict: [CheckedClause]) -> Bool {
    context.segments.segments.contains { segment in conflict.allSatisfy { segment.syntax.span.covers($0.span) } }
  }

  private func quoted(_ clause: CheckedClause) -> String {
    let text = clause.text
    return "`\(text.count > 60 ? text.prefix(60) + "…" : text)`"
  }

  // MARK: Needless clauses

  /// Gives back where the needless ones stand.
  private func reportNeedless(
    _ clauses: [CheckedClause], among all: [CheckedClause], _ known: KnownConditions, _ aside: [Span]
  ) -> Set<Span> {
    var excluded: Set<Int> = []
    var needless: Set<Span> = []
    // From the last on: of two that say the same, the one that was written later is needless.
    for demand in demands(clauses, among: all).reversed()
    where !asksOnlyWhetherKnown(demand, among: all) && !demand.indices.contains(where: { aside.contains(all[$0].span) })
    {
      let negated = CheckedExpression(.not(demand.expression), ValueType(.bool), demand.span)
      guard solver.isContradiction([negated], with: known, excluding: excluded.union(demand.indices)) else { continue }
      excluded.formUnion(demand.indices)
      let others = all.indices.filter { !excluded.contains($0) }.map { all[$0] }
      let conflict = solver.conflict(others.map(\.expression) + [negated]) ?? []
      let causes = conflict.filter { $0 < others.count }.map { others[$0] }
      needless.insert(demand.span)
      if causes.isEmpty {
        // What the declared bounds alone decide was reported where it was checked.
        let parts = alternatives(demand.expression) ?? [demand.expression]
        if !parts.contains(where: { isPlain($0) && solver.implies([], $0) }) {
          reportAlways(demand.span, context.quoted(demand.span))
        }
        continue
      }
      context.report(
        .needlessClause,
        "\(context.quoted(demand.span)) excludes nobody: whoever meets \(causes.map(quoted).list) meets it",
        at: demand.span, notes: causes.map { Note("\(quoted($0)) is demanded here", at: $0.span) },
        helps: ["leave it out, or look whether something else was meant"])
    }
    return needless
  }

  /// What the author demands at one place: a clause, or all that a segment says.
  private struct Demand {
    var span: Span
    var expression: CheckedExpression
    /// Of the clauses that it is.
    var indices: [Int]
  }

  private func demands(_ clauses: [CheckedClause], among all: [CheckedClause]) -> [Demand] {
    var demands: [Demand] = []
    for index in all.indices.suffix(clauses.count) {
      let clause = all[index]
      let span = clause.segmentUse ?? clause.span
      guard place.covers(span) else { continue }
      if clause.segmentUse != nil, let last = demands.last, last.span == span {
        let operands = (last.indices + [index]).map { all[$0].expression }
        demands[demands.count - 1] = Demand(
          span: span, expression: CheckedExpression(.and(operands), ValueType(.bool), span),
          indices: last.indices + [index])
      } else {
        demands.append(Demand(span: span, expression: clause.expression, indices: [index]))
      }
    }
    return demands
  }

  private func reportAlways(_ span: Span, _ text: String) {
    context.report(
      .alwaysHolds, "\(text) holds for everybody", at: span,
      helps: ["leave it out, or look whether something else was meant"])
  }

  /// Whether it asks for nothing but that something is there: what others need to be allowed to read it is never needless, but for what
  /// asks the same before.
  private func asksOnlyWhetherKnown(_ demand: Demand, among all: [CheckedClause]) -> Bool {
    guard let first = demand.indices.first, asksOnlyWhetherKnown(demand.expression) else { return false }
    let identity = ExpressionIdentity(demand.expression)
    return !all[..<first].contains { ExpressionIdentity($0.expression) == identity }
  }

  private func asksOnlyWhetherKnown(_ e: CheckedExpression) -> Bool {
    switch e.kind {
    case .isKnown: true
    case .not(let inner): asksOnlyWhetherKnown(inner)
    case .aggregate(let rows): rows.predicate == nil
    case .compare(_, let a, let b): asksOnlyWhetherKnown(a) || asksOnlyWhetherKnown(b)
    default: false
    }
  }

  private func isPlain(_ e: CheckedExpression) -> Bool {
    switch e.kind {
    case .compare, .isKnown, .constant: true
    case .not(let inner): isPlain(inner)
    default: false
    }
  }

  // MARK: Parts of an `or`

  private func checkParts(of clause: CheckedClause, among all: [CheckedClause]) {
    guard let parts = alternatives(clause.expression), parts.count <= Self.maxParts else { return }
    let others = all.filter { $0.span != clause.span }
    let known = solver.known(others.map(\.expression))
    for (index, part) in parts.enumerated() {
      let text = context.quoted(part.span)
      if solver.isContradiction([part], with: known) {
        let causes = (solver.conflict(others.map(\.expression) + [part]) ?? []).filter { $0 < others.count }
        // A comparison that the declared bounds decide was reported where it was checked.
        if causes.isEmpty, isPlain(part) { continue }
        reportNever(part, text, causes.map { others[$0] })
        continue
      }
      let earlier = parts.prefix(index).map { CheckedExpression(.not($0), ValueType(.bool), $0.span) }
      guard let conflict = solver.conflict(earlier + [part]) else { continue }
      let causes = conflict.filter { $0 < index }.map { parts[$0] }
      context.report(
        .needlessClause,
        "\(text) adds nobody: whoever meets it meets \(causes.map { context.quoted($0.span) }.list)",
        at: part.span, helps: ["leave it out, or look whether something else was meant"])
    }
  }

  /// Of longer lists each part would be held against all others.
  private static let maxParts = 50

  private func reportNever(_ part: CheckedExpression, _ text: String, _ causes: [CheckedClause]) {
    let together = causes.isEmpty ? "" : " together with \(causes.map(quoted).list)"
    context.report(
      .neverHolds, "\(text) never holds\(together)", at: part.span,
      notes: causes.map { Note("\(quoted($0)) is demanded here", at: $0.span) },
      helps: ["leave it out, or look whether something else was meant"])
  }

  /// The alternatives of an `or` that the author wrote as such: each stands in a place of its own.
  private func alternatives(_ e: CheckedExpression) -> [CheckedExpression]? {
    switch e.kind {
    case .or(let parts) where Set(parts.map(\.span)).count == parts.count: return parts
    case .not(let inner):
      guard case .and(let parts) = inner.kind, Set(parts.map(\.span)).count == parts.count else { return nil }
      return parts.map { CheckedExpression(.not($0), ValueType(.bool), $0.span) }
    default: return nil
    }
  }
}

extension [String] {
  /// `a`, `b` and `c`.
  var list: String {
    guard count > 1, let last else { return first ?? "" }
    return dropLast().joined(separator: ", ") + " and " + last
  }
}
