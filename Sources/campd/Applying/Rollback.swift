import CampaignEngine
import CampaignPlan
import CampaignWorkspace

/// What ran at an earlier revision, as a revision beside what runs now.
struct Rollback {
  private(set) var revision = WorkspaceRevision(digest: "", tenants: [], plans: [:])
  private(set) var changes: [CampaignChange] = []
  /// Tenants that keep what they run, and why.
  private(set) var problems: [(tenant: String, failure: Failure)] = []

  /// With `isForced`, experiments that run don't keep a tenant from it. Throws where there was no such revision.
  init(to number: Int64, _ register: Register, running: RunningPlans, isForced: Bool, now: Int64) throws {
    guard let records = try register.records(at: number) else {
      throw Failure("there was no revision \(number)", help: "`campd revisions` lists those that there were")
    }
    let before = try running.tenants()
    for record in records {
      do {
        revision.tenants.append(
          try Self.record(record, beside: before[record.name]?.record, running, isForced: isForced, now: now))
      } catch let failure as Failure {
        problems.append((record.name, failure))
        revision.kept.insert(record.name)
      }
    }
    let after = Dictionary(revision.tenants.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    for name in Set(before.keys).union(after.keys).sorted() where !revision.kept.contains(name) {
      compare(name, before[name]?.record, after[name])
    }
    revision.digest = Application.digest(revision.tenants)
    revision.origin = "roll-back to revision \(number)"
    revision.basis = try register.latestRevision()
    // What ran was in order then.
    revision.needsSignOff = false
  }

  private mutating func compare(_ tenant: String, _ old: TenantRecord?, _ new: TenantRecord?) {
    for campaign in new?.campaigns ?? [] {
      let before = old?.campaigns.first { campaign.continues($0) }
      let kind = before.map { $0.plan == campaign.plan ? CampaignChange.Kind.same : .changed } ?? .new
      changes.append(CampaignChange(tenant: tenant, campaign: campaign.name, kind: kind, plan: campaign.plan))
    }
    for campaign in old?.campaigns ?? [] where new?.campaigns.contains(where: { $0.continues(campaign) }) != true {
      changes.append(CampaignChange(tenant: tenant, campaign: campaign.name, kind: .removed, plan: campaign.plan))
    }
  }

  /// An earlier record with what has to go on: a campaign that was renamed since keeps its entries, and nothing that lies in the past falls due.
  private static func record(
    _ old: TenantRecord, beside running: TenantRecord?, _ plans: RunningPlans, isForced: Bool, now: Int64
  ) throws -> TenantRecord {
    var record = old
    record.campaigns = try old.campaigns.map { campaign in
      var campaign = campaign
      guard let plan = try plans.plan(campaign.plan) else {
        throw Failure("the register has no plan \(campaign.plan.prefix(12)) of `\(campaign.name)` any more")
      }
      let renamed = running?.campaigns.first { $0.formerName == campaign.name }
      if let renamed, running?.campaigns.contains(where: { $0.name == campaign.name }) != true {
        campaign.formerName = renamed.name
      }
      let current = running?.campaigns.first { campaign.continues($0) }
      let currentPlan = try current.flatMap { try plans.plan($0.plan) }
      if let currentPlan, !isForced { try ExperimentGuard.check(plan, against: currentPlan) }
      campaign.scheduledSince = currentPlan?.fallsDue(as: plan) == true ? current?.scheduledSince ?? now : now
      return campaign
    }
    return record
  }
}
