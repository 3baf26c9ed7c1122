import CampaignDiagnostics
import CampaignSyntax

extension TenantContext {
  /// The segment of that name, checked; nil where there is none or it is wrong, and that was reported.
  func segment(_ name: Name, writtenOutIn scope: Scope) -> CheckedSegment? {
    guard let index = segments.index[name.text] else {
      reportNoSegment(name)
      return nil
    }
    segments.segments[index].isRead = true
    guard let segment = checkSegment(index, asked: name.span) else { return nil }
    guard scope.variables.mayWriteOut(segment.size) else {
      report(
        .segmentTooLarge, "`\(name.text)` makes the condition too large", at: name.span,
        notes: [Note("segments that name each other several times grow with every step")],
        helps: ["name each segment once"])
      return nil
    }
    return segment
  }

  private static let maxSegmentDepth = 100

  private func checkSegment(_ index: Int, asked: Span?) -> CheckedSegment? {
    let entry = segments.segments[index]
    switch entry.state {
    case .checked(let segment): return segment
    case .failed: return nil
    case .checking:
      report(
        .segmentCycle, "the segment `\(entry.syntax.name.text)` is defined by itself",
        at: asked ?? entry.syntax.name.span,
        notes: [Note("`\(entry.syntax.name.text)` is declared here", at: entry.syntax.name.span)],
        helps: ["write the condition out in one of them"])
      return nil
    case .unchecked: break
    }
    guard segments.depth < Self.maxSegmentDepth else {
      report(
        .segmentTooLarge, "`\(entry.syntax.name.text)` is more than \(Self.maxSegmentDepth) segments deep",
        at: asked ?? entry.syntax.name.span, helps: ["write some of the conditions out"])
      segments.segments[index].state = .failed
      return nil
    }
    segments.depth += 1
    defer { segments.depth -= 1 }
    segments.segments[index].state = .checking
    let scope = Scope()
    let checker = ExpressionChecker(context: self, scope: scope)
    let facts = checker.facts(whenTrue: entry.syntax.predicate)
    var clauses: [CheckedClause] = []
    let isSound = ClauseChecker(checker: checker.assuming(facts)).add(
      entry.syntax.predicate, isHeld: true, to: &clauses)
    guard isSound, !clauses.isEmpty else {
      segments.segments[index].state = .failed
      return nil
    }
    let span = entry.syntax.predicate.span
    let expression =
      clauses.count == 1
      ? clauses[0].expression : CheckedExpression(.and(clauses.map(\.expression)), ValueType(.bool), span)
    let segment = CheckedSegment(
      clauses: clauses, expression: expression, variableCount: scope.variables.count, size: expression.size,
      facts: facts)
    segments.segments[index].state = .checked(segment)
    return segment
  }

  /// What holds of the segment's members. Reports nothing: a segment that is not there or is wrong may have said
  /// anything.
  func segmentFacts(_ name: String) -> Facts {
    guard let index = segments.index[name] else { return .anything }
    switch segments.segments[index].state {
    case .checked(let segment): return segment.facts
    case .failed, .checking: return .anything
    case .unchecked: return checkSegment(index, asked: nil)?.facts ?? Facts()
    }
  }

  func segmentNotes(_ name: String) -> [Note] {
    segments.index[name].map { [Note("`\(name)` is declared here", at: segments.segments[$0].syntax.name.span)] } ?? []
  }

  /// Checks every segment, so that one that nothing uses is still held to the rules.
  func checkSegments() {
    for index in segments.segments.indices { _ = checkSegment(index, asked: nil) }
  }

  private func reportNoSegment(_ name: Name) {
    if segments.isIncomplete || name.text.isEmpty { return }
    if isLibrary {
      report(
        .notOfLibrary, "the segment `\(name.text)` is a tenant's, so a template can't name it", at: name.span,
        helps: ["write the condition out, or ask for the segment in the campaigns that are made from the template"])
      return
    }
    let table = audience
    let attribute = table.attributeIndex[name.text].map { table.attributes[$0].name.span }
    let relation = table.relationIndex[name.text].map { table.relations[$0].name.span }
    guard let declared = relation ?? attribute else {
      return unknownNames.add(name.text, at: name.span, in: .segment)
    }
    report(
      .wrongKind, "`\(name.text)` is \(relation == nil ? "an attribute" : "a related table or set"), not a segment",
      at: name.span,
      notes: [Note("`\(name.text)` is declared here", at: declared)],
      helps: ["`in` asks about segments; for a list of values write `is one of (…)`"])
  }
}

/// Takes a condition apart into the clauses that a member has to meet, one for each line of the funnel.
struct ClauseChecker {
  let checker: ExpressionChecker

  /// Adds the clauses of a condition that has to hold, or, for an exception, must not. False where one was wrong and
  /// reported.
  func add(_ e: Expression, isHeld: Bool, to clauses: inout [CheckedClause]) -> Bool {
    switch (e.kind, isHeld) {
    case (.parenthesized(let inner), _): return add(inner, isHeld: isHeld, to: &clauses)
    case (.not(let inner), _): return add(inner, isHeld: !isHeld, to: &clauses)
    case (.and(let operands), true), (.or(let operands), false):
      var isSound = true
      for operand in operands {
        let sound = add(operand, isHeld: isHeld, to: &clauses)
        isSound = isSound && sound
      }
      return isSound
    case (.inSegment(let name, let negated), _) where negated != isHeld:
      guard let segment = checker.context.segment(name, writtenOutIn: checker.scope) else {
        checker.context.fail()
        return false
      }
      let first = checker.scope.variables.reserve(segment.variableCount)
      for clause in segment.clauses {
        var moved = clause
        moved.expression = clause.expression.shiftingVariables(by: first.index)
        moved.segmentUse = e.span
        clauses.append(moved)
      }
      return true
    default:
      guard let checked = checker.predicate(e) else { return false }
      let text = checker.context.clauseText(e.span, checker.scope.campaign?.template)
      let expression = isHeld ? checked : CheckedExpression(.not(checked), ValueType(.bool), e.span)
      let negated = e.kind.isName ? "not \(text)" : "not (\(text))"
      clauses.append(CheckedClause(expression: expression, text: isHeld ? text : negated, span: e.span))
      return true
    }
  }
}

extension Expression.Kind {
  /// Whether it is one word or call, which `not` stands before as it is.
  fileprivate var isName: Bool {
    switch self {
    case .path, .aggregate: true
    case .inSegment(_, let negated): !negated
    default: false
    }
  }
}
