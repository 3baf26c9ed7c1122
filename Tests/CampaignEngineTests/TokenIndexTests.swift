import CampaignHandOff
import Foundation
import Testing

@testable import CampaignEngine

@Suite struct TokenIndexTests {
  private let folder = FileManager.default.temporaryDirectory.appending(path: "tokens-\(UUID().uuidString)").path()

  private func write(_ tokens: [UInt64], run: Int64, released: Int64, _ index: TokenIndex, _ limit: Int = 100) throws {
    let collector = TokenCollector()
    for (entry, token) in tokens.enumerated() { collector.add(UnsubscribeToken(number: token), entry: Int64(entry)) }
    while try !collector.write(limit, into: index, run: run, released: released) {}
  }

  private func find(_ token: UInt64, _ index: TokenIndex) -> TokenIndex.Place? {
    index.find(UnsubscribeToken(number: token))
  }

  @Test func eachTokenIsFoundAndNoOther() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var generator = SystemRandomNumberGenerator()
    let tokens = (0..<6_000).map { _ in UInt64.random(in: 1..<(.max), using: &generator) }
    let index = TokenIndex(folder: folder)
    #expect(find(tokens[0], index) == nil)
    try write(Array(tokens[..<5_000]), run: 9, released: 100, index)
    try write(Array(tokens[5_000...]), run: 12, released: 200, index)
    for opened in [index, TokenIndex(folder: folder)] {
      for (place, token) in tokens.enumerated() {
        let expected =
          place < 5_000 ? TokenIndex.Place(run: 9, entry: Int64(place)) : .init(run: 12, entry: Int64(place - 5_000))
        guard find(token, opened) == expected else {
          Issue.record("token \(place) is not found")
          return
        }
      }
      #expect(find(0, opened) == nil && find(.max, opened) == nil)
    }
    index.removeOld(before: 150)
    #expect(find(tokens[0], index) == nil && find(tokens[5_000], index) != nil)
    #expect(find(tokens[0], TokenIndex(folder: folder)) == nil)
  }

  @Test func aRunOfTheSameNumberTakesTheFilesPlace() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let index = TokenIndex(folder: folder)
    try write([5, 7], run: 1, released: 1, index)
    try write([7], run: 1, released: 1, index)
    #expect(find(5, index) == nil && find(7, index) == TokenIndex.Place(run: 1, entry: 0))
    try write([], run: 1, released: 1, index)
    #expect(find(7, index) == nil)
  }

  @Test func aFileThatIsCutIsNone() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let index = TokenIndex(folder: folder)
    try write([5, 7], run: 1, released: 1, index)
    let whole = try Data(contentsOf: URL(filePath: "\(folder)/1"))
    for count in 0..<whole.count {
      try whole.prefix(count).write(to: URL(filePath: "\(folder)/1"))
      #expect(find(7, index) == nil)
    }
  }
}
