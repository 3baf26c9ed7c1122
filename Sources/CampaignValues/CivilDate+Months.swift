extension CivilDate {
  /// The day that lies so many days after 1970-01-01, held to the years 1 to 9999.
  @inlinable package init(limiting days: Int64) {
    self.init(days: Int32(truncatingIfNeeded: Swift.max(Int64(Self.first.days), min(days, Int64(Self.last.days)))))
  }

  /// The full calendar months from this day to another: the most that, added to this day (`adding(months:)`), do not
  /// lead past the other. From 31 January to 28 February is a month; to the day before this one it is -1.
  @inlinable package func fullMonths(to other: CivilDate) -> Int {
    let start = parts
    let end = other.parts
    let months = (end.year - start.year) * 12 + end.month - start.month
    let reached = min(start.day, Self.daysInMonth(year: end.year, month: end.month))
    return reached > end.day ? months - 1 : months
  }
}
