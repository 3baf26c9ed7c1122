import CampaignCalendar
import CampaignPlan
import CampaignValues

/// A campaign that runs, with what the engine needs of its plan.
package struct ActiveCampaign: Sendable {
  package struct Step: Hashable, Sendable {
    package var name: String
    package var delay: OffsetRecord
  }

  /// How members enter.
  package enum Entry: Sendable {
    /// At the times of a schedule.
    case schedule(Schedule)
    /// By events, so long after each.
    case event(delay: CalendarDuration)
  }

  /// By whose clocks a schedule's local times become instants.
  package struct Clocks: Hashable, Sendable {
    /// Whether each member's own zone goes before the campaign's.
    package var areMembers: Bool
    /// The times of day between which each member's best hour is looked for: seconds after midnight.
    package var bestHour: Range<Int32>?
  }

  package let name: String
  package let formerName: String?
  /// By which the register has the plan.
  package let plan: String
  package let entry: Entry
  package let clocks: Clocks
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
    if let schedule = plan.schedule, let calendar = schedule.calendar {
      entry = .schedule(calendar)
      clocks = Clocks(
        areMembers: schedule.memberZone != nil, bestHour: schedule.bestHour.map { $0.fromSeconds..<$0.untilSeconds })
      self.zone = try zone(schedule.zone)
      repetition = schedule.repetition
      expires = schedule.expires
    } else if let event = plan.event {
      entry = .event(delay: CalendarDuration(event.delay))
      clocks = Clocks(areMembers: false, bestHour: nil)
      self.zone = try zone(plan.tenant.timezone)
      repetition = event.repetition
      expires = event.expires
    } else {
      throw .noPlan(campaign: name, reason: "it has neither a schedule nor an event")
    }
    priority = Int(plan.priority)
    steps = plan.steps.map { Step(name: $0.name, delay: $0.delay) }
    channels = Set(plan.messages.map(\.channel))
  }

  package var answersEvents: Bool { if case .event = entry { true } else { false } }

  /// Whether it is what a record says.
  func isOf(_ record: TenantRecord.Campaign) -> Bool {
    name == record.name && formerName == record.formerName && plan == record.plan
      && scheduledSince == record.scheduledSince
  }

  /// From when on a message that is due at an instant is not sent any more.
  package func end(of instant: Int64, in zone: Zone? = nil) -> Int64 {
    expires.map { (zone ?? self.zone).adding(CalendarDuration($0), to: instant) } ?? instant + Self.usualLifeSeconds
  }

  /// From when on what is due at an instant is not begun any more.
  package func lastStart(of instant: Int64) -> Int64 {
    min(end(of: instant), instant + (expires == nil ? Self.usualLatenessSeconds : .max / 2))
  }

  /// Of a campaign that does not say when it expires: a message is tried for three days, and a run that could not begin within twelve hours of its
  /// time is left out.
  package static let usualLifeSeconds: Int64 = 3 * 86_400
  package static let usualLatenessSeconds: Int64 = 12 * 3_600
}

extension ActiveCampaign {
  /// An occurrence of a schedule: from when on it is due for somebody, and from when on for everybody.
  package struct Occurrence: Hashable, Sendable {
    /// As the schedule says it, the same in every zone.
    package var local: LocalDateTime
    package var first: Int64
    package var last: Int64
  }

  /// Clocks are ahead of UTC by at most, and behind it by at most: seconds.
  private static let furthestAhead: Int64 = 14 * 3_600
  private static let furthestBehind: Int64 = 12 * 3_600

  private func occurrence(_ found: Schedule.Occurrence) -> Occurrence {
    // The hour that somebody's best can be the latest.
    let latest = clocks.bestHour.map { Int64($0.count - 1) } ?? 0
    guard clocks.areMembers else {
      return Occurrence(local: found.local, first: found.instant, last: found.instant + latest)
    }
    let local = found.local.secondsSince1970
    return Occurrence(
      local: found.local, first: local - Self.furthestAhead, last: local + Self.furthestBehind + latest)
  }

  /// Those that are not over before the campaign was scheduled, and later than the last that was taken.
  private func occurrences(after last: LocalDateTime?) -> AnySequence<Occurrence> {
    guard let calendar else { return AnySequence([]) }
    // A gap of the clocks can move an occurrence by a day, and members' zones by another.
    let start = max(scheduledSince - 1 - 2 * 86_400, last.map { zone.instant($0) - 2 * 86_400 } ?? .min)
    return AnySequence(
      calendar.occurrences(after: start, in: zone).lazy.map(occurrence).filter { occurrence in
        occurrence.last >= scheduledSince && (last.map { occurrence.local > $0 } ?? true)
      })
  }

  /// How much later the last member of an occurrence is due than the first.
  package var spreadSeconds: Int64 {
    (clocks.areMembers ? Self.furthestAhead + Self.furthestBehind : 0) + (clocks.bestHour.map { Int64($0.count) } ?? 0)
  }

  /// For how long something of an occurrence can still begin, at least.
  package var longestCourseSeconds: Int64 {
    let delays = steps.map { Int64($0.delay.months) * 31 * 86_400 + Int64($0.delay.days) * 86_400 + $0.delay.seconds }
    let lateness = expires == nil ? Self.usualLatenessSeconds : end(of: 0) + 86_400
    return (delays.max() ?? 0) + lateness + spreadSeconds + 2 * 86_400
  }

  package var calendar: Schedule? { if case .schedule(let schedule) = entry { schedule } else { nil } }

  /// The occurrences that come next and will begin, whether they are due already or not.
  package func next(_ count: Int, after last: LocalDateTime?, at now: Int64) -> [Occurrence] {
    Array(occurrences(after: last).lazy.filter { lastStart(of: $0.last) > now }.prefix(count))
  }

  /// The occurrences that are due and later than the last that was taken, oldest first; and the instant of the next one that is not due yet.
  package func due(after last: LocalDateTime?, at now: Int64, limit: Int) -> (due: [Occurrence], next: Int64?) {
    var due: [Occurrence] = []
    for occurrence in occurrences(after: last) {
      if occurrence.first > now { return (due, occurrence.first) }
      due.append(occurrence)
      if due.count == limit { return (due, now) }
    }
    return (due, nil)
  }

  /// When a step is due for the members of a zone, at a place of the best hour's times.
  package func instant(of local: LocalDateTime, step: Int, in zone: Zone, hour: Int) -> Int64 {
    let seconds = Int64(local.secondOfDay) + Int64(hour) * 3_600
    let entered = zone.instant(
      LocalDateTime(date: local.date, secondOfDay: Int32(clamping: min(seconds, 86_399))))
    return zone.adding(CalendarDuration(steps[step].delay), to: entered)
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
