/// How one language writes numbers, money, percentages, dates and times: plain data, made from CLDR when compiling.
///
/// Digits are ASCII in every language. Its parts keep themselves within limits, so that the formatters' output has a
/// static bound (`maxLength` of each formatter).
public struct LocaleFormats: Hashable, Sendable {
  @usableFromInline package var amounts: AmountFormats
  @usableFromInline package var dates: DateFormats

  package init(amounts: AmountFormats, dates: DateFormats) {
    self.amounts = amounts
    self.dates = dates
  }
}

/// How a language writes numbers, amounts of one currency, and percentages.
public struct AmountFormats: Hashable, Sendable {
  @usableFromInline package var number: NumberFormat
  @usableFromInline package var money: MoneyFormat
  @usableFromInline package var percent: NumberAffixes

  package init(number: NumberFormat, money: MoneyFormat, percent: NumberAffixes) {
    self.number = number
    self.money = money
    self.percent = percent
  }
}

/// How a language writes dates and times of day.
public struct DateFormats: Hashable, Sendable {
  @usableFromInline package var names: CalendarNames
  @usableFromInline package var shortDate: DatePattern
  @usableFromInline package var mediumDate: DatePattern
  @usableFromInline package var longDate: DatePattern
  /// A weekday, a month and a year that stand without the rest of the date.
  @usableFromInline package var weekday: DatePattern
  @usableFromInline package var month: DatePattern
  @usableFromInline package var year: DatePattern
  /// Hours and minutes; and with seconds.
  @usableFromInline package var shortTime: DatePattern
  @usableFromInline package var longTime: DatePattern

  package init(
    names: CalendarNames, shortDate: DatePattern, mediumDate: DatePattern, longDate: DatePattern, weekday: DatePattern,
    month: DatePattern, year: DatePattern, shortTime: DatePattern, longTime: DatePattern
  ) {
    self.names = names
    self.shortDate = shortDate
    self.mediumDate = mediumDate
    self.longDate = longDate
    self.weekday = weekday
    self.month = month
    self.year = year
    self.shortTime = shortTime
    self.longTime = longTime
  }

  /// All patterns, in order of declaration.
  package var patterns: [DatePattern] {
    [shortDate, mediumDate, longDate, weekday, month, year, shortTime, longTime]
  }
}

/// Separators and grouping of decimal numbers.
public struct NumberFormat: Hashable, Sendable {
  @usableFromInline package let decimalSeparator: InlineText
  @usableFromInline package let groupSeparator: InlineText
  @usableFromInline package let minusSign: InlineText
  /// Digits in the group next to the decimal separator, 1 to 9; 0 for no grouping.
  @usableFromInline package let primaryGroupSize: UInt8
  /// Digits in each further group, 1 to 9: 2 in Hindi, mostly the same as the primary.
  @usableFromInline package let secondaryGroupSize: UInt8
  /// Digits that must stand before the first separator: 2 writes `1234` but `12.345`.
  @usableFromInline package let minimumGroupingDigits: UInt8

  /// Nil if a group size is above 9, the secondary is 0 where the primary is not, or the minimum is not 1 to 9.
  package init?(
    decimalSeparator: InlineText, groupSeparator: InlineText, minusSign: InlineText, primaryGroupSize: UInt8,
    secondaryGroupSize: UInt8, minimumGroupingDigits: UInt8
  ) {
    guard primaryGroupSize <= 9, secondaryGroupSize <= 9, primaryGroupSize == 0 || secondaryGroupSize > 0,
      (1...9).contains(minimumGroupingDigits)
    else { return nil }
    self.decimalSeparator = decimalSeparator
    self.groupSeparator = groupSeparator
    self.minusSign = minusSign
    self.primaryGroupSize = primaryGroupSize
    self.secondaryGroupSize = secondaryGroupSize
    self.minimumGroupingDigits = minimumGroupingDigits
  }
}

/// What stands around a number, signs and symbols included.
public struct NumberAffixes: Hashable, Sendable {
  @usableFromInline package let positivePrefix: InlineText
  @usableFromInline package let positiveSuffix: InlineText
  @usableFromInline package let negativePrefix: InlineText
  @usableFromInline package let negativeSuffix: InlineText

  package init(
    positivePrefix: InlineText, positiveSuffix: InlineText, negativePrefix: InlineText, negativeSuffix: InlineText
  ) {
    self.positivePrefix = positivePrefix
    self.positiveSuffix = positiveSuffix
    self.negativePrefix = negativePrefix
    self.negativeSuffix = negativeSuffix
  }
}

/// An amount of the tenant's currency.
public struct MoneyFormat: Hashable, Sendable {
  /// Some languages group amounts otherwise than other numbers.
  @usableFromInline package let number: NumberFormat
  @usableFromInline package let affixes: NumberAffixes
  /// Digits of the currency's minor unit, 0 to 4: an amount is that power of ten minor units a unit.
  @usableFromInline package let fractionDigits: UInt8

