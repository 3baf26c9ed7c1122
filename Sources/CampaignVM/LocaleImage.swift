import CampaignValues
import Glibc

/// A language's formats in the form that the interpreter reads: `LocaleFormats` without its arrays, whose reference counts
/// cost more than writing a date does (measured: a seventh of a run).
struct LocaleImage {
  struct Pattern {
    var fields: UnsafePointer<DatePattern.Field>
    var count: Int
  }

  let number: NumberFormat
  let money: MoneyFormat
  let percent: NumberAffixes
  let shortDate: Pattern
  let mediumDate: Pattern
  let longDate: Pattern
  let weekday: Pattern
  let month: Pattern
  let year: Pattern
  let shortTime: Pattern
  let longTime: Pattern
  let monthsLong: UnsafePointer<TextSpan>
  let monthsShort: UnsafePointer<TextSpan>
  let monthsAlone: UnsafePointer<TextSpan>
  /// Monday first.
  let weekdaysLong: UnsafePointer<TextSpan>
  let weekdaysShort: UnsafePointer<TextSpan>
  let weekdaysAlone: UnsafePointer<TextSpan>
  let dayPeriods: UnsafePointer<TextSpan>

  init(_ formats: LocaleFormats, memory: RunMemory) {
    number = formats.number
    money = formats.money
    percent = formats.percent
    let pattern = { (pattern: DatePattern) in Pattern(fields: memory.copy(pattern.fields), count: pattern.fields.count)
    }
    shortDate = pattern(formats.shortDate)
    mediumDate = pattern(formats.mediumDate)
    longDate = pattern(formats.longDate)
    weekday = pattern(formats.weekday)
    month = pattern(formats.month)
    year = pattern(formats.year)
    shortTime = pattern(formats.shortTime)
    longTime = pattern(formats.longTime)
    let names = { (list: NameList) in memory.copy((0..<list.count).map { memory.span(list[$0]) }) }
    monthsLong = names(formats.names.monthsLong)
    monthsShort = names(formats.names.monthsShort)
    monthsAlone = names(formats.names.monthsAlone)
    weekdaysLong = names(formats.names.weekdaysLong)
    weekdaysShort = names(formats.names.weekdaysShort)
    weekdaysAlone = names(formats.names.weekdaysAlone)
    dayPeriods = names(formats.names.dayPeriods)
  }

  /// Every text that the locale may write; all else is digits.
  static func texts(of formats: LocaleFormats, _ memory: RunMemory) -> [TextSpan] {
    var texts: [InlineText] = []
    for number in [formats.number, formats.money.number] {
      texts += [number.decimalSeparator, number.groupSeparator, number.minusSign]
    }
    for affixes in [formats.money.affixes, formats.percent] {
      texts += [affixes.positivePrefix, affixes.positiveSuffix, affixes.negativePrefix, affixes.negativeSuffix]
    }
    for pattern in formats.patterns {
      texts += pattern.fields.compactMap { if case .literal(let text) = $0 { text } else { nil } }
    }
    return texts.map { memory.span($0.bytes) }
      + formats.names.lists.flatMap { list in (0..<list.count).map { memory.span(list[$0]) } }
  }

  /// As `LocaleFormats.write(money:to:)`.
  @inline(__always)
  func write(money minorUnits: Int64, to output: UnsafeMutablePointer<UInt8>) -> Int {
    let isNegative = minorUnits < 0
    let digits = Int(money.fractionDigits)
    var length = (isNegative ? money.affixes.negativePrefix : money.affixes.positivePrefix).write(to: output)
    // The least number has no positive twin; types keep far away from it.
    length += money.number.write(
      decimal: isNegative ? 0 &- max(minorUnits, -Int64.max) : minorUnits, fractionDigits: digits,
      minimumFractionDigits: digits, to: output + length)
    return length
      + (isNegative ? money.affixes.negativeSuffix : money.affixes.positiveSuffix).write(to: output + length)
  }

