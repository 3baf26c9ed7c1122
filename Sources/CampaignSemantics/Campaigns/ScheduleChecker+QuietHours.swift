import CampaignDiagnostics
import CampaignSyntax

/// A schedule beside the tenant's quiet hours, in which nothing is sent.
extension ScheduleChecker {
  /// Warns of times within the quiet hours. In another fixed zone than the tenant's nothing is known of the members' clocks.
  func warnIfQuiet(_ times: [Literal], in zone: CheckedSchedule.Zone) {
    guard let quiet = context.settings.quietHours else { return }
    if case .named(let name) = zone, name != context.settings.timezone { return }
    for literal in times {
      guard case .time(let seconds) = literal.value, Self.isQuiet(seconds, quiet) else { continue }
      context.report(
        .quietTime, "\(context.quoted(literal.span)) lies in the quiet hours, so the messages wait for their end",
        at: literal.span, notes: [note(quiet)],
        helps: ["write a time from \(quiet.until.asTime) on and before \(quiet.from.asTime)"])
    }
  }

  /// Warns where the quiet hours leave nothing to choose from.
  func warnIfQuiet(_ from: Literal, _ until: Literal, _ range: ClosedRange<Int>) {
    guard let quiet = context.settings.quietHours, !Self.hasHour(in: range, outside: quiet) else { return }
    context.report(
      .noBestHour,
      "the quiet hours leave no hour between \(context.quoted(from.span)) and \(context.quoted(until.span))",
      at: from.span.union(until.span), notes: [note(quiet)],
      helps: ["choose among other hours, such as `between 09:00 and 18:00`"])
  }

  private func note(_ quiet: (from: Int, until: Int)) -> Note {
    Note("the tenant's quiet hours are from \(quiet.from.asTime) to \(quiet.until.asTime)")
  }

  private static func isQuiet(_ time: Int, _ quiet: (from: Int, until: Int)) -> Bool {
    quiet.from < quiet.until
      ? quiet.from <= time && time < quiet.until : quiet.from <= time || time < quiet.until
  }

  /// Whether a whole hour of the day within the range is not quiet.
  private static func hasHour(in range: ClosedRange<Int>, outside quiet: (from: Int, until: Int)) -> Bool {
    let (start, end) = (range.lowerBound, range.upperBound)
    if quiet.from < quiet.until {
      return min(end, quiet.from) - start >= 3_600 || end - max(start, quiet.until) >= 3_600
    }
    // Over midnight: what is left of a day lies between the two.
    return min(end, quiet.from) - max(start, quiet.until) >= 3_600
  }
}

extension Int {
  /// Seconds after midnight as a time of day is written: `21:00`.
  fileprivate var asTime: String {
    let two = { (number: Int) in number < 10 ? "0\(number)" : "\(number)" }
    return "\(two(self / 3_600)):\(two(self / 60 % 60))"
  }
}
