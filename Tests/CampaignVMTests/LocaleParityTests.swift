import CampaignDiagnostics
import CampaignLocales
import CampaignPlan
import CampaignSemantics
import CampaignTestSupport
import CampaignValues
import Foundation
import Testing

@testable import CampaignCompiler
@testable import CampaignVM

/// What the machine writes of numbers, money, dates and times is what ICU's formatters write, digit for digit.
///
/// As the language says, digits are ASCII and the calendar is Gregorian, so ICU is asked with `numbers=latn` and
/// `calendar=gregorian`.
@Suite struct LocaleParityTests {
  static let languages = [
    "en_US", "en_GB", "de_DE", "fr_FR", "es_US", "es_ES", "pt_BR", "pt_PT", "it_IT", "nl_NL", "pl_PL", "cs_CZ", "nb_NO",
    "sv_SE", "fi_FI", "da_DK", "tr_TR", "ja_JP", "ko_KR", "zh_CN", "ru_RU", "ar_EG", "he_IL", "hi_IN", "id_ID", "de_AT",
    "de_CH", "fr_CH", "en_IN", "hu_HU", "el_GR", "uk_UA", "ro_RO", "bg_BG", "lt_LT", "fa_IR", "th_TH", "vi_VN", "et_EE",
  ]
  static let currencies = [("EUR", 2), ("USD", 2), ("NOK", 2), ("JPY", 0), ("PLN", 2)]
  static let seed: UInt64 = 0x1C0

  private static func locale(_ language: String) -> Locale {
    Locale(identifier: "\(language)@calendar=gregorian;numbers=latn")
  }

  private static func formats(_ language: String, _ currency: (String, Int)) throws -> LocaleFormats {
    try LocaleExtraction.formats(
      language: language, currency: Currency(code: currency.0, fractionDigits: currency.1), at: Span(FileID(0), 0, 0))
  }

  /// What differs between the two for a kind, at most a few.
  private func differences(
    _ language: String, _ formats: LocaleFormats, _ kind: FormatRecord.Kind, _ values: [Int64],
    _ icu: (Int64) -> String
  ) -> [String] {
    let memory = RunMemory()
    let image = memory.copy([LocaleImage(formats, memory: memory)])
    let made = FormattedValue(memory: memory)
    var found: [String] = []
    for value in values where found.count < 3 {
      let count = MessageWriter.write(value, kind, image, to: made.bytes)
      let written = String(decoding: UnsafeBufferPointer(start: made.bytes, count: count), as: UTF8.self)
      let expected = icu(value)
      if !written.utf8.elementsEqual(expected.utf8) {
        found.append("\(language) \(kind) \(value): \(written.debugDescription), ICU \(expected.debugDescription)")
      }
    }
    return withExtendedLifetime(memory) { found }
  }

  /// Small and large, round and odd, of both signs.
  private static func numbers(_ language: String) -> [Int64] {
    var random = SeededGenerator(seed: seed ^ UInt64(language.utf8.reduce(0) { $0 &* 31 &+ Int($1) } & 0xFFFF))
    var values: [Int64] = [0, 1, -1, 9, 10, 99, 100, 999, 1_000, -1_000, 9_999, 10_000, 99_999, 100_000, 1_000_000]
    while values.count < 1_000 {
      let digits = Int64.random(in: 1...13, using: &random)
      let limit = (0..<digits).reduce(Int64(1)) { power, _ in power * 10 }
      values.append(Int64.random(in: -limit...limit, using: &random))
    }
    return values
  }

  @Test(arguments: languages) func numbersAreAsICUWritesThem(_ language: String) throws {
    let locale = Self.locale(language)
    let values = Self.numbers(language)
    let formats = try Self.formats(language, ("EUR", 2))
    func decimal(_ value: Int64, _ digits: Int) -> Decimal {
      Decimal(sign: value < 0 ? .minus : .plus, exponent: -digits, significand: Decimal(value.magnitude))
    }
    var found = differences(language, formats, .integer, values) { decimal($0, 0).formatted(.number.locale(locale)) }
    found += differences(language, formats, .decimal, values) {
      decimal($0, 4).formatted(.number.locale(locale).precision(.fractionLength(0...4)))
    }
    found += differences(language, formats, .percent, values) {
      decimal($0, 4).formatted(.percent.locale(locale).precision(.fractionLength(0...2)))
    }
    for currency in Self.currencies {
      let formats = try Self.formats(language, currency)
      found += differences(language, formats, .money, values) {
        decimal($0, currency.1).formatted(
          .currency(code: currency.0).locale(locale).precision(.fractionLength(currency.1)))
      }
    }
    #expect(found.isEmpty, "seed \(Self.seed): \(found.joined(separator: "\n"))")
  }

  @Test(arguments: languages) func datesAndTimesAreAsICUWritesThem(_ language: String) throws {
    let locale = Self.locale(language)
    let formats = try Self.formats(language, ("EUR", 2))
    func formatter(_ date: DateFormatter.Style, _ time: DateFormatter.Style, _ template: String? = nil) -> DateFormatter
    {
      let formatter = DateFormatter()
      formatter.locale = locale
      formatter.calendar = Calendar(identifier: .gregorian)
      formatter.timeZone = TimeZone(secondsFromGMT: 0)
      formatter.dateStyle = date
      formatter.timeStyle = time
      if let template { formatter.setLocalizedDateFormatFromTemplate(template) }
      return formatter
    }
    var random = SeededGenerator(seed: Self.seed)
    // Of 1900 to 2099: before the calendar's reform ICU's Gregorian calendar is another one.
    let days = (0..<1_000).map { $0 < 366 ? 20_820 + Int64($0) : Int64.random(in: -25_567...47_481, using: &random) }
    let seconds = (0..<1_000).map { _ in Int64.random(in: 0...86_399, using: &random) } + [0, 43_199, 43_200, 86_399]
    let dates: [(FormatRecord.Kind, DateFormatter)] = [
      (.dateShort, formatter(.short, .none)), (.dateMedium, formatter(.medium, .none)),
      (.dateLong, formatter(.long, .none)), (.weekday, formatter(.none, .none, "cccc")),
      (.month, formatter(.none, .none, "LLLL")), (.year, formatter(.none, .none, "y")),
    ]
    var found: [String] = []
    for (kind, formatter) in dates {
      found += differences(language, formats, kind, days) {
        formatter.string(from: Date(timeIntervalSince1970: Double($0) * 86_400))
      }
    }
    for (kind, formatter) in [
      (FormatRecord.Kind.time, formatter(.none, .short)), (.timeLong, formatter(.none, .medium)),
    ] {
      found += differences(language, formats, kind, seconds) {
        formatter.string(from: Date(timeIntervalSince1970: Double($0)))
      }
    }
    #expect(found.isEmpty, "seed \(Self.seed): \(found.joined(separator: "\n"))")
  }

  /// Where a language can't be written, the compiler says so; of CLDR's languages it can all but a few.
  @Test func nearlyEveryLanguageOfCLDRHasFormats() {
    let languages = Set(Locale.availableIdentifiers.map { $0.replacingOccurrences(of: "-", with: "_") }).sorted()
    let failing = languages.filter { (try? Self.formats($0, ("EUR", 2))) == nil }
    #expect(languages.count > 500 && failing.count < languages.count / 20, "\(failing)")
  }
}
