import CampaignCalendar
import CampaignDiagnostics
import CampaignOracle
import CampaignPlan
import CampaignTestSupport
import CampaignWorkspace
import Foundation
import Testing

@testable import CampaignSemantics
@testable import campc

/// Made-up members are selected by the machine; and where it is said that there is none, there is none.
@Suite struct MemberTrialTests {
  private static let now: Int64 = 1_804_001_400

  private static func trial(
    _ tenant: CheckedTenant, _ campaign: CheckedCampaign, _ workspace: TestWorkspace
  ) throws -> MemberTrial {
    let plan = try Verifier.verify(try workspace.plan(tenant, campaign))
    return MemberTrial(
      tenant: tenant, campaign: campaign, plan: plan, zone: try ZoneFiles.zone(tenant.timezone), now: now)
  }

  @Test func everySampleHasAMember() throws {
    let workspace = TestWorkspace.samples
    let (checked, _) = workspace.check()
    for tenant in checked.tenants {
      for campaign in tenant.campaigns {
        let answer = try Self.trial(tenant, campaign, workspace).member()
        guard case .selected = answer else {
          Issue.record("\(tenant.name)/\(campaign.name): \(answer)")
          continue
        }
      }
    }
  }

  private static func explained(member attributes: String, event: String = "", campaign: String) throws -> String {
    let scratch = try RunTests.shop()
    try FileManager.default.removeItem(at: scratch.url.appending(path: "tenants/shop/thanks.campaign"))
    try scratch.write(
      "tenants/shop/audience.campaign",
      """
      audience member from members key id {
        address email
        agreed  bool
        \(attributes)
        \(event)
        reach email at address where agreed
      }

      """)
    try scratch.write(
      "tenants/shop/hello.campaign",
      "campaign hello {\n  \(campaign)\n  email { subject \"Hello\", body \"News from the shop\" }\n}\n")
    let shown = try Tool.run("explain", "--member", "hello", "--now", RunTests.now, in: scratch.url)
    #expect(shown.status == 0, "\(shown.err)")
    return shown.out
  }

  /// Values that have to differ get different ones, also where the first that comes to mind is taken.
  @Test func differentValuesAreFound() throws {
    let tiers = "choice(blue \"B\" < silver \"S\" < gold \"G\")"
    let shown = try Self.explained(
      member: "tier \(tiers)", event: "event tier_changed from tiers key id { old \(tiers), new \(tiers) }",
      campaign: "trigger tier_changed\n  audience where tier is event.new and event.new is not event.old")
    #expect(shown.hasPrefix("a made-up member whom shop/hello selects"), "\(shown)")
    let numbers = try Self.explained(
      member: "a int(0 to 2), b int(0 to 2), c int(0 to 2)",
      campaign: "audience where a is not b and b is not c and a is not c\n  schedule every day at 10:00")
    #expect(numbers.hasPrefix("a made-up member whom shop/hello selects"), "\(numbers)")
  }

  @Test func whereNobodyWasTriedItIsSaidWhy() throws {
    let shown = try Self.explained(
      member: "a int(0 to 1), b int(0 to 1), c int(0 to 1)",
      campaign: "audience where a is not b and b is not c and a is not c\n  schedule every day at 10:00")
    #expect(
      shown
        == "no member of shop/hello was found, which doesn't say that there is none: no values were found that meet all its conditions\n"
    )
  }

  /// Nobody of a random audience gets a message.
  private static func expectNobody(in campaign: CheckedCampaign, _ tenant: CheckedTenant, _ seed: UInt64) throws {
    var audiences = RandomAudiences(seed: seed, now: now, wrongOneIn: 200)
    let members = audiences.members(count: 60)
    let events = audiences.events(count: 60, memberCount: 60)
    let oracle = Oracle(
      tenant: tenant, campaign: campaign, now: now, zone: try ZoneFiles.zone(tenant.timezone),
      catalogs: audiences.catalogs())
    let outcomes =
      try campaign.trigger == nil
      ? members.map { try oracle.outcome($0) } : events.map { try oracle.outcome($0, members: members) }
    for outcome in outcomes {
      if case .message = outcome { Issue.record("seed \(seed): \(campaign.name) selects somebody") }
    }
  }

  /// Of random audiences nearly all; of the others it is said what is in the way, and never wrongly that there is nobody.
  @Test(arguments: 0..<3) func randomAudiencesHaveMembers(_ number: Int) throws {
    let seed = UInt64(number) &* 104_729 &+ 77
    var programs = RandomPrograms(seed: seed)
    let made = programs.workspace(campaignCount: 30)
    let workspace = TestWorkspace(made.texts)
    let (checked, diagnostics) = workspace.check(unproven: Set(DiagnosticCode.predicates))
    let ofNobody = Set(diagnostics.filter { $0.code == .nobodyInAudience }.map(\.span.file))
    let tenant = try #require(checked.tenants.first)
    var (found, empty) = (0, 0)
    var open: [String] = []
    for campaign in tenant.campaigns {
      switch try Self.trial(tenant, campaign, workspace).member() {
      case .selected:
        found += 1
        #expect(!ofNobody.contains(campaign.file), "seed \(seed): \(campaign.name) has a member, and nobody should")
      case .nobody:
        empty += 1
        try Self.expectNobody(in: campaign, tenant, seed)
      case .open(let reason):
        #expect(!reason.isEmpty, "seed \(seed): \(campaign.name)")
        open.append("\(campaign.name): \(reason)")
      }
    }
    #expect(found * 10 >= (tenant.campaigns.count - empty) * 7, "seed \(seed): only \(found), not \(open)")
  }
}
