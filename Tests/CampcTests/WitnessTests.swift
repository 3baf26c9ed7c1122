import CampaignCalendar
import CampaignOracle
import CampaignPlan
import CampaignTestSupport
import CampaignValues
import CampaignWorkspace
import Foundation
import Testing

@testable import CampaignSemantics
@testable import CampaignVM
@testable import campc

/// What `campc check --proofs` says of a message is attained: the machine makes just as large a message for the member that is named.
@Suite struct WitnessTests {
  /// One bound of one part, and the campaign that makes the message for everybody.
  private struct Case {
    var name: String
    var tenant: CheckedTenant
    var campaign: CheckedCampaign
    var part: MessagePart
    var measure: String
    var bound: PartProof.Bound
  }

  /// A campaign of one message, which nothing keeps from being made.
  private static func alone(_ campaign: CheckedCampaign, _ message: CheckedMessage) -> CheckedCampaign {
    var alone = campaign
    alone.clauses = []
    alone.pickClauses = []
    alone.standingClauses = []
    alone.conversion = nil
    alone.holdout = nil
    for index in alone.picks.indices { alone.picks[index].predicate = nil }
    for index in alone.experiments.indices { alone.experiments[index].slice = nil }
    var message = message
    message.condition = nil
    message.reach.consent = CheckedExpression(.constant(.integer(1)), ValueType(.bool), message.span)
    alone.steps = [CheckedStep(name: campaign.name, messages: [message], span: campaign.span)]
    return alone
  }

  private static func cases(_ workspace: TestWorkspace) -> [Case] {
    let (checked, _) = workspace.check()
    return checked.tenants.flatMap { tenant in
      let prover = SizeProver(tenant: tenant, sources: workspace.sources)
      return tenant.campaigns.flatMap { campaign -> [Case] in
        let messages = campaign.steps.flatMap(\.messages)
        return zip(messages, prover.proofs(of: campaign)).flatMap { message, proof in
          proof.parts.flatMap { part -> [Case] in
            let bounds = [("characters", part.characters), ("bytes", part.bytes), ("segments", part.segments)]
            return bounds.compactMap { measure, bound in
              bound.map {
                Case(
                  name: "\(tenant.name)/\(campaign.name) \(proof.step) \(proof.channel) \(proof.language) \(part.part)",
                  tenant: tenant, campaign: alone(campaign, message), part: part.part, measure: measure, bound: $0)
              }
            }
          }
        }
      }
    }
  }

  /// The text that the machine makes for the member.
  private static func made(_ asked: Case, _ workspace: TestWorkspace) throws -> String {
    let plan = try Verifier.verify(workspace.plan(asked.tenant, asked.campaign))
    let zone = try ZoneFiles.zone(asked.tenant.timezone)
    let noon = (asked.bound.member.runDate ?? 20_500) * 86_400 + 43_200
    let now = zone.instant(LocalDateTime(secondsSince1970: noon))
    let variants = asked.bound.member.variants
    let key = try #require(FixtureKey.find(plan.plan, holdout: nil, isHeldOut: false, variants: variants))
    let trigger = asked.campaign.trigger
    var fixture = asked.bound.member.fixture
    for pick in asked.campaign.picks where fixture.rows[pick.relation, default: []].isEmpty {
      fixture.rows[pick.relation] = [[:]]
    }
    let member = FixtureMember(fixture, tenant: asked.tenant, trigger: trigger, zone: zone, entered: now, now: now)
    let scratch = try Scratch()
    let path = scratch.url.appending(path: "member.sqlite").path
    try FixtureDatabase(
      member, fixture: fixture, audience: asked.tenant.audience, event: trigger?.event, zone: zone, key: key
    ).write(to: path)
    var made: MadeMessage?
    var problem = "nobody got it"
    let observer = RunObserver(outcome: { problem = "\($0.kind)" })
    _ = try Machine.run(
      plan, .test(path, now: now, zone: zone), to: MessageCollector { made = $0 }, observer: observer)
    let message = try #require(made, "\(asked.name): \(problem)")
    let part = try #require(PlanPart.allCases.first { $0.name == asked.part.rawValue })
    return try #require(message.parts[part])
  }

  private static func size(_ text: String, _ measure: String) -> Int {
    switch measure {
    case "characters": text.count
    case "bytes": text.utf8.count
    default: Array(text.utf8).withUnsafeBytes { SMSSize($0).segments }
    }
  }

  @Test func everyBoundOfTheSamplesIsAttained() throws {
    let workspace = TestWorkspace.samples
    var attained = 0
    var open: [String] = []
    for asked in Self.cases(workspace) {
      guard asked.bound.member.isComplete else {
        open.append("\(asked.name) \(asked.measure)")
        continue
      }
      let text = try Self.made(asked, workspace)
      #expect(
        Self.size(text, asked.measure) == asked.bound.most,
        "\(asked.name) \(asked.measure), \(asked.bound.witness ?? "everybody"): \(text.prefix(200))")
      attained += 1
    }
    #expect(attained >= 300, "only \(attained) bounds; not written down: \(open)")
  }
}
