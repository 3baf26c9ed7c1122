import Testing

@testable import CampaignValues

@Suite struct AnyBytesTests {
  @Test func noRuleTrapsOnBytesThatAreNotUTF8() {
    var generator = SeededGenerator(seed: 13)
    let pieces: [[UInt8]] = [
      [0xFF], [0x80], [0xC2], [0xE2, 0x80], [0xF0, 0x9F, 0x98], [0xED, 0xA0, 0x80], Array("é".utf8), Array("😀".utf8),
      Array("e\u{301}".utf8), Array("'".utf8), Array("https://a.example".utf8), Array("@".utf8), Array(".".utf8),
      Array("-".utf8), Array(" ".utf8), Array("+49".utf8), Array("か\u{3099}".utf8), [0],
    ]
    var scratch: [UInt8] = []
    for round in 0..<10_000 {
      let bytes = (0..<Int.random(in: 0...6, using: &generator)).flatMap { _ in
        pieces.randomElement(using: &generator) ?? []
      }
      let other = pieces.randomElement(using: &generator) ?? []
      bytes.withUnsafeBytes { bytes in
        let count = TextRules.characterCount(bytes)
        #expect(count <= bytes.count && TextRules.fits(bytes, maxCharacters: bytes.count) || bytes.count > 40)
        #expect(SMSSize(bytes).units <= bytes.count * 2, "seed 13, round \(round)")
        // Nothing malformed is an address.
        if !TextRules.isValidUTF8(bytes) {
          #expect(!Addresses.isEmail(bytes) && !Addresses.isPhone(bytes) && !Links.isURL(bytes))
          #expect(!TextClass.name.allows(bytes) && !TextClass.gsm.allows(bytes), "seed 13, round \(round)")
        }
        #expect(!(TextRules.isBlank(bytes) && count > 0 && bytes.contains(0x2E)))
        other.withUnsafeBytes { other in
          let order = Normalization.compare(bytes, other).signum()
          #expect(order == -Normalization.compare(other, bytes).signum(), "seed 13, round \(round)")
          #expect(Normalization.equal(bytes, other) == (order == 0), "seed 13, round \(round)")
          _ = FoldedPhrase(other).isContained(in: bytes, scratch: &scratch)
        }
        #expect(Normalization.hasPrefix(bytes, bytes) && Normalization.hasSuffix(bytes, bytes))
      }
    }
  }
}
