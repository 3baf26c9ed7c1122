import Testing

@testable import CampaignValues

@Suite struct LocaleFormatsTests {
  func text(_ text: String) throws -> InlineText { try #require(InlineText(text)) }

  func number(
    _ decimal: String = ".", _ group: String = ",", minus: String = "-", primary: UInt8 = 3, secondary: UInt8 = 3,
    minimum: UInt8 = 1
  ) throws -> NumberFormat {
    try #require(
      NumberFormat(
        decimalSeparator: text(decimal), groupSeparator: text(group), minusSign: text(minus),
        primaryGroupSize: primary, secondaryGroupSize: secondary, minimumGroupingDigits: minimum))
  }

  func affixes(_ texts: String...) throws -> NumberAffixes {
    let texts = try texts.map { try #require(InlineText($0)) }
    return NumberAffixes(
      positivePrefix: texts[0], positiveSuffix: texts[1], negativePrefix: texts[2], negativeSuffix: texts[3])
  }

  func pattern(_ fields: [DatePattern.Field]) throws -> DatePattern { try #require(DatePattern(fields)) }

  func american() throws -> LocaleFormats {
    let space = DatePattern.Field.literal(try text(" "))
    let comma = DatePattern.Field.literal(try text(", "))
    let slash = DatePattern.Field.literal(try text("/"))
    let colon = DatePattern.Field.literal(try text(":"))
    let months = [
      "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
      "December",
    ]
    let days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
    let names = CalendarNames(
      monthsLong: try #require(NameList(months)),
      monthsShort: try #require(NameList(months.map { String($0.prefix(3)) })),
      monthsAlone: try #require(NameList(months.map { $0.lowercased() })), weekdaysLong: try #require(NameList(days)),
      weekdaysShort: try #require(NameList(days.map { String($0.prefix(3)) })),
      weekdaysAlone: try #require(NameList(days.map { $0.lowercased() })),
      dayPeriods: try #require(NameList(["AM", "PM"])))
    return LocaleFormats(
      amounts: AmountFormats(
        number: try number(),
        money: try #require(
          MoneyFormat(number: number(), affixes: affixes("$", "", "-$", ""), fractionDigits: 2)),
        percent: try affixes("", "%", "-", "%")),
      dates: DateFormats(
        names: try #require(names),
        shortDate: try pattern([.month, slash, .day, slash, .year2]),
        mediumDate: try pattern([.monthShort, space, .day, comma, .year]),
        longDate: try pattern([.weekdayLong, comma, .monthLong, space, .day, comma, .year]),
        weekday: try pattern([.weekdayAlone]), month: try pattern([.monthAlone]), year: try pattern([.year]),
        shortTime: try pattern([.hour12, colon, .minute, .literal(text("\u{202F}")), .ampm]),
        longTime: try pattern([.hour24padded, colon, .minute, colon, .second])))
  }

  @Test func integersAreGrouped() throws {
    func write(_ value: Int64, _ format: NumberFormat) -> String {
      String(maxLength: NumberFormat.maxLength) { format.write(integer: value, to: $0) }
    }
    let american = try number()
    for (value, expected) in [
      (0, "0"), (7, "7"), (999, "999"), (1000, "1,000"), (12_345, "12,345"), (-1_234_567, "-1,234,567"),
      (Int64.max, "9,223,372,036,854,775,807"), (Int64.min, "-9,223,372,036,854,775,808"),
    ] {
      #expect(write(value, american) == expected)
    }
    let spanish = try number(",", ".", minimum: 2)
    #expect(write(1234, spanish) == "1234" && write(12_345, spanish) == "12.345")
    let hindi = try number(primary: 3, secondary: 2)
    #expect(write(12_345_678, hindi) == "1,23,45,678" && write(99_999, hindi) == "99,999")
    let plain = try number(primary: 0, secondary: 0)
    #expect(write(1_234_567, plain) == "1234567")
    let french = try number(",", "\u{202F}", minus: "\u{2212}")
    #expect(write(-1234, french) == "\u{2212}1\u{202F}234")
  }

  @Test func decimalsDropZerosAtTheEnd() throws {
    let format = try number()
    func write(_ value: Int64, _ digits: Int, _ minimum: Int = 0) -> String {
      String(maxLength: NumberFormat.maxLength) {
        format.write(decimal: value, fractionDigits: digits, minimumFractionDigits: minimum, to: $0)
      }
    }
    #expect(write(1_234_500, 3) == "1,234.5" && write(5, 3) == "0.005" && write(-50, 2) == "-0.5")
    #expect(write(1000, 3) == "1" && write(1000, 3, 2) == "1.00" && write(0, 3) == "0")
    #expect(write(Int64.min, 18) == "-9.223372036854775808" && write(1, 18) == "0.000000000000000001")
  }

  /// Separators of one byte and longer ones are written by different code.
  @Test func separatorsOfAnyLengthStandInTheSamePlaces() throws {
    let short = try number()
    let long = try number("<.>", "<,>")
    func write(_ value: Int64, _ digits: Int, _ minimum: Int, _ format: NumberFormat) -> String {
      String(maxLength: NumberFormat.maxLength) {
        format.write(decimal: value, fractionDigits: digits, minimumFractionDigits: minimum, to: $0)
      }
    }
    var values: [Int64] = [0, 5, 10, 99, 100, 101, 4_294_967_295, 4_294_967_296]
    var power: Int64 = 1
    for _ in 0..<12 {
      values += [power - 1, power, power + 1, 7 * power, 100 * power + 50]
      power *= 10
    }
    for value in values {
      for (digits, minimum) in [(0, 0), (1, 0), (1, 1), (2, 0), (2, 1), (2, 2), (3, 0)] {
        let expected = write(-value, digits, minimum, long).filter { $0 != "<" && $0 != ">" }
        #expect(write(-value, digits, minimum, short) == expected, "\(value), \(digits), \(minimum)")
      }
    }
  }

  @Test func moneyAndPercentages() throws {
    let formats = try american()
    func money(_ cents: Int64, _ formats: LocaleFormats) -> String {
      String(maxLength: AmountFormats.maxMoneyLength) { formats.amounts.write(money: cents, to: $0) }
    }
    func percent(_ basisPoints: Int64, _ formats: LocaleFormats) -> String {
      String(maxLength: AmountFormats.maxMoneyLength) { formats.amounts.write(basisPoints: basisPoints, to: $0) }
    }
    #expect(
      money(0, formats) == "$0.00" && money(5, formats) == "$0.05" && money(123_456_789, formats) == "$1,234,567.89")
    #expect(money(-1250, formats) == "-$12.50" && money(.min, formats) == "-$92,233,720,368,547,758.08")
    #expect(percent(3000, formats) == "30%" && percent(1250, formats) == "12.5%" && percent(1, formats) == "0.01%")
    #expect(percent(-50, formats) == "-0.5%" && percent(0, formats) == "0%" && percent(1_000_000, formats) == "10,000%")
    var euro = formats
    euro.amounts.number = try number(",", ".")
    euro.amounts.money = try #require(
      MoneyFormat(number: euro.amounts.number, affixes: affixes("", "\u{A0}€", "-", "\u{A0}€"), fractionDigits: 2))
    euro.amounts.percent = try affixes("%", "", "-%", "")
    #expect(money(-123_456, euro) == "-1.234,56\u{A0}€" && percent(-1250, euro) == "-%12,5")
    euro.amounts.money = try #require(
      MoneyFormat(number: euro.amounts.number, affixes: affixes("¥", "", "-¥", ""), fractionDigits: 0))
    #expect(money(1234, euro) == "¥1.234")
  }

  @Test func datesAndTimes() throws {
    let formats = try american()
    let date = try #require(CivilDate(year: 2027, month: 3, day: 2))
    func write(_ style: DateFormats.DateStyle) -> String {
      String(maxLength: DatePattern.maxLength) { formats.dates.write(date: date, style, to: $0) }
    }
    #expect(write(.weekday) == "tuesday" && write(.month) == "march" && write(.year) == "2027")
    #expect(write(.short) == "3/2/27" && write(.medium) == "Mar 2, 2027" && write(.long) == "Tuesday, March 2, 2027")
    func time(_ minute: Int) -> String {
      String(maxLength: DatePattern.maxLength) { formats.dates.write(secondOfDay: minute * 60 + 59, .short, to: $0) }
    }
    #expect(time(0) == "12:00\u{202F}AM" && time(9 * 60 + 5) == "9:05\u{202F}AM" && time(12 * 60) == "12:00\u{202F}PM")
    #expect(time(23 * 60 + 59) == "11:59\u{202F}PM")
    for (second, expected) in [(0, "00:00:00"), (34_205, "09:30:05"), (86_399, "23:59:59"), (-1, "00:00:00")] {
      let time = String(maxLength: DatePattern.maxLength) { formats.dates.write(secondOfDay: second, .long, to: $0) }
      #expect(time == expected)
    }
    let all = try pattern([
      .day2, .month2, .hour24padded, .hour24, .hour12padded, .weekdayShort, .literal(text("h")), .minute,
    ])
    let written = String(maxLength: DatePattern.maxLength) {
      all.write(date, secondOfDay: (7 * 60 + 3) * 60, names: formats.dates.names, to: $0)
    }
    #expect(written == "020307707Tueh03")
  }

  @Test func partsKeepTheirLimits() throws {
    #expect(InlineText(String(repeating: "a", count: 31))?.bytes.count == 31)
    #expect(InlineText(String(repeating: "a", count: 32)) == nil)
    #expect([0xC3].withUnsafeBytes { InlineText($0) } == nil)
    #expect(NameList([[UInt8](repeating: 0x61, count: 65)]) == nil && NameList([[0xFF]]) == nil)
    #expect(DatePattern([DatePattern.Field](repeating: .day, count: 33)) == nil)
    #expect(DatePattern([DatePattern.Field](repeating: .day, count: 32)) != nil)
    let one = try text(",")
    #expect(
      NumberFormat(
        decimalSeparator: one, groupSeparator: one, minusSign: one, primaryGroupSize: 3, secondaryGroupSize: 0,
        minimumGroupingDigits: 1) == nil)
  }

  @Test func theLongestOutputStaysWithinItsBound() throws {
    let widest = String(repeating: "x", count: InlineText.maxBytes)
    let format = try number(widest, widest, minus: widest, primary: 1, secondary: 1)
    let integer = String(maxLength: NumberFormat.maxLength) { format.write(integer: .min, to: $0) }
    #expect(integer.utf8.count == 19 + 18 * 31 + 31)
    let name = [UInt8](repeating: 0x79, count: NameList.maxNameBytes)
    var formats = try american()
    formats.dates.names = try #require(
      CalendarNames(
        monthsLong: NameList([[UInt8]](repeating: name, count: 12)) ?? formats.dates.names.monthsLong,
        monthsShort: formats.dates.names.monthsShort, monthsAlone: formats.dates.names.monthsAlone,
        weekdaysLong: formats.dates.names.weekdaysLong, weekdaysShort: formats.dates.names.weekdaysShort,
        weekdaysAlone: formats.dates.names.weekdaysAlone, dayPeriods: formats.dates.names.dayPeriods))
    let fields = try pattern([DatePattern.Field](repeating: .monthLong, count: DatePattern.maxFields))
    let date = String(maxLength: DatePattern.maxLength) {
      fields.write(CivilDate(days: 0), secondOfDay: 0, names: formats.dates.names, to: $0)
    }
    #expect(date.utf8.count == DatePattern.maxLength)
  }

  @Test func bytesComeBackAndNothingElseIsRead() throws {
    var formats = try american()
    formats.dates.longDate = try pattern(DatePattern.Field.tagged + [.literal(text("’"))])
    let bytes = formats.encode()
    #expect(bytes.withUnsafeBytes { LocaleFormats($0) } == formats)
    for length in 0..<bytes.count {
      #expect(
        bytes.withUnsafeBytes { LocaleFormats(UnsafeRawBufferPointer(rebasing: $0[..<length])) } == nil, "\(length)")
    }
    #expect((bytes + [0]).withUnsafeBytes { LocaleFormats($0) } == nil)
    var generator = SeededGenerator(seed: 5)
    for _ in 0..<5_000 {
      var mutated = bytes
      mutated[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
      // What is still read must write the same bytes again: there is one form for each value.
      if let read = mutated.withUnsafeBytes({ LocaleFormats($0) }) { #expect(read.encode() == mutated) }
    }
  }
}
