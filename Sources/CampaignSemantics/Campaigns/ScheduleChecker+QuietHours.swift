import CampaignDiagnostics
import CampaignSyntax

/// A best hour beside the tenant's quiet hours, in which nothing is sent. Of written times `TimeChecker` speaks.
extension ScheduleChecker {
  /// Warns where the quiet hours leave nothing to choose from.
  func warnIfQuiet(_ from: Literal, _ until: Literal, _ range: ClosedRange<Int>) {
    guard let hours = context.settings.quietHours else { return }
    let quiet = QuietHours(from: hours.from, until: hours.until)
    guard !quiet.leavesHour(in: range) else { return }
    context.report(
      .noBestHour,
      "the quiet hours leave no hour between \(context.quoted(from.span)) and \(context.quoted(until.span))",
      at: from.span.union(until.span), notes: [Note("the tenant's quiet hours are from \(quiet.words)")],
      helps: ["choose among other hours, such as `between 09:00 and 18:00`"])
  }
}
