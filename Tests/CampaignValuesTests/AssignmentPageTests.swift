import CampaignValues
import Foundation
import Testing

/// The vectors of docs/assignment.md, which the C library (python-xxhash 3) gave, are what the machine's function says and what a second
/// one says, written from the algorithm's description alone.
@Suite struct AssignmentPageTests {
  /// The cells of the page's tables, without backticks; one list for each table.
  private static func tables() throws -> [[[String]]] {
    let page = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "docs/assignment.md")
    let lines = try String(contentsOf: page, encoding: .utf8).components(separatedBy: "\n")
    let blocks = lines.split { !$0.hasPrefix("|") }
    return blocks.map { block in
      block.dropFirst(2).map { line in
        line.split(separator: "|").map { $0.trimmingCharacters(in: CharacterSet(charactersIn: " `")) }
      }
    }
  }

  private static func hex(_ value: UInt64) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  private func expect(_ salt: String, _ key: String, hash: String?, bucket: String) {
    let bytes = Array("\(salt):\(key)".utf8)
    let plain = PlainXXH64.hash(bytes, seed: 42)
    #expect(plain == XXH64.hash(bytes, seed: 42), "\(salt):\(key)")
    if let hash { #expect(Self.hex(plain) == hash, "\(salt):\(key)") }
    #expect("\(plain % 10_000)" == bucket && "\(Assignment.bucket(salt: salt, key: key))" == bucket, "\(salt):\(key)")
  }

  @Test func draws() throws {
    let rows = try #require(Self.tables().first)
    #expect(rows.count >= 6)
    for row in rows { expect(row[0], row[1], hash: row[2], bucket: row[3]) }
  }

  @Test func layers() throws {
    let rows = try #require(Self.tables().last)
    #expect(rows.count >= 5 && rows[0].count == 6)
    for row in rows {
      expect("layer-spring-2027", row[0], hash: row[1], bucket: row[2])
      expect("weekly-opening", row[0], hash: nil, bucket: row[3])
      let isInside = try #require(Int(row[2])) < 5_000
      let drawn = try #require(Int(row[3])) < 5_000 ? "plain" : "warm"
      #expect(row[4] == (isInside ? drawn : "none") && row[5] == (isInside ? drawn : "plain"), "\(row)")
    }
    #expect(Set(rows.map { $0[4] }) == ["none", "plain", "warm"])
  }

  @Test func bothFunctionsAgreeOnEveryLength() {
    for count in 0...200 {
      let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 131 &+ 7) }
      #expect(PlainXXH64.hash(bytes, seed: 42) == XXH64.hash(bytes, seed: 42), "length \(count)")
    }
  }
}

/// XXH64 as its specification describes it, over a whole array and without a thought for speed.
private enum PlainXXH64 {
  private static let primes: [UInt64] = [
    11_400_714_785_074_694_791, 14_029_467_366_897_019_727, 1_609_587_929_392_839_161, 9_650_029_242_287_828_579,
    2_870_177_450_012_600_261,
  ]

  private static func rotated(_ value: UInt64, _ bits: UInt64) -> UInt64 { value << bits | value >> (64 - bits) }

  private static func lane(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  private static func round(_ accumulator: UInt64, _ lane: UInt64) -> UInt64 {
    rotated(accumulator &+ lane &* primes[1], 31) &* primes[0]
  }

  static func hash(_ bytes: [UInt8], seed: UInt64) -> UInt64 {
    var rest = bytes[...]
    var hash = seed &+ primes[4]
    if rest.count >= 32 {
      var lanes = [seed &+ primes[0] &+ primes[1], seed &+ primes[1], seed, seed &- primes[0]]
      while rest.count >= 32 {
        for index in 0..<4 {
          lanes[index] = round(lanes[index], lane(rest.prefix(8)))
          rest = rest.dropFirst(8)
        }
      }
      hash = rotated(lanes[0], 1) &+ rotated(lanes[1], 7) &+ rotated(lanes[2], 12) &+ rotated(lanes[3], 18)
      for value in lanes { hash = (hash ^ round(0, value)) &* primes[0] &+ primes[3] }
    }
    hash &+= UInt64(bytes.count)
    while rest.count >= 8 {
      hash = rotated(hash ^ round(0, lane(rest.prefix(8))), 27) &* primes[0] &+ primes[3]
      rest = rest.dropFirst(8)
    }
    if rest.count >= 4 {
      hash = rotated(hash ^ (lane(rest.prefix(4)) &* primes[0]), 23) &* primes[1] &+ primes[2]
      rest = rest.dropFirst(4)
    }
    for byte in rest { hash = rotated(hash ^ (UInt64(byte) &* primes[4]), 11) &* primes[0] }
    hash = (hash ^ hash >> 33) &* primes[1]
    hash = (hash ^ hash >> 29) &* primes[2]
    return hash ^ hash >> 32
  }
}
