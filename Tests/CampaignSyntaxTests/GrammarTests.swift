import CampaignDiagnostics
import CampaignGrammar
import CampaignSyntax
import Testing

@Suite struct GrammarTests {
  static let seed: UInt64 = 20_270_302

  private static func errors(_ text: String) -> [Diagnostic] {
    Parser.parse(SourceFile(id: FileID(0), path: "made.campaign", bytes: Array(text.utf8))).diagnostics.filter {
      $0.severity == .error
    }
  }

  @Test func recognizesEverySample() throws {
    var recognizer = Recognizer(try EBNF.load())
    #expect(Samples.all.count > 12)
    for sample in Samples.all {
      let text = String(decoding: sample.bytes, as: UTF8.self)
      let tokens = try #require(ReferenceLexer.tokens(of: text), "\(sample.path) breaks a lexical rule")
      let isAccepted = recognizer.accepts(tokens)
      #expect(isAccepted, "the grammar excludes \(sample.path)")
    }
  }

  @Test func parserAcceptsWhatTheGrammarMakes() throws {
    let grammar = try EBNF.load()
    var recognizer = Recognizer(grammar)
    var generator = SentenceGenerator(grammar, seed: Self.seed)
    for number in 0..<10_000 {
      let text = generator.text(generator.sentence())
      let found = Self.errors(text)
      let source = SourceFile(id: FileID(0), path: "", bytes: Array(text.utf8))
      guard found.isEmpty else {
        Issue.record("seed \(Self.seed), sentence \(number): refused\n\(text)\n\(Samples.shown(found, source))")
        return
      }
      if number % 20 == 0 {
        let isAccepted = ReferenceLexer.tokens(of: text).map { recognizer.accepts($0) } == true
        #expect(
          isAccepted, "seed \(Self.seed), sentence \(number): the recognizer refuses what the grammar makes\n\(text)")
      }
    }
  }

  @Test func parserAndGrammarAgreeOnChangedSentences() throws {
    let grammar = try EBNF.load()
    var recognizer = Recognizer(grammar)
    var generator = SentenceGenerator(grammar, seed: Self.seed + 1)
    let words = grammar.words.sorted()
    var accepted = 0
    for number in 0..<10_000 {
      let text = generator.text(generator.mutated(generator.sentence(), words: words))
      let isInGrammar = ReferenceLexer.tokens(of: text).map { recognizer.accepts($0) } == true
      let found = Self.errors(text)
      accepted += isInGrammar ? 1 : 0
      guard isInGrammar == found.isEmpty else {
        let source = SourceFile(id: FileID(0), path: "", bytes: Array(text.utf8))
        Issue.record(
          "seed \(Self.seed + 1), sentence \(number): the grammar says \(isInGrammar)\n\(text)\n\(Samples.shown(found, source))"
        )
        return
      }
    }
    // Else the comparison would show little.
    #expect((500...9_000).contains(accepted), "\(accepted) of 10,000 changed sentences are still in the grammar")
  }

  @Test func itemWordsAndClauseWordsNeverOverlap() throws {
    for context in Keyword.itemContexts {
      for word in context.words {
        #expect(!word.isClauseWord, "`\(word.text)` begins an item of a \(context.container)")
      }
    }
    let reserved = Set(Keyword.reservedWords.map(\.text))
    #expect(reserved == ReferenceLexer.reserved.filter { $0 == $0.lowercased() })
  }

  @Test func keywordsAreTheWordsOfTheGrammar() throws {
    let words = try EBNF.load().words.filter { $0.first?.isLetter == true }
    let keywords = Set(Keyword.allCases.map(\.text)).subtracting(["true", "false", "null"])
    #expect(words.symmetricDifference(keywords).sorted() == [])
  }
}
