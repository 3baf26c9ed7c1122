import CampaignDiagnostics
import CampaignSyntax

/// Times beside the tenant's quiet hours, in which messages wait.
extension TimeChecker {
  func checkQuietTimes() {
    guard let quiet, isByQuietClocks else { return }
    for (time, span) in times where quiet.contains(time) {
      report(
        quiet, time, "\(context.quoted(span)) lies in the quiet hours", at: span, step: nil,
        helps: ["write a time from \(quiet.until.asTime) on and before \(quiet.from.asTime)"])
    }
    for step in steps where step.checked.delay.isExact { checkQuiet(step, quiet) }
  }

  /// A step that comes hours after its entry; one that comes days after has the entry's time of day.
  private func checkQuiet(_ step: (checked: CheckedStep, syntax: StepSyntax), _ quiet: QuietHours) {
    let delay = Int(step.checked.delay.seconds % 86_400)
    guard delay != 0, let entry = times.first(where: { quiet.contains(($0.time + delay) % 86_400) }) else { return }
    let time = (entry.time + delay) % 86_400
    let after = context.quoted(step.syntax.after.span)
    report(
      quiet, time, "\(after) after \(context.quoted(entry.span)) is \(time.asTime), in the quiet hours",
      at: step.syntax.after.span, step: step.checked.name,
      helps: ["write a delay after which it is \(quiet.until.asTime) or later, and not yet \(quiet.from.asTime)"])
  }

  private func report(
    _ quiet: QuietHours, _ time: Int, _ found: String, at span: Span, step: String?, helps: [String]
  ) {
    var notes = [Note("the tenant's quiet hours are from \(quiet.words)")]
    guard let expires, expires.offset.isExact, expires.offset.seconds < Int64(quiet.secondsLeft(at: time)) else {
      let who = step.map { "`\($0)` goes" } ?? "the messages go"
      return context.report(
        .quietTime, "\(found), so \(who) out at \(quiet.until.asTime)", at: span, notes: notes, helps: helps)
    }
    let end = (time + Int(expires.offset.seconds % 86_400)) % 86_400
    notes.append(Note("a message is not sent later than this", at: expires.span))
    context.report(
      .expiresInQuietHours, "\(found), and the messages expire at \(end.asTime), before those end: nobody gets one",
      at: span, notes: notes,
      helps: helps + [
        "or let them expire after \(CalendarOffset(seconds: Int64(quiet.secondsLeft(at: time))).words) or more"
      ])
  }
}
