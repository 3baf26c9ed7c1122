import CampaignLedger
import CampaignValues
import Crypto
import FoundationEssentials

/// A tenant as the register has it.
package struct RegisteredTenant: Hashable, Sendable {
  package var number: Int64
  package var key: SipHash128.Block
  package var record: TenantRecord
  package var revision: Int64
}

/// What `apply` puts into the register: all of it, or nothing.
package struct WorkspaceRevision: Sendable {
  /// Of the workspace's texts, in hexadecimal digits.
  package var digest: String
  package var tenants: [TenantRecord]
  /// By the SHA-256 that the records name.
  package var plans: [String: [UInt8]]

  package init(digest: String, tenants: [TenantRecord], plans: [String: [UInt8]]) {
    self.digest = digest
    self.tenants = tenants
    self.plans = plans
  }
}

extension Register {
  /// Makes a revision the one that runs; its number. Tenants whom it does not name run nothing any more, and keep their ledgers.
  package func apply(_ revision: WorkspaceRevision, by actor: String, at instant: Int64) throws(LedgerError) -> Int64 {
    try change { () throws(LedgerError) in
      try store.run("INSERT INTO revision(at, digest) VALUES(?1, ?2)", [.integer(instant), .text(revision.digest)])
      let number = store.connection.lastInsertedRow
      for (digest, bytes) in revision.plans.sorted(by: { $0.key < $1.key }) {
        try store.run(
          "INSERT INTO plan(digest, bytes) VALUES(?1, ?2) ON CONFLICT DO NOTHING", [.text(digest), .bytes(bytes)])
      }
      for record in revision.tenants {
        guard let text = record.json else { continue }
        let key = SymmetricKey(size: .bits128).withUnsafeBytes { Array($0) }
        try store.run(
          """
          INSERT INTO tenant(name, key, record, revision) VALUES(?1, ?2, ?3, ?4)
          ON CONFLICT(name) DO UPDATE SET record = excluded.record, revision = excluded.revision
          """, [.text(record.name), .bytes(key), .text(text), .integer(number)])
      }
      let names = revision.tenants.map(\.name).sorted().joined(separator: ", ")
      try audit("apply revision \(number) \(revision.digest) for \(names)", by: actor, at: instant)
      return number
    }
  }

  /// All tenants that ever were: those whom the last revision does not name run no campaign, and may still have messages on their way.
  package func tenants() throws(LedgerError) -> [RegisteredTenant] {
    let latest = try store.integer("SELECT max(id) FROM revision") ?? 0
    return try store.all("SELECT id, key, record, revision FROM tenant ORDER BY id") { row in
      guard var record = TenantRecord(json: row.string(2) ?? ""),
        let key = Array(row.row.blob(1)).withUnsafeBytes({ SipHash128.Block($0) })
      else { return nil }
      if row.row.int64(3) != latest { record.campaigns = [] }
      return RegisteredTenant(number: row.row.int64(0), key: key, record: record, revision: row.row.int64(3))
    }.compactMap { $0 }
  }

  package func plan(_ digest: String) throws(LedgerError) -> [UInt8]? {
    try store.first("SELECT bytes FROM plan WHERE digest = ?1", [.text(digest)]) { Array($0.row.blob(0)) }
  }

  /// What may not be sent: names of campaigns by the tenant's number; an empty name stands for all of its campaigns.
  package func stops() throws(LedgerError) -> [Int64: Set<String>] {
    let rows = try store.all("SELECT tenant, campaign FROM stop") { ($0.row.int64(0), $0.string(1) ?? "") }
    return rows.reduce(into: [:]) { $0[$1.0, default: []].insert($1.1) }
  }

  /// Stops a campaign, or a tenant where none is named, or lets it go on. False where that is as it was.
  package func setStopped(
    _ isStopped: Bool, tenant: RegisteredTenant, campaign: String?, by actor: String, at instant: Int64
  ) throws(LedgerError) -> Bool {
    try change { () throws(LedgerError) in
      let values: [StoredField] = [.integer(tenant.number), .text(campaign ?? "")]
      let changed =
        isStopped
        ? try store.run(
          "INSERT INTO stop(tenant, campaign, since) VALUES(?1, ?2, ?3) ON CONFLICT DO NOTHING",
          values + [.integer(instant)])
        : try store.run("DELETE FROM stop WHERE tenant = ?1 AND campaign = ?2", values)
      guard changed == 1 else { return false }
      let what = campaign.map { "\(tenant.record.name)/\($0)" } ?? tenant.record.name
      try audit("\(isStopped ? "stop" : "resume") \(what)", by: actor, at: instant)
      return true
    }
  }
}

extension TenantRecord {
  fileprivate var json: String? {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) }
  }

  fileprivate init?(json: String) {
    guard let record = try? JSONDecoder().decode(TenantRecord.self, from: Data(json.utf8)) else { return nil }
    self = record
  }
}
