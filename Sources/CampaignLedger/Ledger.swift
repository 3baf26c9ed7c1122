import CampaignSQLite

/// The durable record of one tenant's runs and messages. It has one writer, who owns this object.
///
/// All that changes, changes in a tick: one transaction, on the disk before `tick` returns. Only what a tick has committed may be handed off.
package final class Ledger {
  let store: Store
  /// What is on the disk is not known any more.
  private var isBroken = false
  var reasons: [String: Int64] = [:]

  package var path: String { store.path }

  /// Opens a tenant's ledger, or makes it. `fileSystem` is for tests, which take the disk away.
  package init(path: String, tenant: String, fileSystem: String? = nil) throws(LedgerError) {
    store = Store(
      try LedgerError.storing { () throws(SQLiteError) in try Connection(store: path, fileSystem: fileSystem) })
    try LedgerSchema.migrate(store.connection)
    if let found = try store.first("SELECT tenant FROM ledger", [], { $0.string(0) ?? "" }) {
      guard found == tenant else { throw .wrongTenant(path: path, found: found, expected: tenant) }
    } else {
      try store.run(
        "INSERT INTO ledger(one, tenant, epoch, clock, next_claim) VALUES(1, ?1, 1, 0, 1)", [.text(tenant)])
    }
  }

  /// Opens a tenant's ledger to read it, while another process may write it. Ticks fail.
  package init(reading path: String, tenant: String) throws(LedgerError) {
    store = Store(try LedgerError.storing { () throws(SQLiteError) in try Connection(path: path) })
    let version = try store.integer("PRAGMA user_version") ?? 0
    guard version == LedgerSchema.version else {
      throw .version(path: path, found: version, known: LedgerSchema.version)
    }
    let found = try store.first("SELECT tenant FROM ledger", [], { $0.string(0) ?? "" }) ?? ""
    guard found == tenant else { throw .wrongTenant(path: path, found: found, expected: tenant) }
  }

  /// Changes the ledger in one transaction, which is on the disk when this returns. Where `body` throws, nothing has changed.
  ///
  /// With `durability: .later` what it did may be lost with the machine's power, until the next tick that is durable: for messages that are planned
  /// and not released.
  package func tick<Value>(
    durability: Durability = .now, _ body: (Tick) throws(LedgerError) -> Value
  ) throws(LedgerError) -> Value {
    guard !isBroken else { throw .broken(path: path) }
    try execute(durability == .now ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL")
    try execute("BEGIN IMMEDIATE")
    let tick = Tick(self)
    let value: Value
    do throws(LedgerError) {
      value = try body(tick)
      try tick.finish()
    } catch {
      reasons = [:]
      // Where SQLite has rolled back by itself, there is nothing to roll back.
      try? execute("ROLLBACK")
      throw error
    }
    do throws(LedgerError) {
      try execute("COMMIT")
    } catch {
      // A commit that failed may be on the disk or not, and asking again could make it seem to be there (fsync says an error only once).
      isBroken = true
      throw error
    }
    return value
  }

  package enum Durability: Sendable { case now, later }

  private func execute(_ sql: String) throws(LedgerError) {
    try LedgerError.storing { () throws(SQLiteError) in try store.connection.execute(sql) }
  }
}
