import CampaignCalendar
import CampaignDiagnostics
import CampaignSyntax
import CampaignValues

/// Times that the clocks of the schedule's zone skip, or show twice.
extension TimeChecker {
  func checkClocks() {
    guard let basis = context.basis, let schedule, let calendar = schedule.checked.calendar,
      let zone = basis.zone(schedule.checked.zoneName)
    else { return }
    let changes = ClockChange.of(
      zone, from: max(calendar.firstDay, basis.start), until: min(calendar.lastDay, basis.end))
    for (time, span) in times {
      // What waits for the end of the quiet hours goes out then, whatever the clocks show before.
      if let quiet, isByQuietClocks, quiet.contains(time) { continue }
      let met = changes.flatMap { change in change.readings(at: time).map { (change, $0) } }.filter {
        calendar.includes($0.1.date)
      }
      report(skipped: met.filter(\.0.isGap).map(\.1), repeated: met.filter { !$0.0.isGap }.map(\.1), zone, at: span)
    }
  }

  private func report(skipped: [LocalDateTime], repeated: [LocalDateTime], _ zone: Zone, at span: Span) {
    guard let first = skipped.first ?? repeated.first else { return }
    let others = { (readings: [LocalDateTime]) in
      readings.filter { $0 != first }.map { ISOText.string(date: $0.date) }.joined(separator: ", ")
    }
    var notes: [Note] = []
    if skipped.count > 1 { notes.append(Note("nor does it exist on \(others(skipped))")) }
    if !others(repeated).isEmpty {
      notes.append(
        Note("it comes twice on \(others(repeated))\(skipped.isEmpty ? " too" : ", and runs the first time")"))
    }
    if schedule?.checked.usesMemberZone == true {
      notes.append(Note("these are the clocks of members without a zone of their own"))
    }
    let runs = Int(zone.local(at: zone.instant(first)).secondOfDay).asTime
    let (what, outcome) =
      skipped.isEmpty ? ("comes twice", "it runs the first time") : ("does not exist", "it runs at \(runs)")
    context.report(
      .clockChange,
      "\(context.quoted(span)) \(what) on \(ISOText.string(date: first.date)) in \(zone.name): \(outcome)", at: span,
      notes: notes, helps: ["write a time that the clocks show once on every day, such as `10:00`"])
  }
}

/// A change of a zone's clocks: the readings that they skip, or show twice.
struct ClockChange {
  /// Seconds since 1970-01-01T00:00:00 by the wall clock.
  let readings: Range<Int64>
  let isGap: Bool

  /// Those between two days.
  static func of(_ zone: Zone, from first: CivilDate, until last: CivilDate) -> [ClockChange] {
    guard first <= last else { return [] }
    var changes: [ClockChange] = []
    var instant = zone.instant(LocalDateTime(date: first, secondOfDay: 0)) - 86_400
    let end = zone.instant(LocalDateTime(date: last, secondOfDay: 86_399)) + 86_400
    while let next = zone.transition(after: instant), next <= end {
      let (before, after) = (Int64(zone.offset(at: next - 1)), Int64(zone.offset(at: next)))
      if before != after {
        changes.append(
          ClockChange(readings: next + min(before, after)..<next + max(before, after), isGap: after > before))
      }
      instant = next
    }
    return changes
  }

  /// The days on which it meets a time of day.
  func readings(at time: Int) -> [LocalDateTime] {
    let (first, last) = (
      LocalDateTime(secondsSince1970: readings.lowerBound), LocalDateTime(secondsSince1970: readings.upperBound)
    )
    return (first.date.days...last.date.days).map {
      LocalDateTime(date: CivilDate(days: $0), secondOfDay: Int32(clamping: time))
    }.filter { readings.contains($0.secondsSince1970) }
  }
}

extension Schedule {
  /// The first day on which it may fall, of days that can be written.
  var firstDay: CivilDate {
    if case .once(let day) = recurrence { return day }
    return from ?? .first
  }

  var lastDay: CivilDate {
    if case .once(let day) = recurrence { return day }
    return until ?? .last
  }
}
