import CampaignCalendar
import CampaignOracle
import CampaignPlan
import CampaignSemantics
import CampaignTestSupport
import CampaignVM
import CampaignValues
import Testing

/// No message that the machine makes is larger than what is proven of it, under random campaigns over members whose values are as large as
/// their types allow.
@Suite struct SizeBoundTests {
  static let audienceCount = 24
  static let campaignCount = 25

  @Test(arguments: 0..<audienceCount) func noMessageIsLargerThanItsBound(_ number: Int) throws {
    let seed = UInt64(number) &* 6_133 &+ 77
    var audiences = RandomAudiences(seed: seed, now: DifferentialTests.now, wrongOneIn: 1_000)
    var random = SeededGenerator(seed: seed &+ 5)
    let members = audiences.members(count: 24).map { Self.nearLimits($0, &random) }
    let events = audiences.events(count: 12, memberCount: 24)
    let database = try Database(RandomAudiences.sql(members, events, catalogs: audiences.catalogs()))
    var programs = RandomPrograms(seed: seed &+ 1)
    let made = programs.workspace(campaignCount: Self.campaignCount)
    let workspace = TestWorkspace(made.texts)
    let zone = try DifferentialTests.zones[number % DifferentialTests.zones.count]()
    let tenant = try #require(workspace.check().workspace.tenants.first)
    let prover = SizeProver(tenant: tenant, sources: workspace.sources)
    var compared = 0
    for campaign in tenant.campaigns {
      let plan = try Verifier.verify(try workspace.plan(tenant, campaign))
      let proofs = prover.proofs(of: campaign).filter { $0.step == campaign.steps[0].name }
      let outcomes = try database.run(plan, step: 0, [:], zone: zone, usesPushdown: false)
      for (key, parts) in outcomes.messages {
        compared += 1
        // Which of the languages a member reads is not said: one of the messages is as large.
        let possible = proofs.filter { $0.channel.rawValue == parts["channel"] }
        #expect(
          possible.contains { Self.holds($0, parts) },
          """
          seed \(seed), member \(key): \(parts)
          \(possible.flatMap(\.parts).map { "\($0.part) \($0.characters?.most ?? 0) \($0.bytes.most) \($0.segments?.most ?? 0)" })
          \(String(decoding: workspace["tenants/shop/campaigns/\(campaign.name).campaign"]?.bytes ?? [], as: UTF8.self))
          """)
      }
    }
    #expect(compared > 5, "seed \(seed): too few messages were made")
  }

  private static func holds(_ proof: MessageProof, _ parts: [String: String]) -> Bool {
    proof.parts.allSatisfy { part in
      guard let text = parts[part.part.rawValue] else { return false }
      let segments = Array(text.utf8).withUnsafeBytes { SMSSize($0).segments }
      return text.count <= part.characters?.most ?? .max && text.utf8.count <= part.bytes.most
        && segments <= part.segments?.most ?? .max
    }
  }

  // MARK: Members

  private static let limits = ["name": 6, "nick": 4, "city": 5, "store": 5, "note": 4, "item": 5]

  /// Texts as long as they may be, of characters that count the most; numbers at the ends of their intervals.
  private static func nearLimits(_ member: OracleMember, _ random: inout SeededGenerator) -> OracleMember {
    var member = member
    let accented = "é" + String(repeating: "\u{301}", count: 19)
    func text(_ characters: Int, isName: Bool) -> Cell {
      let pool = ["W", "Ж", "é", accented, "\u{301}"] + (isName ? [] : ["😀", "€", "\"", "&", "🇳🇴", "1"])
      let mixed = (0..<characters).map { _ in random.pick(pool) }.joined()
      let whole = random.oneIn(2) ? String(repeating: random.pick(pool), count: characters) : mixed
      return .text(Array((whole.allSatisfy { $0 == "\u{301}" } ? "W" : whole).utf8))
    }
    for (column, limit) in limits where member.columns[column] != nil {
      if random.oneIn(6) { continue }
      member.columns[column] = text(limit, isName: column == "name")
    }
    if random.oneIn(2) { member.columns["code"] = .text(Array(random.pick(["€€€€", "{^~|", "WWWW"]).utf8)) }
    let ends: [String: [Int64]] = [
      "points": [0, 9, 10, 99, 100], "score": [-50, -10, -9, 0, 50], "discount": [0, 50],
      "spend_cents": [0, 99_900, 99_899],
    ]
    for (column, values) in ends where random.oneIn(2) { member.columns[column] = .integer(random.pick(values)) }
    for (table, rows) in member.rows {
      member.rows[table] = rows.map { row in
        var row = row
        for (column, limit) in limits where row[column] != nil { row[column] = text(limit, isName: false) }
        return row
      }
    }
    return member
  }
}
