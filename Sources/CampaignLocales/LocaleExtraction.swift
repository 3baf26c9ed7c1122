import CampaignValues
import Foundation
import Synchronization

/// Takes from ICU's CLDR data how a language writes numbers, money, dates and times.
///
/// What is asked is how sample values are written, so that the outcome follows the data and not the names of its settings. Digits are
/// ASCII and the calendar is Gregorian in every language.
package enum LocaleExtraction {
  /// Nil where the language has a part that is longer than a plan's formats hold.
  ///
  /// `currencyCode` is one of ISO 4217, with as many digits of its minor unit.
  package static func formats(language: String, currencyCode: String, fractionDigits: Int) -> LocaleFormats? {
    let key = Key(language: language, currencyCode: currencyCode, fractionDigits: fractionDigits)
    if let known = known.withLock({ $0[key] }) { return known }
    let formats = extracted(key)
    known.withLock { $0[key] = .some(formats) }
    return formats
  }

  private struct Key: Hashable {
    var language: String
    var currencyCode: String
    var fractionDigits: Int
  }

  /// Formats that were asked for before: making ICU's formatters takes longer than compiling a campaign.
  private static let known = Mutex<[Key: LocaleFormats?]>([:])

  private static func extracted(_ key: Key) -> LocaleFormats? {
    let language = key.language
    let locale = Locale(identifier: "\(language)@calendar=gregorian;numbers=latn")
    guard let number = number(locale), let money = money(locale, key, number), let percent = percent(locale),
      let names = names(locale), let short = pattern(locale, date: .short, time: .none),
      let medium = pattern(locale, date: .medium, time: .none), let long = pattern(locale, date: .long, time: .none),
      let weekday = DatePattern([.weekdayAlone]), let month = DatePattern([.monthAlone]), let year = year(locale),
      let time = pattern(locale, date: .none, time: .short), let longTime = pattern(locale, date: .none, time: .medium)
    else { return nil }
    return LocaleFormats(
      number: number, money: money, percent: percent, names: names, shortDate: short, mediumDate: medium,
      longDate: long, weekday: weekday, month: month, year: year, shortTime: time, longTime: longTime)
  }

  private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

  /// The runs of digits in a text and what stands before, between and after them.
  private static func parts(_ text: String) -> (before: String, digits: [String], between: [String], after: String) {
    var digits: [String] = []
    var others = [String.UnicodeScalarView()]
    var isInDigits = false
    for scalar in text.unicodeScalars {
      if isDigit(scalar) {
        if isInDigits, let last = digits.popLast() {
          digits.append(last + String(scalar))
        } else {
          digits.append(String(scalar))
          others.append(String.UnicodeScalarView())
        }
        isInDigits = true
      } else {
        isInDigits = false
        others[others.count - 1].append(scalar)
      }
    }
    let texts = others.map(String.init)
    return (texts.first ?? "", digits, Array(texts.dropFirst().dropLast()), texts.count > 1 ? texts.last ?? "" : "")
  }

  private static func number(_ locale: Locale) -> NumberFormat? {
    numberFormat { $0.formatted(.number.locale(locale)) }
  }

  /// How numbers are grouped, from samples. `NumberFormatter` groups by threes in every language; format styles follow
  /// the data.
  private static func numberFormat(_ written: (Decimal) -> String) -> NumberFormat? {
    let split = parts(written(Decimal(sign: .plus, exponent: -1, significand: 1_234_567_895)))
    guard split.digits.count >= 2, let decimal = split.between.last.flatMap({ InlineText($0) }),
      let minus = InlineText(parts(written(-1)).before)
    else { return nil }
    let whole = split.digits.dropLast()
    let isGrouped = whole.count > 1
    // The sample's first group may be short; the one before the last shows the size of all but the last.
    let primary = isGrouped ? whole.last?.count ?? 0 : 0
    let secondary = whole.count > 2 ? whole[whole.count - 2].count : primary
    let hasFour = parts(written(1_234)).between.count == parts(written(1)).between.count
    return NumberFormat(
      decimalSeparator: decimal, groupSeparator: InlineText(isGrouped ? split.between[0] : "") ?? InlineText(),
      minusSign: minus, primaryGroupSize: UInt8(clamping: primary), secondaryGroupSize: UInt8(clamping: secondary),
      minimumGroupingDigits: isGrouped && hasFour ? 2 : 1)
  }

  private static func affixes(_ written: (Decimal) -> String) -> NumberAffixes? {
    let plus = parts(written(1))
    let minus = parts(written(-1))
    guard let positivePrefix = InlineText(plus.before), let positiveSuffix = InlineText(plus.after),
      let negativePrefix = InlineText(minus.before), let negativeSuffix = InlineText(minus.after)
    else { return nil }
    return NumberAffixes(
      positivePrefix: positivePrefix, positiveSuffix: positiveSuffix, negativePrefix: negativePrefix,
      negativeSuffix: negativeSuffix)
  }

  private static func money(_ locale: Locale, _ key: Key, _ number: NumberFormat) -> MoneyFormat? {
    func style(_ digits: Int) -> Decimal.FormatStyle.Currency {
      .currency(code: key.currencyCode).locale(locale).precision(.fractionLength(digits))
    }
    // With a digit after the point at least, so that there is one to look at.
    let sample = numberFormat { $0.formatted(style(max(key.fractionDigits, 1))) }
    guard let sample, let affixes = affixes({ $0.formatted(style(key.fractionDigits)) }) else { return nil }
    return MoneyFormat(number: sample, affixes: affixes, fractionDigits: UInt8(clamping: key.fractionDigits))
  }

  private static func percent(_ locale: Locale) -> NumberAffixes? {
    affixes { ($0 / 100).formatted(.percent.locale(locale)) }
  }

  // MARK: - Dates

  private static func dateFormatter(_ locale: Locale) -> DateFormatter {
    let formatter = DateFormatter()
    formatter.locale = locale
    formatter.calendar = {
      var calendar = Calendar(identifier: .gregorian)
      calendar.locale = locale
      return calendar
    }()
    formatter.timeZone = TimeZone(secondsFromGMT: 0)
    return formatter
  }

  private static func names(_ locale: Locale) -> CalendarNames? {
    let formatter = dateFormatter(locale)
    let days: [String] = formatter.weekdaySymbols
    let shortDays: [String] = formatter.shortWeekdaySymbols
    guard days.count == 7, shortDays.count == 7 else { return nil }
    // Foundation's weeks begin on Sunday.
    let daysAlone: [String] = formatter.standaloneWeekdaySymbols
    guard let monthsLong = NameList(formatter.monthSymbols), let monthsShort = NameList(formatter.shortMonthSymbols),
      let monthsAlone = NameList(formatter.standaloneMonthSymbols), daysAlone.count == 7,
      let weekdaysAlone = NameList(Array(daysAlone[1...]) + [daysAlone[0]]),
      let weekdaysLong = NameList(Array(days[1...]) + [days[0]]),
      let weekdaysShort = NameList(Array(shortDays[1...]) + [shortDays[0]]),
      let periods = NameList([formatter.amSymbol, formatter.pmSymbol])
    else { return nil }
    return CalendarNames(
      monthsLong: monthsLong, monthsShort: monthsShort, monthsAlone: monthsAlone, weekdaysLong: weekdaysLong,
      weekdaysShort: weekdaysShort, weekdaysAlone: weekdaysAlone, dayPeriods: periods)
  }

  private static func pattern(
    _ locale: Locale, date: DateFormatter.Style, time: DateFormatter.Style
  ) -> DatePattern? {
    let formatter = dateFormatter(locale)
    formatter.dateStyle = date
    formatter.timeStyle = time
    return pattern(formatter)
  }

  private static func year(_ locale: Locale) -> DatePattern? {
    let formatter = dateFormatter(locale)
    formatter.setLocalizedDateFormatFromTemplate("y")
    return pattern(formatter)
  }

  private static func pattern(_ formatter: DateFormatter) -> DatePattern? {
    guard let pattern = formatter.dateFormat else { return nil }
    // Every date is of this era, so its name is a text like any other; asking for it takes long, and few languages write it.
    let era = pattern.contains("G") ? formatter.eraSymbols.last ?? "" : ""
    return CLDRPattern.fields(pattern, era: era).flatMap { DatePattern($0) }
  }
}
