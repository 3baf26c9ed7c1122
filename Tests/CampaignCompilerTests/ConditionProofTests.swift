import CampaignCalendar
import CampaignDiagnostics
import CampaignOracle
import CampaignSemantics
import CampaignTestSupport
import Foundation
import Testing

/// What the solver says of conditions over values so few that every member there can be is asked.
@Suite struct ConditionProofTests {
  private static let files = [
    "workspace.campaign": "workspace example {\n  tenants \"tenants/*\"\n}\n",
    "tenants/shop/tenant.campaign": """
    tenant shop {
      name        "Shop"
      timezone    "Europe/Oslo"
      currency    EUR
      languages   en_GB
      audience    "audience.sqlite"
      channel push { app "com.shop.example" }
    }
    """,
    "tenants/shop/audience.campaign": """
    audience member from members key member_id {
      device   text(200)?
      visits   int(0 to 3)
      rating   int(0 to 2)?
      tier     choice(bronze < silver < gold)
      color    choice(red, blue)?
      opted    bool
      consent  bool
      many orders up to 2 from orders(member_id) key order_id {
        items  int(0 to 2)
      }
      reach push at device where consent
    }
    """,
  ]

  /// Every member that keeps the types: 4 x 4 x 3 x 3 x 2, with each of ten lists of orders.
  private static let members: [OracleMember] = {
    var members: [OracleMember] = []
    let orders: [[Int64]] = [[], [0], [1], [2], [0, 0], [0, 1], [0, 2], [1, 1], [1, 2], [2, 2]]
    let nothing: [Cell] = [.null]
    for visits in 0..<4 {
      for rating in nothing + (0..<3).map({ Cell.integer($0) }) {
        for tier in ["bronze", "silver", "gold"] {
          for color in nothing + ["red", "blue"].map({ .text(Array($0.utf8)) }) {
            for opted in 0..<2 {
              for items in orders {
                let columns: [String: Cell] = [
                  "device": .text([0x61]), "visits": .integer(Int64(visits)), "rating": rating,
                  "tier": .text(Array(tier.utf8)), "color": color, "opted": .integer(Int64(opted)),
                  "consent": .integer(1),
                ]
                let rows = items.enumerated().map { index, count in
                  ["order_id": Cell.integer(Int64(index)), "items": .integer(count)]
                }
                members.append(
                  OracleMember(key: Int64(members.count), columns: columns, rows: ["orders": rows]))
              }
            }
          }
        }
      }
    }
    return members
  }()

  /// Conditions as somebody could write them, and some that nobody would.
  private struct Conditions {
    var random: SeededGenerator

    mutating func pick<T>(_ values: [T]) -> T { values[Int.random(in: 0..<values.count, using: &random)] }

    mutating func condition(_ depth: Int) -> String {
      guard depth > 0, Int.random(in: 0..<4, using: &random) > 0 else { return atom() }
      let operands = (0..<Int.random(in: 2...3, using: &random)).map { _ in condition(depth - 1) }
      switch Int.random(in: 0..<5, using: &random) {
      case 0, 1: return "(" + operands.joined(separator: " and ") + ")"
      case 2, 3: return "(" + operands.joined(separator: " or ") + ")"
      default: return "not (" + operands.joined(separator: " and ") + ")"
      }
    }

    mutating func atom() -> String {
      let order = pick(["<", "<=", ">", ">="])
      let number = Int.random(in: 0...3, using: &random)
      switch Int.random(in: 0..<14, using: &random) {
      case 0, 1: return "visits \(order) \(number)"
      case 2: return "visits \(pick(["is", "is not"])) \(number)"
      case 3: return "rating is \(pick(["", "not "]))known"
      case 4: return "(rating is known and rating \(order) \(min(number, 2)))"
      case 5: return "(rating otherwise \(min(number, 2))) \(order) visits"
      case 6: return "tier \(order) \(pick(["bronze", "silver", "gold"]))"
      case 7: return "tier is one of (\(pick(["bronze, gold", "silver", "silver, gold"])))"
      case 8: return "(color is known and color is \(pick(["red", "blue"])))"
      case 9: return "color is \(pick(["", "not "]))known"
      case 10: return "opted"
      case 11: return "count(orders where items \(order) \(min(number, 2))) \(pick(["<", ">="])) \(pick(["1", "2"]))"
      case 12: return pick(["any(orders)", "none(orders)", "any(orders where items > 0)", "orders is empty"])
      default: return "visits \(order) count(orders)"
      }
    }
  }

