import CampaignLedger
import CampaignValues
import FoundationEssentials

/// A tenant as the register has it.
package struct RegisteredTenant: Hashable, Sendable {
  package var number: Int64
  package var key: SipHash128.Block
  package var record: TenantRecord
  package var revision: Int64
}

extension Register {
  /// All tenants that ever were: those whom the workspace does not name any more run no campaign, and may still have messages on their way.
  package func tenants() throws(LedgerError) -> [RegisteredTenant] { try tenants(changedAfter: -1) }

  /// Those whom a revision after the given one changed.
  package func tenants(changedAfter revision: Int64) throws(LedgerError) -> [RegisteredTenant] {
    try store.all(
      "SELECT id, key, record, revision, running FROM tenant WHERE revision > ?1 ORDER BY id", [.integer(revision)]
    ) { row in
      guard var record = TenantRecord(json: row.string(2) ?? ""),
        let key = Array(row.row.blob(1)).withUnsafeBytes({ SipHash128.Block($0) })
      else { return nil }
      if row.row.int64(4) == 0 { record.campaigns = [] }
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

/// What the register keeps as JSON.
enum RegisterJSON {
  static func text(_ value: some Encodable) -> String? {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return (try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) }
  }

  static func value<Value: Decodable>(_ type: Value.Type, _ text: String) -> Value? {
    try? JSONDecoder().decode(type, from: Data(text.utf8))
  }
}

extension TenantRecord {
  var json: String? { RegisterJSON.text(self) }

  init?(json: String) {
    guard let record = RegisterJSON.value(TenantRecord.self, json) else { return nil }
    self = record
  }
}
