import CampaignValues
import Synchronization
import _FoundationICU

/// The plural rules of a language, or that they have no form here.
package enum PluralRulesResult: Sendable {
  case rules(PluralRules)
  case unsupported
}

/// Plural rules from the same CLDR data that Foundation's formatters read: ICU's, which is part of the toolchain.
package enum LanguagePlurals {
  /// Asked of ICU once a language; nil where its rules don't fit the form that a plan has for them.
  package static func rules(language: String) -> PluralRules? {
    if let known = known.withLock({ $0[language] }) { return known.rules }
    let rules = asked(language)
    known.withLock { $0[language] = rules.map { .rules($0) } ?? .unsupported }
    return rules
  }

  private static let known = Mutex<[String: PluralRulesResult]>([:])

  private static func asked(_ language: String) -> PluralRules? {
    var status = U_ZERO_ERROR
    guard let icu = swift_uplrules_open(language, &status), status.rawValue <= U_ZERO_ERROR.rawValue else { return nil }
    defer { swift_uplrules_close(icu) }
    func form(of number: UInt64) -> PluralForm? {
      var name = [UInt16](repeating: 0, count: 16)
      var status = U_ZERO_ERROR
      let length = swift_uplrules_select(icu, Double(number), &name, Int32(name.count), &status)
      guard status.rawValue <= U_ZERO_ERROR.rawValue, (0...16).contains(length) else { return nil }
      return PluralForm(name: String(decoding: name[..<Int(length)], as: UTF16.self))
    }
    let entries = (Array(0..<200) + [1_000_000]).compactMap { form(of: $0)?.rawValue }
    guard let rules = PluralRules(entries: entries) else { return nil }
    return samples.allSatisfy { form(of: $0) == rules.form(of: Int64(clamping: $0)) } ? rules : nil
  }

  /// Numbers that would show a rule that looks at more than the table has: beyond hundreds, thousands and millions.
  private static let samples: [UInt64] = {
    var samples = Array(UInt64(200)..<400)
    for power in [1_000, 10_000, 100_000, 1_000_000, 10_000_000, 1_000_000_000] as [UInt64] {
      for factor in [1, 2, 3, 5, 11, 21] as [UInt64] {
        samples += [0, 1, 2, 5, 11, 12, 21, 100, 101, 1_000].map { factor * power + $0 }
      }
    }
    return samples
  }()
}

extension PluralRulesResult {
  fileprivate var rules: PluralRules? { if case .rules(let rules) = self { rules } else { nil } }
}