  @Test func contradictionsAreAllThereAreAndNoOthers() throws {
    let seed: UInt64 = 20_261
    var conditions = Conditions(random: SeededGenerator(seed: seed))
    var texts = Self.files
    var written: [String] = []
    for index in 0..<400 {
      // Conditions of several clauses, so that many are in conflict.
      let clauses = (0..<Int.random(in: 2...5, using: &conditions.random)).map { _ in conditions.condition(1) }
      written.append(clauses.joined(separator: " and "))
      texts["tenants/shop/campaigns/c\(index).campaign"] = """
        campaign c\(index) {
          audience where \(written[index])
          schedule every day at 10:00
          push { title "Hello", text "News" }
        }
        """
    }
    let workspace = TestWorkspace(texts)
    let (checked, diagnostics) = workspace.check(unproven: Set(DiagnosticCode.predicates))
    let errors = diagnostics.filter { $0.severity == .error && !DiagnosticCode.proofs.contains($0.code) }
    let tenant = try #require(checked.tenants.first, "\(workspace.shown(errors))")
    try #require(tenant.campaigns.count == 400, "\(workspace.shown(errors))")
    let tzif = try Data(contentsOf: URL(filePath: "/usr/share/zoneinfo/UTC"))
    let zone = try tzif.withUnsafeBytes { bytes throws(ZoneError) in try Zone(name: "UTC", tzif: bytes) }
    let solver = PredicateSolver(audience: tenant.audience)
    var met = 0
    var found = 0
    var missed: [String] = []
    for campaign in tenant.campaigns {
      let oracle = Oracle(tenant: tenant, campaign: campaign, now: 0, zone: zone)
      let clauses = campaign.clauses.map(\.expression)
      let someone = Self.members.first { member in clauses.allSatisfy { oracle.holds($0, for: member) == true } }
      let isContradiction = solver.isContradiction(clauses)
      let text = campaign.clauses.map(\.text).joined(separator: " and ")
      #expect(!(isContradiction && someone != nil), "seed \(seed): \(text) is met by \(String(describing: someone))")
      if someone != nil { met += 1 } else if isContradiction { found += 1 } else { missed.append(text) }
    }
    print("conditions: \(met) can be met, \(found) contradictions found, \(missed.count) missed: \(missed.prefix(5))")
    #expect(met > 80 && found > 80, "\(met) and \(found)")
    #expect(missed.count * 20 <= found, "\(missed)")
  }

  /// A clause that is said to be needless changes nobody's place in the audience.
  @Test func needlessClausesExcludeNobody() throws {
    let seed: UInt64 = 4_711
    var conditions = Conditions(random: SeededGenerator(seed: seed))
    var texts = Self.files
    for index in 0..<100 {
      let clauses = (0..<3).map { _ in conditions.condition(1) }
      texts["tenants/shop/campaigns/c\(index).campaign"] = """
        campaign c\(index) {
          audience where \(clauses.joined(separator: " and "))
          schedule every day at 10:00
          push { title "Hello", text "News" }
        }
        """
    }
    let workspace = TestWorkspace(texts)
    let (checked, diagnostics) = workspace.check(unproven: Set(DiagnosticCode.predicates))
    let tenant = try #require(checked.tenants.first)
    let tzif = try Data(contentsOf: URL(filePath: "/usr/share/zoneinfo/UTC"))
    let zone = try tzif.withUnsafeBytes { bytes throws(ZoneError) in try Zone(name: "UTC", tzif: bytes) }
    var needless = 0
    for campaign in tenant.campaigns {
      let found = diagnostics.filter { $0.span.file == campaign.file && ["W1303", "W1304"].contains($0.code.id) }
      let spans = Set(found.map(\.span))
      // Parts of an `or` are reported by the same code, and stand within a clause.
      let left = campaign.clauses.filter { !spans.contains($0.span) }
      guard left.count < campaign.clauses.count else { continue }
      needless += 1
      let oracle = Oracle(tenant: tenant, campaign: campaign, now: 0, zone: zone)
      for member in Self.members {
        let all = campaign.clauses.allSatisfy { oracle.holds($0.expression, for: member) == true }
        let without = left.allSatisfy { oracle.holds($0.expression, for: member) == true }
        guard all == without else {
          Issue.record("seed \(seed): \(campaign.clauses.map(\.text)) without \(found.map(\.message)): \(member)")
          return
        }
      }
    }
    #expect(needless > 10)
  }
}
