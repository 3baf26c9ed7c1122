import Testing

@testable import CampaignValues

@Suite struct GSMAlphabetTests {
  /// The default table in the order of 3GPP TS 23.038, without the escape at 0x1B.
  static let basic =
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    + "abcdefghijklmnopqrstuvwxyzäöñüà"
  static let extended = "^{}\\[~]|€"

  @Test func alphabetIsExactlyTheTables() {
    #expect(Self.basic.unicodeScalars.count == 127)
    for value in UInt32(0)...0x2FFFF {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let expected =
        Self.basic.unicodeScalars.contains(scalar) ? 1 : Self.extended.unicodeScalars.contains(scalar) ? 2 : 0
      if GSMAlphabet.septets(value) != expected { Issue.record("U+\(String(value, radix: 16))") }
    }
    #expect("Grüße für 5 €".withBytes(TextClass.gsm.allows))
    for text in ["`", "ç", "á", "😀", "\t", "’"] { #expect(!text.withBytes(TextClass.gsm.allows), "\(text)") }
  }

  @Test func segmentsAreCountedAsProvidersDo() {
    func expect(_ text: String, _ encoding: SMSSize.Encoding, _ units: Int, _ segments: Int) {
      let size = text.withBytes(SMSSize.init)
      #expect(size.encoding == encoding && size.units == units && size.segments == segments, "\(size)")
    }
    func times(_ text: String, _ count: Int) -> String { String(repeating: text, count: count) }
    expect("", .gsm7, 0, 0)
    expect("a", .gsm7, 1, 1)
    expect(times("a", 160), .gsm7, 160, 1)
    expect(times("a", 161), .gsm7, 161, 2)
    expect(times("a", 306), .gsm7, 306, 2)
    expect(times("a", 307), .gsm7, 307, 3)
    expect(times("€", 80), .gsm7, 160, 1)
    // 76 whole escape sequences fill 152 of 153 septets; the next moves on whole.
    expect(times("€", 153), .gsm7, 306, 3)
    expect(times("a", 152) + times("€", 5), .gsm7, 162, 2)
    expect(times("я", 70), .ucs2, 70, 1)
    expect(times("я", 71), .ucs2, 71, 2)
    expect(times("я", 134), .ucs2, 134, 2)
    expect(times("😀", 35), .ucs2, 70, 1)
    // 33 pairs fill 66 of 67 code units.
    expect(times("😀", 67), .ucs2, 134, 3)
    expect(times("a", 159) + "’", .ucs2, 160, 3)
  }
}
