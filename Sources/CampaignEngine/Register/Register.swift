import CampaignLedger
import CampaignSQLite
import Crypto
import FoundationEssentials

/// What the engine is to run, one database for all tenants: revisions of the workspace, the plans that they name, what operators asked for, and a record of
/// all that was changed.
///
/// `apply` and the commands write it, each in one transaction, and the engine reads it; any number of processes may have it open.
package final class Register {
  let store: Store

  package var path: String { store.path }

  /// Opens the register, or makes it.
  package init(path: String, fileSystem: String? = nil) throws(LedgerError) {
    store = Store(
      try LedgerError.storing { () throws(SQLiteError) in try Connection(store: path, fileSystem: fileSystem) })
    let version = try store.integer("PRAGMA user_version") ?? 0
    guard version != RegisterSchema.version else { return }
    guard version < RegisterSchema.version else {
      throw .version(path: path, found: version, known: RegisterSchema.version)
    }
    try change { () throws(LedgerError) -> Void in
      // Of two processes that make it at the same time, the second finds it made.
      let version = try store.integer("PRAGMA user_version") ?? 0
      for step in RegisterSchema.steps.dropFirst(Int(version)) { try execute(step) }
      try execute("PRAGMA user_version=\(RegisterSchema.version)")
    }
  }

  /// Changes the register in one transaction, which is on the disk when this returns. Where `body` throws, nothing has changed.
  func change<Value>(_ body: () throws(LedgerError) -> Value) throws(LedgerError) -> Value {
    try execute("BEGIN IMMEDIATE")
    let value: Value
    do throws(LedgerError) { value = try body() } catch {
      try? execute("ROLLBACK")
      throw error
    }
    do throws(LedgerError) { try execute("COMMIT") } catch {
      // The transaction may be open still, and no other could begin.
      try? execute("ROLLBACK")
      throw error
    }
    return value
  }

  private func execute(_ sql: String) throws(LedgerError) {
    try LedgerError.storing { () throws(SQLiteError) in try store.connection.execute(sql) }
  }

  /// A number that is another one after each change by another process.
  package func dataVersion() throws(LedgerError) -> Int64 { try store.integer("PRAGMA data_version") ?? 0 }

  /// Adds a line to the record of changes; in the transaction of the change itself.
  func audit(_ what: String, by actor: String, at instant: Int64) throws(LedgerError) {
    let last = try store.first("SELECT id, digest FROM audit ORDER BY id DESC LIMIT 1", []) {
      (id: $0.row.int64(0), digest: Array($0.row.blob(1)))
    }
    let id = (last?.id ?? 0) + 1
    let digest = Self.digest(after: last?.digest ?? [], id: id, at: instant, actor: actor, what: what)
    try store.run(
      "INSERT INTO audit(id, at, actor, what, digest) VALUES(?1, ?2, ?3, ?4, ?5)",
      [.integer(id), .integer(instant), .text(actor), .text(what), .bytes(digest)])
  }

  private static func digest(after last: [UInt8], id: Int64, at instant: Int64, actor: String, what: String) -> [UInt8]
  {
    var hash = SHA256()
    hash.update(data: last)
    hash.update(data: Array("\(id)\u{0}\(instant)\u{0}\(actor)\u{0}\(what)".utf8))
    return Array(hash.finalize())
  }

  /// One line of the record of changes.
  package struct AuditLine: Hashable, Sendable {
    package var id: Int64
    package var at: Int64
    package var actor: String
    package var what: String
  }

  /// The record of changes, oldest first, and the first line that does not follow from the one before it; nil where all do.
  package func auditLines() throws(LedgerError) -> (lines: [AuditLine], firstBroken: Int64?) {
    let rows = try store.all("SELECT id, at, actor, what, digest FROM audit ORDER BY id") {
      (
        line: AuditLine(
          id: $0.row.int64(0), at: $0.row.int64(1), actor: $0.string(2) ?? "", what: $0.string(3) ?? ""),
        digest: Array($0.row.blob(4))
      )
    }
    var last: [UInt8] = []
    var broken: Int64?
    for (index, (line, digest)) in rows.enumerated() {
      let expected = Self.digest(after: last, id: line.id, at: line.at, actor: line.actor, what: line.what)
      if broken == nil, expected != digest || line.id != Int64(index) + 1 { broken = line.id }
      last = digest
    }
    return (rows.map(\.line), broken)
  }
}
