import CampaignDiagnostics
import CampaignSemantics
import CampaignValues
import Testing

@testable import CampaignCompiler
@testable import CampaignLocales

@Suite struct LocaleExtractionTests {
  private func formats(_ language: String, _ currency: String = "EUR", _ digits: Int = 2) throws -> LocaleFormats {
    try LocaleExtraction.formats(
      language: language, currency: Currency(code: currency, fractionDigits: digits), at: Span(FileID(0), 0, 0))
  }

  private func number(_ formats: LocaleFormats, _ value: Int64) -> String {
    String(maxLength: NumberFormat.maxLength) { formats.amounts.number.write(integer: value, to: $0) }
  }

  private func money(_ formats: LocaleFormats, _ value: Int64) -> String {
    String(maxLength: AmountFormats.maxMoneyLength) { formats.amounts.write(money: value, to: $0) }
  }

  private func date(_ formats: LocaleFormats, _ style: DateFormats.DateStyle) throws -> String {
    let day = try #require(CivilDate(year: 2027, month: 3, day: 2))
    return String(maxLength: DatePattern.maxLength) { formats.dates.write(date: day, style, to: $0) }
  }

  @Test func languagesGroupTheirDigits() throws {
    #expect(number(try formats("en_US"), -1_234_567) == "-1,234,567")
    #expect(number(try formats("de_DE"), 1_234_567) == "1.234.567")
    #expect(number(try formats("hi_IN"), 1_234_567) == "12,34,567")
    #expect(number(try formats("es_ES"), 1_234) == "1234")
    #expect(number(try formats("es_ES"), 12_345) == "12.345")
    #expect(number(try formats("ar_EG"), 7).unicodeScalars.allSatisfy { ("0"..."9").contains($0) })
  }

  @Test func languagesPutTheCurrencyWhereItBelongs() throws {
    #expect(money(try formats("en_US", "USD"), 123_456) == "$1,234.56")
    #expect(money(try formats("de_DE"), 123_456) == "1.234,56\u{A0}€")
    #expect(money(try formats("ja_JP", "JPY", 0), 1_234).hasSuffix("1,234"))
    #expect(money(try formats("en_GB", "GBP"), -5) == "-£0.05")
  }

  @Test func shortMessagesHavePlainSpacesAndHyphens() throws {
    let german = try formats("de_DE").inShortMessages
    #expect(money(german, 123_456) == "1.234,56 €")
    #expect(
      String(maxLength: AmountFormats.maxMoneyLength) { german.amounts.write(basisPoints: 1_500, to: $0) } == "15 %")
    #expect(number(try formats("fr_FR"), 1_234_567) == "1\u{202F}234\u{202F}567")
    #expect(number(try formats("fr_FR").inShortMessages, 1_234_567) == "1 234 567")
    #expect(number(try formats("nb_NO").inShortMessages, -7) == "-7")
    let english = try formats("en_US")
    let evening = String(maxLength: DatePattern.maxLength) {
      english.inShortMessages.dates.write(secondOfDay: 75_600, .short, to: $0)
    }
    #expect(evening == "9:00 PM")
    // Nothing else is different.
    #expect(try date(english.inShortMessages, .long) == date(english, .long))
    #expect(number(english.inShortMessages, -1_234) == "-1,234")
  }

  @Test func languagesWriteDates() throws {
    #expect(try date(try formats("en_US"), .long) == "March 2, 2027")
    #expect(try date(try formats("de_DE"), .medium) == "02.03.2027")
    #expect(try date(try formats("nb_NO"), .long) == "2. mars 2027")
    #expect(try date(try formats("ja_JP"), .long) == "2027年3月2日")
    // Thailand's own calendar counts other years.
    #expect(try date(try formats("th_TH"), .long).contains("2027"))
    let time = String(maxLength: DatePattern.maxLength) { [formats = try formats("de_DE")] in
      formats.dates.write(secondOfDay: 34_200, .short, to: $0)
    }
    #expect(time == "09:30")
  }

  @Test func patternsAreReadWithTheirQuotes() {
    #expect(CLDRPattern.fields("d 'de' MMMM")?.count == 3)
    #expect(CLDRPattern.fields("h 'o''clock'")?.last == InlineText(" o'clock").map { .literal($0) })
    #expect(CLDRPattern.fields("'open") == nil)
    #expect(CLDRPattern.fields("q") == nil)
  }
}
