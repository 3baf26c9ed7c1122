import CampaignFuzzing
import CampaignTestSupport
import Foundation
import Testing

/// What searches have found stays found: inputs that once broke something, those that reach the most, and those that every search
/// begins with.
@Suite struct CorpusTests {
  @Test(arguments: FuzzTarget.allCases) func corpusHolds(target: FuzzTarget) throws {
    let folder = TestWorkspace.repository.appending(path: "Tests/Fuzzing/Corpus/\(target.rawValue)")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path()).sorted()
    #expect(!names.isEmpty)
    for name in names {
      let bytes = Array(try Data(contentsOf: folder.appending(path: name)))
      #expect(throws: Never.self, "\(target.rawValue)/\(name)") { try target.run(bytes) }
    }
  }

  @Test(arguments: FuzzTarget.allCases) func seedsHold(target: FuzzTarget) {
    let seeds = target.seeds
    #expect(seeds.count > 5)
    for (name, bytes) in seeds {
      #expect(throws: Never.self, "\(target.rawValue), seed \(name)") { try target.run(bytes) }
    }
  }
}
