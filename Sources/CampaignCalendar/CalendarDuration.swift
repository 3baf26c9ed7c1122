/// A span of time as authors write it: `45 days` counts on the calendar, `48 hours` is exact.
///
/// Months and days move the date and keep the wall clock's time; seconds are exact. A day is not 24 hours.
package struct CalendarDuration: Equatable, Hashable, Sendable {
  /// Calendar months; a year is 12. A day that the month reached does not have becomes its last.
  package var months: Int32
  /// Calendar days; a week is 7.
  package var days: Int32
  /// Exact seconds.
  package var seconds: Int64

  @inlinable package init(months: Int32 = 0, days: Int32 = 0, seconds: Int64 = 0) {
    self.months = months
    self.days = days
    self.seconds = seconds
  }

  /// A unit that durations are written in.
  package enum Unit: UInt8, CaseIterable, Sendable {
    case minute = 1
    case hour = 2
    case day = 3
    case week = 4
    case month = 5
    case year = 6
  }

  /// The most that a written duration may span either way: 1,000 years, by the count of its unit.
  package static func maxCount(_ unit: Unit) -> Int64 {
    switch unit {
    case .minute: 525_600_000
    case .hour: 8_760_000
    case .day: 365_000
    case .week: 52_000
    case .month: 12_000
    case .year: 1_000
    }
  }

  /// So many of a unit; nil beyond `maxCount`.
  package init?(_ count: Int64, _ unit: Unit) {
    let limit = Self.maxCount(unit)
    guard (-limit...limit).contains(count) else { return nil }
    switch unit {
    case .minute: self.init(seconds: count * 60)
    case .hour: self.init(seconds: count * 3600)
    case .day: self.init(days: Int32(count))
    case .week: self.init(days: Int32(count * 7))
    case .month: self.init(months: Int32(count))
    case .year: self.init(months: Int32(count * 12))
    }
  }

  /// The same span the other way.
  package var negated: CalendarDuration {
    CalendarDuration(months: 0 &- months, days: 0 &- days, seconds: 0 &- seconds)
  }
}
