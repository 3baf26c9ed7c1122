import Testing

@testable import CampaignDiagnostics

@Suite struct ReportTests {
  @Test func sortsByPathThenPositionAndRemovesDuplicates() {
    var marked = Marked("«a» «b»", path: "z")
    marked.add("«c»", path: "a")
    let spans = marked.spans
    let found = [1, 0, 2, 0].map { Diagnostic(unknownName, "m\($0)", at: spans[$0]) }
    let report = DiagnosticReport(found, in: marked.sources)
    #expect(report.diagnostics.map(\.message) == ["m2", "m0", "m1"])
    #expect(
      report.rendered(as: .concise) == "a:1:1: error[E0301]: m2\nz:1:1: error[E0301]: m0\nz:1:3: error[E0301]: m1\n")
  }

  @Test func countsInWords() {
    let marked = Marked("«a» «b»")
    let error = Diagnostic(unknownName, "m", at: marked.spans[0])
    let warning = Diagnostic(advisedAgainst, "m", at: marked.spans[0])
    let advice = Diagnostic(advisedAgainst, "m", at: marked.spans[0], severity: .advice)
    let other = Diagnostic(unknownName, "m", at: marked.spans[1])
    func summary(_ found: Diagnostic...) -> String? { DiagnosticReport(found, in: marked.sources).summary }
    #expect(summary() == nil)
    #expect(summary(error) == "1 error in 1 file")
    #expect(summary(advice, warning, other, error) == "2 errors, 1 warning, 1 piece of advice in 1 file")
    #expect(!DiagnosticReport([warning, advice], in: marked.sources).hasErrors)
  }

  @Test func conciseIsOneLineForEachFinding() {
    let marked = Marked("é «b»", path: "a\nb")
    let report = DiagnosticReport([Diagnostic(unknownName, "one\ntwo", at: marked.spans[0])], in: marked.sources)
    #expect(report.rendered(as: .concise) == "a␊b:1:3: error[E0301]: one␊two\n")
  }

  @Test func writesJSON() {
    let marked = Marked("é «b»", path: "a.campaign")
    let span = marked.spans[0]
    let found = Diagnostic(
      unknownName, "say \"x\"\u{1B}", at: span, label: "l", notes: [Note("n"), Note("o", at: span)], helps: ["h"],
      fixes: [Fix("f", replace: span, with: "c\\\n")])
    let place = """
      "path": "a.campaign",
      "start": {
        "line": 1,
        "column": 3,
        "offset": 3
      },
      "end": {
        "line": 1,
        "column": 4,
        "offset": 4
      }
      """
    func placed(_ indent: Int) -> String { place.replacing("\n", with: "\n" + String(repeating: " ", count: indent)) }
    #expect(
      DiagnosticReport([found], in: marked.sources).rendered(as: .json) == """
        {
          "version": 1,
          "diagnostics": [
            {
              "code": "E0301",
              "severity": "error",
              "message": "say \\"x\\"\\u001b",
              \(placed(6)),
              "label": "l",
              "notes": [
                {
                  "message": "n"
                },
                {
                  "message": "o",
                  \(placed(10))
                }
              ],
              "helps": [
                "h"
              ],
              "fixes": [
                {
                  "title": "f",
                  "edits": [
                    {
                      \(placed(14)),
                      "replacement": "c\\\\\\n"
                    }
                  ]
                }
              ]
            }
          ],
          "summary": {
            "errors": 1,
            "warnings": 0,
            "advice": 0,
            "files": 1
          }
        }

        """)
  }

  @Test(
    arguments: [
      (true, [:], true), (false, [:], false), (true, ["NO_COLOR": "1"], false), (true, ["NO_COLOR": ""], true),
      (false, ["CLICOLOR_FORCE": "1"], true), (false, ["CLICOLOR_FORCE": "0"], false), (true, ["CLICOLOR": "0"], false),
      (false, ["CLICOLOR_FORCE": "1", "NO_COLOR": "1"], false), (true, ["TERM": "dumb"], false),
    ] as [(Bool, [String: String], Bool)])
  func decidesOnColours(_ isTerminal: Bool, _ environment: [String: String], _ expected: Bool) {
    #expect(Style.decide(isTerminal: isTerminal) { environment[$0] }.isColored == expected)
  }

  @Test func columnsCountCharacters() {
    var sources = SourceMap()
    let id = sources.add(path: "a", bytes: Array("é👨‍👩‍👧x\r\nabc".utf8))
    let file = sources[id]
    #expect(file.location(at: UInt32("é👨‍👩‍👧".utf8.count)) == LineColumn(line: 1, column: 3))
    #expect(file.location(at: UInt32(file.bytes.count)) == LineColumn(line: 2, column: 4))
    #expect(file.location(at: 1_000) == LineColumn(line: 2, column: 4))
  }

  @Test func columnsOfLongLinesCountCharactersToo() {
    let characters = Array("ab 7値e\u{301}👨‍👩‍👧क्ष")
    let seed = UInt64.random(in: .min ... .max)
    var state = seed
    var text = "short\n"
    var ends: [(offset: Int, column: Int)] = []
    for column in 1...9_000 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      ends.append((text.utf8.count, column))
      text.append(characters[Int(state >> 33) % characters.count])
    }
    var sources = SourceMap()
    let id = sources.add(path: "a", bytes: Array(text.utf8))
    let file = sources[id]
    for (offset, column) in ends where column % 7 == 0 {
      #expect(file.location(at: UInt32(offset)) == LineColumn(line: 2, column: column), "seed \(seed)")
    }
  }
}
