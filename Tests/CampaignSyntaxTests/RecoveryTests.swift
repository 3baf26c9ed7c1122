import CampaignDiagnostics
import CampaignSyntax
import Testing

/// Mistakes in the structure of a file: one finding each, at its place, and what follows is read.
@Suite struct RecoveryTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let title: String
    let text: String
    /// `line code` of each finding.
    let found: [String]
    /// How many declarations are read all the same.
    let declarations: Int
    var testDescription: String { title }
  }

  private static let base = """
    campaign c {
      goal "g"
      email {
        subject "s"
        body \"\"\"
          text
          \"\"\"
      }
      push {
        title "t"
      }
    }
    segment after where a

    """

  private static func changed(_ old: String, _ new: String) -> String {
    base.replacing(old, with: new, maxReplacements: 1)
  }

  static let cases: [Case] = [
    Case(title: "nothing wrong", text: base, found: [], declarations: 2),
    Case(
      title: "inner brace not closed", text: changed("  }\n  push", "  push"), found: ["3 E0204"], declarations: 2),
    Case(
      title: "last inner brace not closed", text: changed("\"t\"\n  }", "\"t\""), found: ["9 E0204"], declarations: 2),
    Case(
      title: "outer brace not closed", text: changed("  }\n}\nsegment", "  }\nsegment"), found: ["1 E0204"],
      declarations: 2),
    Case(
      title: "closing brace too many", text: changed("\"t\"\n  }", "\"t\"\n  }\n  }"), found: ["12 E0205"],
      declarations: 2),
    Case(title: "closing brace behind all", text: base + "}\n", found: ["14 E0205"], declarations: 2),
    Case(title: "string not closed", text: changed("\"g\"", "\"g"), found: ["2 E0202"], declarations: 2),
    Case(
      title: "string not closed in a line of items", text: changed("\"g\"", "\"g\"\n  offer { code \"X }"),
      found: ["3 E0202"], declarations: 2),
    Case(
      title: "block not closed", text: changed("      \"\"\"\n  }\n  push", "  }\n  push"), found: ["5 E0203"],
      declarations: 2),
    Case(
      title: "block not closed, its text not indented",
      text: changed("\"\"\"\n      text\n      \"\"\"\n  }", "\"\"\"\n    hi\nthere\n  }"), found: ["5 E0203"],
      declarations: 2),
    Case(
      title: "block not closed, another behind it",
      text: changed("      \"\"\"\n  }\n  push {", "  }\n  push {\n    text \"\"\"\n      x\n      \"\"\""),
      found: ["5 E0203"], declarations: 2),
    Case(
      title: "two quotes for three", text: changed("body \"\"\"", "body \"\""), found: ["5 E0227"], declarations: 2),
    Case(
      title: "two quotes for three on both sides",
      text: changed("body \"\"\"\n      text\n      \"\"\"", "body \"\"\n      # text\n      \"\""),
      found: ["5 E0227"], declarations: 2),
    Case(
      title: "an empty string before a block", text: changed("subject \"s\"", "subject \"\""), found: [],
      declarations: 2),
    Case(
      title: "string not closed, nothing indented",
      text: "campaign c {\nemail {\nsubject \"hi }\nbody \"x\"\n}\npush {\ntitle \"t\"\n}\n}\nsegment after where a\n",
      found: ["3 E0202"], declarations: 2),
    Case(
      title: "inner brace not closed, nothing indented",
      text: "campaign c {\nemail {\nsubject \"hi\"\nbody \"x\"\npush {\ntitle \"t\"\n}\n}\nsegment after where a\n",
      found: ["2 E0204"], declarations: 2),
    Case(
      title: "string not closed between braces", text: changed("\"t\"", "\"t {a otherwise \"x}\""), found: ["10 E0202"],
      declarations: 2),
    Case(
      title: "characters that hide in names",
      text: changed("goal", "go\u{202E}al").replacing("segment after", with: "segment af\u{2066}ter"),
      found: ["2 E0106", "13 E0106"], declarations: 2),
    Case(
      title: "a backtick", text: changed("title", "`title"), found: ["10 E0201"], declarations: 2),
    Case(
      title: "a reserved word for an attribute",
      text: "audience m from t key k {\n  many r up to 5 from r(k) key id {\n    at date\n  }\n}\n", found: ["3 E0211"],
      declarations: 1),
    Case(
      title: "closing quotes behind text", text: changed("text\n      \"\"\"", "text\"\"\""), found: ["6 E0227"],
      declarations: 2),
    Case(
      title: "text behind opening quotes", text: changed("\"\"\"\n      text", "\"\"\" text"), found: ["5 E0227"],
      declarations: 2),
    Case(
      title: "brace on the next line", text: changed("campaign c {", "campaign c\n{"), found: ["2 E0210"],
      declarations: 2),
    Case(title: "misspelt item", text: changed("goal", "gaol"), found: ["2 E0208"], declarations: 2),
    Case(title: "item with a colon", text: changed("goal ", "goal: "), found: ["2 E0228"], declarations: 2),
    Case(title: "item with an equals sign", text: changed("goal ", "goal = "), found: ["2 E0228"], declarations: 2),
    Case(title: "misspelt channel", text: changed("push", "pusch"), found: ["9 E0208"], declarations: 2),
    Case(title: "misspelt part", text: changed("subject", "subjcet"), found: ["4 E0208"], declarations: 2),
    Case(title: "misspelt declaration", text: changed("campaign", "campain"), found: ["1 E0207"], declarations: 2),
    Case(title: "capital declaration", text: changed("segment", "Segment"), found: ["13 E0207"], declarations: 2),
    Case(
      title: "unknown declaration", text: "flow x {\n  step one {\n  }\n}\nsegment a where b\n", found: ["1 E0207"],
      declarations: 1),
    Case(title: "item at the top", text: "goal \"g\"\nsegment a where b\n", found: ["1 E0234"], declarations: 1),
    Case(
      title: "item of another block", text: changed("goal \"g\"", "sender \"g\""), found: ["2 E0234"], declarations: 2),
    Case(title: "missing value", text: changed("goal \"g\"", "goal"), found: ["2 E0209"], declarations: 2),
    Case(
      title: "condition ends with and", text: "segment a where b and\n  c\nsegment d where e\n", found: ["1 E0209"],
      declarations: 1),
    Case(
      title: "reserved name", text: "segment until where b\nsegment d where e\n", found: ["1 E0211"], declarations: 1),
    Case(
      title: "three mistakes", text: changed("goal \"g\"", "goal 5\n  priority high\n  repeat sometimes"),
      found: ["2 E0209", "3 E0209", "4 E0209"], declarations: 2),
    Case(
      title: "list over lines",
      text: "member m {\n  favorites (\n    \"a\",\n    5 ! 6,\n    \"b\"\n  )\n  spend 5 USD\n}\n", found: ["4 E0214"],
      declarations: 1),
    Case(
      title: "misspelt audience item",
      text:
        "audience m from t key k {\n  name text(5)\n  evnt e from x key y {\n    total money\n  }\n  reech sms at name\n}\n",
      found: ["3 E0231", "6 E0231"], declarations: 1),
    Case(
      title: "unclosed parenthesis",
      text: "audience m from t key k {\n  name text(5, name from x\n  age int(1 to 5)\n}\n", found: ["2 E0204"],
      declarations: 1),
  ]

  @Test(arguments: cases)
  func recovers(_ example: Case) {
    let source = SourceFile(id: FileID(0), path: "", bytes: Array(example.text.utf8))
    let (syntax, diagnostics) = Parser.parse(source)
    let found = diagnostics.map { "\(source.line(at: $0.span.start)) \($0.code.id)" }
    #expect(found == example.found, "\(Samples.shown(diagnostics, source))\n\(example.text)")
    #expect(syntax.declarations.count == example.declarations)
  }

  /// Helps that speak of what the author wrote.
  @Test(
    arguments: [
      ("campaign c {\n  experiment e salt \"s\" {\n    goal \"g\"\n  }\n}", "does not stand in an experiment", ""),
      ("campaign c {\n  variant a 5%\n}", "", "it belongs to an experiment"),
      ("campaign c {\n  subject \"s\"\n}", "", "it belongs to a message"),
      ("segment until where a", "", "choose another name"),
      ("campaign c {\n  ` goal \"g\"\n}", "a backtick means nothing here", ""),
      ("audience m from t key k {\n  5 text(5)\n}", "", "an audience holds `many`, `event`, `reach` and items"),
      ("campaign c {\n  goal \"g\"\n  + 5\n}", "", "put all of it between `(` and `)`"),
    ])
  func says(_ text: String, _ message: String, _ help: String) {
    let diagnostics = Parser.parse(SourceFile(id: FileID(0), path: "", bytes: Array(text.utf8))).diagnostics
    #expect(diagnostics.count == 1)
    #expect(diagnostics.first?.message.contains(message) == true || message.isEmpty)
    #expect(diagnostics.first?.helps.contains { $0.contains(help) } == true || help.isEmpty, "\(diagnostics)")
    #expect(diagnostics.first?.helps.contains { $0 == "choose another name for " || $0.hasSuffix(" ") } == false)
  }

  /// What a fix makes of carriage returns without line feeds.
  @Test(arguments: [("a\rb\n", "a\nb\n"), ("a\r\r\nb\n", "a\r\nb\n"), ("a\n\r", "a\n")])
  func mendsCarriageReturns(_ text: String, _ mended: String) throws {
    let diagnostics = Parser.parse(SourceFile(id: FileID(0), path: "", bytes: Array(text.utf8))).diagnostics
    let found = try #require(diagnostics.first { $0.code.id == "E0107" })
    let fix = try #require(found.fixes.first)
    let edit = try #require(fix.edits.first)
    var bytes = Array(text.utf8)
    bytes.replaceSubrange(Int(edit.span.start)..<Int(edit.span.end), with: Array(edit.replacement.utf8))
    #expect(String(decoding: bytes, as: UTF8.self) == mended)
    #expect(fix.title == (edit.replacement.isEmpty ? "remove it" : "write a line feed"))
  }
}
