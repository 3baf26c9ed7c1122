import CampaignValues

/// Days and times of day among which are those that a pattern writes with the most and the fewest characters.
enum DateSamples {
  struct Moment: Hashable {
    var days: Int64
    var secondOfDay: Int64

    /// Since 1970-01-01T00:00 on the clocks there.
    var seconds: Int64 { days * 86_400 + secondOfDay }
  }

  static func moments(_ format: ValueFormat, _ formats: DateFormats, _ end: SizeEnd) -> [Moment] {
    switch format {
    case .date(let style), .timestampDate(let style): days(style.pattern(formats), end)
    // Every hour; minutes and seconds are always of two digits.
    case .time, .timestampTime: (0..<24).map { Moment(days: 20_000, secondOfDay: $0 * 3_600 + 3_599) }
    case .text, .integer, .decimal, .money, .percent, .label: []
    }
  }

  /// A day for each month, where months have names or of one and two digits; for each weekday, where it is written; and of one
  /// and two digits. All of them come together in some year.
  private static func days(_ pattern: DatePattern, _ end: SizeEnd) -> [Moment] {
    let fields = Set(pattern.fields)
    let hasMonths = !fields.isDisjoint(with: [.monthShort, .monthLong, .monthAlone])
    let hasWeekdays = !fields.isDisjoint(with: [.weekdayShort, .weekdayLong, .weekdayAlone])
    let years = end == .least && fields.contains(.year) ? [1, 2_024] : [2_024]
    var moments: [Moment] = []
    for year in years {
      for month in hasMonths ? Array(1...12) : [5, 12] {
        for first in [1, 11] {
          for day in first..<(first + (hasWeekdays ? 7 : 1)) {
            guard let date = CivilDate(year: year, month: month, day: day) else { continue }
            moments.append(Moment(days: Int64(date.days), secondOfDay: 43_200))
          }
        }
      }
    }
    return moments
  }
}

extension DateStyle {
  fileprivate func pattern(_ formats: DateFormats) -> DatePattern {
    switch self {
    case .short: formats.shortDate
    case .medium: formats.mediumDate
    case .long: formats.longDate
    case .weekday: formats.weekday
    case .month: formats.month
    case .year: formats.year
    }
  }
}
