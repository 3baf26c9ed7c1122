import CampaignDiagnostics
import CampaignSyntax

/// Checks how an experiment may change while it runs: what it is optimized for, and what ends a variant.
struct AdaptationChecker {
  let context: TenantContext
  /// Whether the campaign says what a conversion is.
  let hasConversion: Bool

  private typealias Goal = CheckedExperiment.Optimization.Goal
  private typealias Harm = CheckedExperiment.StopRule.Harm

  /// What is optimized counts for so long after a message, where nothing is said.
  private static let usualWindowSeconds: Int64 = 86_400
  private static let maxWindowSeconds: Int64 = 90 * 86_400

  // MARK: optimize

  func optimization(_ written: [ExperimentSyntax.Optimize], variantCount: Int) -> CheckedExperiment.Optimization? {
    guard let optimize = written.first else { return nil }
    if written.count > 1 {
      context.report(
        .repeatedItem, "`optimize` stands here twice", at: written[1].span,
        notes: [Note("the first is here", at: optimize.span)], helps: ["keep one of them"])
    }
    let goal = self.goal(optimize.metric)
    checkMethod(optimize.method)
    let floor = optimize.floor.map { self.floor($0, variantCount) } ?? 0
    let window = optimize.within.map { self.window($0) } ?? Self.usualWindowSeconds
    guard let goal, let floor, let window else { return nil }
    return CheckedExperiment.Optimization(goal: goal, floorBasisPoints: floor, windowSeconds: window)
  }

  private func goal(_ name: Name) -> Goal? {
    guard let goal = Goal(rawValue: name.text) else {
      reportUnknown(
        name, "can't be optimized", among: Goal.allCases.map(\.rawValue),
        other: Harm(rawValue: name.text) == nil
          ? nil : "to end a variant for them write `stop variant if \(name.text) > 0.5%`")
      return nil
    }
    if goal == .conversions, !hasConversion {
      context.report(
        .badAdaptation, "the campaign doesn't say what a conversion is", at: name.span,
        helps: ["add what counts as success: `conversion any(orders) within 7 days`"])
      return nil
    }
    return goal
  }

  /// Reports what is optimized and comes back from none of the campaign's messages.
  func checkSignals(_ experiments: [ExperimentSyntax], of messages: [CheckedMessage]) {
    guard !messages.isEmpty else { return }
    for metric in experiments.compactMap({ $0.optimizations.first?.metric }) {
      guard let goal = Goal(rawValue: metric.text), !messages.contains(where: { $0.canBring(goal) }) else { continue }
      let other: Goal? = [.clicks, .conversions].first { other in
        (other != .conversions || hasConversion) && messages.contains { $0.canBring(other) }
      }
      let meant = other.map { ["or write `optimize \($0.rawValue)`"] } ?? []
      context.report(
        .unmeasuredGoal,
        goal == .opens
          ? "only e-mails are seen to be opened, and this campaign sends none"
          : "nothing in this campaign's messages can be clicked", at: metric.span,
        notes: [Note("weights move only by what comes back from messages")],
        helps: [goal == .opens ? "add an `email`" : "put a link into a message"] + meant)
    }
  }

  private func checkMethod(_ method: Name) {
    guard !method.text.isEmpty, method.text != "thompson" else { return }
    context.report(
      .badAdaptation, "`\(method.text)` is no way to optimize", at: method.span,
      notes: [Note("Thompson sampling gives each variant the weight with which it is likely to be the best")],
      helps: ["write `by thompson`"], fixes: [Fix("write `thompson`", replace: method.span, with: "thompson")])
  }

  private func floor(_ literal: Literal, _ variantCount: Int) -> Int? {
    guard let points = context.share(literal, what: "a floor") else { return nil }
    guard points * variantCount > 10_000 else { return points }
    context.report(
      .badAdaptation, "\(variantCount) variants can't have \(context.quoted(literal.span)) each", at: literal.span,
      helps: ["write at most \((10_000 / variantCount).asPercent)"])
    return nil
  }

  private func window(_ duration: DurationSyntax) -> Int64? {
    guard let offset = DurationResolver(context: context).offset(duration) else { return nil }
    let seconds = Int64(offset.days) * 86_400 + offset.seconds
    if offset.months == 0, seconds <= Self.maxWindowSeconds { return seconds }
    context.report(
      .durationRange, "\(context.quoted(duration.span)) is too long to learn from", at: duration.span,
      helps: ["write at most 90 days"])
    return nil
  }

  // MARK: stop

  func stops(_ written: [ExperimentSyntax.Stop]) -> [CheckedExperiment.StopRule] {
    var rules: [CheckedExperiment.StopRule] = []
    var seen: [String: Span] = [:]
    for stop in written {
      guard let (name, limit) = self.limit(stop.predicate.unwrapped) else { continue }
      guard let harm = Harm(rawValue: name.text) else {
        reportUnknown(
          name, "ends no variant", among: Harm.allCases.map(\.rawValue),
          other: Goal(rawValue: name.text) == nil
            ? nil : "to give it more of them write `optimize \(name.text) by thompson`")
        continue
      }
      guard context.isFirst("stop variant if \(name.text)", name.span, &seen) else { continue }
      guard let points = context.share(limit, what: "a limit") else { continue }
      rules.append(CheckedExperiment.StopRule(harm: harm, limitBasisPoints: points))
    }
    return rules
  }

  /// `unsubscribes > 0.5%`, taken apart.
  private func limit(_ e: Expression) -> (Name, Literal)? {
    if case .missing = e.kind { return nil }
    if case .comparison(.greater, let left, let right, _) = e.kind, case .path(let path) = left.unwrapped.kind,
      path.names.count == 1, case .literal(let literal) = right.unwrapped.kind
    {
      return (path.head, literal)
    }
    var helps = ["write what is counted and how much is too much: `unsubscribes > 0.5%`"]
    switch e.kind {
    case .or, .and: helps = ["write a `stop variant if` for each of them"]
    default: break
    }
    context.report(.badAdaptation, "\(context.quoted(e.span)) is no limit", at: e.span, helps: helps)
    return nil
  }

  private func reportUnknown(_ name: Name, _ words: String, among known: [String], other: String?) {
    guard !name.text.isEmpty else { return }
    let meant = other == nil ? Suggestion.nearest(to: name.text, among: known) : nil
    context.report(
      .badAdaptation, "`\(name.text)` \(words)", at: name.span,
      helps: [meant.map { "did you mean `\($0)`?" } ?? other ?? "write one of \(known.quotedList(limit: 4))"],
      fixes: meant.map { [Fix("write `\($0)`", replace: name.span, with: $0)] } ?? [])
  }
}
