import CampaignDiagnostics
import CampaignPlan
import CampaignSemantics
import CampaignVM

/// What the tests of some campaigns came to: each clause seen to hold and not to, each condition of a text likewise, loops
/// with rows and without, variants, and messages in their languages.
struct TestCoverage {
  enum Kind: String, CaseIterable { case clause, condition, loop, plural, variant, message }

  /// Something that is there to be seen.
  struct Point {
    var kind: Kind
    var span: Span
    /// What was never seen of it, as a sentence; nil where all was.
    var gap: String?
  }

  private(set) var campaigns: [(name: String, points: [Point])] = []
  /// Campaigns without a test.
  private(set) var untested: [String]

  init(_ tested: [TestedCampaign], untested: [String], sources: SourceMap) {
    self.untested = untested
    for campaign in tested {
      campaigns.append(("\(campaign.tenant.name)/\(campaign.campaign.name)", Self.points(campaign, sources)))
    }
  }

  private var points: [Point] { campaigns.flatMap(\.points) }

  var summary: String {
    guard !points.isEmpty else { return "nothing was covered" }
    let kinds = Kind.allCases.compactMap { kind -> String? in
      let all = points.filter { $0.kind == kind }
      return all.isEmpty ? nil : "\(all.count { $0.gap == nil })/\(all.count) \(kind.rawValue)s"
    }
    let without =
      untested.isEmpty ? "" : "; \(untested.count) \(untested.count == 1 ? "campaign has" : "campaigns have") no test"
    return "covered " + kinds.joined(separator: ", ") + without
  }

  /// Everything that was not seen, with its place.
  func text(_ sources: SourceMap) -> String {
    var text = ""
    for campaign in campaigns {
      let gaps = campaign.points.filter { $0.gap != nil }
      let seen = campaign.points.count - gaps.count
      text += "\ncoverage of \(campaign.name): \(seen) of \(campaign.points.count)\n"
      for point in gaps {
        let file = sources[point.span.file]
        let location = file.location(at: point.span.start)
        text += "  \(VisibleText.of(file.path)):\(location.line):\(location.column): \(point.gap ?? "")\n"
      }
    }
    if !untested.isEmpty { text += "\nwithout a test: \(untested.joined(separator: ", "))\n" }
    return text
  }

  func write(_ sources: SourceMap, _ writer: inout JSONWriter) {
    writer.object {
      $0.key("campaigns")
      $0.array { writer in
        for campaign in campaigns {
          writer.object {
            $0.string("campaign", campaign.name)
            $0.number("seen", campaign.points.count { $0.gap == nil })
            $0.number("of", campaign.points.count)
            $0.key("gaps")
            $0.array { writer in
              for point in campaign.points {
                guard let gap = point.gap else { continue }
                writer.object {
                  $0.string("kind", point.kind.rawValue)
                  $0.string("gap", gap)
                  $0.place(point.span, sources)
                }
              }
            }
          }
        }
      }
      $0.key("untested")
      $0.array { writer in for name in untested { writer.string(name) } }
    }
  }

  // MARK: Points

  private static func points(_ tested: TestedCampaign, _ sources: SourceMap) -> [Point] {
    (clauses(tested) + branches(tested, sources) + variants(tested) + messages(tested)).sorted {
      ($0.span.file, $0.span.start) < ($1.span.file, $1.span.start)
    }
  }

  private static func clauses(_ tested: TestedCampaign) -> [Point] {
    var seen: [Int: (held: Int, failed: Int)] = [:]
    for (step, trace) in zip(tested.plan.plan.steps, tested.traces) {
      for (index, instruction) in step.code.enumerated() where instruction.opcode == .excludeUnless {
        let clause = Int(instruction.b)
        seen[clause, default: (0, 0)].held += trace.timesFallenThrough(index)
        seen[clause, default: (0, 0)].failed += trace.timesLeft(index)
      }
    }
    let asked = tested.campaign.clausesOfAllSteps
    return seen.sorted { $0.key < $1.key }.map { clause, times in
      let checked = asked[clause]
      // The last keeps those in who have not converted.
      if clause == asked.count - 1, tested.campaign.steps.count > 1, tested.campaign.conversion != nil {
        let gap = gap("the conversion `\(checked.text)`", times.failed > 0, times.held > 0)
        return Point(kind: .clause, span: checked.span, gap: gap)
      }
      return Point(
        kind: .clause, span: checked.span, gap: gap("`\(checked.text)`", times.held > 0, times.failed > 0))
    }
  }

