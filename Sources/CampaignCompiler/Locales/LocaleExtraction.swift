import CampaignDiagnostics
import CampaignSemantics
import CampaignValues
import Foundation
import Synchronization

/// Takes from ICU's CLDR data how a language writes numbers, money, dates and times.
///
/// What is asked is how sample values are written, so that the outcome follows the data and not the names of its settings. Digits are
/// ASCII and the calendar is Gregorian in every language.
package enum LocaleExtraction {
  /// Throws where the language has a part that is longer than a plan's formats hold.
  package static func formats(
    language: String, currency: Currency, at span: Span
  ) throws(CompileError) -> LocaleFormats {
    let key = Key(language: language, currency: currency)
    if let known = known.withLock({ $0[key] }) { return known }
    let formats = try extracted(language: language, currency: currency, at: span)
    known.withLock { $0[key] = formats }
    return formats
  }

  private struct Key: Hashable {
    var language: String
    var currency: Currency
  }

  /// Formats that were asked for before: making ICU's formatters takes longer than compiling a campaign.
  private static let known = Mutex<[Key: LocaleFormats]>([:])

  private static func extracted(
    language: String, currency: Currency, at span: Span
  ) throws(CompileError) -> LocaleFormats {
    let locale = Locale(identifier: "\(language)@calendar=gregorian;numbers=latn")
    guard let number = number(locale), let money = money(locale, currency), let percent = percent(locale),
      let names = names(locale), let short = pattern(locale, date: .short, time: .none),
      let medium = pattern(locale, date: .medium, time: .none), let long = pattern(locale, date: .long, time: .none),
      let time = pattern(locale, date: .none, time: .short)
    else {
      throw CompileError(
        "numbers and dates of language `\(language)` are written in a way that is not supported", at: span,
        help: "write the message in another language, or without formatted values")
    }
    return LocaleFormats(
      number: number, money: money, percent: percent, names: names, shortDate: short, mediumDate: medium,
      longDate: long, shortTime: time)
  }

  private static func formatter(_ locale: Locale, _ style: NumberFormatter.Style) -> NumberFormatter {
    let formatter = NumberFormatter()
    formatter.locale = locale
    formatter.numberStyle = style
    return formatter
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
    // `NumberFormatter` groups by threes in every language; format styles follow the data.
    let sample = 123_456_789.5.formatted(.number.locale(locale))
    let negative = (-1).formatted(.number.locale(locale))
    let four = 1_234.formatted(.number.locale(locale))
    let split = parts(sample)
    guard split.digits.count >= 2, let decimal = split.between.last.flatMap({ InlineText($0) }),
      let minus = InlineText(parts(negative).before)
    else { return nil }
    let whole = split.digits.dropLast()
    let isGrouped = whole.count > 1
    // The sample's first group may be short; the one before the last shows the size of all but the last.
    let primary = isGrouped ? whole.last?.count ?? 0 : 0
    let secondary = whole.count > 2 ? whole[whole.count - 2].count : primary
    return NumberFormat(
      decimalSeparator: decimal, groupSeparator: InlineText(isGrouped ? split.between[0] : "") ?? InlineText(),
      minusSign: minus, primaryGroupSize: UInt8(clamping: primary), secondaryGroupSize: UInt8(clamping: secondary),
      minimumGroupingDigits: isGrouped && parts(four).digits.count == 1 ? 2 : 1)
  }

  private static func money(_ locale: Locale, _ currency: Currency) -> MoneyFormat? {
    let formatter = formatter(locale, .currency)
    formatter.currencyCode = currency.code
    formatter.minimumFractionDigits = currency.fractionDigits
    formatter.maximumFractionDigits = currency.fractionDigits
    guard let positive = formatter.string(from: 1), let negative = formatter.string(from: -1) else { return nil }
    let plus = parts(positive)
    let minus = parts(negative)
    guard let positivePrefix = InlineText(plus.before), let positiveSuffix = InlineText(plus.after),
      let negativePrefix = InlineText(minus.before), let negativeSuffix = InlineText(minus.after)
    else { return nil }
    return MoneyFormat(
      positivePrefix: positivePrefix, positiveSuffix: positiveSuffix, negativePrefix: negativePrefix,
      negativeSuffix: negativeSuffix, fractionDigits: UInt8(clamping: currency.fractionDigits))
  }

  private static func percent(_ locale: Locale) -> PercentFormat? {
    guard let sample = formatter(locale, .percent).string(from: 1) else { return nil }
    let split = parts(sample)
    guard let prefix = InlineText(split.before), let suffix = InlineText(split.after) else { return nil }
    return PercentFormat(prefix: prefix, suffix: suffix)
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
    guard let monthsLong = NameList(formatter.monthSymbols), let monthsShort = NameList(formatter.shortMonthSymbols),
      let weekdaysLong = NameList(Array(days[1...]) + [days[0]]),
      let weekdaysShort = NameList(Array(shortDays[1...]) + [shortDays[0]]),
      let periods = NameList([formatter.amSymbol, formatter.pmSymbol])
    else { return nil }
    return CalendarNames(
      monthsLong: monthsLong, monthsShort: monthsShort, weekdaysLong: weekdaysLong, weekdaysShort: weekdaysShort,
      dayPeriods: periods)
  }

  private static func pattern(
    _ locale: Locale, date: DateFormatter.Style, time: DateFormatter.Style
  ) -> DatePattern? {
    let formatter = dateFormatter(locale)
    formatter.dateStyle = date
    formatter.timeStyle = time
    return formatter.dateFormat.flatMap(CLDRPattern.fields).flatMap { DatePattern($0) }
  }
}
