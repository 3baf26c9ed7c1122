import CampaignDiagnostics
import CampaignSyntax

/// The active currencies of ISO 4217 with the decimal places of their minor units (the standard's list one, without
/// funds, metals and testing codes).
package enum Currencies {
  /// The currency of that code.
  package static func find(_ code: String) -> Currency? {
    fractionDigits[code].map { Currency(code: code, fractionDigits: $0) }
  }

  static func reportUnknown(_ code: Name, _ context: TenantContext, preferring own: String?) {
    if code.text.isEmpty { return }
    let upper = code.text.uppercased()
    let meant =
      fractionDigits[upper] != nil
      ? upper : Suggestion.nearest(to: upper, among: (own.map { [$0] } ?? []) + fractionDigits.keys.sorted())
    context.report(
      .unknownCurrency, "`\(code.text)` is not a currency", at: code.span,
      helps: [meant.map { "did you mean `\($0)`?" } ?? "write its three letters of ISO 4217, such as `EUR`"],
      fixes: meant.map { [Fix("write `\($0)`", replace: code.span, with: $0)] } ?? [])
  }

  private static let fractionDigits: [String: Int] = {
    var result: [String: Int] = [:]
    for (digits, codes) in [0: none, 2: two, 3: three] {
      for code in codes.split(whereSeparator: \.isWhitespace) { result[String(code)] = digits }
    }
    return result
  }()

  private static let none = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"

  private static let three = "BHD IQD JOD KWD LYD OMR TND"

  private static let two = """
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP CVE CZK DKK DOP DZD
    EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL
    MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR
    SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VES WST XCD XCG YER ZAR ZMW ZWG
    """
}
