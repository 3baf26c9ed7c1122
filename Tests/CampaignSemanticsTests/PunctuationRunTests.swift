import CampaignDiagnostics
import CampaignTestSupport
import Testing

@testable import CampaignSemantics

/// Runs over seams, held against all paths spelled out.
@Suite struct PunctuationRunTests {
  private static let texts = ["a", "!", "?!", " ", "b!", "!!c", "…", "-", "", "؟", "“"]

  private static func tree(_ random: inout SeededGenerator, depth: Int) -> [WrittenNode] {
    (0..<Int.random(in: 0...4, using: &random)).map { _ in
      switch Int.random(in: 0...(depth > 0 ? 8 : 6), using: &random) {
      case 0: .boundary
      case 1: .data(nil)
      case 7: .choice((0...Int.random(in: 0...2, using: &random)).map { _ in tree(&random, depth: depth - 1) })
      case 8: .loop(tree(&random, depth: depth - 1), otherwise: Bool.random(using: &random) ? [] : nil)
      default: .text(texts[Int.random(in: texts.indices, using: &random)], nil)
      }
    }
  }

  /// Every path as text, with loops of up to three turns.
  private static func paths(_ nodes: [WrittenNode]) -> Set<String> {
    nodes.reduce([""]) { paths, node in
      let next: Set<String>
      switch node {
      case .text(let text, _): next = [text]
      case .data, .boundary: next = ["x"]
      case .choice(let branches): next = Set(branches.flatMap { Self.paths($0) })
      case .loop(let body, let otherwise):
        let once = Self.paths(body)
        let twice = Set(once.flatMap { first in once.map { first + $0 } })
        let thrice = Set(twice.flatMap { first in once.map { first + $0 } })
        next = once.union(twice).union(thrice).union(otherwise.map { Self.paths($0) } ?? [])
      }
      return Set(paths.flatMap { path in next.map { path + $0 } })
    }
  }

  private static func longest(_ text: String) -> Int {
    text.split { !"!?…؟".contains($0) }.map(\.count).max() ?? 0
  }

  private static func hasLoop(_ nodes: [WrittenNode]) -> Bool {
    nodes.contains { node in
      switch node {
      case .loop: true
      case .choice(let branches): branches.contains(where: hasLoop)
      default: false
      }
    }
  }

  @Test(arguments: 0..<10) func theLongestIsThatOfSomePath(_ seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<150 {
      let nodes = Self.tree(&random, depth: 2)
      let paths = Self.paths(nodes)
      if paths.count > 5_000 { continue }
      let all = paths.map(Self.longest)
      let run = PunctuationRun(in: nodes)
      #expect(run.least.marks == all.min(), "seed \(seed): \(nodes)")
      if Self.hasLoop(nodes) {
        #expect(run.most.marks >= all.max() ?? 0, "seed \(seed): \(nodes)")
      } else {
        #expect(run.most.marks == all.max(), "seed \(seed): \(nodes)")
      }
    }
  }

  @Test func aRowForEachTurnMakesARun() {
    #expect(PunctuationRun(in: [.loop([.text("!", nil)], otherwise: nil)]).most.marks == PunctuationRun.limit)
    #expect(PunctuationRun(in: [.loop([.text("! ", nil)], otherwise: nil)]).most.marks == 1)
  }
}
