import Testing

@testable import CampaignValues

@Suite struct SipHash128Tests {
  static let key = SipHash128.Block(low: 0x0706_0504_0302_0100, high: 0x0f0e_0d0c_0b0a_0908)

  /// The reference's vectors: the digest of the bytes 0, 1, ... under the key 00 01 ... 0f.
  static let vectors: [(count: Int, digest: String)] = [
    (0, "a3817f04ba25a8e66df67214c7550293"),
    (1, "da87c1d86b99af44347659119b22fc45"),
    (2, "8177228da4a45dc7fca38bdef60affe4"),
    (3, "9c70b60c5267a94e5f33b6b02985ed51"),
    (7, "a1f1ebbed8dbc153c0b84aa61ff08239"),
    (8, "3b62a9ba6258f5610f83e264f31497b4"),
    (9, "264499060ad9baabc47f8b02bb6d71ed"),
    (15, "5493e99933b0a8117e08ec0f97cfc3d9"),
    (16, "6ee2a4ca67b054bbfd3315bf85230577"),
    (17, "473d06e8738db89854c066c47ae47740"),
    (31, "2939b0183223fafc1723de4f52c43d35"),
    (32, "7c3956ca5eeafc3e363e9d556546eb68"),
    (63, "5150d1772f50834a503e069a973fbd7c"),
  ]

  @Test func equalsTheReferenceVectors() {
    for vector in Self.vectors {
      let input = (0..<vector.count).map { UInt8($0) }
      for piece in [1, 5, 8, 11, 64] {
        var state = SipHash128(key: Self.key)
        input.withUnsafeBytes { bytes in
          for start in stride(from: 0, to: bytes.count, by: piece) {
            state.update(UnsafeRawBufferPointer(rebasing: bytes[start..<min(start + piece, bytes.count)]))
          }
        }
        #expect(hex(state.finish().bytes) == vector.digest, "length \(vector.count) in pieces of \(piece)")
      }
    }
  }

  @Test func readsAKeyFromSixteenBytes() {
    let bytes = (0..<16).map { UInt8($0) }
    #expect(bytes.withUnsafeBytes { SipHash128.Block($0) } == Self.key)
    #expect([UInt8](repeating: 0, count: 15).withUnsafeBytes { SipHash128.Block($0) } == nil)
  }

  @Test func encodesCrockfordBase32() {
    let vectors = [
      ("00000000000000000000000000000000", "00000000000000000000000000"),
      ("ffffffffffffffffffffffffffffffff", "7ZZZZZZZZZZZZZZZZZZZZZZZZZ"),
      ("000102030405060708090a0b0c0d0e0f", "00041061050R3GG28A1C60T3GF"),
      ("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff", "7GY7SF7X7NYVVZHYFTZFYFVZQZ"),
      ("0110c8531d0952d8d73e1194e95b5f19", "0123456789ABCDEFGHJKMNPQRS"),
      ("074254b635cf84653a56d7c675be77df", "0789ABCDEFGHJKMNPQRSTVWXYZ"),
    ]
    for (bytes, text) in vectors {
      let block = unhex(bytes).withUnsafeBytes { SipHash128.Block($0) }
      #expect(block.map(CrockfordBase32.string) == text)
    }
  }

  func hex(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  func unhex(_ text: String) -> [UInt8] {
    let digits = text.compactMap(\.hexDigitValue)
    return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
  }
}
