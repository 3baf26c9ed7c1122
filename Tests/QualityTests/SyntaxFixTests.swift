import CampaignDiagnostics
import CampaignSyntax
import CampaignTestSupport
import Testing

/// The law of fixes over the examples of the syntax's codes: a fix leaves neither its finding nor a new one.
@Suite struct SyntaxFixTests {
  @Test(arguments: DiagnosticCode.syntax.filter { !$0.bad.isEmpty })
  func everyFixMendsItsExample(_ code: DiagnosticCode) {
    let workspace = TestWorkspace(["example.campaign": code.bad])
    let findings = workspace.syntaxDiagnostics
    for finding in findings {
      for fix in finding.fixes {
        guard let mended = workspace.applying(fix) else {
          Issue.record("`\(fix.title)` can't be applied")
          continue
        }
        let left = mended.syntaxDiagnostics
        #expect(left.count == findings.count - 1, "after `\(fix.title)`:\n\(mended.shown(left))")
      }
    }
  }
}
