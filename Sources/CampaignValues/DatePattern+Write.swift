extension DatePattern {
  /// The most bytes that a formatted date or time takes: every field a name.
  @inlinable package static var maxLength: Int { maxFields * NameList.maxNameBytes }

  /// Writes a date, a time or both and returns the number of bytes; `output` must have room for `maxLength`.
  ///
  /// `secondOfDay` is 0 to 86,399; a pattern without hours does not read it.
  @inlinable package func write(
    _ date: CivilDate, secondOfDay: Int, names: CalendarNames, to output: UnsafeMutablePointer<UInt8>
  ) -> Int {
    let parts = date.parts
    let second = min(max(secondOfDay, 0), 86_399)
    let hour = second / 3_600
    let hour12 = hour % 12 == 0 ? 12 : hour % 12
    var length = 0
    for field in fields {
      // SAFETY: at most maxFields fields, none longer than a name: maxLength.
      let target = output + length
      switch field {
      case .literal(let text): length += text.write(to: target)
      case .day: length += Self.write(parts.day, minimumDigits: 1, to: target)
      case .day2: length += Self.write(parts.day, minimumDigits: 2, to: target)
      case .month: length += Self.write(parts.month, minimumDigits: 1, to: target)
      case .month2: length += Self.write(parts.month, minimumDigits: 2, to: target)
      case .monthShort: length += names.monthsShort.write(parts.month - 1, to: target)
      case .monthLong: length += names.monthsLong.write(parts.month - 1, to: target)
      case .year: length += Self.write(parts.year, minimumDigits: 1, to: target)
      case .year2: length += Self.write(abs(parts.year) % 100, minimumDigits: 2, to: target)
      case .weekdayShort: length += names.weekdaysShort.write(date.weekday, to: target)
      case .weekdayLong: length += names.weekdaysLong.write(date.weekday, to: target)
      case .hour12: length += Self.write(hour12, minimumDigits: 1, to: target)
      case .hour12padded: length += Self.write(hour12, minimumDigits: 2, to: target)
      case .hour24: length += Self.write(hour, minimumDigits: 1, to: target)
      case .hour24padded: length += Self.write(hour, minimumDigits: 2, to: target)
      case .minute: length += Self.write(second / 60 % 60, minimumDigits: 2, to: target)
      case .second: length += Self.write(second % 60, minimumDigits: 2, to: target)
      case .monthAlone: length += names.monthsAlone.write(parts.month - 1, to: target)
      case .weekdayAlone: length += names.weekdaysAlone.write(date.weekday, to: target)
      case .ampm: length += names.dayPeriods.write(hour < 12 ? 0 : 1, to: target)
      }
    }
    return length
  }

  /// Writes a number of at most 9 digits, padded with zeros.
  @inlinable static func write(_ value: Int, minimumDigits: Int, to output: UnsafeMutablePointer<UInt8>) -> Int {
    var length = 0
    if value < 0 {
      output[0] = UInt8(ascii: "-")
      length = 1
    }
    let magnitude = value.magnitude
    var digits = 1
    var power: UInt = 10
    while magnitude >= power {
      digits += 1
      power *= 10
    }
    var index = max(digits, minimumDigits) - 1
    let end = length + index + 1
    var rest = magnitude
    while index >= 0 {
      output[length + index] = 0x30 + UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
      index -= 1
    }
    return end
  }
}

extension DateFormats {
  /// A form in which dates are written; the last three stand without the rest of the date.
  public enum DateStyle: UInt8, CaseIterable, Sendable {
    case short = 1
    case medium = 2
    case long = 3
    case weekday = 4
    case month = 5
    case year = 6
  }

  /// Hours and minutes, or with seconds.
  public enum TimeStyle: UInt8, CaseIterable, Sendable {
    case short = 1
    case long = 2
  }

  /// Writes a date and returns the number of bytes; `output` must have room for `DatePattern.maxLength`.
  @inlinable package func write(date: CivilDate, _ style: DateStyle, to output: UnsafeMutablePointer<UInt8>) -> Int {
    let pattern =
      switch style {
      case .short: shortDate
      case .medium: mediumDate
      case .long: longDate
      case .weekday: weekday
      case .month: month
      case .year: year
      }
    return pattern.write(date, secondOfDay: 0, names: names, to: output)
  }

  /// Writes a time of day, 0 to 86,399 seconds, and returns the number of bytes; `output` must have room for
  /// `DatePattern.maxLength`.
  @inlinable package func write(
    secondOfDay: Int, _ style: TimeStyle, to output: UnsafeMutablePointer<UInt8>
  ) -> Int {
    let pattern = style == .short ? shortTime : longTime
    return pattern.write(CivilDate(days: 0), secondOfDay: secondOfDay, names: names, to: output)
  }
}
