import CampaignDiagnostics
import CampaignSyntax

/// Checks what a test says of its member's course through the campaign: the step that they have come to, and what happened
/// before it.
struct HistoryChecker {
  typealias Written = (fact: Path, at: Literal?, span: Span)

  let context: TenantContext
  let campaign: CheckedCampaign
  /// The number of the step that the test is of.
  let step: Int

  /// The number of a step by its name; nil where there is none, which is reported.
  func number(of name: Name) -> Int? {
    let steps = campaign.steps.map(\.name)
    guard !name.text.isEmpty else {
      context.fail()
      return nil
    }
    if let number = steps.firstIndex(of: name.text) { return number }
    let meant = Suggestion.nearest(to: name.text, among: steps)
    context.report(
      .testedStep, "`\(campaign.name)` has no step `\(name.text)`", at: name.span,
      notes: [Note("the campaign is declared here", at: campaign.span)],
      helps: [
        meant.map { "did you mean `\($0)`?" }
          ?? (steps.count > 1
            ? "its steps are \(steps.quotedList(limit: 8))"
            : "it has no steps but its own: leave `step` out, or add `then \(name.text) after 3 days { … }` to it")
      ],
      fixes: meant.map { [Fix("write `\($0)`", replace: name.span, with: $0)] } ?? [])
    return nil
  }

  /// What happened, each once; what can't have is reported.
  func facts(_ written: [Written], instant: (Literal) -> CheckedTest.Instant?) -> [CheckedHappening] {
    var seen: [String: Span] = [:]
    return written.compactMap { written in
      guard !written.fact.text.isEmpty, step > 0 else {
        if step == 0 { reportTooEarly(at: written.span) }
        return nil
      }
      guard let fact = fact(written.fact) else {
        context.fail()
        return nil
      }
      guard context.isFirst("happened \(shown(fact))", written.span, &seen) else { return nil }
      return CheckedHappening(fact, at: written.at.flatMap(instant), span: written.span)
    }
  }

  /// A fact as its author may write it, with the step.
  func shown(_ fact: HistoryFact) -> String {
    switch fact {
    case .converted: "converted"
    case .message(let event, let number): "\(campaign.steps[number ?? step - 1].name).\(event.rawValue)"
    }
  }

  /// Nobody is followed up who was held out.
  func reportHoldout(at span: Span) {
    context.report(
      .impossibleHistory, "who is held out never enters, so that nothing follows", at: span,
      helps: ["leave `holdout` out, or test it at the first step: leave `step` out"])
  }

  private func reportTooEarly(at span: Span) {
    let isAlone = campaign.steps.count == 1
    context.report(
      .impossibleHistory, "nothing has happened yet at `\(campaign.name)`, the first step", at: span,
      helps: [
        isAlone
          ? "leave it out: no step follows" : "say which step the test is of: `step \(campaign.steps[1].name)`"
      ])
  }

  // MARK: Facts

  private func fact(_ path: Path) -> HistoryFact? {
    let head = path.names[0]
    let events = HistoryFact.Event.allCases.map(\.rawValue)
    switch path.names.count {
    case 1:
      if head.text == "converted" { return converted(path) }
      if let event = HistoryFact.Event(rawValue: head.text) { return message(event, of: step - 1, path) }
      if let named = campaign.steps.first(where: { $0.name == head.text }) {
        return report(
          .unknownFact, "`\(named.name)` is a step, and nothing says what became of its message", path.span,
          help: "write `happened \(named.name).clicked`")
      }
      return unknown(head, events + ["converted"])
    case 2:
      let fact = path.names[1]
      guard let number = number(of: head) else { return nil }
      if fact.text == "converted" {
        context.report(
          .unknownFact, "members convert, messages don't", at: path.span, helps: ["write `happened converted`"],
          fixes: [Fix("write `converted`", replace: path.span, with: "converted")])
        return nil
      }
      guard let event = HistoryFact.Event(rawValue: fact.text) else { return unknown(fact, events) }
      return message(event, of: number, path)
    default:
      return report(
        .unknownFact, "what happened has no parts", path.span, help: "write `\(head.text).\(path.names[1].text)`")
    }
  }

  private func unknown(_ name: Name, _ known: [String]) -> HistoryFact? {
    let meant = Suggestion.nearest(to: name.text, among: known)
    context.report(
      .unknownFact, "nothing that happens is called `\(name.text)`", at: name.span,
      helps: [meant.map { "did you mean `\($0)`?" } ?? "there is \(known.quotedList(limit: 4))"],
      fixes: meant.map { [Fix("write `\($0)`", replace: name.span, with: $0)] } ?? [])
    return nil
  }

  private func converted(_ path: Path) -> HistoryFact? {
    if campaign.conversion != nil { return .converted }
    return report(
      .unknownFact, "`\(campaign.name)` does not say what a conversion is", path.span,
      help: "leave it out, or add `conversion any(orders where placed after entered) within 7 days` to the campaign")
  }

  private func message(_ event: HistoryFact.Event, of number: Int, _ path: Path) -> HistoryFact? {
    let asked = campaign.steps[number]
    guard number < step else {
      let own = campaign.steps[step].name
      return report(
        .impossibleHistory,
        number == step
          ? "the test is of `\(own)`, so that nothing has become of its message yet"
          : "`\(asked.name)` comes only after `\(own)`, which the test is of", path.span,
        note: Note("the test's step is declared here", at: campaign.steps[step].span),
        help: "say what became of a step before: `\(campaign.steps[step - 1].name).\(event.rawValue)`")
    }
    let note = Note("`\(asked.name)` is declared here", at: asked.span)
    switch event {
    case .opened where !asked.messages.contains(where: { $0.canBring(.opens) }):
      return report(
        .impossibleHistory, "opens are seen of e-mails alone, and `\(asked.name)` sends none", path.span, note: note,
        help: "leave it out, or say what else became of the message, such as `\(asked.name).sent`")
    case .clicked where !asked.messages.contains(where: { $0.canBring(.clicks) }):
      return report(
        .impossibleHistory, "no message of `\(asked.name)` has a link to click", path.span, note: note,
        help: "leave it out, or say what else became of the message, such as `\(asked.name).sent`")
    default: return .message(event, step: number)
    }
  }

  private func report(
    _ code: DiagnosticCode, _ message: String, _ span: Span, note: Note? = nil, help: String
  ) -> HistoryFact? {
    context.report(code, message, at: span, notes: note.map { [$0] } ?? [], helps: [help])
    return nil
  }
}
