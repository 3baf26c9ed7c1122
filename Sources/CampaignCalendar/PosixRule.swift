import CampaignValues

/// The rule in a TZif file's footer, a POSIX TZ string, for all times after the last listed transition.
///
/// Source: POSIX.1-2024, chapter 8.3, and the extension of RFC 9636, section 3.3.1: times of -167 to 167 hours.
struct PosixRule: Equatable, Sendable {
  /// Seconds east of UTC in standard time.
  let standardOffset: Int32
  /// Summer time (or winter time, where the saving is negative), if there is any.
  let daylight: Daylight?

  struct Daylight: Equatable, Sendable {
    let offset: Int32
    let start: Change
    let end: Change
  }

  /// A day of each year, and seconds after its midnight by the clock that is in force until then.
  struct Change: Equatable, Sendable {
    enum Day: Equatable, Sendable {
      /// Day 1 to 365, 29 February never counted.
      case julian(Int)
      /// Day 0 to 365, 29 February counted.
      case ordinal(Int)
      /// Month, week 1 to 5 (5 is the last), weekday with 0 as Sunday.
      case weekday(month: Int, week: Int, day: Int)
    }

    let day: Day
    let seconds: Int32

    /// Seconds from 1970-01-01T00:00:00 on the local clock to the change in `year`.
    func localSeconds(year: Int) -> Int64 {
      let days: Int
      switch day {
      case .julian(let number):
        let isLater = CivilDate.isLeap(year) && number >= 60
        days = Int(CivilDate.days(year: year, month: 1, day: 1)) + number - 1 + (isLater ? 1 : 0)
      case .ordinal(let number):
        days = Int(CivilDate.days(year: year, month: 1, day: 1)) + number
      case .weekday(let month, let week, let day):
        let first = CivilDate(days: CivilDate.days(year: year, month: month, day: 1))
        var dayOfMonth = 1 + (day + 6 - first.weekday) % 7 + (week - 1) * 7
        if dayOfMonth > CivilDate.daysInMonth(year: year, month: month) { dayOfMonth -= 7 }
        days = Int(first.days) + dayOfMonth - 1
      }
      return Int64(days) * 86_400 + Int64(seconds)
    }
  }

  /// Seconds east of UTC at an instant; the instant must be within `Zone.instantLimit`.
  func offset(at instant: Int64) -> Int32 {
    guard let daylight else { return standardOffset }
    var latest = Int64.min
    var isDaylight = false
    let year = LocalDateTime(secondsSince1970: instant + Int64(standardOffset)).date.parts.year
    for candidate in (year - 1)...(year + 1) {
      let end = daylight.end.localSeconds(year: candidate) - Int64(daylight.offset)
      if end <= instant { latest = max(latest, end) }
    }
    // Daylight time all year round is written as an end that falls on the next start; then the start counts.
    for candidate in (year - 1)...(year + 1) {
      let start = daylight.start.localSeconds(year: candidate) - Int64(standardOffset)
      if start <= instant && start >= latest {
        latest = start
        isDaylight = true
      }
    }
    return isDaylight ? daylight.offset : standardOffset
  }

  /// The first change after an instant, which must be within `Zone.instantLimit`; nil if there is none ever.
  func change(after instant: Int64) -> Int64? {
    guard let daylight else { return nil }
    let year = LocalDateTime(secondsSince1970: instant + Int64(standardOffset)).date.parts.year
    var earliest: Int64?
    for candidate in (year - 1)...(year + 2) {
      for change in [
        daylight.start.localSeconds(year: candidate) - Int64(standardOffset),
        daylight.end.localSeconds(year: candidate) - Int64(daylight.offset),
      ] where change > instant && change < earliest ?? .max {
        earliest = change
      }
    }
    return earliest
  }
}
