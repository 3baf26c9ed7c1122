import CampaignDiagnostics

/// Which messages of a step somebody gets, and which of their branches somebody sees.
struct MessageConditions {
  let context: TenantContext
  let solver: PredicateSolver
  let place: Span
  /// What is known of everybody who gets the step.
  let clauses: [CheckedClause]

  func check(_ step: CheckedStep) {
    let demanded = clauses.map(\.expression)
    let known = solver.known(demanded)
    var earlier: [(message: CheckedMessage, reached: CheckedExpression)] = []
    var unreached: [Unreached] = []
    for message in step.messages {
      let own = conditions(of: message)
      let before = earlier.map { CheckedExpression(.not($0.reached), ValueType(.bool), $0.message.span) }
      if solver.isContradiction(own + before, with: known),
        let conflict = solver.conflict(demanded + own + before)
      {
        let first = clauses.count + own.count
        unreached.append(
          Unreached(
            message: message, demands: conflict.filter { $0 < clauses.count }.map { clauses[$0] },
            before: conflict.filter { $0 >= first }.map { earlier[$0 - first].message }))
      } else {
        checkBranches(
          of: message, BranchConditions(context: context, solver: solver, known: solver.known(demanded + own)))
      }
      earlier.append((message, CheckedExpression(.and(own), ValueType(.bool), message.span)))
    }
    if unreached.count < step.messages.count { return unreached.forEach(report) }
    guard let first = unreached.first else { return }
    context.report(
      .nobodyGetsStep, "nobody can get any message of `\(step.name)`", at: step.span, notes: notes(first),
      helps: ["ask in the audience for members who can be reached, or add another channel"])
  }

  /// A message that nobody gets: what is demanded of everybody rules it out, or the messages before it do.
  private struct Unreached {
    var message: CheckedMessage
    var demands: [CheckedClause]
    var before: [CheckedMessage]
  }

  /// What holds of everybody who gets the message, unless one before it is sent.
  private func conditions(of message: CheckedMessage) -> [CheckedExpression] {
    var conditions = message.condition.map { [$0] } ?? []
    let reach = message.reach
    if let audience = context.audience.checked, audience.attributes.indices.contains(reach.address.index) {
      let type = audience.attributes[reach.address.index].type
      let address = CheckedExpression(.attribute(reach.address), type, reach.span)
      conditions.append(CheckedExpression(.isKnown(address), ValueType(.bool), reach.span))
    }
    return conditions + [reach.consent]
  }

  private func report(_ unreached: Unreached) {
    let channel = "`\(unreached.message.channel.rawValue)`"
    let isRuledOut = unreached.before.isEmpty
    let reason =
      isRuledOut
      ? "nobody in the audience can be reached by it"
      : "everybody gets the \(unreached.before.map { "`\($0.channel.rawValue)`" }.list) before it"
    context.report(
      .messageNobodyGets, "nobody gets this \(channel): \(reason)", at: unreached.message.span,
      notes: notes(unreached),
      helps: [isRuledOut ? "leave it out, or change what the audience demands" : "put it first, or leave it out"])
  }

  private func notes(_ unreached: Unreached) -> [Note] {
    let demands = unreached.demands.map { Note("`\($0.text)` is demanded here", at: $0.span) }
    guard unreached.before.isEmpty else { return demands }
    let channel = unreached.message.channel.rawValue
    return demands + [Note("who may be written to by `\(channel)` is said here", at: unreached.message.reach.span)]
  }

  private func checkBranches(of message: CheckedMessage, _ branches: BranchConditions) {
    var branches = branches
    // A body stands in two forms, with the same conditions; the layout around it has none.
    for part in message.parts where part.part != .html || message.channel != .email {
      branches.check(part.template.nodes, [])
    }
    for part in message.parts where part.part == .html { branches.check(part.template.nodes, []) }
  }
}
