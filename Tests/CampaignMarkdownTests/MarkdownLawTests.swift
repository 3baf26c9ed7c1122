import CCMarkGFM
import Foundation
import Testing

@testable import CampaignMarkdown

/// Laws over made-up bodies; the generator is seeded.
@Suite struct MarkdownLawTests {
  struct Generator: RandomNumberGenerator {
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

  private static let fragments = [
    "word", "two words", " ", "\n", "\n\n", "*", "**", "_", "`", "- ", "\n- ", "\n  - ", "\n1. ", "\n> ", "# ", "\n## ",
    "\n---\n", "\n===\n",
    "[a](https://a.example/x?y=1&z=2)", "![alt *x*](https://i.example/a.jpg \"t\")", "<https://b.example>", "\\*",
    "&amp;", "&copy;", "<",
    ">", "\"", "'", "|", "\n| A | B |\n| --- | :-: |\n| c | d |\n", "\n```\ncode & <x>\n```\n", "  \n", "é", "漢字", "🎂",
    "\n    ", "\t", "!",
    "[", "]", "(", ")", "~", "\r\n", "\u{0}", "\u{F0000}", "\u{12470}",
  ]

  private static func body(_ generator: inout Generator) -> String {
    (0..<Int.random(in: 1...30, using: &generator)).map { _ in fragments.randomElement(using: &generator) ?? "" }
      .joined()
  }

  private static func reference(_ text: String) -> String? {
    cmark_gfm_core_extensions_ensure_registered()
    guard let parser = cmark_parser_new(0) else { return nil }
    defer { cmark_parser_free(parser) }
    cmark_parser_attach_syntax_extension(parser, cmark_find_syntax_extension("table"))
    cmark_parser_feed(parser, text, text.utf8.count)
    guard let root = cmark_parser_finish(parser) else { return nil }
    defer { cmark_node_free(root) }
    guard let html = cmark_render_html(root, 1 << 17, nil) else { return nil }
    defer { free(html) }
    return String(cString: html)
  }

  private static func literal(_ nodes: [MarkdownNode]) -> String {
    nodes.map { if case .literal(let text) = $0 { text } else { "?" } }.joined()
  }

  private static func squeezed(_ html: String) -> String {
    html.replacing(" scope=\"col\"", with: "").replacing(/<code class="[^"]*">/, with: "<code>").filter {
      !$0.isWhitespace
    }
  }

  @Test func literalMarkdownIsWrittenAsTheReferenceWritesIt() {
    var compared = 0
    for seed in 0..<6_000 as Range<UInt64> {
      var generator = Generator(state: seed)
      let text = Self.body(&generator)
      let document = Markdown.compile([.text(text, source: 0..<text.utf8.count)])
      if document.problems.contains(where: { $0.kind == .rawHTML }) { continue }
      // What the reference never sees: a NUL ends a C string.
      if text.contains("\u{0}") { continue }
      compared += 1
      let expected = Self.reference(text).map(Self.squeezed)
      let got = Self.squeezed(Self.literal(document.html))
      if got != expected {
        Issue.record("seed \(seed): \(text.debugDescription)\n got \(got)\n not \(expected ?? "nil")")
      }
    }
    #expect(compared > 2_000)
  }

  /// Any sequence of pieces, balanced or not, gives a document in which every directive has its branches.
  @Test func anyPiecesGiveADocument() {
    for seed in 0..<6_000 as Range<UInt64> {
      var generator = Generator(state: seed ^ 0xABCD)
      var pieces: [MarkdownPiece] = []
      var offset = 0
      for _ in 0..<Int.random(in: 1...25, using: &generator) {
        let id = Int.random(in: 0...5, using: &generator)
        switch Int.random(in: 0...9, using: &generator) {
        case 0: pieces.append(.value(id))
        case 1:
          pieces.append(.open(id, Bool.random(using: &generator) ? .loop : .conditional(hasElse: false), isBlock: true))
        case 2: pieces.append(.open(id, .conditional(hasElse: true), isBlock: false))
        case 3: pieces.append(.branch(id))
        case 4: pieces.append(.close(id))
        default:
          let text = Self.fragments.randomElement(using: &generator) ?? ""
          pieces.append(.text(text, source: offset..<offset + text.utf8.count))
          offset += text.utf8.count
        }
      }
      let document = Markdown.compile(pieces)
      for problem in document.problems {
        if case .source(let range) = problem.place {
          #expect(range.lowerBound >= 0 && range.upperBound <= offset, "seed \(seed)")
        }
      }
      // Each value is shown, or it is said that it isn't.
      let shown = Set(Self.values(document.html))
      for case .value(let id) in pieces where !shown.contains(id) {
        #expect(!document.problems.isEmpty, "seed \(seed): value \(id) was lost")
      }
    }
  }

  private static func values(_ nodes: [MarkdownNode]) -> [Int] {
    nodes.flatMap { node -> [Int] in
      switch node {
      case .literal: []
      case .value(let id, _): [id]
      case .directive(_, let branches, let prologue, let epilogue):
        branches.flatMap(values) + values(prologue) + values(epilogue)
      }
    }
  }

  @Test func hugeAndDeepBodiesAreRefusedOrEnd() {
    for text in [
      String(repeating: ">", count: 150_000), String(repeating: "*a **b ", count: 20_000),
      String(repeating: "[", count: 150_000), String(repeating: "- ", count: 90_000),
      "|a" + String(repeating: "|b", count: 40_000) + "\n|-" + String(repeating: "|-", count: 40_000) + "\n",
      String(repeating: "x", count: 300_000), String(repeating: "&amp; ", count: 10_000),
    ] {
      let document = Markdown.compile([.text(text, source: 0..<text.utf8.count)])
      #expect(!document.problems.isEmpty || !document.html.isEmpty)
    }
  }

  /// The words of a body know where they were written.
  @Test func wordsKnowTheirPlace() {
    let text =
      "# Act *now*\n\n- risk-free & &amp; [guaranteed](https://a.example/) \\* last\n\n| A | last chance |\n|-|-|\n| act | now |\n"
    let document = Markdown.compile([.text(text, source: 0..<text.utf8.count)])
    var found: [String] = []
    for case .text(let word, let range?) in document.words {
      let written = String(decoding: Array(text.utf8)[range], as: UTF8.self)
      #expect(written == word)
      found.append(word)
    }
    for word in ["Act ", "now", "risk-free ", "guaranteed", "last", "last chance", "act"] {
      #expect(found.contains(word), "\(word)")
    }
  }
}
