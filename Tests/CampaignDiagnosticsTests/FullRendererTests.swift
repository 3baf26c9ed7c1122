import Testing

@testable import CampaignDiagnostics

@Suite struct FullRendererTests {
  @Test func showsSourceNotesHelpsAndFix() {
    var marked = Marked("audience «member» from people key id {\n}\n", path: "tenants/shop/audience.campaign")
    marked.add("\n\ncampaign x {\n  subject \"Hi {«frist_name»}\"\n}\n", path: "tenants/shop/campaigns/x.campaign")
    let found = Diagnostic(
      unknownName, "`frist_name` is not an attribute of `member`", at: marked.spans[1], label: "unknown",
      notes: [Note("names are looked up in the audience"), Note("declared here", at: marked.spans[0])],
      helps: ["did you mean `first_name`?"],
      fixes: [Fix("write `first_name`", replace: marked.spans[1], with: "first_name")])
    #expect(
      marked.full(found) == """
        error[E0301]: `frist_name` is not an attribute of `member`
         --> tenants/shop/campaigns/x.campaign:4:16
          |
        4 |   subject "Hi {frist_name}"
          |                ^^^^^^^^^^ unknown
          |
          = note: names are looked up in the audience
        note: declared here
         --> tenants/shop/audience.campaign:1:10
          |
        1 | audience member from people key id {
          |          ------
        help: did you mean `first_name`?
          |
        4 -   subject "Hi {frist_name}"
        4 +   subject "Hi {first_name}"


        """)
  }

  @Test(arguments: [
    ("\t\tsubject «x»", "        subject x", "                ^"),
    ("a\t«x»", "a   x", "    ^"),
    ("名前 is «値段»", "名前 is 値段", "        ^^^^"),
    ("🎉👨‍👩‍👧 «🎂» x", "🎉👨‍👩‍👧 🎂 x", "     ^^"),
    ("e\u{301}a\u{308}\u{323} «n\u{303}»", "e\u{301}a\u{308}\u{323} n\u{303}", "   ^"),
    ("ab«»", "ab", "  ^"),
    ("❤️ «x»", "❤️ x", "   ^"),
    ("क्ष «x»", "क्ष x", "   ^"),
  ])
  func underlinesByColumnsOfTheTerminal(_ source: String, _ shown: String, _ underline: String) {
    let marked = Marked(source)
    let lines = marked.full(Diagnostic(unknownName, "m", at: marked.spans[0])).split(separator: "\n")
    #expect(lines[3] == "1 | \(shown)")
    #expect(lines[4] == "  | \(underline)")
  }

  @Test func joinsTheEndsOfASpanOfManyLines() {
    let marked = Marked("«email {\n  one\n}» x\n")
    #expect(
      marked.full(Diagnostic(unknownName, "m", at: marked.spans[0], label: "all of it")).hasSuffix(
        """
          |
        1 | / email {
        2 | |   one
        3 | | } x
          | |_^ all of it


        """))
  }

  @Test func leavesOutTheMiddleOfALongSpan() {
    let marked = Marked("a «b\n2\n3\n4\n5\n6\n7\n  »c\n")
    #expect(
      marked.full(Diagnostic(unknownName, "m", at: marked.spans[0])).hasSuffix(
        """
          |
        1 |   a b
          |  ___^
        2 | | 2
        3 | | 3
        ...|
        7 | | 7
        8 | |   c
          | |__^


        """))
  }

  @Test func clipsLongLinesAroundTheSpan() {
    let marked = Marked(String(repeating: "x", count: 100_000) + " «here» " + String(repeating: "y", count: 100_000))
    let lines = marked.full(Diagnostic(unknownName, "m", at: marked.spans[0])).split(separator: "\n")
    #expect(lines[1].hasSuffix(":1:100002"))
    #expect(lines[3].count < 130)
    #expect(lines[3].hasPrefix("1 | …xxx"))
    #expect(lines[3].hasSuffix("yyy…"))
    let from = lines[4].distance(from: lines[4].startIndex, to: lines[4].firstIndex(of: "^")!)
    #expect(lines[3].dropFirst(from).prefix(4) == "here")
    #expect(lines[4].hasSuffix(" ^^^^"))
  }

  @Test func clipsALongLineOfMultibyteCharactersBetweenCharacters() {
    for shift in 0..<4 {
      let filler = String(repeating: "x", count: shift) + String(repeating: "値", count: 5_000)
      let marked = Marked(filler + "«値»" + filler)
      let text = marked.full(Diagnostic(unknownName, "m", at: marked.spans[0]))
      #expect(!text.contains("\u{FFFD}"))
    }
  }

  @Test func printsNothingThatActsOnATerminal() {
    let marked = Marked(
      "x\u{1B}[31m «\u{7}\u{9B}\u{202E}» \u{7F}\r\n", path: "a\u{1B}]0;b.campaign")
    let text = marked.full(
      Diagnostic(
        unknownName, "m\u{1B}[2J", at: marked.spans[0], label: "l\u{1B}", notes: [Note("n\u{1B}", at: marked.spans[0])],
        helps: ["h\u{1B}"], fixes: [Fix("f\u{1B}", replace: marked.spans[0], with: "r\u{1B}")]))
    #expect(!text.unicodeScalars.contains { VisibleText.acts($0) && $0 != "\n" })
    #expect(text.contains("1 | x␛[31m ␇<U+009B><U+202E> ␡\n"))
  }

  @Test func showsBytesThatAreNotUTF8() {
    var sources = SourceMap()
    let file = sources.add(path: "a", bytes: Array("ab ".utf8) + [0xC3, 0x28, 0xFF] + Array(" cd".utf8))
    let report = DiagnosticReport([Diagnostic(unknownName, "m", at: Span(file, 5, 6))], in: sources)
    #expect(report.rendered(as: .full).contains("1 | ab \u{FFFD}(\u{FFFD} cd\n  |      ^\n"))
  }

  @Test func showsNoSourceOfAnEmptyFile() {
    let marked = Marked("«»")
    let text = marked.full(Diagnostic(unknownName, "m", at: marked.spans[0]))
    #expect(text == "error[E0301]: m\n --> tenants/shop/a.campaign:1:1\n\n")
  }

  @Test func showsInsertedAndDeletedLines() {
    let marked = Marked("a {\n  b\n«»}\n\n«c\n»")
    let fix = Fix("f", [Edit(marked.spans[0], "  new\n"), Edit(marked.spans[1], "")])
    let text = marked.full(Diagnostic(unknownName, "m", at: marked.spans[0], fixes: [fix]))
    #expect(text.contains("help: f\n  |\n3 +   new\n  |\n5 - c\n"))
  }

  @Test func coloursOnlyWhenAsked() {
    let marked = Marked("a «b»")
    let found = Diagnostic(unknownName, "m", at: marked.spans[0])
    let colored = marked.full(found, style: Style(isColored: true))
    #expect(colored.contains("\u{1B}[1;31merror[E0301]\u{1B}[0m"))
    #expect(colored.replacing(/\u{1B}\[[0-9;]*m/, with: "") == marked.full(found))
  }
}
