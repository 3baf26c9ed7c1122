import CampaignValues

/// When a campaign runs, by the wall clock: on which days, at which times, from and until when.
///
/// A schedule is the same in every zone; `occurrences(after:in:)` gives the instants in one.
package struct Schedule: Equatable, Sendable {
  /// The days on which a schedule falls.
  package enum Recurrence: Equatable, Sendable {
    case once(CivilDate)
    case daily
    case weekly(Weekdays)
    /// A day that a month does not have becomes the month's last: `every month` means every month. Days that fall
    /// together this way are one.
    case monthly(MonthDays)
  }

  /// Some days of the week; bit 0 is Monday.
  package struct Weekdays: OptionSet, Hashable, Sendable {
    package let rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }

    /// The one with a number, 0 for Monday to 6 for Sunday; nil for another number.
    package init?(weekday: Int) {
      guard (0...6).contains(weekday) else { return nil }
      rawValue = 1 << UInt8(weekday)
    }
  }

  /// Some days of the month; bits 1 to 31 are the days, bit 0 is the last.
  package struct MonthDays: OptionSet, Hashable, Sendable {
    package let rawValue: UInt32
    package init(rawValue: UInt32) { self.rawValue = rawValue }

    /// The last day of the month, whichever that is.
    package static let last = MonthDays(rawValue: 1)

    /// The day with a number, 1 to 31; nil for another number.
    package init?(day: Int) {
      guard (1...31).contains(day) else { return nil }
      rawValue = 1 << UInt32(day)
    }

    /// Whether a date is among them.
    func contains(_ parts: CivilDate.Parts) -> Bool {
      if rawValue >> UInt32(parts.day) & 1 == 1 { return true }
      guard parts.day == CivilDate.daysInMonth(year: parts.year, month: parts.month) else { return false }
      return rawValue & 1 == 1 || rawValue >> UInt32(parts.day) != 0
    }
  }

  package let recurrence: Recurrence
  /// Seconds since midnight by the wall clock, rising.
  package let times: [Int32]
  /// The first day, if one is written.
  package let from: CivilDate?
  /// The last day, included, if one is written.
  package let until: CivilDate?

  /// Nil if there is no day or no time, a time is not 0 to 86,399, or `until` is before `from`; times are sorted, and
  /// equal ones are one.
  package init?(
    _ recurrence: Recurrence, times: [Int32], from: CivilDate? = nil, until: CivilDate? = nil
  ) {
    switch recurrence {
    case .weekly(let days) where days.rawValue & 0x7F == 0: return nil
    case .monthly(let days) where days.isEmpty: return nil
    default: break
    }
    guard !times.isEmpty, times.allSatisfy({ (0..<86_400).contains($0) }) else { return nil }
    if let from, let until, until < from { return nil }
    self.recurrence = recurrence
    self.times = Set(times).sorted()
    self.from = from
    self.until = until
  }

  /// Whether the schedule falls on a date.
  package func includes(_ date: CivilDate) -> Bool {
    if let from, date < from { return false }
    if let until, date > until { return false }
    switch recurrence {
    case .once(let day): return date == day
    case .daily: return true
    case .weekly(let days): return days.rawValue >> UInt8(date.weekday) & 1 == 1
    case .monthly(let days): return days.contains(date.parts)
    }
  }
}
