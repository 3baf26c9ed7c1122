import CampaignDiagnostics
import CampaignGrammar
import CampaignSyntax
import Testing

/// What holds of everything that is formatted: once is enough, and the tokens stay.
@Suite struct FormatterLawTests {
  static let seed: UInt64 = 20_270_303

  @Test(arguments: Samples.all) func samplesAreFormatted(_ sample: Samples.Sample) {
    Formatting.expectUnchanged(String(decoding: sample.bytes, as: UTF8.self))
  }

  /// So the plan of a sample in any white space is, byte for byte, the plan of the sample once it is formatted.
  @Test(arguments: Samples.all) func samplesComeBackFromAnyWhiteSpace(_ sample: Samples.Sample) {
    let text = String(decoding: sample.bytes, as: UTF8.self)
    var random = SeededGenerator(seed: Self.seed)
    for _ in 0..<5 {
      let disordered = Formatting.disordered(text, lines: false, &random)
      #expect(disordered != text)
      #expect(Formatting.format(disordered) == text, "seed \(Self.seed)")
    }
  }

  @Test(arguments: Samples.all) func commentsAndLinesKeepTheLaws(_ sample: Samples.Sample) {
    let text = String(decoding: sample.bytes, as: UTF8.self)
    var random = SeededGenerator(seed: Self.seed + 1)
    for _ in 0..<5 { expectLaws(Formatting.disordered(text, lines: true, &random)) }
  }

  @Test func sentencesOfTheGrammarKeepTheLaws() throws {
    var generator = SentenceGenerator(try EBNF.load(), seed: Self.seed + 2)
    var random = SeededGenerator(seed: Self.seed + 3)
    for _ in 0..<5_000 {
      let text = generator.text(generator.sentence())
      guard expectLaws(text), expectLaws(Formatting.disordered(text, lines: true, &random)) else { return }
    }
  }

  @discardableResult private func expectLaws(_ text: String) -> Bool {
    guard let once = Formatting.format(text) else {
      Issue.record("seed \(Self.seed): refused\n\(text)")
      return false
    }
    let keepsTokens = Formatting.tokens(once) == Formatting.tokens(text)
    #expect(keepsTokens, "seed \(Self.seed): the tokens of this change\n\(text)\nto\n\(once)")
    let twice = Formatting.format(once)
    #expect(twice == once, "seed \(Self.seed): formatting twice changes\n\(text)")
    let isNeat = !once.hasPrefix("\n") && !once.contains("\n\n\n") && !once.hasSuffix("\n\n") && once.hasSuffix("\n")
    // Blank lines may stand in texts.
    let hasBlock = once.contains("\"\"\"")
    #expect(isNeat || hasBlock, "seed \(Self.seed): lines are left over in\n\(once)")
    return keepsTokens && twice == once && (isNeat || hasBlock)
  }

  @Test func whatCannotBeReadIsRefused() {
    for text in ["campaign x {", "segment x where\n", "campaign a { goal \"x }\n", "{", "segment a where b == 1\n"] {
      guard case .refused(let errors) = Formatter.format(Formatting.source(text)) else {
        Issue.record("not refused: \(text)")
        continue
      }
      #expect(!errors.isEmpty && errors.allSatisfy { $0.severity == .error })
    }
  }
}
