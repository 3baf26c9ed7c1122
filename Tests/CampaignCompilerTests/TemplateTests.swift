import CampaignCompiler
import CampaignOracle
import CampaignPlan
import CampaignTestSupport
import Testing

/// How the texts of messages are lowered.
@Suite struct TemplateTests {
  /// What a later condition works out is there for nobody who took an earlier branch: it is worked out again.
  @Test(arguments: [
    "{if wants_sms}a{else if points > 50}b{end}{if points > 50}c{else}d{end}",
    "{if wants_sms}a{else if count(orders) > 1}b{else}c{end}{count(orders where total > 20 EUR)}",
    "{if wants_sms}a{else if points > 50}b{else if points > 60}c{end}{if points > 60 and points > 50}d{else}e{end}",
    "{for f in favorites}{if wants_sms}a{else if points > 50}b{end}{if points > 50}c{end}{else}d{end}",
  ]) func branchesShareNothing(text: String) throws {
    let workspace = TestWorkspace([
      "workspace.campaign": "workspace example {\n  tenants \"tenants/*\"\n}\n",
      "tenants/shop/tenant.campaign": RandomPrograms.tenant, "tenants/shop/audience.campaign": RandomPrograms.audience,
      "tenants/shop/campaigns/hello.campaign": """
      campaign hello {
        schedule every day at 10:00
        sms { text "x\(text)" }
      }
      """,
    ])
    let plan = try #require(try workspace.plans().first)
    #expect(try Verifier.verify(plan).plan == plan)
  }
}
