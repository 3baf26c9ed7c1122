import CampaignDiagnostics
import CampaignValues
import Testing

@testable import CampaignSemantics

/// Phrases over seams, held against all paths spelled out.
@Suite struct PhraseSearchTests {
  private struct Generator: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      // SplitMix64.
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
  }

  private static let texts = ["act", " ", "now", "a", "ct", "n", "ow", "!", "-", "Á", "'", "s", " act now ", "NOW", ""]
  private static let phrases = ["act now", "now", "act's", "a"]

  private static func tree(_ generator: inout Generator, depth: Int) -> [WrittenNode] {
    (0..<Int.random(in: 0...4, using: &generator)).map { _ in
      switch Int.random(in: 0...(depth > 0 ? 8 : 6), using: &generator) {
      case 0: .boundary
      case 1: .data(nil)
      case 7: .choice((0...Int.random(in: 0...2, using: &generator)).map { _ in tree(&generator, depth: depth - 1) })
      case 8: .loop(tree(&generator, depth: depth - 1), otherwise: Bool.random(using: &generator) ? [] : nil)
      default: .text(texts.randomElement(using: &generator) ?? "", nil)
      }
    }
  }

  /// Every path as text; what is filled in is a line break, over which no word goes.
  private static func paths(_ nodes: [WrittenNode]) -> Set<String> {
    nodes.reduce([""]) { paths, node in
      let next: Set<String>
      switch node {
      case .text(let text, _): next = [text]
      case .data, .boundary: next = ["\n"]
      case .choice(let branches): next = Set(branches.flatMap { Self.paths($0) })
      case .loop(let body, let otherwise):
        let once = Self.paths(body)
        next = once.union(once.flatMap { first in once.map { first + $0 } }).union(
          otherwise.map { Self.paths($0) } ?? [])
      }
      return Set(paths.flatMap { path in next.map { path + $0 } })
    }
  }

  private static func contains(_ text: String, _ phrase: String) -> Bool {
    var phrase = phrase
    let folded = phrase.withUTF8 { FoldedPhrase(UnsafeRawBufferPointer($0)) }
    return text.split(separator: "\n").contains { piece in
      var piece = String(piece)
      var scratch: [UInt8] = []
      return piece.withUTF8 { folded.isContained(in: UnsafeRawBufferPointer($0), scratch: &scratch) }
    }
  }

  @Test func findsWhatSomePathHas() {
    var found = 0
    for seed in 0..<4_000 as Range<UInt64> {
      var generator = Generator(state: seed)
      let nodes = Self.tree(&generator, depth: 2)
      let paths = Self.paths(nodes)
      guard paths.count < 3_000 else { continue }
      for phrase in Self.phrases {
        let expected = paths.contains { Self.contains($0, phrase) }
        let got = !PhraseSearch.matches(of: [phrase], in: nodes).isEmpty
        #expect(got == expected, "seed \(seed), `\(phrase)`: \(nodes)")
        if got { found += 1 }
      }
    }
    #expect(found > 500)
  }

  @Test func aMatchIsTheWordsThemselves() {
    let text = "Don't wait, unguaranteed or guaranteedly: it is Guaránteed, really"
    let span = Span(FileID(0), 10, 10 + UInt32(text.utf8.count))
    let matches = PhraseSearch.matches(of: ["guaranteed"], in: [.text(text, span)])
    #expect(matches.count == 1)
    let place = matches.first?.span.map { Int($0.start) - 10..<Int($0.end) - 10 }
    #expect(place.map { String(decoding: Array(text.utf8)[$0], as: UTF8.self) } == "Guaránteed")
  }

  @Test func wordsThatFollowEachOtherInAnEndlessNumberOfBranchesEnd() {
    let branch: WrittenNode = .choice([[.text("a", nil)], [.text("b ", nil)], [.text("c", nil)], []])
    let nodes = Array(repeating: branch, count: 60)
    #expect(PhraseSearch.matches(of: ["zebra"], in: nodes).isEmpty)
    #expect(PathMeasure.paths(of: nodes).map(\.characters).max() == 120)
  }
}
