import CampaignOracle
import CampaignPlan
import CampaignTestSupport
import Foundation
import Testing

/// `Tests/Goldens/plan/*.md`: a campaign's source, then its plan's listing. `UPDATE_GOLDENS=1` rewrites, and that run still fails.
@Suite struct PlanGoldenTests {
  private static let folder = TestWorkspace.repository.appending(path: "Tests/Goldens/plan")

  static var cases: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).filter { $0.hasSuffix(".md") }.sorted()
  }

  @Test func thereAreCases() { #expect(Self.cases.count >= 3) }

  @Test(arguments: cases) func listing(_ name: String) throws {
    let file = Self.folder.appending(path: name)
    let text = try String(contentsOf: file, encoding: .utf8)
    let source = try #require(Self.block("campaign", in: text))
    let path = "tenants/shop/campaigns/golden.campaign"
    let workspace = TestWorkspace([
      "workspace.campaign": "workspace example {\n  tenants \"tenants/*\"\n}\n",
      "tenants/shop/tenant.campaign": RandomPrograms.tenant, "tenants/shop/audience.campaign": RandomPrograms.audience,
      path: source,
    ])
    let (checked, diagnostics) = workspace.check()
    let tenant = try #require(checked.tenants.first)
    let campaign = try #require(tenant.campaigns.first, "\(workspace.shown(diagnostics))")
    let plan = try workspace.plan(tenant, campaign)
    _ = try Verifier.verify(plan)
    let listing = Disassembler.text(plan, sources: workspace.texts)
    let wanted = Self.replacing(listing, in: text)
    if wanted != text, ProcessInfo.processInfo.environment["UPDATE_GOLDENS"] == "1" {
      try wanted.write(to: file, atomically: true, encoding: .utf8)
    }
    #expect(wanted == text, "\(name) is stale")
  }

  /// What stands in the first fenced block of a language.
  private static func block(_ language: String, in text: String) -> String? {
    guard let start = text.range(of: "```\(language)\n"), let end = text[start.upperBound...].range(of: "```\n") else {
      return nil
    }
    return String(text[start.upperBound..<end.lowerBound])
  }

  private static func replacing(_ listing: String, in text: String) -> String {
    let heading = "## Plan\n\n"
    let head = text.range(of: heading).map { String(text[..<$0.lowerBound]) } ?? text + "\n"
    return head + heading + "```text\n" + listing + "```\n"
  }
}
