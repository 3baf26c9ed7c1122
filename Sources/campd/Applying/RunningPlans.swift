import CampaignEngine
import CampaignLedger
import CampaignPlan

/// What runs, as the register has it: records and decoded plans, of which each is read once. For one thread.
final class RunningPlans {
  private let register: Register
  private var plans: [String: Plan] = [:]
  private var known: [Int64: RegisteredTenant] = [:]
  private var revision: Int64 = -1

  init(_ register: Register) { self.register = register }

  /// Tenants that run something, by name.
  func tenants() throws(LedgerError) -> [String: RegisteredTenant] {
    for tenant in try register.tenants(changedAfter: revision) {
      known[tenant.number] = tenant
      revision = max(revision, tenant.revision)
    }
    return Dictionary(known.values.map { ($0.record.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// A plan by its digest; nil where the register does not have it.
  func plan(_ digest: String) throws -> Plan? {
    if let plan = plans[digest] { return plan }
    guard let bytes = try register.plan(digest) else { return nil }
    let plan = try PlanDecoder.decode(bytes)
    plans[digest] = plan
    return plan
  }

  /// Remembers a plan that was just made, so that nobody has to decode it.
  func note(_ plan: Plan, _ digest: String) { plans[digest] = plan }

  /// Forgets all plans but these.
  func keep(_ digests: Set<String>) { plans = plans.filter { digests.contains($0.key) } }
}
