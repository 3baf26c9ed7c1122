// The binary form: a version byte, then every part in order of declaration. A text is its length in one byte and its
// UTF-8 bytes; a list of names and a pattern are their count in one byte and their items; a pattern's field is its tag
// in one byte, a literal's text after it.
extension LocaleFormats {
  /// The version of the binary form.
  package static let formatVersion: UInt8 = 1

  /// The binary form: equal values give equal bytes.
  package func encode() -> [UInt8] {
    var writer = Writer()
    writer.bytes.append(Self.formatVersion)
    writer.add(amounts.number)
    writer.add(amounts.money.number)
    writer.add(amounts.money.affixes)
    writer.bytes.append(amounts.money.fractionDigits)
    writer.add(amounts.percent)
    for list in dates.names.lists {
      writer.bytes.append(UInt8(truncatingIfNeeded: list.count))
      for index in 0..<list.count { writer.add(list[index]) }
    }
    for pattern in dates.patterns { writer.add(pattern) }
    return writer.bytes
  }

  /// Reads what `encode` wrote; nil if the bytes are anything else, or more follow.
  package init?(_ bytes: UnsafeRawBufferPointer) {
    var reader = Reader(bytes: bytes)
    guard reader.byte() == Self.formatVersion, let number = reader.number(), let money = reader.money(),
      let percent = reader.affixes(), let names = reader.calendarNames(), let shortDate = reader.pattern(),
      let mediumDate = reader.pattern(), let longDate = reader.pattern(), let weekday = reader.pattern(),
      let month = reader.pattern(), let year = reader.pattern(), let shortTime = reader.pattern(),
      let longTime = reader.pattern(), reader.offset == bytes.count
    else { return nil }
    self.init(
      amounts: AmountFormats(number: number, money: money, percent: percent),
      dates: DateFormats(
        names: names, shortDate: shortDate, mediumDate: mediumDate, longDate: longDate, weekday: weekday, month: month,
        year: year, shortTime: shortTime, longTime: longTime))
  }

  private struct Writer {
    var bytes: [UInt8] = []

    mutating func add(_ text: [UInt8]) {
      bytes.append(UInt8(truncatingIfNeeded: text.count))  // every part is at most 64 bytes
      bytes += text
    }

    mutating func add(_ number: NumberFormat) {
      for text in [number.decimalSeparator, number.groupSeparator, number.minusSign] { add(text.bytes) }
      bytes += [number.primaryGroupSize, number.secondaryGroupSize, number.minimumGroupingDigits]
    }

    mutating func add(_ affixes: NumberAffixes) {
      for text in [
        affixes.positivePrefix, affixes.positiveSuffix, affixes.negativePrefix, affixes.negativeSuffix,
      ] { add(text.bytes) }
    }

    mutating func add(_ pattern: DatePattern) {
      bytes.append(UInt8(truncatingIfNeeded: pattern.fields.count))
      for field in pattern.fields {
        if case .literal(let text) = field {
          bytes.append(0)
          add(text.bytes)
        } else if let tag = DatePattern.Field.tagged.firstIndex(of: field) {
          bytes.append(UInt8(tag) + 1)
        }
      }
    }
  }

  private struct Reader {
    let bytes: UnsafeRawBufferPointer
    var offset = 0

    mutating func byte() -> UInt8? {
      guard offset < bytes.count else { return nil }
      defer { offset += 1 }
      return bytes[offset]
    }

    mutating func slice() -> UnsafeRawBufferPointer? {
      guard let length = byte(), bytes.count - offset >= Int(length) else { return nil }
      defer { offset += Int(length) }
      return UnsafeRawBufferPointer(rebasing: bytes[offset..<(offset + Int(length))])
    }

    mutating func text() -> InlineText? { slice().flatMap { InlineText($0) } }

    mutating func number() -> NumberFormat? {
      guard let decimal = text(), let group = text(), let minus = text(), let primary = byte(), let secondary = byte(),
        let minimum = byte()
      else { return nil }
      return NumberFormat(
        decimalSeparator: decimal, groupSeparator: group, minusSign: minus, primaryGroupSize: primary,
        secondaryGroupSize: secondary, minimumGroupingDigits: minimum)
    }

    mutating func money() -> MoneyFormat? {
      guard let number = number(), let affixes = affixes(), let fractionDigits = byte() else { return nil }
      return MoneyFormat(number: number, affixes: affixes, fractionDigits: fractionDigits)
    }

    mutating func affixes() -> NumberAffixes? {
      guard let positivePrefix = text(), let positiveSuffix = text(), let negativePrefix = text(),
        let negativeSuffix = text()
      else { return nil }
      return NumberAffixes(
        positivePrefix: positivePrefix, positiveSuffix: positiveSuffix, negativePrefix: negativePrefix,
        negativeSuffix: negativeSuffix)
    }

    mutating func calendarNames() -> CalendarNames? {
      guard let monthsLong = names(), let monthsShort = names(), let monthsAlone = names(), let weekdaysLong = names(),
        let weekdaysShort = names(), let weekdaysAlone = names(), let dayPeriods = names()
      else { return nil }
      return CalendarNames(
        monthsLong: monthsLong, monthsShort: monthsShort, monthsAlone: monthsAlone, weekdaysLong: weekdaysLong,
        weekdaysShort: weekdaysShort, weekdaysAlone: weekdaysAlone, dayPeriods: dayPeriods)
    }

    mutating func names() -> NameList? {
      guard let count = byte() else { return nil }
      var names: [[UInt8]] = []
      for _ in 0..<count {
        guard let name = slice() else { return nil }
        names.append(Array(name))
      }
      return NameList(names)
    }

    mutating func pattern() -> DatePattern? {
      guard let count = byte() else { return nil }
      var fields: [DatePattern.Field] = []
      for _ in 0..<count {
        guard let tag = byte() else { return nil }
        if tag == 0 {
          guard let literal = text() else { return nil }
          fields.append(.literal(literal))
        } else {
          guard Int(tag) <= DatePattern.Field.tagged.count else { return nil }
          fields.append(DatePattern.Field.tagged[Int(tag) - 1])
        }
      }
      return DatePattern(fields)
    }
  }
}

extension DatePattern.Field {
  /// The fields without a text; a field's tag is its place here, from 1. Only ever appended to.
  static let tagged: [DatePattern.Field] = [
    .day, .day2, .month, .month2, .monthShort, .monthLong, .year, .year2, .weekdayShort, .weekdayLong, .hour12,
    .hour12padded, .hour24, .hour24padded, .minute, .ampm,
    .second, .monthAlone, .weekdayAlone,
  ]
}
