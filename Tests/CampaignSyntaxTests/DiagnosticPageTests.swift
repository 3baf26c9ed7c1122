import CampaignDiagnostics
import CampaignSyntax
import Testing

/// Every code of this area has a page whose bad example shows that finding and whose good example shows none.
@Suite struct DiagnosticPageTests {
  static let codes: [DiagnosticCode] = DiagnosticCode.syntax

  static func diagnostics(_ text: String) -> [Diagnostic] {
    Parser.parse(SourceFile(id: FileID(0), path: "page.campaign", bytes: Array(text.utf8))).diagnostics
  }

  @Test(arguments: codes)
  func badExampleHasOneFindingOfThatCode(_ code: DiagnosticCode) {
    guard !code.bad.isEmpty else { return }
    let source = SourceFile(id: FileID(0), path: "", bytes: Array(code.bad.utf8))
    let found = Self.diagnostics(code.bad)
    let isOperator = code == .foreignOperator
    #expect(
      found.map(\.code.id) == Array(repeating: code.id, count: isOperator ? 2 : 1), "\(Samples.shown(found, source))")
  }

  @Test(arguments: codes)
  func goodExampleHasNone(_ code: DiagnosticCode) {
    let source = SourceFile(id: FileID(0), path: "", bytes: Array(code.good.utf8))
    let found = Self.diagnostics(code.good.isEmpty ? "brand { }" : code.good)
    #expect(found.isEmpty, "\(Samples.shown(found, source))")
  }

  @Test func everyPageSaysWhy() {
    #expect(Set(Self.codes.map(\.id)).count == Self.codes.count)
    for code in Self.codes {
      #expect(code.explanation.count > 60, "\(code.id)")
      #expect(code.bad.isEmpty == code.good.isEmpty, "\(code.id)")
    }
  }
}
