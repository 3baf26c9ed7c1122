/// How a language writes in an SMS: with plain spaces and hyphens in place of no-break spaces and true minus signs, which GSM 03.38
/// lacks. One of them would turn a whole message to UCS-2, and its segments from 160 characters to 70.
extension LocaleFormats {
  package var inShortMessages: LocaleFormats {
    LocaleFormats(amounts: amounts.inShortMessages, dates: dates.inShortMessages)
  }
}

extension AmountFormats {
  package var inShortMessages: AmountFormats {
    AmountFormats(number: number.plain, money: money.plain, percent: percent.plain)
  }
}

extension DateFormats {
  package var inShortMessages: DateFormats {
    DateFormats(
      names: names.plain, shortDate: shortDate.plain, mediumDate: mediumDate.plain, longDate: longDate.plain,
      weekday: weekday.plain, month: month.plain, year: year.plain, shortTime: shortTime.plain, longTime: longTime.plain
    )
  }
}

// What a plain text takes is never longer than before, so that every part keeps within its limits.

extension InlineText {
  fileprivate var plain: InlineText { InlineText(PlainText.plain(String(decoding: bytes, as: UTF8.self))) ?? self }
}

extension NumberFormat {
  fileprivate var plain: NumberFormat {
    NumberFormat(
      decimalSeparator: decimalSeparator.plain, groupSeparator: groupSeparator.plain, minusSign: minusSign.plain,
      primaryGroupSize: primaryGroupSize, secondaryGroupSize: secondaryGroupSize,
      minimumGroupingDigits: minimumGroupingDigits) ?? self
  }
}

extension NumberAffixes {
  fileprivate var plain: NumberAffixes {
    NumberAffixes(
      positivePrefix: positivePrefix.plain, positiveSuffix: positiveSuffix.plain, negativePrefix: negativePrefix.plain,
      negativeSuffix: negativeSuffix.plain)
  }
}

extension MoneyFormat {
  fileprivate var plain: MoneyFormat {
    MoneyFormat(number: number.plain, affixes: affixes.plain, fractionDigits: fractionDigits) ?? self
  }
}

extension NameList {
  fileprivate var plain: NameList {
    NameList((0..<count).map { PlainText.plain(String(decoding: self[$0], as: UTF8.self)) }) ?? self
  }
}

extension CalendarNames {
  fileprivate var plain: CalendarNames {
    CalendarNames(
      monthsLong: monthsLong.plain, monthsShort: monthsShort.plain, monthsAlone: monthsAlone.plain,
      weekdaysLong: weekdaysLong.plain, weekdaysShort: weekdaysShort.plain, weekdaysAlone: weekdaysAlone.plain,
      dayPeriods: dayPeriods.plain) ?? self
  }
}

extension DatePattern {
  fileprivate var plain: DatePattern {
    DatePattern(fields.map { if case .literal(let text) = $0 { .literal(text.plain) } else { $0 } }) ?? self
  }
}

private enum PlainText {
  static func plain(_ text: String) -> String {
    guard text.utf8.contains(where: { $0 >= 0x80 }) else { return text }
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar.value {
      // No-break, figure, thin and narrow no-break space.
      case 0x00A0, 0x2007, 0x2009, 0x202F: result.append(" ")
      case 0x2212: result.append("-")
      default: result.append(scalar)
      }
    }
    return String(result)
  }
}
