import CampaignDiagnostics
import CampaignSyntax

/// Checks what comes after a campaign's first message: `while`, `conversion` and the steps that follow.
struct CourseChecker {
  let context: TenantContext
  let names: CampaignNames
  let scope: Scope

  /// The most steps of a campaign: the machine keeps what is known of each in one word a member.
  private static let maxSteps = 20

  /// `while`: its clauses, and what they tell about every member of every step.
  func standing(_ predicate: Expression?) -> (clauses: [CheckedClause], facts: Facts) {
    guard let predicate else { return ([], Facts()) }
    return clauses(predicate, checker(.everyStep))
  }

  func conversion(
    _ predicate: Expression, within duration: DurationSyntax, span: Span
  ) -> CheckedConversion? {
    let checker = checker(.conversion)
    let checked = checker.assuming(checker.facts(whenTrue: predicate)).predicate(predicate)
    guard let window = DurationResolver(context: context).offset(duration), let checked else { return nil }
    let text = "\(context.clauseText(predicate.span, names.template)) within \(context.text(duration.span))"
    return CheckedConversion(predicate: checked, window: window, text: text, span: span)
  }

  /// The steps after the first. What the audience demanded is not known in them, for it is not asked again: only what
  /// `while` and the picks (`standing`) and the step's own `where` say. `entry` is what was known at the entry.
  func steps(_ written: [StepSyntax], picks: [Scope.Row], standing: Facts, entry: Facts) -> [CheckedStep] {
    checkNames(written)
    if written.count >= Self.maxSteps {
      context.report(
        .tooManySteps, "the campaign has more than \(Self.maxSteps) steps", at: written[Self.maxSteps - 1].name.span,
        helps: ["split it: let a campaign of its own take over"])
      return []
    }
    let delays = self.delays(written)
    let demanded = names.demanded
    defer { names.demanded = demanded }
    return zip(written, delays).enumerated().map { index, pair in
      let (step, delay) = pair
      var checker = checker(.followUp(index + 1)).assuming(standing)
      checker.scope.entryFacts = entry
      var own: [CheckedClause] = []
      if let predicate = step.predicate {
        let (clauses, facts) = clauses(predicate, checker)
        own = clauses
        checker = checker.assuming(facts)
      }
      names.demanded = demanded + own.map(\.expression)
      // A condition is asked before a row is picked.
      checker.scope.rows = picks
      let checked = MessageListChecker(checker: checker, names: names, owner: "the step").check(step.messages)
      if step.messages.isEmpty, !context.isUnreadable(step.span), !names.isIncomplete {
        context.report(
          .missingItem, "the step `\(step.name.text)` has no message", at: step.name.span,
          helps: ["add an `email`, a `push` or an `sms`"])
      }
      return CheckedStep(
        name: step.name.text, delay: delay ?? .zero, clauses: own, messages: checked, span: step.name.span)
    }
  }

  private func checker(_ stage: Scope.Stage) -> ExpressionChecker {
    var scope = scope
    scope.stage = stage
    return ExpressionChecker(context: context, scope: scope)
  }

  private func clauses(_ predicate: Expression, _ checker: ExpressionChecker) -> ([CheckedClause], Facts) {
    let facts = checker.facts(whenTrue: predicate)
    var clauses: [CheckedClause] = []
    _ = ClauseChecker(checker: checker.assuming(facts)).add(predicate, isHeld: true, to: &clauses)
    return (clauses, facts)
  }

  private func checkNames(_ steps: [StepSyntax]) {
    var seen = [names.name.text: names.name.span]
    for step in steps where !step.name.text.isEmpty {
      guard let first = seen.updateValue(step.name.span, forKey: step.name.text) else { continue }
      let isCampaign = first == names.name.span
      seen[step.name.text] = first
      context.report(
        .stepName,
        isCampaign
          ? "`\(step.name.text)` is the name of the campaign's first step" : "two steps are named `\(step.name.text)`",
        at: step.name.span,
        notes: [Note(isCampaign ? "it is named like the campaign" : "the first is here", at: first)],
        helps: ["choose another name, such as `reminder`"])
    }
  }

  /// How long after the entry each step comes; each surely later than the one before.
  private func delays(_ steps: [StepSyntax]) -> [CalendarOffset?] {
    let durations = DurationResolver(context: context)
    var previous: (delay: CalendarOffset, span: Span)?
    return steps.map { step in
      guard let delay = durations.offset(step.after) else { return nil }
      defer { previous = (delay, step.after.span) }
      guard let previous, !delay.isSurelyLonger(than: previous.delay) else { return delay }
      let isSameUnit = delay.isOfSameUnit(as: previous.delay)
      context.report(
        .stepDelay, "\(context.quoted(step.after.span)) is not surely later than the step before", at: step.after.span,
        notes: [
          Note("that one comes \(context.quoted(previous.span)) after the entry", at: previous.span),
          Note("delays are counted from the entry, not from the step before"),
        ],
        helps: [isSameUnit ? "write a longer time, or put the steps in order" : "write both in the same unit"])
      return delay
    }
  }
}
