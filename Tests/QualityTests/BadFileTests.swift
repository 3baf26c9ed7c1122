import CampaignTestSupport
import Testing

/// What is no campaign file is told from what is wrong in one, by one finding that says what to do.
@Suite struct BadFileTests {
  @Test(arguments: BadFile.all)
  func hasOneFinding(_ bad: BadFile) {
    let workspace = BadFile.workspace.replacing(bad.path, with: bad.bytes)
    let findings = workspace.diagnostics
    #expect(findings.map(\.code.id) == bad.codes, "\(workspace.shown(Array(findings.prefix(5))))")
    for finding in findings {
      #expect(workspace.files[Int(finding.span.file.rawValue)].path == bad.path)
      #expect(!finding.helps.isEmpty || !finding.fixes.isEmpty, "\(finding.message)")
      #expect(finding.message.utf8.count < 300)
    }
  }

  /// A file that is gone or empty says nothing; that is told once, and not at everything that would have read it.
  @Test(arguments: BadFile.workspace.files.map(\.path))
  func anyFileCanBeEmpty(_ path: String) {
    let workspace = BadFile.workspace.replacing(path, with: "")
    let findings = workspace.diagnostics
    #expect(findings.count <= 2, "\(workspace.shown(findings))")
    #expect(findings.contains { $0.code.id == "W0101" })
  }
}
