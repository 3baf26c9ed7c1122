import Testing

@testable import CampaignValues

@Suite struct XXH64Tests {
  /// Lengths with the hashes under seeds 0 and 42 that the C library (python-xxhash 3) gives for the first bytes of the
  /// sequence `(i * 131 + 7) mod 256`.
  static let vectors: [(count: Int, seed0: UInt64, seed42: UInt64)] = [
    (0, 0xef46_db37_51d8_e999, 0x98b1_582b_0977_e704),
    (1, 0xa96c_7f0c_e858_bbb7, 0xda6d_a760_43d2_a83e),
    (3, 0xbed4_3740_ee63_32bb, 0x68ad_f3d7_8e69_87c3),
    (4, 0xfa21_2ae4_4b3b_b23d, 0xfb3e_ce73_292e_b1ed),
    (5, 0xd339_dcc9_ac8e_6776, 0x74de_1e0e_fae1_36a4),
    (7, 0x2744_460d_d675_d2c0, 0x3755_095d_6e4d_66da),
    (8, 0x994b_676b_71ce_94dd, 0x5190_1a87_d2f9_3e8e),
    (9, 0x572b_84c1_8b98_3af8, 0x5ed0_f822_8d8e_d06f),
    (11, 0x97f0_78da_7a1a_590c, 0x6ce3_b8d5_4c55_2366),
    (12, 0xb92f_588c_e720_786e, 0xfb91_eb6f_3cb2_eaa7),
    (15, 0x09e6_451e_d2ff_8b1d, 0x3303_1ea0_05a2_5bbd),
    (16, 0x94ad_0095_e72b_24d5, 0x9f7e_3563_8c44_2c07),
    (20, 0x6782_2fa8_0e0c_8933, 0xda69_931c_325f_0cdc),
    (24, 0x0a3b_0194_f3af_e0b8, 0x0c14_7cdd_2ce3_ecf6),
    (31, 0x6711_d55e_306b_5d8f, 0x7318_4629_5f5b_ba81),
    (32, 0x07f7_b8e3_bc5d_6e25, 0xf335_1b21_60d5_5903),
    (33, 0x09f8_5eeb_4e1c_be9f, 0x70e7_8138_c9f3_5ca7),
    (36, 0xe7ac_6252_22f2_b655, 0x092a_7d5d_9f88_fd50),
    (40, 0xd251_5017_7ba4_6490, 0x5854_17e3_04b3_6dbf),
    (47, 0x79bd_9d6d_d8c1_5570, 0x41ea_502c_3f80_0425),
    (63, 0xb7c9_968c_066c_b6a5, 0x7244_b19d_b698_f5cd),
    (64, 0x50d4_159a_0411_632e, 0x404d_28e7_62d4_a07f),
    (65, 0xd277_176b_ff86_3efc, 0x9169_1afa_bb1a_e406),
    (68, 0x0074_fd38_e968_c15b, 0xe228_b288_5d6f_3625),
    (72, 0xcd82_801d_226e_b2a5, 0x0df8_6969_a479_f0c0),
    (95, 0x928c_35b9_89d3_c594, 0x1627_b169_8e73_43e4),
    (96, 0x18c8_f362_eb73_5341, 0xddad_abc5_047b_e2e9),
    (100, 0x9dda_da11_d3dc_2d8f, 0x42c8_b9eb_f60e_6ba4),
    (256, 0xa2db_e913_9652_56fc, 0x2030_d62a_7496_386e),
    (1000, 0x0bf0_bdbc_c82e_b373, 0x07c8_5880_fc74_f7ff),
  ]

  static func input(_ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: $0 * 131 + 7) } }

  @Test func equalsTheReferenceImplementation() {
    for vector in Self.vectors {
      #expect(XXH64.hash(Self.input(vector.count)) == vector.seed0, "length \(vector.count), seed 0")
      #expect(XXH64.hash(Self.input(vector.count), seed: 42) == vector.seed42, "length \(vector.count), seed 42")
    }
  }

  @Test func feedingInPiecesChangesNothing() {
    for vector in Self.vectors {
      let input = Self.input(vector.count)
      for piece in [1, 3, 7, 8, 31, 32, 33, 64, 100] {
        var state = XXH64(seed: 42)
        input.withUnsafeBytes { bytes in
          for start in stride(from: 0, to: bytes.count, by: piece) {
            state.update(UnsafeRawBufferPointer(rebasing: bytes[start..<min(start + piece, bytes.count)]))
          }
        }
        #expect(state.finish() == vector.seed42, "length \(vector.count) in pieces of \(piece)")
      }
    }
  }
}

@Suite struct AssignmentTests {
  /// Buckets of `salt ':' key` by the C library.
  static let buckets: [(salt: String, key: String, bucket: UInt32)] = [
    ("s", "1", 8607),
    ("welcome-2027", "hh-0001", 2334),
    ("opening", "42", 1992),
    ("spring", "ünïcode-😀", 4400),
    (
      String(repeating: "x", count: 40),
      String(repeating: "k", count: 300),
      3038
    ),
    ("", "", 1298),
  ]

  @Test func bucketsAreThePublishedOnes() {
    for (salt, key, bucket) in Self.buckets {
      #expect(Assignment.bucket(salt: salt, key: key) == bucket, "\(salt):\(key)")
    }
  }

  @Test func picksTheArmByExclusiveUpperEnds() {
    let ends: [UInt32] = [5000, 5000, 8000]
    #expect(Assignment.pick(0, ends) == 0)
    #expect(Assignment.pick(4999, ends) == 0)
    #expect(Assignment.pick(5000, ends) == 2)
    #expect(Assignment.pick(7999, ends) == 2)
    #expect(Assignment.pick(8000, ends) == nil)
    #expect(Assignment.pick(0, []) == nil)
  }

  @Test func sharesLieWithinThreeStandardDeviations() {
    let members = 100_000
    let ends: [UInt32] = [1000, 4000, 10_000]
    var counts = [0, 0, 0]
    for member in 0..<members {
      guard let arm = Assignment.pick(Assignment.bucket(salt: "shares", key: "member-\(member)"), ends) else {
        continue
      }
      counts[arm] += 1
    }
    for (count, share) in zip(counts, [0.1, 0.3, 0.6]) {
      let mean = Double(members) * share
      let deviation = (mean * (1 - share)).squareRoot()
      #expect(abs(Double(count) - mean) <= 3 * deviation, "share \(share): \(count)")
    }
  }
}
