import CampaignLedger
import Crypto
import FoundationEssentials

/// What `apply` puts into the register: all of it, or nothing.
package struct WorkspaceRevision: Sendable {
  /// A campaign of a tenant, by their names.
  package struct Place: Hashable, Sendable {
    package var tenant: String
    package var campaign: String

    package init(tenant: String, campaign: String) {
      self.tenant = tenant
      self.campaign = campaign
    }
  }

  /// Of the plans that it names, in hexadecimal digits.
  package var digest: String
  package var tenants: [TenantRecord]
  /// By the SHA-256 that the records name.
  package var plans: [String: [UInt8]]
  /// Names of tenants that go on with what they run; all others that it does not name run nothing any more.
  package var kept: Set<String> = []
  /// Where it comes from, in words, such as the name of a commit; may be empty.
  package var origin = ""
  /// The revision that ran when this one was made; it is refused where another one runs by now.
  package var basis: Int64?
  /// Campaigns of which nothing changes but what their messages say, through the library alone.
  package var contentChanges: Set<Place> = []
  /// Whether a plan that is new has to be signed, where that is required at all.
  package var needsSignOff = true

  package init(digest: String, tenants: [TenantRecord], plans: [String: [UInt8]]) {
    self.digest = digest
    self.tenants = tenants
    self.plans = plans
  }
}

/// A revision that ran, or runs.
package struct RevisionRecord: Hashable, Sendable {
  package var number: Int64
  package var at: Int64
  package var digest: String
  package var actor: String
  package var origin: String
  /// How many tenants it changed.
  package var tenants: Int
}

