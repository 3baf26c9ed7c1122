import CampaignHandOff
import Foundation
import Testing

@testable import CampaignEngine

@Suite struct TokenIndexTests {
  private let folder = FileManager.default.temporaryDirectory.appending(path: "tokens-\(UUID().uuidString)").path()

  private func write(
    _ tokens: some Sequence<UInt64>, run: Int64, released: Int64, _ index: TokenIndex, _ limit: Int = 100
  ) throws {
    let collector = TokenCollector()
    for (entry, token) in tokens.enumerated() {
      collector.add(UnsubscribeToken(number: token), run: run, entry: Int64(entry))
    }
    while try !collector.write(limit, into: index, released: released) {}
  }

  private func find(_ token: UInt64, _ index: TokenIndex) -> TokenIndex.Place? {
    index.find(UnsubscribeToken(number: token)).first
  }

  private func files() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: folder) }

  @Test func eachTokenIsFoundAndNoOther() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var generator = SystemRandomNumberGenerator()
    let tokens = (0..<6_000).map { _ in UInt64.random(in: 1..<(.max), using: &generator) }
    let index = TokenIndex(folder: folder)
    #expect(find(tokens[0], index) == nil)
    try write(tokens[..<5_000], run: 9, released: 100, index)
    try write(tokens[5_000...], run: 12, released: 200, index)
    for opened in [index, TokenIndex(folder: folder)] {
      let wrong = tokens.enumerated().first { place, token in
        let expected =
          place < 5_000 ? TokenIndex.Place(run: 9, entry: Int64(place)) : .init(run: 12, entry: Int64(place - 5_000))
        return find(token, opened) != expected
      }
      #expect(wrong == nil)
      #expect(find(0, opened) == nil && find(.max, opened) == nil)
    }
    index.removeOld(before: 150)
    #expect(find(tokens[0], index) == nil && find(tokens[5_000], index) != nil)
    #expect(find(tokens[0], TokenIndex(folder: folder)) == nil)
  }

  @Test func manySmallRunsTakeFewFiles() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let index = TokenIndex(folder: folder)
    // As a campaign that answers events has them: a run with a few messages every few seconds.
    for run in Int64(1)...1_000 {
      try write((0..<3).map { UInt64(run * 3 + $0) &* 0x9E37_79B9_7F4A_7C15 }, run: run, released: run, index)
    }
    #expect(index.fileCount < 64)
    #expect(try files().count == index.fileCount)
    for opened in [index, TokenIndex(folder: folder)] {
      let missing = (Int64(1)...1_000).filter { run in
        (0..<3).contains { entry in
          find(UInt64(run * 3 + entry) &* 0x9E37_79B9_7F4A_7C15, opened) != .init(run: run, entry: entry)
        }
      }
      #expect(missing == [])
    }
    index.removeOld(before: 900)
    #expect(find(UInt64(999 * 3) &* 0x9E37_79B9_7F4A_7C15, index)?.run == 999)
  }

  @Test func ofATokenThatIsThereTwiceTheLaterCounts() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let index = TokenIndex(folder: folder)
    // A run that was taken back after its tokens were put down is planned anew, as another or under the same number.
    try write([5, 7], run: 1, released: 1, index)
    try write([7], run: 2, released: 1, index)
    #expect(find(7, index) == .init(run: 2, entry: 0) && find(5, index) == .init(run: 1, entry: 0))
    for run in Int64(3)...40 { try write([UInt64(run) << 40, 9], run: run, released: 1, index) }
    #expect(find(7, index) == .init(run: 2, entry: 0) && find(5, index) == .init(run: 1, entry: 0))
    #expect(find(9, index)?.run == 40)
    #expect(find(9, TokenIndex(folder: folder))?.run == 40)
  }

  @Test func aRunWithoutMessagesLeavesNoFile() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let index = TokenIndex(folder: folder)
    try write([], run: 1, released: 1, index)
    #expect(index.fileCount == 0 && !FileManager.default.fileExists(atPath: folder))
  }

  @Test func aFileThatIsCutIsNone() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let index = TokenIndex(folder: folder)
    try write([5, 7], run: 1, released: 1, index)
    let whole = try Data(contentsOf: URL(filePath: "\(folder)/1"))
    for count in 0..<whole.count {
      try whole.prefix(count).write(to: URL(filePath: "\(folder)/1"))
      #expect(find(7, index) == nil && TokenIndex(folder: folder).fileCount == 0)
    }
  }
}
