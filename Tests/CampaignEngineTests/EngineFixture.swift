import CampaignCompiler
import CampaignHandOff
import CampaignLedger
import CampaignPlan
import CampaignSimulation
import CampaignTestSupport
import Foundation
import Testing

@testable import CampaignEngine

/// An engine with one tenant and one campaign, on a disk of its own, that can be ended and started again.
final class EngineFixture {
  /// 2027-03-02, a Tuesday, at 10:00 in London, which is UTC then.
  static let due: Int64 = 1_803_981_600

  let disk = SimulatedDisk()
  let folder = FileManager.default.temporaryDirectory.appending(path: "engine-\(UUID().uuidString)").path()
  let world: SimulatedWorld
  private(set) var register: Register
  private(set) var engine: Engine
  private var flight: FlightFile

  /// `schedule` is how members enter, `steps` what follows.
  private let schedule: String
  private let steps: String
  private let quietHours: TenantRecord.QuietHours?

  init(
    campaign: String = "repeat every run", members: Int = 3, startingAt now: Int64 = EngineFixture.due - 3_600,
    schedule: String = "schedule every tuesday at 10:00 in tenant.timezone", steps: String = "",
    quietHours: TenantRecord.QuietHours? = nil
  ) throws {
    self.schedule = schedule
    self.steps = steps
    self.quietHours = quietHours
    world = SimulatedWorld(at: now)
    world.members = (0..<members).map { "m\($0)" }
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    register = try Register(path: "\(folder)/engine.sqlite")
    (flight, engine) = try Self.engine(folder, register, world)
    try apply(campaign)
    try engine.start()
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  private static func engine(
    _ folder: String, _ register: Register, _ world: SimulatedWorld
  ) throws -> (FlightFile, Engine) {
    let flight = try FlightFile(path: "\(folder)/flight", slotCount: 64)
    world.flight = flight
    return (flight, Engine(register: register, flight: flight, dataFolder: folder, world: world))
  }

  private func workspace(_ items: String) -> TestWorkspace {
    TestWorkspace([
      "workspace.campaign": "workspace shops { tenants \"tenants/*\" }\n",
      "tenants/shop/tenant.campaign": """
      tenant shop {
        name "Shop", timezone "Europe/London", currency USD, languages en_US, audience "a.sqlite", link_base "https://go.shop.example"
        channel email { sender "Shop <a@shop.example>", address "1 Main St" }
      }
      """,
      "tenants/shop/audience.campaign": """
      audience member from members key id {
        email email?
        agreed bool
        zone timezone?
        event abandoned from carts key id { total int(0 to 999) }
        reach email at email where agreed
      }
      """,
      "tenants/shop/campaigns/weekly.campaign": """
      campaign weekly {
        goal "Send"
        audience where agreed
        \(schedule)
        \(items)
        email { subject "Hello", preheader "You", body \"\"\"
          Hello, [visit](https://shop.example/visit) us
          \"\"\" }
      \(steps.split(separator: "\n").map { "  \($0)" }.joined(separator: "\n"))
      }
      """,
    ])
  }

  /// A step, three days after the first.
  static let reminder = """
    then reminder after 3 days {
      email { subject "Again", preheader "You", body \"\"\"
        Hello, [visit](https://shop.example/visit) us again
        \"\"\" }
    }
    """

  func setStopped(_ isStopped: Bool) throws {
    let other = try Register(path: register.path)
    _ = try other.setStopped(isStopped, tenant: tenant, campaign: "weekly", by: "test", at: world.clock)
  }

  /// With other quiet hours than at first, where they are said.
  func apply(_ items: String, quietHours: TenantRecord.QuietHours? = nil, ratePerSecond: Double? = nil) throws {
    let workspace = workspace(items)
    let (checked, findings) = workspace.check()
    let tenant = try #require(checked.tenants.first, "\(workspace.shown(findings))")
    let campaign = try #require(tenant.campaigns.first, "\(workspace.shown(findings))")
    let plan = try Compiler.compile(
      tenant: tenant, campaign: campaign, sources: workspace.files, zoneRulesVersion: "2026b")
    let bytes = PlanEncoder.encode(plan)
    let digest = String(bytes.reduce(UInt64(14_695_981_039_346_656_037)) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 })
    let record = TenantRecord(
      name: "shop", timezone: "Europe/London", audiencePath: "/a.sqlite", audienceFolder: "/",
      channels: [TenantRecord.Channel(name: "email", ratePerSecond: ratePerSecond)],
      quietHours: quietHours ?? self.quietHours,
      campaigns: [TenantRecord.Campaign(name: "weekly", plan: digest, scheduledSince: world.clock)])
    let revision = WorkspaceRevision(digest: digest, tenants: [record], plans: [digest: bytes])
    // As another process does it.
    _ = try Register(path: "\(folder)/engine.sqlite").apply(revision, by: "test", at: world.clock)
  }

  /// Turns until nothing is to be done at the instant.
  func settle() throws {
    for _ in 0..<500 {
      guard let wait = try engine.turn(), wait > 0 else { continue }
      if !engine.hasAnswers { return }
    }
    Issue.record("the engine does not come to rest")
  }

  func advance(to instant: Int64) throws {
    world.clock = instant
    try settle()
  }

  /// The process ends as if it were killed, and another one takes over.
  func restart() throws {
    register = try Register(path: "\(folder)/engine.sqlite")
    (flight, engine) = try Self.engine(folder, register, world)
    try engine.start()
  }

  var tenant: RegisteredTenant { get throws { try #require(try register.tenants().first) } }

  func ledger() throws -> Ledger { try Ledger(reading: "\(folder)/tenants/1/ledger.sqlite", tenant: "shop") }

  func counts() throws -> MessageCounts { try #require(try ledger().runs().first).counts }
}
