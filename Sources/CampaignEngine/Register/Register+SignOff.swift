import CampaignLedger

/// Whether plans have to be signed before they run.
package struct SignOff: Hashable, Sendable {
  package var isRequired = false
  /// Whether it has to be somebody else than who applied them.
  package var needsFourEyes = false

  package init(isRequired: Bool = false, needsFourEyes: Bool = false) {
    self.isRequired = isRequired
    self.needsFourEyes = needsFourEyes
  }

  /// As it is kept, and said.
  package var words: String { isRequired ? needsFourEyes ? "required of two" : "required" : "not required" }
}

/// A plan that waits to be signed.
package struct HeldPlan: Hashable, Sendable {
  package var tenant: String
  /// As the tenant's record will have it; nil where it stands for what else the record changes.
  package var campaign: TenantRecord.Campaign?
  /// The revision that brought it.
  package var revision: Int64
  /// Who applied that.
  package var actor: String
  /// Whether nothing changes but what messages say, through the library alone.
  package var isContent: Bool
  /// The whole record, where `campaign` is nil.
  var record: TenantRecord?

  /// Which plan of which campaign waits.
  struct Identity: Hashable {
    var tenant: String
    var campaign: String
    var plan: String
  }

  var identity: Identity { Identity(tenant: tenant, campaign: campaign?.name ?? "", plan: campaign?.plan ?? "") }
}

extension Register {
  package func signOff() throws(LedgerError) -> SignOff {
    let value = try store.first("SELECT value FROM setting WHERE name = 'sign-off'", []) { $0.string(0) ?? "" }
    return SignOff(isRequired: value?.hasPrefix("required") ?? false, needsFourEyes: value == "required of two")
  }

  /// What waits already goes on waiting: for its signature, or for the next time that it is applied.
  package func setSignOff(_ signOff: SignOff, by actor: String, at instant: Int64) throws(LedgerError) {
    try change { () throws(LedgerError) -> Void in
      try store.run(
        "INSERT INTO setting(name, value) VALUES('sign-off', ?1) ON CONFLICT(name) DO UPDATE SET value = excluded.value",
        [.text(signOff.words)])
      try audit("sign-off is \(signOff.words)", by: actor, at: instant)
    }
  }

  /// What waits to be signed, by tenant and campaign.
  package func plansToSign() throws(LedgerError) -> [HeldPlan] { try heldPlans().filter { $0.campaign != nil } }

  /// Signs plans that wait, and lets them run: a revision of its own, and its number. Nil where one of them does not wait any more.
  package func sign(
    _ plans: [HeldPlan], digest: String, origin: String, by actor: String, at instant: Int64
  ) throws(LedgerError) -> Int64? {
    try change { () throws(LedgerError) in
      let waiting = try heldPlans()
      guard !plans.isEmpty, plans.allSatisfy({ plan in waiting.contains { $0.identity == plan.identity } }) else {
        return nil
      }
      var revision = WorkspaceRevision(digest: digest, tenants: [], plans: [:])
      revision.origin = origin
      let number = try begin(revision, by: actor, at: instant)
      for (name, plans) in Dictionary(grouping: plans, by: \.tenant).sorted(by: { $0.key < $1.key }) {
        try release(plans, of: name, waiting.filter { $0.tenant == name }, number, by: actor, at: instant)
      }
      for plan in plans.compactMap({ plan in plan.campaign.map { (plan.tenant, $0) } }).prefix(8) {
        try audit("sign \(plan.0)/\(plan.1.name) \(plan.1.plan)", by: actor, at: instant)
      }
      if plans.count > 8 { try audit("sign \(plans.count) plans: \(origin), \(digest)", by: actor, at: instant) }
      return number
    }
  }

