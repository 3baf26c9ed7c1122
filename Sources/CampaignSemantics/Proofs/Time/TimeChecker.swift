import CampaignCalendar
import CampaignDiagnostics
import CampaignSyntax
import CampaignValues

/// Holds when a campaign runs against the tenant's hours, the clocks of its zone, and the ends of what it offers.
///
/// Parts that are nil were not written, or were wrong and were reported: of those nothing is said.
struct TimeChecker {
  let context: TenantContext
  let names: CampaignNames
  let schedule: (checked: CheckedSchedule, syntax: ScheduleSyntax)?
  let expires: (offset: CalendarOffset, span: Span)?
  let conversion: CheckedConversion?
  let steps: [(checked: CheckedStep, syntax: StepSyntax)]

  var quiet: QuietHours? { context.settings.quietHours.map { QuietHours(from: $0.from, until: $0.until) } }

  func check() {
    checkRuns()
    checkQuietTimes()
    checkClocks()
    checkOffers()
    checkConversions()
  }

  /// The times at which the campaign runs, with where each is written.
  var times: [(time: Int, span: Span)] {
    guard case .at(let literals)? = schedule?.syntax.times else { return [] }
    return literals.compactMap { if case .time(let seconds) = $0.value { (seconds, $0.span) } else { nil } }
  }

  /// Whether its times are ones of the clocks that the quiet hours are told by: in another fixed zone than the tenant's
  /// nothing is known of the members' clocks.
  var isByQuietClocks: Bool {
    guard let zone = schedule?.checked.zone else { return false }
    if case .named(let name) = zone { return name == context.settings.timezone }
    return true
  }

  // MARK: Schedules that never run

  private func checkRuns() {
    guard let schedule, let from = schedule.syntax.from, let until = schedule.syntax.until,
      let calendar = schedule.checked.calendar, let first = calendar.from, let last = calendar.until
    else { return }
    // Every week and month has its days, so that a longer time has one.
    guard last.days - first.days < 31,
      !(first.days...last.days).contains(where: { calendar.includes(CivilDate(days: $0)) })
    else { return }
    let endless = Schedule(calendar.recurrence, times: calendar.times)
    let next = (last.days...last.days + 62).lazy.map { CivilDate(days: $0) }.first { endless?.includes($0) ?? false }
    let days = dayWords(schedule.syntax.recurrence)
    context.report(
      .neverRuns,
      "the schedule never runs: \(days) lies between \(context.quoted(from.span)) and \(context.quoted(until.span))",
      at: from.span.union(until.span),
      helps: next.map { ["the next one is \(ISOText.string(date: $0)): let the schedule end then or later"] } ?? [])
  }

  private func dayWords(_ recurrence: ScheduleSyntax.Recurrence) -> String {
    switch recurrence {
    case .everyWeekday(let names): "no \(names.map(\.text).joined(separator: " and no "))"
    default: "none of its days"
    }
  }

  // MARK: What comes too late

  /// Messages that show an offer which ended before they come.
  private func checkOffers() {
    guard let offer = names.offer, let validity = offer.validity else { return }
    for (index, step) in steps.enumerated() where step.checked.delay.isSurelyPast(endOf: validity) {
      // Its end may be told afterwards too.
      guard let read = names.offerReads.first(where: { $0.step == index + 1 && $0.part != "ends" }) else { continue }
      context.report(
        .endedOffer, "`offer.\(read.part)` is shown after the offer has ended", at: read.span,
        notes: [
          Note("the offer is valid for \(validity.words) from the entry on", at: offer.span),
          Note(
            "`\(step.checked.name)` comes \(context.text(step.syntax.after.span)) after it", at: step.syntax.after.span),
        ] + example(validity, step.checked),
        helps: ["let the offer be valid for longer, or bring the step forward"])
    }
  }

  /// The two instants, of the first run that is known.
  private func example(_ validity: CalendarOffset, _ step: CheckedStep) -> [Note] {
    guard let basis = context.basis, let schedule = schedule?.checked, let zone = basis.zone(schedule.zoneName),
      let calendar = schedule.calendar
    else { return [] }
    let start = zone.instant(LocalDateTime(date: basis.start, secondOfDay: 0)) - 1
    guard let first = calendar.occurrences(after: start, in: zone, limit: 1).first else { return [] }
    let end = zone.local(at: zone.adding(CalendarDuration(validity), to: first.instant))
    let due = zone.local(at: zone.adding(CalendarDuration(step.delay), to: first.instant))
    let until = validity.isExact ? "until \(end.words)" : "up to \(ISOText.string(date: end.date))"
    return [
      Note("who enters at \(first.local.words) has it \(until), and gets `\(step.name)` at \(due.words)")
    ]
  }

  /// Steps that ask for conversions when none is looked for any more.
  private func checkConversions() {
    guard let conversion else { return }
    for step in steps where step.checked.delay.isSurelyLonger(than: conversion.window) {
      guard let asks = step.checked.clauses.first(where: { $0.expression.asksForConversion }) else { continue }
      context.report(
        .lateConversion,
        "`\(step.checked.name)` asks for conversions \(context.text(step.syntax.after.span)) after the entry, and they count for \(conversion.window.words)",
        at: asks.span,
        notes: [
          Note("they are looked for so long", at: conversion.span),
          Note("who does it later than that has not converted, and is followed up"),
        ],
        helps: ["write `within \(context.text(step.syntax.after.span))`, or let the step come earlier"])
    }
  }
}

extension CheckedExpression {
  fileprivate var asksForConversion: Bool {
    if case .history(.converted) = kind { return true }
    return kind.children.contains(where: \.asksForConversion)
  }
}

extension CalendarOffset {
  /// As an author would write it: `14 days`.
  package var words: String {
    let parts = [(Int64(months), "month"), (Int64(days), "day")] + exactParts
    let shown = parts.filter { $0.0 != 0 }.map { "\($0.0) \($0.1)\($0.0 == 1 ? "" : "s")" }
    return shown.isEmpty ? "0 seconds" : shown.joined(separator: " ")
  }

  /// What stands behind `per`: `day`, `7 days`.
  package var unitWords: String {
    let words = words
    return words.hasPrefix("1 ") && !words.dropFirst(2).contains(" ") ? String(words.dropFirst(2)) : words
  }

  private var exactParts: [(Int64, String)] {
    if seconds % 3_600 == 0 { return [(seconds / 3_600, "hour")] }
    return seconds % 60 == 0 ? [(seconds / 60, "minute")] : [(seconds, "second")]
  }
}

extension CalendarDuration {
  package init(_ offset: CalendarOffset) {
    self.init(months: Int32(clamping: offset.months), days: Int32(clamping: offset.days), seconds: offset.seconds)
  }
}

extension LocalDateTime {
  /// `2027-03-02 10:00`.
  package var words: String { "\(ISOText.string(date: date)) \(ISOText.string(secondOfDay: secondOfDay))" }
}
