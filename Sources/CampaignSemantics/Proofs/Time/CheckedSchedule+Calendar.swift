import CampaignCalendar
import CampaignValues

extension CheckedSchedule {
  /// Its days and times; of a best hour its first.
  package var calendar: Schedule? {
    let recurrence: Schedule.Recurrence
    switch self.recurrence {
    case .once(let date): recurrence = .once(CivilDate(days: Int32(clamping: date)))
    case .daily: recurrence = .daily
    case .weekly(let days):
      recurrence = .weekly(
        days.reduce(into: Schedule.Weekdays()) { $0.formUnion(Schedule.Weekdays(weekday: $1 - 1) ?? []) })
    case .monthly(let days):
      recurrence = .monthly(
        days.reduce(into: Schedule.MonthDays()) { $0.formUnion($1 == 0 ? .last : Schedule.MonthDays(day: $1) ?? []) })
    }
    return Schedule(
      recurrence, times: (bestHour.map { [$0.lowerBound] } ?? times).map { Int32(clamping: $0) },
      from: from.map { CivilDate(days: Int32(clamping: $0)) }, until: until.map { CivilDate(days: Int32(clamping: $0)) }
    )
  }

  /// The zone whose clocks it goes by, of members without one of their own.
  package var zoneName: String {
    switch zone {
    case .named(let name), .member(_, otherwise: let name): name
    }
  }

  package var usesMemberZone: Bool { if case .member = zone { true } else { false } }
}