  private func release(
    _ signed: [HeldPlan], of name: String, _ waiting: [HeldPlan], _ revision: Int64, by actor: String, at instant: Int64
  ) throws(LedgerError) {
    let row = try store.first("SELECT id, record FROM tenant WHERE name = ?1", [.text(name)]) {
      (number: $0.row.int64(0), text: $0.string(1) ?? "")
    }
    guard let row, var record = TenantRecord(json: row.text) else { return }
    for plan in signed {
      guard var entry = plan.campaign else { continue }
      let place = record.campaigns.firstIndex { entry.continues($0) }
      // What fell due while it waited was of another schedule, or of none.
      if place.map({ record.campaigns[$0].scheduledSince }) != entry.scheduledSince {
        entry.scheduledSince = max(entry.scheduledSince, instant)
      }
      if let place { record.campaigns[place] = entry } else { record.campaigns.append(entry) }
      try store.run(
        """
        INSERT INTO signature(tenant, campaign, plan, at, actor) VALUES(?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING
        """, [.integer(row.number), .text(entry.name), .text(entry.plan), .integer(instant), .text(actor)])
      try forget(plan)
    }
    let left = waiting.filter { other in !signed.contains { $0.identity == other.identity } }
    if !left.contains(where: { $0.campaign != nil }), let rest = left.first {
      if var whole = rest.record {
        whole.campaigns = record.campaigns
        record = whole
      }
      try forget(rest)
    }
    record.campaigns.sort { $0.name < $1.name }
    guard let text = record.json else { return }
    let known = StoredTenant(number: row.number, name: name, text: row.text, isRunning: true)
    try write(Change(known: known, name: name, text: text, isRunning: true), revision)
  }

  /// Takes out of a record what has to wait, and returns it.
  func hold(
    _ record: inout TenantRecord, _ known: StoredTenant?, _ revision: WorkspaceRevision, by actor: String
  ) throws(LedgerError) -> [HeldPlan] {
    let before = known.flatMap { $0.isRunning ? TenantRecord(json: $0.text) : nil }
    var held: [HeldPlan] = []
    var campaigns: [TenantRecord.Campaign] = []
    for campaign in record.campaigns {
      let running = before?.campaigns.first { campaign.continues($0) }
      let mayRun = try running?.plan == campaign.plan ? true : isSigned(campaign, known)
      if mayRun {
        campaigns.append(campaign)
        continue
      }
      let place = WorkspaceRevision.Place(tenant: record.name, campaign: campaign.name)
      held.append(
        HeldPlan(
          tenant: record.name, campaign: campaign, revision: 0, actor: actor,
          isContent: revision.contentChanges.contains(place)))
      if let running { campaigns.append(running) }
    }
    guard !held.isEmpty else { return [] }
    let whole = record
    record = before ?? record
    record.campaigns = campaigns
    held.append(
      HeldPlan(tenant: record.name, campaign: nil, revision: 0, actor: actor, isContent: false, record: whole))
    return held
  }

  private func isSigned(_ campaign: TenantRecord.Campaign, _ known: StoredTenant?) throws(LedgerError) -> Bool {
    guard let known else { return false }
    return try store.integer(
      "SELECT 1 FROM signature WHERE tenant = ?1 AND campaign = ?2 AND plan = ?3",
      [.integer(known.number), .text(campaign.name), .text(campaign.plan)]) != nil
  }

  func heldPlans() throws(LedgerError) -> [HeldPlan] {
    try store.all(
      """
      SELECT t.name, h.campaign, h.entry, h.revision, h.actor, h.content FROM held AS h JOIN tenant AS t ON t.id = h.tenant
      ORDER BY t.name, h.campaign
      """
    ) { row in
      let text = row.string(2) ?? ""
      let isWhole = row.string(1) == ""
      return HeldPlan(
        tenant: row.string(0) ?? "", campaign: isWhole ? nil : RegisterJSON.value(TenantRecord.Campaign.self, text),
        revision: row.row.int64(3), actor: row.string(4) ?? "", isContent: row.row.int64(5) != 0,
        record: isWhole ? TenantRecord(json: text) : nil)
    }
  }

  func put(_ plan: HeldPlan, _ revision: Int64) throws(LedgerError) {
    guard let text = plan.campaign.map(RegisterJSON.text) ?? plan.record?.json else { return }
    try store.run(
      """
      INSERT INTO held(tenant, campaign, revision, entry, actor, content)
        SELECT id, ?2, ?3, ?4, ?5, ?6 FROM tenant WHERE name = ?1
      """,
      [
        .text(plan.tenant), .text(plan.campaign?.name ?? ""), .integer(revision), .text(text), .text(plan.actor),
        .integer(plan.isContent ? 1 : 0),
      ])
  }

  func forget(_ plan: HeldPlan) throws(LedgerError) {
    try store.run(
      "DELETE FROM held WHERE campaign = ?2 AND tenant = (SELECT id FROM tenant WHERE name = ?1)",
      [.text(plan.tenant), .text(plan.campaign?.name ?? "")])
  }
}