  /// Nil if there are more than 4 fraction digits.
  package init?(number: NumberFormat, affixes: NumberAffixes, fractionDigits: UInt8) {
    guard fractionDigits <= 4 else { return nil }
    self.number = number
    self.affixes = affixes
    self.fractionDigits = fractionDigits
  }
}

/// Names of months, weekdays and halves of the day.
public struct CalendarNames: Hashable, Sendable {
  /// 12 names, January first.
  @usableFromInline package let monthsLong: NameList
  @usableFromInline package let monthsShort: NameList
  /// As they stand without a day: `marzec` beside `2 marca`.
  @usableFromInline package let monthsAlone: NameList
  /// 7 names, Monday first.
  @usableFromInline package let weekdaysLong: NameList
  @usableFromInline package let weekdaysShort: NameList
  @usableFromInline package let weekdaysAlone: NameList
  /// 2 names, before and after noon.
  @usableFromInline package let dayPeriods: NameList

  /// Nil if a list has another number of names.
  package init?(
    monthsLong: NameList, monthsShort: NameList, monthsAlone: NameList, weekdaysLong: NameList, weekdaysShort: NameList,
    weekdaysAlone: NameList, dayPeriods: NameList
  ) {
    guard [monthsLong, monthsShort, monthsAlone].allSatisfy({ $0.count == 12 }),
      [weekdaysLong, weekdaysShort, weekdaysAlone].allSatisfy({ $0.count == 7 }), dayPeriods.count == 2
    else { return nil }
    self.monthsLong = monthsLong
    self.monthsShort = monthsShort
    self.monthsAlone = monthsAlone
    self.weekdaysLong = weekdaysLong
    self.weekdaysShort = weekdaysShort
    self.weekdaysAlone = weekdaysAlone
    self.dayPeriods = dayPeriods
  }

  /// All lists, in order of declaration.
  package var lists: [NameList] {
    [monthsLong, monthsShort, monthsAlone, weekdaysLong, weekdaysShort, weekdaysAlone, dayPeriods]
  }
}

/// A few names of at most 64 UTF-8 bytes each, in one array.
public struct NameList: Hashable, Sendable {
  /// The most bytes of one name.
  @inlinable package static var maxNameBytes: Int { 64 }

  @usableFromInline let bytes: [UInt8]
  /// The end of each name in `bytes`.
  @usableFromInline let ends: [Int]

  /// Nil if a name is longer than 64 bytes or is not UTF-8, or there are more than 255.
  package init?(_ names: [[UInt8]]) {
    guard names.count <= 255 else { return nil }
    var bytes: [UInt8] = []
    var ends: [Int] = []
    for name in names {
      guard name.count <= Self.maxNameBytes, name.withUnsafeBytes(UTF8Bytes.isValid) else { return nil }
      bytes += name
      ends.append(bytes.count)
    }
    self.bytes = bytes
    self.ends = ends
  }

  /// Nil if a name is longer than 64 bytes, or there are more than 255.
  package init?(_ names: [String]) { self.init(names.map { Array($0.utf8) }) }

  /// The number of names.
  @inlinable package var count: Int { ends.count }

  /// The name at `index`, from 0.
  package subscript(index: Int) -> [UInt8] { Array(bytes[(index == 0 ? 0 : ends[index - 1])..<ends[index]]) }

  /// Copies the name at `index` to `output`, which must have room for 64 bytes, and returns its length.
  @inlinable package func write(_ index: Int, to output: UnsafeMutablePointer<UInt8>) -> Int {
    var length = 0
    var offset = index == 0 ? 0 : ends[index - 1]
    while offset < ends[index] {
      // SAFETY: init keeps each name within maxNameBytes, the room that the caller owes.
      output[length] = bytes[offset]
      offset += 1
      length += 1
    }
    return length
  }
}

/// A date or time pattern as the fields that it writes one after the other.
public struct DatePattern: Hashable, Sendable {
  /// The most fields of a pattern.
  @inlinable package static var maxFields: Int { 32 }

  @usableFromInline package let fields: [Field]

  /// Nil if there are more than 32 fields.
  package init?(_ fields: [Field]) {
    guard fields.count <= Self.maxFields else { return nil }
    self.fields = fields
  }

  /// One field; a `2` in the name pads the number with a zero to two digits.
  public enum Field: Hashable, Sendable {
    case literal(InlineText)
    case day
    case day2
    case month
    case month2
    case monthShort
    case monthLong
    /// All digits of the year.
    case year
    /// The last two digits of the year.
    case year2
    case weekdayShort
    case weekdayLong
    case hour12
    case hour12padded
    case hour24
    case hour24padded
    /// Always two digits.
    case minute
    /// Always two digits.
    case second
    case ampm
    case monthAlone
    case weekdayAlone
  }
}
