import CampaignPlan

/// Of all messages those that say most about how a campaign looks: for each step the longest and the shortest, those with
/// unusual data, and one for each message, language and variant.
struct PreviewSelection {
  struct Card {
    var candidate: PreviewCandidate
    /// Why it is shown.
    var reasons: [String]
  }

  private(set) var cards: [Card] = []
  /// How many events are shown of a member who was asked for, and of one who was not.
  private static let eventLimits = (ofOneMember: 20, ofMany: 3)

  init(_ candidates: [PreviewCandidate], _ plan: Plan) {
    for step in plan.steps.indices {
      let own = candidates.filter { $0.step == step }
      guard !own.isEmpty else { continue }
      addMessages(own, plan)
      addVariants(own, plan)
      addExtremes(own)
      addScripts(own)
      if plan.event != nil { addEvents(own) }
    }
  }

  /// The first message of each kind and language.
  private mutating func addMessages(_ own: [PreviewCandidate], _ plan: Plan) {
    for (index, record) in plan.messages.enumerated() {
      guard let first = own.first(where: { $0.message.index == index }) else { continue }
      add(first, "by \(record.channel) in \(record.language)")
    }
  }

  private mutating func addVariants(_ own: [PreviewCandidate], _ plan: Plan) {
    for (number, experiment) in plan.experiments.enumerated() {
      for (variant, name) in experiment.variants.enumerated() {
        let draws = { (candidate: PreviewCandidate) in
          candidate.message.variants.indices.contains(number) && candidate.message.variants[number] == variant
        }
        if cards.contains(where: { draws($0.candidate) && $0.candidate.step == own[0].step }) { continue }
        if let first = own.first(where: draws) { add(first, "\(experiment.name): \(name)") }
      }
    }
  }

  private mutating func addExtremes(_ own: [PreviewCandidate]) {
    for channel in PlanChannel.allCases {
      let sent = own.filter { $0.message.channel == channel }
      guard sent.count > 1 else { continue }
      if let longest = sent.max(by: { $0.length < $1.length }) { add(longest, "the longest \(channel)") }
      if let shortest = sent.min(by: { $0.length < $1.length }) { add(shortest, "the shortest \(channel)") }
      if let emptiest = sent.max(by: { $0.missingCount < $1.missingCount }), emptiest.missingCount > 0 {
        add(emptiest, "most is missing")
      }
    }
  }

  private mutating func addScripts(_ own: [PreviewCandidate]) {
    let scripts: [(String, (PreviewCandidate) -> Bool)] = [
      ("from right to left", \.isRightToLeft), ("no Latin letters", { $0.hasNoLatinLetters && !$0.isRightToLeft }),
      ("emoji or combining marks", \.hasEmojiOrMarks),
    ]
    for (reason, holds) in scripts {
      if let first = own.first(where: holds) { add(first, reason) }
    }
  }

  /// Several events of one member, who has the most of them: what one event says must not be said of another.
  private mutating func addEvents(_ own: [PreviewCandidate]) {
    var events: [String: [PreviewCandidate]] = [:]
    for candidate in own { events[candidate.message.member, default: []].append(candidate) }
    let most = events.values.map(\.count).max() ?? 0
    guard most > 1, let first = own.first(where: { events[$0.message.member]?.count == most }) else { return }
    let limit = events.count == 1 ? Self.eventLimits.ofOneMember : Self.eventLimits.ofMany
    for candidate in (events[first.message.member] ?? []).prefix(limit) {
      add(candidate, "one of \(most) events of this member")
    }
  }

  private mutating func add(_ candidate: PreviewCandidate, _ reason: String) {
    let same = cards.firstIndex {
      $0.candidate.step == candidate.step && $0.candidate.message.member == candidate.message.member
        && $0.candidate.message.event == candidate.message.event
    }
    if let same {
      if !cards[same].reasons.contains(reason) { cards[same].reasons.append(reason) }
    } else {
      cards.append(Card(candidate: candidate, reasons: [reason]))
    }
  }
}
