extension DatePattern {
  /// The most bytes that a formatted date or time takes: every field a name.
  @inlinable package static var maxLength: Int { maxFields * NameList.maxNameBytes }

  /// Writes a date, a time or both and returns the number of bytes; `output` must have room for `maxLength`.
  ///
  /// `minuteOfDay` is 0 to 1439; a pattern without hours does not read it.
  @inlinable package func write(
    _ date: CivilDate, minuteOfDay: Int, names: CalendarNames, to output: UnsafeMutablePointer<UInt8>
  ) -> Int {
    let parts = date.parts
    let hour = minuteOfDay / 60 % 24
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
      case .minute: length += Self.write(abs(minuteOfDay) % 60, minimumDigits: 2, to: target)
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

extension LocaleFormats {
  /// A length in which dates and times are written.
  public enum DateStyle: UInt8, CaseIterable, Sendable {
    case short = 1
    case medium = 2
    case long = 3
  }

  /// Writes a date and returns the number of bytes; `output` must have room for `DatePattern.maxLength`.
  @inlinable package func write(date: CivilDate, _ style: DateStyle, to output: UnsafeMutablePointer<UInt8>) -> Int {
    switch style {
    case .short: return shortDate.write(date, minuteOfDay: 0, names: names, to: output)
    case .medium: return mediumDate.write(date, minuteOfDay: 0, names: names, to: output)
    case .long: return longDate.write(date, minuteOfDay: 0, names: names, to: output)
    }
  }

  /// Writes a time of day, 0 to 1439 minutes, and returns the number of bytes; `output` must have room for
  /// `DatePattern.maxLength`.
  @inlinable package func write(minuteOfDay: Int, to output: UnsafeMutablePointer<UInt8>) -> Int {
    shortTime.write(CivilDate(days: 0), minuteOfDay: minuteOfDay, names: names, to: output)
  }
}
