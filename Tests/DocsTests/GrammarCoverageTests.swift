import CampaignGrammar
import CampaignTestSupport
import Testing

/// Holds the pages to showing the whole language: each word and sign, in each place in which the grammar has it, stands in an
/// example that compiles.
@Suite struct GrammarCoverageTests {
  /// What no example holds, and why.
  static let exceptions: [Recognizer.Use: String] = [
    Recognizer.Use("Literal", "COLOR"): "a color is no value; it is read as one so that it can be refused in words",
    Recognizer.Use("Plural", "'zero'"): "no language of the pages has the form",
    Recognizer.Use("Plural", "'two'"): "no language of the pages has the form",
    Recognizer.Use("Plural", "'few'"): "no language of the pages has the form",
  ]

  @Test func everyPartOfTheGrammarIsShown() throws {
    var recognizer = Recognizer(try EBNF.load())
    var shown: Set<Recognizer.Use> = []
    for snippet in Snippet.all.snippets {
      let (workspace, path) = snippet.workspace
      let file = try #require(workspace[path] ?? workspace["tenants/freshmart/brand.campaign"])
      let tokens = try #require(
        ReferenceLexer.tokens(of: String(decoding: file.bytes, as: UTF8.self)), "\(snippet.testDescription)")
      let uses = recognizer.uses(in: tokens)
      shown.formUnion(try #require(uses, "\(snippet.testDescription) is not in the grammar"))
    }
    let missing = recognizer.uses.subtracting(shown).subtracting(Self.exceptions.keys)
    #expect(missing.isEmpty, "no example of the pages shows\n\(missing.sorted().map { "  \($0)\n" }.joined())")
    let stale = shown.intersection(Self.exceptions.keys)
    #expect(stale.isEmpty, "these have an example now: \(stale.sorted())")
    #expect(Self.exceptions.keys.allSatisfy(recognizer.uses.contains), "the grammar has no such exceptions any more")
  }
}
