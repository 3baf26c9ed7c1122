import CampaignCalendar
import CampaignPlan
import CampaignValues

/// A campaign that runs, with what the engine needs of its plan.
package struct ActiveCampaign: Sendable {
  package struct Step: Hashable, Sendable {
    package var name: String
    package var delay: OffsetRecord
  }

  package let name: String
  package let formerName: String?
  /// By which the register has the plan.
  package let plan: String
  package let schedule: Schedule
  package let zone: Zone
  package let scheduledSince: Int64
  package let repetition: ScheduleRecord.Repetition
  package let expires: OffsetRecord?
  package let priority: Int
  /// The first is the campaign's own.
  package let steps: [Step]
  package let channels: Set<PlanChannel>

  /// Of a record, with its plan and the rules of its zone.
  package init(_ record: TenantRecord.Campaign, _ plan: Plan, zone: (String) throws(EngineError) -> Zone)
    throws(EngineError)
  {
    name = record.name
    formerName = record.formerName
    self.plan = record.plan
    scheduledSince = record.scheduledSince
    guard let schedule = plan.schedule else { throw .unsupported(campaign: name, what: "answers events") }
    guard schedule.bestHour == nil else { throw .unsupported(campaign: name, what: "looks for the best hour") }
    guard !schedule.usesMemberZone else { throw .unsupported(campaign: name, what: "goes by each member's clocks") }
    guard let calendar = schedule.calendar else { throw .unsupported(campaign: name, what: "has no time") }
    self.schedule = calendar
    self.zone = try zone(schedule.zone)
    repetition = schedule.repetition
    expires = schedule.expires
    priority = Int(plan.priority)
    steps = plan.steps.map { Step(name: $0.name, delay: $0.delay) }
    channels = Set(plan.messages.map(\.channel))
  }

  /// Whether it is what a record says.
  func isOf(_ record: TenantRecord.Campaign) -> Bool {
    name == record.name && formerName == record.formerName && plan == record.plan
      && scheduledSince == record.scheduledSince
  }

  /// From when on a message of a run is not sent any more, by the run's instant.
  package func end(of instant: Int64) -> Int64 {
    expires.map { zone.adding(CalendarDuration($0), to: instant) } ?? instant + Self.usualLifeSeconds
  }

  /// From when on a run is not begun any more, by its instant.
  package func lastStart(of instant: Int64) -> Int64 {
    min(end(of: instant), instant + (expires == nil ? Self.usualLatenessSeconds : .max / 2))
  }

  /// Of a campaign that does not say when it expires: a message is tried for three days, and a run that could not begin within twelve hours of its
  /// time is left out.
  package static let usualLifeSeconds: Int64 = 3 * 86_400
  package static let usualLatenessSeconds: Int64 = 12 * 3_600

  /// The occurrences that come next and will begin, whether they are due already or not.
  package func next(_ count: Int, after last: LocalDateTime?, at now: Int64) -> [Schedule.Occurrence] {
    let start = max(scheduledSince - 1, last.map { zone.instant($0) - 2 * 86_400 } ?? .min)
    let coming = schedule.occurrences(after: start, in: zone).lazy.filter { occurrence in
      last.map { occurrence.local > $0 } ?? true && lastStart(of: occurrence.instant) > now
    }
    return Array(coming.prefix(count))
  }

  /// The occurrences that are due and later than the last that was taken, oldest first; and the instant of the next one that is not due yet.
  package func due(
    after last: LocalDateTime?, at now: Int64, limit: Int
  ) -> (due: [Schedule.Occurrence], next: Int64?) {
    // A gap of the clocks can move an occurrence by a day.
    let start = max(scheduledSince - 1, last.map { zone.instant($0) - 2 * 86_400 } ?? .min)
    var due: [Schedule.Occurrence] = []
    for occurrence in schedule.occurrences(after: start, in: zone) {
      if let last, occurrence.local <= last { continue }
      if occurrence.instant > now { return (due, occurrence.instant) }
      due.append(occurrence)
      if due.count == limit { return (due, now) }
    }
    return (due, nil)
  }
}

extension CalendarDuration {
  init(_ offset: OffsetRecord) { self.init(months: offset.months, days: offset.days, seconds: offset.seconds) }
}

extension ScheduleRecord {
  /// As the calendar takes it; nil where it has no day or no time.
  package var calendar: Schedule? {
    let recurrence: Schedule.Recurrence
    switch self.recurrence {
    case .once(let date): recurrence = .once(CivilDate(days: Int32(clamping: date)))
    case .daily: recurrence = .daily
    case .weekly(let days):
      recurrence = .weekly(
        days.reduce(into: Schedule.Weekdays()) { $0.formUnion(Schedule.Weekdays(weekday: Int($1) - 1) ?? []) })
    case .monthly(let days):
      recurrence = .monthly(
        days.reduce(into: Schedule.MonthDays()) {
          $0.formUnion($1 == 0 ? .last : Schedule.MonthDays(day: Int($1)) ?? [])
        }
      )
    }
    return Schedule(
      recurrence, times: bestHour.map { [$0.fromSeconds] } ?? times,
      from: from.map { CivilDate(days: Int32(clamping: $0)) }, until: until.map { CivilDate(days: Int32(clamping: $0)) }
    )
  }
}
