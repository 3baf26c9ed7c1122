/// A day of the proleptic Gregorian calendar, held as days since 1970-01-01.
///
/// Source: Howard Hinnant, "chrono-compatible low-level date algorithms", `days_from_civil` and `civil_from_days`.
public struct CivilDate: Equatable, Hashable, Comparable, Sendable {
  /// Days since 1970-01-01; negative before.
  @usableFromInline package var days: Int32

  /// The dates that the language can write and that columns may hold: 0001-01-01 to 9999-12-31.
  @inlinable package static var first: CivilDate { CivilDate(days: -719_162) }
  /// The last of them, 9999-12-31.
  @inlinable package static var last: CivilDate { CivilDate(days: 2_932_896) }

  /// The day that lies `days` after 1970-01-01.
  @inlinable package init(days: Int32) { self.days = days }

  /// The day with these numbers; nil if there is none, or the year is not 1 to 9999.
  @inlinable package init?(year: Int, month: Int, day: Int) {
    guard (1...9999).contains(year), (1...12).contains(month), day >= 1,
      day <= Self.daysInMonth(year: year, month: month)
    else { return nil }
    days = Self.days(year: year, month: month, day: day)
  }

  /// A day's numbers: month 1 to 12, day 1 to 31.
  public struct Parts: Equatable, Sendable {
    @usableFromInline package var year: Int
    @usableFromInline package var month: Int
    @usableFromInline package var day: Int

    @inlinable package init(year: Int, month: Int, day: Int) {
      self.year = year
      self.month = month
      self.day = day
    }
  }

  /// The day's year, month and day of the month.
  @inlinable package var parts: Parts {
    let shifted = Int(days) + 719_468  // days since 0000-03-01
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153  // 0 is March
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    return Parts(
      year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month: month,
      day: dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
  }

  /// The day of the week: 0 is Monday, 6 is Sunday.
  @inlinable package var weekday: Int {
    let remainder = (Int(days) + 3) % 7  // 1970-01-01 was a Thursday
    return remainder < 0 ? remainder + 7 : remainder
  }

  /// The day `months` later; a day that the month does not have becomes its last.
  @inlinable package func adding(months: Int) -> CivilDate {
    let start = parts
    let index = start.year * 12 + start.month - 1 + months
    let year = index >= 0 ? index / 12 : (index - 11) / 12
    let month = index - year * 12 + 1
    let day = min(start.day, Self.daysInMonth(year: year, month: month))
    return CivilDate(days: Self.days(year: year, month: month, day: day))
  }

  /// The number of days in a month, 1 to 12, of a year.
  @inlinable package static func daysInMonth(year: Int, month: Int) -> Int {
    if month == 2 { return isLeap(year) ? 29 : 28 }
    return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31
  }

  /// Whether the year has a 29 February.
  @inlinable package static func isLeap(_ year: Int) -> Bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
  }

  /// Days since 1970-01-01 of a day that is known to exist.
  @inlinable package static func days(year: Int, month: Int, day: Int) -> Int32 {
    let shiftedYear = month <= 2 ? year - 1 : year
    let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
    let yearOfEra = shiftedYear - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return Int32(truncatingIfNeeded: era * 146_097 + dayOfEra - 719_468)
  }

  @inlinable public static func < (left: CivilDate, right: CivilDate) -> Bool { left.days < right.days }
}
