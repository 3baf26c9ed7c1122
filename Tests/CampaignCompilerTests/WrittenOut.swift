import CampaignCalendar
import CampaignDiagnostics
import CampaignOracle
import CampaignSemantics
import CampaignSyntax
import CampaignTestSupport
import Testing

/// The campaigns of a random workspace without templates and segments: what the oracle reads in place of them.
struct WrittenOut {
  private let made: RandomPrograms.Workspace
  private let workspace: TestWorkspace
  private let tenant: CheckedTenant?
  private let findings: String

  init(_ made: RandomPrograms.Workspace) throws {
    self.made = made
    workspace = TestWorkspace(made.writtenOut)
    let (checked, diagnostics) = workspace.check(unproven: Set(DiagnosticCode.predicates))
    tenant = checked.tenants.first
    findings = workspace.shown(diagnostics.filter { $0.severity == .error })
  }

  /// What the campaign is written out as; empty where it is that already.
  func text(_ name: String) -> String { made.writtenOut[Self.path(name)] ?? "" }

  /// An oracle of the campaign; of one that is made from a template or names segments, it reads the one that is written out.
  func oracle(
    _ tenant: CheckedTenant, _ campaign: CheckedCampaign, _ workspace: TestWorkspace, now: Int64, zone: Zone,
    catalogs: [String: [[String: Cell]]]
  ) throws -> Oracle {
    var (tenant, campaign, workspace) = (tenant, campaign, workspace)
    if made.writtenOut[Self.path(campaign.name)] != nil {
      let other = try #require(self.tenant)
      campaign = try #require(
        other.campaigns.first { $0.name == campaign.name },
        "\(campaign.name) is not sound where it is written out: \(findings)")
      (tenant, workspace) = (other, self.workspace)
    }
    let file = try #require(workspace[Self.path(campaign.name)])
    let syntax = workspace.syntax(of: file).declarations.lazy.compactMap { declaration in
      if case .campaign(let found) = declaration { found } else { nil }
    }.first
    return Oracle(
      tenant: tenant, campaign: campaign, bodies: try OracleBodies(campaign, try #require(syntax)),
      hasOwnLayout: made.hasOwnLayout, now: now, zone: zone, catalogs: catalogs)
  }

  private static func path(_ name: String) -> String { "tenants/shop/campaigns/\(name).campaign" }
}
