import CampaignValues
import Foundation
import Synchronization
import _FoundationICU

/// Takes from ICU's CLDR data how a language writes numbers, money, dates and times.
///
/// What is asked is how sample values are written, so that the outcome follows the data and not the names of its settings. Digits are
/// ASCII and the calendar is Gregorian in every language.
package enum LocaleExtraction {
  /// Nil where the language has a part that is longer than a plan's formats hold.
  ///
  /// `currencyCode` is one of ISO 4217, with as many digits of its minor unit.
  package static func formats(language: String, currencyCode: String, fractionDigits: Int) -> LocaleFormats? {
    guard let amounts = amounts(language: language, currencyCode: currencyCode, fractionDigits: fractionDigits),
      let dates = dates(language: language)
    else { return nil }
    return LocaleFormats(amounts: amounts, dates: dates)
  }

  /// As `formats`, of numbers and money alone.
  package static func amounts(language: String, currencyCode: String, fractionDigits: Int) -> AmountFormats? {
    let key = Key(language: language, currencyCode: currencyCode, fractionDigits: fractionDigits)
    if let known = knownAmounts.withLock({ $0[key] }) { return known }
    let amounts = amounts(of: key)
    knownAmounts.withLock { $0[key] = .some(amounts) }
    return amounts
  }

  /// As `formats`, of dates and times alone.
  package static func dates(language: String) -> DateFormats? {
    if let known = knownDates.withLock({ $0[language] }) { return known }
    let dates = dates(of: language)
    knownDates.withLock { $0[language] = .some(dates) }
    return dates
  }

  private struct Key: Hashable {
    var language: String
    var currencyCode: String
    var fractionDigits: Int
  }

  /// What was asked for before: making ICU's formatters takes longer than compiling a campaign.
  private static let knownAmounts = Mutex<[Key: AmountFormats?]>([:])
  private static let knownDates = Mutex<[String: DateFormats?]>([:])

  private static func identifier(_ language: String) -> String { "\(language)@calendar=gregorian;numbers=latn" }

  private static func amounts(of key: Key) -> AmountFormats? {
    let locale = Locale(identifier: identifier(key.language))
    guard let number = number(locale), let money = money(locale, key, number), let percent = percent(locale) else {
      return nil
    }
    return AmountFormats(number: number, money: money, percent: percent)
  }

  private static func dates(of language: String) -> DateFormats? {
    guard let icu = ICUDates(locale: identifier(language)), let names = names(icu),
      let short = pattern(icu, icu.pattern(date: .short, time: .none)),
      let medium = pattern(icu, icu.pattern(date: .medium, time: .none)),
      let long = pattern(icu, icu.pattern(date: .long, time: .none)), let weekday = DatePattern([.weekdayAlone]),
      let month = DatePattern([.monthAlone]), let year = pattern(icu, icu.yearPattern()),
      let time = pattern(icu, icu.pattern(date: .none, time: .short)),
      let longTime = pattern(icu, icu.pattern(date: .none, time: .medium))
    else { return nil }
    return DateFormats(
      names: names, shortDate: short, mediumDate: medium, longDate: long, weekday: weekday, month: month, year: year,
      shortTime: time, longTime: longTime)
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

  private static func names(_ icu: borrowing ICUDates) -> CalendarNames? {
    func list(_ names: [String]?) -> NameList? { names.flatMap { NameList($0) } }
    guard let monthsLong = list(icu.months(UDAT_MONTHS)), let monthsShort = list(icu.months(UDAT_SHORT_MONTHS)),
      let monthsAlone = list(icu.months(UDAT_STANDALONE_MONTHS)),
      let weekdaysLong = list(icu.weekdays(UDAT_WEEKDAYS)),
      let weekdaysShort = list(icu.weekdays(UDAT_SHORT_WEEKDAYS)),
      let weekdaysAlone = list(icu.weekdays(UDAT_STANDALONE_WEEKDAYS)), let periods = list(icu.dayPeriods())
    else { return nil }
    return CalendarNames(
      monthsLong: monthsLong, monthsShort: monthsShort, monthsAlone: monthsAlone, weekdaysLong: weekdaysLong,
      weekdaysShort: weekdaysShort, weekdaysAlone: weekdaysAlone, dayPeriods: periods)
  }

  private static func pattern(_ icu: borrowing ICUDates, _ written: String?) -> DatePattern? {
    guard let written else { return nil }
    // Every date is of this era, so its name is a text like any other.
    let era = written.contains("G") ? icu.era() ?? "" : ""
    return CLDRPattern.fields(written, era: era).flatMap { DatePattern($0) }
  }
}
