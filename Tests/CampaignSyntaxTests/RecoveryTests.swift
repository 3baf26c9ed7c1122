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
}
