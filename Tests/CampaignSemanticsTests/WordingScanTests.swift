import CampaignDiagnostics
import CampaignTestSupport
import CampaignValues
import Testing

@testable import CampaignSemantics

/// What is left to be read of a part says a phrase where all of the part does.
@Suite struct WordingScanTests {
  private static let written = [
    "act", " ", "now", "a", "ct", "n", "ow", "!", "-", "'", "s", " act ", "NOW ", ", ", " we act only", "nów and then ",
    "one two three four five six seven ", "\u{2029}",
  ]
  private static let data = ["act", "now", "Act Now", "a", "ow", " now", "act ", "'s", "free", "ﬀ", "!", "x"]
  private static let lists = [["act now"], ["free", "now act now"], ["act's", "risk-free act"], ["!", "now"]]
  private static let span = Span(FileID(0), 0, 0)

  private static func pick<Value>(_ values: [Value], _ random: inout SeededGenerator) -> Value {
    values[Int.random(in: values.indices, using: &random)]
  }

  private static func value(_ index: Int) -> TemplateNode {
    let type = ValueType(.text(TextType(maxCharacters: index == 0 ? 2 : 9)))
    return .value(CheckedExpression(.attribute(AttributeID(index)), type, span), .text, .plain)
  }

  private static func tree(_ random: inout SeededGenerator, depth: Int) -> [TemplateNode] {
    (0..<Int.random(in: 0...5, using: &random)).map { _ in
      switch Int.random(in: 0...(depth > 0 ? 9 : 7), using: &random) {
      case 0, 1: value(Int.random(in: 0...2, using: &random))
      case 8, 9:
        .variant(
          experiment: Int.random(in: 0...1, using: &random), (0...1).map { _ in tree(&random, depth: depth - 1) })
      default: .literal(pick(written, &random))
      }
    }
  }

  private static func text(_ nodes: [TemplateNode], _ values: [String], _ variants: [Int]) -> String {
    nodes.map { node in
      switch node {
      case .literal(let text): text
      case .value(let expression, _, _):
        if case .attribute(let id) = expression.kind { values[id.index] } else { "" }
      case .variant(let experiment, let arms): text(arms[variants[experiment]], values, variants)
      default: ""
      }
    }.joined()
  }

  private static func says(_ text: String, _ phrases: [String]) -> Bool {
    text.split(separator: "\u{2029}").contains { paragraph in
      phrases.contains { phrase in
        var (paragraph, phrase) = (String(paragraph), phrase)
        let folded = phrase.withUTF8 { FoldedPhrase(UnsafeRawBufferPointer($0)) }
        var scratch: [UInt8] = []
        return paragraph.withUTF8 { folded.isContained(in: UnsafeRawBufferPointer($0), scratch: &scratch) }
      }
    }
  }

  @Test(arguments: 0..<20) func whatIsLeftSaysWhatAllOfItSays(_ seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    var said = 0
    var cut = 0
    for _ in 0..<400 {
      let phrases = Self.pick(Self.lists, &random)
      let nodes = Self.tree(&random, depth: 2)
      let left = WordingScan(phrases).nodes(of: nodes)
      // Data of other people is none here: what is written alone says nothing.
      let none = [0, 1].flatMap { first in
        [0, 1].map { Self.text(nodes, ["\u{2029}", "\u{2029}", "\u{2029}"], [first, $0]) }
      }
      if none.contains(where: { Self.says($0, phrases) }) { continue }
      for _ in 0..<8 {
        // The first attribute has at most two characters.
        let values = [
          Self.pick(["a", "ow", "'s", "ﬀ", "!"], &random), Self.pick(Self.data, &random), Self.pick(Self.data, &random),
        ]
        let variants = [Int.random(in: 0...1, using: &random), Int.random(in: 0...1, using: &random)]
        let (all, rest) = (Self.text(nodes, values, variants), Self.text(left, values, variants))
        let saysIt = Self.says(all, phrases)
        #expect(Self.says(rest, phrases) == saysIt, "seed \(seed): \(phrases) in `\(all)`, left is `\(rest)`")
        said += saysIt ? 1 : 0
        cut += rest.count < all.count ? 1 : 0
      }
    }
    #expect(said > 50 && cut > 500, "seed \(seed): \(said) say something, of \(cut) something was cut")
  }

  private func left(_ nodes: [TemplateNode], _ phrases: [String]) -> String {
    Self.text(WordingScan(phrases).nodes(of: nodes), ["<0>", "<1>", "<2>"], [0, 0])
  }

  @Test func whatCannotMatterIsCut() {
    let hello: [TemplateNode] = [.literal("Hello "), Self.value(1), .literal(", we saved you some.")]
    // Alone, and once.
    #expect(left(hello + [.literal("\u{2029}")] + hello, ["act now", "risk-free"]) == "<1>\u{2029}")
    // "hello again" may begin before it, "act we" may go on behind it.
    #expect(left(hello, ["hello again"]) == "Hello <1>\u{2029}")
    #expect(left(hello, ["act we"]) == "<1>, we saved you some.\u{2029}")
    // Two characters have no room for seven letters.
    #expect(left([.literal("Hello "), Self.value(0)], ["act now"]).isEmpty)
    // No data, nothing to look at.
    #expect(left([.literal("Hello act"), .literal(" then")], ["act now"]).isEmpty)
  }
}
