import CampaignTestSupport
import CampaignValues
import Foundation
import Testing
import _FoundationICU

@testable import CampaignSemantics

/// The table that a plan carries says of every number what ICU says.
@Suite struct PluralRulesTests {
  static let languages = [
    "en_US", "en_GB", "de_DE", "fr_FR", "es_US", "es_ES", "pt_BR", "pt_PT", "it_IT", "nl_NL", "pl_PL", "cs_CZ", "nb_NO",
    "sv_SE", "fi_FI", "da_DK", "tr_TR", "ja_JP", "ko_KR", "zh_CN", "ru_RU", "ar_EG", "he_IL", "hi_IN", "id_ID", "cy_GB",
    "lt_LT", "lv_LV", "sl_SI", "mt_MT", "ga_IE", "br_FR", "gd_GB", "is_IS", "mk_MK", "ro_RO",
  ]
  static let seed: UInt64 = 0x91

  private static func icu(_ language: String, _ numbers: [Int64]) -> [String] {
    var status = U_ZERO_ERROR
    guard let rules = swift_uplrules_open(language, &status) else { return [] }
    defer { swift_uplrules_close(rules) }
    return numbers.map { number in
      var name = [UInt16](repeating: 0, count: 16)
      var status = U_ZERO_ERROR
      let length = swift_uplrules_select(rules, Double(number), &name, Int32(name.count), &status)
      return String(decoding: name[..<Int(length)], as: UTF16.self)
    }
  }

  @Test(arguments: languages) func formsAreICUs(_ language: String) throws {
    let rules = try #require(LanguagePlurals.rules(language: language))
    var random = SeededGenerator(seed: Self.seed)
    var numbers = Array(Int64(-30)...Int64(1_500))
    for digits in 4...13 {
      let limit = (0..<digits).reduce(Int64(1)) { power, _ in power * 10 }
      numbers += (0..<100).map { _ in Int64.random(in: -limit...limit, using: &random) }
      numbers += [limit, 2 * limit, limit + 1, 21 * limit]
    }
    for (number, expected) in zip(numbers, Self.icu(language, numbers)) where rules.form(of: number).name != expected {
      Issue.record("\(language) \(number): \(rules.form(of: number)), ICU \(expected); seed \(Self.seed)")
    }
  }

  @Test func onlyCornishHasNoRules() {
    let failing = Set(
      Locale.availableIdentifiers.filter { LanguagePlurals.rules(language: $0) == nil }.map { $0.prefix(2) })
    #expect(failing == ["kw"])
  }

  @Test func formsWithinBoundsComeWithExamples() throws {
    let polish = try #require(LanguagePlurals.rules(language: "pl_PL"))
    #expect(polish.forms(in: 0...100) == [.one: [1], .few: [2, 3, 4], .many: [0, 5, 6]])
    #expect(polish.forms(in: 2...4) == [.few: [2, 3, 4]])
    #expect(polish.forms(in: -1...1, limit: 1) == [.one: [1], .many: [0]])
    let spanish = try #require(LanguagePlurals.rules(language: "es_ES"))
    #expect(spanish.forms(in: 0...999_999)[.many] == nil)
    #expect(spanish.forms(in: 0...2_500_000)[.many] == [1_000_000, 2_000_000])
    #expect(spanish.forms(in: -3_000_000 ... -2_999_000)[.many] == [3_000_000])
    #expect(spanish.forms(in: .min ... .max, limit: 1) == [.one: [1], .other: [0], .many: [1_000_000]])
  }
}
