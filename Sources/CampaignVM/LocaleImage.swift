import CampaignValues

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
    number = formats.amounts.number
    money = formats.amounts.money
    percent = formats.amounts.percent
    let pattern = { (pattern: DatePattern) in Pattern(fields: memory.copy(pattern.fields), count: pattern.fields.count)
    }
    shortDate = pattern(formats.dates.shortDate)
    mediumDate = pattern(formats.dates.mediumDate)
    longDate = pattern(formats.dates.longDate)
    weekday = pattern(formats.dates.weekday)
    month = pattern(formats.dates.month)
    year = pattern(formats.dates.year)
    shortTime = pattern(formats.dates.shortTime)
    longTime = pattern(formats.dates.longTime)
    let names = { (list: NameList) in memory.copy((0..<list.count).map { memory.span(list[$0]) }) }
    monthsLong = names(formats.dates.names.monthsLong)
    monthsShort = names(formats.dates.names.monthsShort)
    monthsAlone = names(formats.dates.names.monthsAlone)
    weekdaysLong = names(formats.dates.names.weekdaysLong)
    weekdaysShort = names(formats.dates.names.weekdaysShort)
    weekdaysAlone = names(formats.dates.names.weekdaysAlone)
    dayPeriods = names(formats.dates.names.dayPeriods)
  }

  /// Every text that the locale may write; all else is digits.
  static func texts(of formats: LocaleFormats, _ memory: RunMemory) -> [TextSpan] {
    var texts: [InlineText] = []
    for number in [formats.amounts.number, formats.amounts.money.number] {
      texts += [number.decimalSeparator, number.groupSeparator, number.minusSign]
    }
    for affixes in [formats.amounts.money.affixes, formats.amounts.percent] {
      texts += [affixes.positivePrefix, affixes.positiveSuffix, affixes.negativePrefix, affixes.negativeSuffix]
    }
    for pattern in formats.dates.patterns {
      texts += pattern.fields.compactMap { if case .literal(let text) = $0 { text } else { nil } }
    }
    return texts.map { memory.span($0.bytes) }
      + formats.dates.names.lists.flatMap { list in (0..<list.count).map { memory.span(list[$0]) } }
  }
}
