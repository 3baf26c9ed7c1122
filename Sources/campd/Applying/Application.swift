import CampaignEngine
import CampaignLedger
import CampaignPlan
import CampaignSemantics
import CampaignWorkspace
import Crypto

/// Makes a workspace the one that the engine runs.
struct Application {
  let project: Project
  let register: Register
  let now: Int64

  /// What `register` would be given; throws where something of it can't be run.
  func revision() throws -> WorkspaceRevision {
    let running = Dictionary(
      try register.tenants().map { ($0.record.name, $0.record) }, uniquingKeysWith: { first, _ in first })
    var plans: [String: [UInt8]] = [:]
    var tenants: [TenantRecord] = []
    var digest = SHA256()
    for tenant in project.checked.tenants.sorted(by: { $0.name < $1.name }) {
      var record = try self.record(of: tenant)
      for campaign in tenant.campaigns.sorted(by: { $0.name < $1.name }) {
        let plan = try project.compile(campaign, of: tenant)
        let bytes = PlanEncoder.encode(plan)
        let name = SHA256.hash(data: bytes).map { Self.hexadecimal($0) }.joined()
        digest.update(data: Array("\(tenant.name)\u{0}\(campaign.name)\u{0}\(name)\n".utf8))
        plans[name] = bytes
        let before = try self.running(plan, running[tenant.name])
        if let before { try ExperimentGuard.check(plan, against: before.plan) }
        let isSameSchedule = before?.plan.schedule == plan.schedule
        record.campaigns.append(
          TenantRecord.Campaign(
            name: plan.campaign, formerName: plan.formerName, plan: name,
            scheduledSince: isSameSchedule ? before?.record.scheduledSince ?? now : now))
      }
      tenants.append(record)
    }
    let name = digest.finalize().map { Self.hexadecimal($0) }.joined()
    return WorkspaceRevision(digest: name, tenants: tenants, plans: plans)
  }

  private func record(of tenant: CheckedTenant) throws -> TenantRecord {
    let folder = Paths.resolved(project.folder(of: tenant)) ?? project.folder(of: tenant)
    return TenantRecord(
      name: tenant.name, timezone: tenant.timezone, audiencePath: Paths.join(folder, tenant.audiencePath),
      audienceFolder: folder,
      channels: tenant.channels.values.map {
        TenantRecord.Channel(name: "\($0.channel)", ratePerSecond: $0.ratePerSecond.flatMap { $0.isFinite ? $0 : nil })
      }.sorted { $0.name < $1.name },
      quietHours: tenant.quietHours.map { TenantRecord.QuietHours(from: $0.from, until: $0.until) },
      caps: tenant.caps.map { TenantRecord.Cap(count: $0.count, days: $0.per.wholeDays) })
  }

  /// The plan that runs under a campaign's name, or its former name.
  private func running(
    _ plan: Plan, _ record: TenantRecord?
  ) throws -> (record: TenantRecord.Campaign, plan: Plan)? {
    let names = [plan.campaign] + (plan.formerName.map { [$0] } ?? [])
    guard let found = names.lazy.compactMap({ name in record?.campaigns.first { $0.name == name } }).first,
      let bytes = try register.plan(found.plan)
    else { return nil }
    return (found, try PlanDecoder.decode(bytes))
  }

  private static func hexadecimal(_ byte: UInt8) -> String {
    (byte < 16 ? "0" : "") + String(byte, radix: 16)
  }
}

extension CalendarOffset {
  /// Calendar days, a month being 30 of them; a part of a day is a whole one.
  fileprivate var wholeDays: Int { max(1, months * 30 + days + Int(clamping: (seconds + 86_399) / 86_400)) }
}
