import CampaignEngine
import CampaignPlan
import CampaignSemantics
import CampaignWorkspace
import Crypto

/// What becomes of a workspace that was built: the revision that it makes beside what runs.
struct Application {
  /// Why a tenant keeps what it runs.
  enum Problem {
    case findings(TenantBuild)
    case failure(tenant: String, Failure)
  }

  private(set) var revision = WorkspaceRevision(digest: "", tenants: [], plans: [:])
  private(set) var changes: [CampaignChange] = []
  private(set) var problems: [Problem] = []

  private let running: RunningPlans
  private let libraryPrefix: String?
  private let now: Int64

  /// `origin` is where the workspace comes from, in words; `basis` the revision that runs.
  init(_ build: WorkspaceBuild, running: RunningPlans, origin: String = "", basis: Int64, now: Int64) throws {
    self.running = running
    self.now = now
    libraryPrefix = build.libraryPrefix
    let before = try running.tenants()
    var keepsAll = false
    for tenant in build.tenants {
      switch tenant.outcome {
      case .sound(let checked, let campaigns):
        try add(tenant, checked, campaigns, before[checked.name])
      case .unsound:
        problems.append(.findings(tenant))
        keepsAll = keep(tenant, before) ? keepsAll : true
      case .unreadable(let failure):
        problems.append(.failure(tenant: tenant.name ?? Paths.name(tenant.folder), failure))
        keepsAll = keep(tenant, before) ? keepsAll : true
      }
    }
    // A tenant that can't be told by anything may be any of those that are missing.
    if keepsAll { revision.kept.formUnion(before.keys) }
    let named = Set(revision.tenants.map(\.name))
    for tenant in before.values.sorted(by: { $0.record.name < $1.record.name })
    where !named.contains(tenant.record.name) {
      let kind = revision.kept.contains(tenant.record.name) ? CampaignChange.Kind.kept : .removed
      for campaign in tenant.record.campaigns { note(tenant.record.name, campaign.name, kind, campaign.plan) }
    }
    changes.sort { ($0.tenant, $0.campaign) < ($1.tenant, $1.campaign) }
    revision.digest = Self.digest(revision.tenants)
    revision.origin = origin
    revision.basis = basis
  }

  /// Keeps what a tenant runs whose files are wrong; false where nobody can say which tenant it is.
  private mutating func keep(_ build: TenantBuild, _ before: [String: RegisteredTenant]) -> Bool {
    let folder = Paths.resolved(build.folder) ?? build.folder
    let found = before.values.filter { $0.record.name == build.name || $0.record.audienceFolder == folder }
    revision.kept.formUnion(found.map(\.record.name))
    return !found.isEmpty || build.name != nil
  }

  private mutating func add(
    _ build: TenantBuild, _ tenant: CheckedTenant, _ campaigns: [TenantBuild.Campaign], _ before: RegisteredTenant?
  ) throws {
    var record = Self.record(of: tenant, build)
    var added: [CampaignChange] = []
    var plans: [String: [UInt8]] = [:]
    for campaign in campaigns {
      let plan = campaign.plan
      var entry = TenantRecord.Campaign(
        name: plan.campaign, formerName: plan.formerName, plan: campaign.digest, scheduledSince: now,
        frame: campaign.frame)
      running.note(plan, campaign.digest)
      var kind = CampaignChange.Kind.new
      if let old = before?.record.campaigns.first(where: { entry.continues($0) }) {
        kind = old.plan == entry.plan ? .same : .changed
        let oldPlan = kind == .same ? plan : try running.plan(old.plan)
        if oldPlan?.fallsDue(as: plan) == true { entry.scheduledSince = old.scheduledSince }
        if let oldPlan, kind == .changed {
          do throws(Failure) { try ExperimentGuard.check(plan, against: oldPlan) } catch {
            problems.append(.failure(tenant: tenant.name, error))
            revision.kept.insert(tenant.name)
            return
          }
          let isContent = ContentChange.isAll(
            from: oldPlan, old.frame, to: plan, entry.frame, libraryPrefix: libraryPrefix)
          if isContent { revision.contentChanges.insert(.init(tenant: tenant.name, campaign: entry.name)) }
        }
      }
      if kind != .same { plans[campaign.digest] = campaign.bytes }
      record.campaigns.append(entry)
      added.append(CampaignChange(tenant: tenant.name, campaign: entry.name, kind: kind, plan: entry.plan))
    }
    for old in before?.record.campaigns ?? [] where !record.campaigns.contains(where: { $0.continues(old) }) {
      added.append(CampaignChange(tenant: tenant.name, campaign: old.name, kind: .removed, plan: old.plan))
    }
    changes += added
    revision.plans.merge(plans) { first, _ in first }
    revision.tenants.append(record)
  }

  private mutating func note(_ tenant: String, _ campaign: String, _ kind: CampaignChange.Kind, _ plan: String) {
    changes.append(CampaignChange(tenant: tenant, campaign: campaign, kind: kind, plan: plan))
  }

  private static func record(of tenant: CheckedTenant, _ build: TenantBuild) -> TenantRecord {
    let folder = Paths.resolved(build.folder) ?? build.folder
    return TenantRecord(
      name: tenant.name, timezone: tenant.timezone, audiencePath: Paths.join(folder, tenant.audiencePath),
      audienceFolder: folder,
      channels: tenant.channels.values.map {
        TenantRecord.Channel(name: "\($0.channel)", ratePerSecond: $0.ratePerSecond.flatMap { $0.isFinite ? $0 : nil })
      }.sorted { $0.name < $1.name },
      quietHours: tenant.quietHours.map { TenantRecord.QuietHours(from: $0.from, until: $0.until) },
      caps: tenant.caps.map { TenantRecord.Cap(count: $0.count, days: $0.per.wholeDays) })
  }

  /// Of which plans are to run.
  static func digest(_ tenants: [TenantRecord]) -> String {
    let lines = tenants.sorted { $0.name < $1.name }.flatMap { tenant in
      tenant.campaigns.map { "\(tenant.name)\u{0}\($0.name)\u{0}\($0.plan)\n" }
    }
    return HexDigest.sha256(Array(lines.joined().utf8))
  }
}

extension Application {
  /// Shows on standard error why tenants keep what they run.
  func showProblems() {
    for problem in problems {
      switch problem {
      case .findings(let build): Campd.show(build.report)
      case .failure(let tenant, let failure):
        Campd.say("error: tenant `\(tenant)`: \(failure.message)\n" + (failure.help.map { "  help: \($0)\n" } ?? ""))
      }
    }
  }
}

extension CalendarOffset {
  /// Calendar days, a month being 30 of them; a part of a day is a whole one.
  fileprivate var wholeDays: Int { max(1, months * 30 + days + Int(clamping: (seconds + 86_399) / 86_400)) }
}
