import CampaignPlan
import CampaignVM

/// A run's figures for people. They balance: read = excluded + bad + selected, for a step after the first with `not entered`,
/// `not due` and `converted` beside them; and selected = held out + unreachable + quarantined + emitted.
enum SummaryText {
  static func text(_ summary: RunSummary, plan: Plan, step: Int = 0) -> String {
    figures(summary, plan, step) + remarks(summary, plan)
  }

  /// Why one member was excluded: the first clause that does not hold for them.
  static func exclusion(_ summary: RunSummary, plan: Plan) -> String {
    if summary.notEntered > 0 { return "not followed up: the history doesn't say that they entered\n" }
    if summary.notDue > 0 { return "not followed up: the step is not due yet\n" }
    if summary.converted > 0 { return "not followed up: they have converted\n" }
    return (summary.unknownMembers > 0 ? "excluded: the audience has no such member\n" : "")
      + zip(plan.clauses, summary.excludedByClause).filter { $1 > 0 }.map { "excluded by: \($0.0.text)\n" }.joined()
  }

  private static func figures(_ summary: RunSummary, _ plan: Plan, _ step: Int) -> String {
    var rows: [(name: String, count: Int, indent: Int)] = [
      (plan.event == nil ? "read" : "events read", summary.read, 0)
    ]
    if step > 0 { rows.append(("not entered", summary.notEntered, 1)) }
    // An event is followed up when it is due.
    if step > 0 && plan.event == nil { rows.append(("not due", summary.notDue, 1)) }
    rows.append(("excluded", summary.excluded, 1))
    if summary.unknownMembers > 0 { rows.append(("no such member", summary.unknownMembers, 2)) }
    if step > 0 && plan.conversion != nil { rows.append(("converted", summary.converted, 1)) }
    rows += [
      ("bad", summary.bad, 1), ("selected", summary.selected, 1), ("held out", summary.heldOut, 2),
      ("unreachable", summary.unreachable, 2),
      ("quarantined", summary.quarantined.values.reduce(0, +), 2), ("emitted", summary.emitted, 2),
    ]
    for channel in PlanChannel.allCases {
      if let count = summary.emittedByChannel[channel], count > 0 { rows.append(("\(channel)", count, 3)) }
    }
    for (index, experiment) in plan.experiments.enumerated() where summary.emitted > 0 {
      for (variant, count) in zip(experiment.variants, summary.emittedByVariant[index]) {
        rows.append(("\(experiment.name) \(variant)", count, 3))
      }
      if experiment.slice != nil {
        rows.append(("outside of \(experiment.name)", summary.emittedOutsideSlice[index], 3))
      }
    }
    let width = rows.map { $0.indent * 2 + $0.name.count }.max() ?? 0
    let digits = rows.map { grouped($0.count).count }.max() ?? 0
    var text = ""
    for row in rows {
      let name = String(repeating: "  ", count: row.indent) + row.name
      let count = grouped(row.count)
      text += name + String(repeating: " ", count: width - name.count + 2 + digits - count.count) + count + "\n"
    }
    return text
  }

  private static func remarks(_ summary: RunSummary, _ plan: Plan) -> String {
    var text = ""
    for value in summary.badValues {
      text +=
        "bad: \(value.column) \(value.reason) (\(grouped(value.count))): "
        + "\(listed(value.firstKeys, of: value.count))\n"
    }
    for (reason, words) in [(RunSummary.QuarantineReason.tooLarge, tooLarge), (.tooCostly, tooCostly)] {
      if let count = summary.quarantined[reason] { text += "quarantined: \(words) (\(grouped(count)))\n" }
    }
    for breach in summary.breaches {
      text +=
        "quarantined: \(words(breachOf: breach.rule)) (\(grouped(breach.count))): "
        + "\(listed(breach.firstKeys, of: breach.count))\n"
    }
    for channel in PlanChannel.allCases {
      if let count = summary.skippedByOutput[channel] {
        text += "not written: \(grouped(count)) by \(channel), which this format has no file for\n"
      }
    }
    if summary.reachedLimit {
      text += "stopped at --limit: the figures are of \(plan.event == nil ? "the members" : "the events") up to there\n"
    }
    return text
  }

  private static func listed(_ keys: [String], of count: Int) -> String {
    keys.joined(separator: ", ") + (count > keys.count ? ", …" : "")
  }

  private static let tooLarge = "the message is larger than 256 KiB"
  private static let tooCostly = "they ask for more work than one member may take"

  private static func words(breachOf rule: String) -> String { "what is filled in breaks the brand's `\(rule)`" }

  /// Why a message is quarantined; nil for any other outcome.
  static func quarantine(_ kind: MemberOutcome.Kind) -> String? {
    switch kind {
    case .quarantined(.tooCostly): tooCostly
    case .quarantined: tooLarge
    case .breach(let rule): words(breachOf: rule)
    default: nil
    }
  }

  static func grouped(_ number: Int) -> String {
    var digits = String(number)
    var position = digits.count - 3
    while position > (number < 0 ? 1 : 0) {
      digits.insert(",", at: digits.index(digits.startIndex, offsetBy: position))
      position -= 3
    }
    return digits
  }
}
