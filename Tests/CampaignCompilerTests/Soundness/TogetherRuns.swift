import CampaignDiagnostics
import CampaignOracle
import CampaignPlan
import CampaignSemantics
import CampaignTestSupport
import CampaignVM

/// Findings about all campaigns of a tenant against what every member of a small audience gets on one day.
enum TogetherRuns {
  /// Campaigns that run at one instant, so that their audiences alone keep offers apart: who they are for, and what they take off.
  struct Campaigns {
    var audiences: [String]
    var percents: [Int]
    var limit: Int
  }

  static let cap = 1

  /// Every member of 0 to 11 points and three tiers.
  private static let sql: String = {
    let rows = (0..<36).map { "(\($0), 'd', \($0 / 3), '\(["bronze", "silver", "gold"][$0 % 3])')" }
    return """
      CREATE TABLE members (member_id INTEGER PRIMARY KEY, device TEXT, points INTEGER, tier TEXT);
      INSERT INTO members VALUES \(rows.joined(separator: ", "));
      """
  }()

  /// As random as it gets, and one with more combinations than are tried.
  static func all() -> [Campaigns] {
    var random = SeededGenerator(seed: 77)
    let some = (0..<60).map { _ in
      let count = Int.random(in: 2...4, using: &random)
      return Campaigns(
        audiences: (0..<count).map { _ in
          let points = Int.random(in: 0...9, using: &random)
          return random.pick([
            "points < \(points + 1)", "points > \(points)", "points between \(points) and \(points + 2)",
            "tier is gold",
            "tier < gold", "tier is not silver and points > \(points)", "not (tier is gold or points < \(points + 1))",
          ])
        }, percents: (0..<count).map { _ in random.pick([5, 10, 20, 30]) }, limit: random.pick([20, 30, 40]))
    }
    let apart = (0..<11).flatMap { points in
      ["bronze", "silver", "gold"].map { "points is \(points) and tier is \($0)" }
    }
    let many = Campaigns(
      audiences: apart + ["points is 11", "points > 10"], percents: Array(repeating: 30, count: apart.count + 2),
      limit: 59)
    return some + [many]
  }

  static func look() throws -> [DiagnosticCode: RuleTally] {
    var tallies: [DiagnosticCode: RuleTally] = [:]
    for (number, campaigns) in all().enumerated() {
      let workspace = TestWorkspace(files(campaigns))
      let (checked, diagnostics) = workspace.check(unproven: Set(DiagnosticCode.together))
      guard let tenant = checked.tenants.first, tenant.campaigns.count == campaigns.audiences.count else {
        tallies[.stackedOffers, default: RuleTally()].untrue.append("\(number): \(workspace.shown(diagnostics))")
        continue
      }
      let got = try members(tenant, workspace)
      let most = got.values.map { $0.map { campaigns.percents[$0] }.reduce(0, +) }.max() ?? 0
      let codes = Set(diagnostics.map(\.code))
      func compare(_ code: DiagnosticCode, _ isSo: Bool, isAsked: Bool) {
        guard isAsked else { return }
        var tally = tallies[code] ?? RuleTally()
        if codes.contains(code) { tally.findings += 1 }
        tally.cases += 36 * campaigns.audiences.count
        if codes.contains(code) != isSo { tally.untrue.append("\(number): \(isSo) of \(campaigns)") }
        tallies[code] = tally
      }
      let isUndecided = number == all().count - 1
      compare(.stackedOffers, most > campaigns.limit, isAsked: !isUndecided)
      compare(.unprovenStacking, most > campaigns.limit, isAsked: isUndecided)
      compare(.sameRank, got.values.contains { $0.count > cap }, isAsked: !isUndecided)
    }
    return tallies
  }

  /// By member, the campaigns of which they get a message.
  private static func members(_ tenant: CheckedTenant, _ workspace: TestWorkspace) throws -> [String: [Int]] {
    let database = try Database(sql)
    let zone = try DifferentialTests.zones[0]()
    var got: [String: [Int]] = [:]
    for campaign in tenant.campaigns {
      let plan = try Verifier.verify(try workspace.plan(tenant, campaign))
      let run = try database.run(plan, step: 0, [:], zone: zone, usesPushdown: true, observer: RunObserver())
      let index = Int(campaign.name.dropFirst()) ?? 0
      for key in run.messages.keys { got[key, default: []].append(index) }
    }
    return got
  }

  private static func files(_ campaigns: Campaigns) -> [String: String] {
    var files = [
      "workspace.campaign": "workspace example { tenants \"tenants/*\" }",
      "tenants/shop/tenant.campaign": """
      tenant shop {
        name "Shop", timezone "Europe/Oslo", currency EUR, languages en_GB, audience "audience.sqlite"
        channel push { app "com.shop.example" }
        cap \(cap) per day
      }
      """,
      "tenants/shop/brand.campaign": "brand { require offers.percent_off <= \(campaigns.limit)% }",
      "tenants/shop/audience.campaign": """
      audience member from members key member_id {
        device text(20)
        points int(0 to 11)
        tier   choice(bronze < silver < gold)
        reach push at device where yes
      }
      """,
    ]
    for (number, audience) in campaigns.audiences.enumerated() {
      files["tenants/shop/campaigns/c\(number).campaign"] = """
        campaign c\(number) {
          audience where \(audience)
          schedule once on 2027-06-01 at 10:00
          offer { percent_off \(campaigns.percents[number])%, code "C\(number)", valid 30 days }
          push { title "Hello", text "{offer.code}" }
        }
        """
    }
    return files
  }
}