  /// As `LocaleFormats.write(basisPoints:to:)`.
  @inline(__always)
  func write(basisPoints: Int64, to output: UnsafeMutablePointer<UInt8>) -> Int {
    var length = (basisPoints < 0 ? percent.negativePrefix : percent.positivePrefix).write(to: output)
    length += number.write(
      decimal: basisPoints < 0 ? 0 &- max(basisPoints, -Int64.max) : basisPoints, fractionDigits: 2, to: output + length
    )
    return length + (basisPoints < 0 ? percent.negativeSuffix : percent.positiveSuffix).write(to: output + length)
  }

  /// As `DatePattern.write`: at most `DatePattern.maxLength` bytes.
  func write(_ pattern: Pattern, date days: Int64, to output: UnsafeMutablePointer<UInt8>) -> Int {
    write(pattern, CivilDate(limiting: days), secondOfDay: 0, to: output)
  }

  /// As `DatePattern.write`: at most `DatePattern.maxLength` bytes.
  func write(_ pattern: Pattern, time secondOfDay: Int64, to output: UnsafeMutablePointer<UInt8>) -> Int {
    write(pattern, CivilDate(days: 0), secondOfDay: Int(max(0, min(secondOfDay, 86_399))), to: output)
  }

  private func write(
    _ pattern: Pattern, _ date: CivilDate, secondOfDay: Int, to output: UnsafeMutablePointer<UInt8>
  ) -> Int {
    let parts = date.parts
    let hour = secondOfDay / 3_600
    let hour12 = hour % 12 == 0 ? 12 : hour % 12
    var end = output
    for index in 0..<pattern.count {
      // SAFETY: init copied as many fields; no field is longer than a name, the room that the caller owes for each.
      switch pattern.fields[index] {
      case .literal(let text): end += text.write(to: end)
      case .day: end = Self.write(parts.day, to: end)
      case .day2: end = Self.writePair(parts.day, to: end)
      case .month: end = Self.write(parts.month, to: end)
      case .month2: end = Self.writePair(parts.month, to: end)
      case .monthShort: end = Self.copy(monthsShort[parts.month - 1], to: end)
      case .monthLong: end = Self.copy(monthsLong[parts.month - 1], to: end)
      case .year: end = Self.write(parts.year, to: end)
      case .year2: end = Self.writePair(parts.year % 100, to: end)
      case .weekdayShort: end = Self.copy(weekdaysShort[date.weekday], to: end)
      case .weekdayLong: end = Self.copy(weekdaysLong[date.weekday], to: end)
      case .hour12: end = Self.write(hour12, to: end)
      case .hour12padded: end = Self.writePair(hour12, to: end)
      case .hour24: end = Self.write(hour, to: end)
      case .hour24padded: end = Self.writePair(hour, to: end)
      case .minute: end = Self.writePair(secondOfDay / 60 % 60, to: end)
      case .second: end = Self.writePair(secondOfDay % 60, to: end)
      case .monthAlone: end = Self.copy(monthsAlone[parts.month - 1], to: end)
      case .weekdayAlone: end = Self.copy(weekdaysAlone[date.weekday], to: end)
      case .ampm: end = Self.copy(dayPeriods[hour < 12 ? 0 : 1], to: end)
      }
    }
    return end - output
  }

  @inline(__always)
  private static func copy(_ text: TextSpan, to output: UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<UInt8> {
    memcpy(output, text.start, text.count)
    return output + text.count
  }

  /// 0 to 9,999.
  @inline(__always)
  private static func write(_ value: Int, to output: UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<UInt8> {
    var end = output
    if value >= 100 {
      if value >= 1000 {
        end.pointee = digit(value / 1000)
        end += 1
      }
      end.pointee = digit(value / 100)
      end += 1
    }
    if value >= 10 {
      end.pointee = digit(value / 10)
      end += 1
    }
    end.pointee = digit(value)
    return end + 1
  }

  @inline(__always)
  private static func writePair(_ value: Int, to output: UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<UInt8> {
    output[0] = digit(value / 10)
    output[1] = digit(value)
    return output + 2
  }

  @inline(__always) private static func digit(_ value: Int) -> UInt8 { 0x30 + UInt8(truncatingIfNeeded: value % 10) }
}
