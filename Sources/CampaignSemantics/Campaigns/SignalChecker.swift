import CampaignDiagnostics

/// Finds where a step asks about what can't come back from the messages that it speaks of: a click where there is no link, an open
/// where there is no e-mail.
struct SignalChecker {
  let context: TenantContext
  let campaign: CheckedCampaign

  private typealias Goal = CheckedExperiment.Optimization.Goal

  func check() {
    guard campaign.steps.count > 1 else { return }
    var seen: Set<Span> = []
    for clause in campaign.standingClauses { report(clause.expression, &seen) }
    for step in campaign.steps.dropFirst() {
      for clause in step.clauses { report(clause.expression, &seen) }
      // A body's conditions stand in its HTML and in its plain text.
      for condition in step.messages.flatMap(\.parts).flatMap(\.template.nodes).flatMap(\.conditions) {
        report(condition, &seen)
      }
    }
  }

  private func report(_ e: CheckedExpression, _ seen: inout Set<Span>) {
    for question in e.questionsOfHistory {
      guard case .history(.message(let event, let step)) = question.kind, let goal = event.goal else { continue }
      // `while` asks about the step before each.
      let asked = step.map { [campaign.steps[$0]] } ?? campaign.steps.dropLast()
      let messages = asked.flatMap(\.messages)
      guard !messages.contains(where: { $0.canBring(goal) }), seen.insert(question.span).inserted else { continue }
      let names = asked.map(\.name).quotedList
      let other: Goal = goal == .opens ? .clicks : .opens
      let mended = goal == .opens ? "add an `email` there" : "put a link into a message there"
      let isOther = messages.contains { $0.canBring(other) }
      context.report(
        .unseenSignal,
        goal == .opens
          ? "opens are seen of e-mails alone, and \(names) \(asked.count == 1 ? "sends" : "send") none: `opened` never holds here"
          : "nothing can be clicked in the messages of \(names): `clicked` never holds here", at: question.span,
        notes: asked.prefix(3).map { Note("`\($0.name)` is declared here", at: $0.span) },
        helps: [
          isOther
            ? "leave it out, \(mended), or ask whether it was `\(other == .opens ? "opened" : "clicked")`"
            : "leave it out, or \(mended)"
        ])
    }
  }
}

extension HistoryFact.Event {
  /// What is to come back for it to be said; nil where sending is enough.
  fileprivate var goal: CheckedExperiment.Optimization.Goal? {
    switch self {
    case .sent: nil
    case .opened: .opens
    case .clicked: .clicks
    }
  }
}

extension TemplateNode {
  /// The conditions of its branches, and of those within.
  fileprivate var conditions: [CheckedExpression] {
    let within = inner.flatMap(\.conditions)
    if case .conditional(let branches, _) = self { return branches.map(\.condition) + within }
    return within
  }
}
