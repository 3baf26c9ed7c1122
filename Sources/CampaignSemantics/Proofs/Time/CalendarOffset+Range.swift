extension CalendarOffset {
  /// The least and most seconds that it can be: a day of the calendar has 23 to 25 hours, a month 28 to 31 days.
  private var rangeSeconds: ClosedRange<Int64> {
    let (months, days) = (Int64(months), Int64(days))
    return ((months * 28 + days) * 82_800 + seconds)...((months * 31 + days) * 90_000 + seconds)
  }

  /// Whether it is counted exactly, whatever the calendar.
  var isExact: Bool { months == 0 && days == 0 }

  func isOfSameUnit(as other: CalendarOffset) -> Bool {
    (months == 0) == (other.months == 0) && (days == 0) == (other.days == 0) && (seconds == 0) == (other.seconds == 0)
  }

  /// Whether it is longer than another wherever both are counted from.
  func isSurelyLonger(than other: CalendarOffset) -> Bool {
    if isOfSameUnit(as: other) { return (months, days, seconds) > (other.months, other.days, other.seconds) }
    return rangeSeconds.lowerBound > other.rangeSeconds.upperBound
  }

  /// Whether what is counted so long is over when this has passed: a length in days ends with its last day, one in hours at the
  /// instant.
  func isSurelyPast(endOf length: CalendarOffset) -> Bool {
    if length.isExact { return self == length || isSurelyLonger(than: length) }
    if !isExact { return isSurelyLonger(than: length) }
    var wholeDays = length
    wholeDays.days += 1
    return isSurelyLonger(than: wholeDays)
  }
}
