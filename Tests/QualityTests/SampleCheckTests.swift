import CampaignTestSupport
import Testing

@Suite struct SampleCheckTests {
  @Test func samplesHaveNoFindings() {
    let workspace = TestWorkspace.samples
    #expect(workspace.files.count > 20)
    let (checked, findings) = workspace.check()
    #expect(findings.isEmpty, "\n\(workspace.shown(findings))")
    #expect(checked.tenants.count == 4)
    #expect(checked.tenants.reduce(0) { $0 + $1.campaigns.count } >= 20)
  }
}