  private static func branches(_ tested: TestedCampaign, _ sources: SourceMap) -> [Point] {
    // One place of the source stands in the HTML, in the plain text and in each step that shares it.
    struct Place: Hashable {
      var kind: Kind
      var span: Span
      var form: String?
    }
    var order: [Place] = []
    var seen: [Place: (held: Bool, failed: Bool, hasElse: Bool)] = [:]
    for branch in tested.branches {
      let trace = tested.traces[branch.step]
      let place: Place =
        switch branch.kind {
        case .condition: Place(kind: .condition, span: branch.span)
        case .loopBody, .loopElse: Place(kind: .loop, span: branch.span)
        case .pluralForm(let form): Place(kind: .plural, span: branch.span, form: form)
        }
      if seen[place] == nil { order.append(place) }
      var times = seen[place] ?? (false, false, false)
      switch branch.kind {
      case .condition:
        times.held = times.held || trace.timesFallenThrough(branch.instruction) > 0
        times.failed = times.failed || trace.timesLeft(branch.instruction) > 0
      case .loopBody, .pluralForm: times.held = times.held || trace.timesReached(branch.instruction) > 0
      case .loopElse:
        times.hasElse = true
        times.failed = times.failed || trace.timesLeft(branch.instruction) > 0
      }
      seen[place] = times
    }
    return order.compactMap { place in
      guard let times = seen[place] else { return nil }
      if place.kind == .condition {
        let written = OneLine(sources[place.span.file], place.span).text
        return Point(kind: .condition, span: place.span, gap: gap("`\(written)`", times.held, times.failed))
      }
      if let form = place.form {
        return Point(
          kind: .plural, span: place.span, gap: times.held ? nil : "the plural's form `\(form)` was never written")
      }
      let isEmptySeen = times.failed || !times.hasElse
      let missing = times.held ? isEmptySeen ? nil : "without rows" : isEmptySeen ? "with a row" : "at all"
      return Point(kind: .loop, span: place.span, gap: missing.map { "the loop was never seen \($0)" })
    }
  }

  private static func gap(_ what: String, _ held: Bool, _ failed: Bool) -> String? {
    switch (held, failed) {
    case (true, true): nil
    case (true, false): "\(what) was never seen to be false"
    case (false, true): "\(what) was never seen to be true"
    case (false, false): "\(what) was never asked"
    }
  }

  private static func variants(_ tested: TestedCampaign) -> [Point] {
    tested.campaign.experiments.enumerated().flatMap { index, experiment in
      experiment.variants.enumerated().map { number, variant in
        let isSeen = tested.drawnVariants[index].contains(number)
        return Point(
          kind: .variant, span: experiment.span,
          gap: isSeen ? nil : "the variant `\(variant.name)` of `\(experiment.name)` was never made")
      }
    }
  }

  private static func messages(_ tested: TestedCampaign) -> [Point] {
    let all = tested.campaign.steps.flatMap { step in step.messages.map { (step, $0) } }
    return all.enumerated().map { index, made in
      let (step, message) = made
      let language = tested.tenant.languages.count > 1 ? " in \(message.language)" : ""
      let owner = tested.campaign.steps.count > 1 ? " of `\(step.name)`" : ""
      let isSeen = tested.madeMessages.contains(index)
      return Point(
        kind: .message, span: message.span,
        gap: isSeen ? nil : "the \(message.channel.rawValue)\(language)\(owner) was never made")
    }
  }
}