extension Register {
  /// Makes a revision the one that runs; its number. That of the one before, where it changes nothing; nil, where it was made for another one than runs by now.
  ///
  /// Tenants whom it neither names nor keeps run nothing any more, and keep their ledgers. Where plans have to be signed, those that were not wait, and
  /// their campaigns go on as they are.
  package func apply(_ revision: WorkspaceRevision, by actor: String, at instant: Int64) throws(LedgerError) -> Int64? {
    try change { () throws(LedgerError) in
      let latest = try latestRevision()
      if let basis = revision.basis, basis != latest { return nil }
      var stored = Dictionary(try storedTenants().map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
      let isHolding = try signOff().isRequired ? revision.needsSignOff : false
      var changes: [Change] = []
      var held: [HeldPlan] = []
      for wanted in revision.tenants {
        let known = stored.removeValue(forKey: wanted.name)
        var record = wanted
        if isHolding { held += try hold(&record, known, revision, by: actor) }
        guard let text = record.json, text != known?.text || known?.isRunning == false else { continue }
        changes.append(Change(known: known, name: record.name, text: text, isRunning: true))
      }
      for known in stored.values.sorted(by: { $0.number < $1.number })
      where known.isRunning && !revision.kept.contains(known.name) {
        changes.append(Change(known: known, name: known.name, text: known.text, isRunning: false))
      }
      let waiting = try heldPlans().filter { !revision.kept.contains($0.tenant) }
      guard !changes.isEmpty || Set(waiting.map(\.identity)) != Set(held.map(\.identity)) else { return latest }
      let number = try begin(revision, by: actor, at: instant)
      let names = Set(changes.map(\.name)).union(held.map(\.tenant))
      for (digest, bytes) in revision.plans.sorted(by: { $0.key < $1.key }) {
        try store.run(
          "INSERT INTO plan(digest, bytes) VALUES(?1, ?2) ON CONFLICT DO NOTHING", [.text(digest), .bytes(bytes)])
      }
      for change in changes { try write(change, number) }
      for plan in waiting { try forget(plan) }
      for plan in held { try put(plan, number) }
      var what = "apply revision \(number) \(revision.digest)"
      if !revision.origin.isEmpty { what += " from \(revision.origin)" }
      what += " for \(Self.list(names.sorted()))"
      let waitingCount = held.count { $0.campaign != nil }
      if waitingCount > 0 { what += ", of which \(waitingCount) plans wait to be signed" }
      try audit(what, by: actor, at: instant)
      return number
    }
  }

  /// The number of the revision that runs; 0 where there is none.
  package func latestRevision() throws(LedgerError) -> Int64 { try store.integer("SELECT max(id) FROM revision") ?? 0 }

  /// The latest revisions, the latest first.
  package func revisions(limit: Int = 50) throws(LedgerError) -> [RevisionRecord] {
    try store.all(
      """
      SELECT id, at, digest, actor, origin, (SELECT count(*) FROM history WHERE revision = r.id) FROM revision AS r
      ORDER BY id DESC LIMIT ?1
      """, [.integer(Int64(limit))]
    ) { row in
      RevisionRecord(
        number: row.row.int64(0), at: row.row.int64(1), digest: row.string(2) ?? "", actor: row.string(3) ?? "",
        origin: row.string(4) ?? "", tenants: Int(row.row.int64(5)))
    }
  }

  /// What ran when a revision was the last one: tenants that ran nothing are not among them. Nil where there was no such revision.
  package func records(at revision: Int64) throws(LedgerError) -> [TenantRecord]? {
    guard try store.integer("SELECT id FROM revision WHERE id = ?1", [.integer(revision)]) != nil else { return nil }
    return try store.all(
      """
      SELECT record, running FROM history AS h WHERE revision =
        (SELECT max(revision) FROM history WHERE tenant = h.tenant AND revision <= ?1)
      ORDER BY tenant
      """, [.integer(revision)]
    ) { row in row.row.int64(1) == 0 ? nil : TenantRecord(json: row.string(0) ?? "") }.compactMap { $0 }
  }

  // MARK: - Rows

  struct StoredTenant {
    var number: Int64
    var name: String
    var text: String
    var isRunning: Bool
  }

  struct Change {
    var known: StoredTenant?
    var name: String
    var text: String
    var isRunning: Bool
  }

  private func storedTenants() throws(LedgerError) -> [StoredTenant] {
    try store.all("SELECT id, name, record, running FROM tenant") { row in
      StoredTenant(
        number: row.row.int64(0), name: row.string(1) ?? "", text: row.string(2) ?? "", isRunning: row.row.int64(3) != 0
      )
    }
  }

  func begin(_ revision: WorkspaceRevision, by actor: String, at instant: Int64) throws(LedgerError) -> Int64 {
    try store.run(
      "INSERT INTO revision(at, digest, actor, origin) VALUES(?1, ?2, ?3, ?4)",
      [.integer(instant), .text(revision.digest), .text(actor), .text(revision.origin)])
    return store.connection.lastInsertedRow
  }

  func write(_ change: Change, _ revision: Int64) throws(LedgerError) {
    let running = StoredField.integer(change.isRunning ? 1 : 0)
    var number = change.known?.number
    if let number {
      try store.run(
        "UPDATE tenant SET record = ?2, revision = ?3, running = ?4 WHERE id = ?1",
        [.integer(number), .text(change.text), .integer(revision), running])
    } else {
      let key = SymmetricKey(size: .bits128).withUnsafeBytes { Array($0) }
      try store.run(
        "INSERT INTO tenant(name, key, record, revision, running) VALUES(?1, ?2, ?3, ?4, ?5)",
        [.text(change.name), .bytes(key), .text(change.text), .integer(revision), running])
      number = store.connection.lastInsertedRow
    }
    try store.run(
      "INSERT INTO history(tenant, revision, record, running) VALUES(?1, ?2, ?3, ?4)",
      [.integer(number ?? 0), .integer(revision), .text(change.text), running])
  }

  /// Names, of which no more than eight are written out.
  static func list(_ names: [String]) -> String {
    names.prefix(8).joined(separator: ", ") + (names.count > 8 ? " and \(names.count - 8) more" : "")
  }
}
