import CampaignLedger
import CampaignSQLite

/// A message as a ledger has it.
struct LedgerRow {
  var run: Int64
  var entry: Int64
  var runIdentity: String
  var identity: String
  var campaign: String
  var step: String
  var instant: Int64
  var member: String
  var state: MessageState
  var channel: UInt8
  var since: Int64
  var reason: String?
}

/// Looks into the ledgers, beside the engine.
extension Simulation {
  private func ledgerPath(_ tenant: SimulatedTenant) -> String { "\(folder)/tenants/\(tenant.number)/ledger.sqlite" }

  private func store(_ tenant: SimulatedTenant) throws -> Store {
    Store(try Connection(store: ledgerPath(tenant), fileSystem: SimulatedDisk.fileSystem))
  }

  /// Lets each ledger count the transitions of its messages itself, with the transaction that makes them.
  func installCounters() {
    for tenant in tenants {
      do {
        try store(tenant).connection.execute(
          """
          CREATE TABLE transition(old INTEGER, new INTEGER, count INTEGER NOT NULL, PRIMARY KEY(old, new)) WITHOUT ROWID;
          CREATE TRIGGER moved AFTER UPDATE OF state ON message WHEN old.state <> new.state BEGIN
            INSERT INTO transition VALUES(old.state, new.state, 1) ON CONFLICT DO UPDATE SET count = count + 1;
          END;
          """)
      } catch {
        judge.found("\(tenant.name) has no ledger: \(error)")
      }
    }
  }

  /// The register draws tenants' keys by chance, and where rows by digests of addresses come to lie hangs on them.
  func fixKeys() {
    do {
      let register = Store(try Connection(store: registerPath, fileSystem: SimulatedDisk.fileSystem))
      for tenant in tenants {
        let key = (0..<16).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ Int(tenant.number)) }
        try register.run("UPDATE tenant SET key = ?1 WHERE id = ?2", [.bytes(key), .integer(tenant.number)])
      }
    } catch {
      judge.found("the register is not there: \(error)")
    }
  }

  func audit(_ tenant: SimulatedTenant) {
    guard !disk.isDead, !isDiskBad else { return }
    disk.sparing {
      do {
        try Ledger(path: ledgerPath(tenant), tenant: tenant.name, fileSystem: SimulatedDisk.fileSystem).audit()
      } catch {
        judge.found("\(tenant.name): \(error)")
      }
    }
  }

  func rows(of tenant: SimulatedTenant) -> [LedgerRow] {
    do {
      return try store(tenant).all(
        """
        SELECT m.run, m.entry, c.name, r.now, r.step, p.key, m.state, m.channel, m.since, t.text
        FROM run r JOIN campaign c ON c.id = r.campaign JOIN message m ON m.run = r.id JOIN person p ON p.id = m.entry
        LEFT JOIN reason t ON t.id = m.reason WHERE r.released IS NOT NULL ORDER BY m.run, m.entry
        """
      ) { row in
        let (campaign, step) = (row.string(2) ?? "", row.string(4) ?? "")
        let run = "\(tenant.number)|\(campaign)|\(row.row.int64(3))|\(step)"
        let member = row.string(5) ?? ""
        return LedgerRow(
          run: row.row.int64(0), entry: row.row.int64(1), runIdentity: run, identity: "\(run)|\(member)",
          campaign: campaign, step: step, instant: row.row.int64(3), member: member,
          state: MessageState(rawValue: Int(row.row.int64(6))) ?? .unknown, channel: UInt8(clamping: row.row.int64(7)),
          since: row.row.int64(8), reason: row.string(9))
      }
    } catch {
      judge.found("\(tenant.name): \(error)")
      return []
    }
  }

  /// Names of the runs that are in a ledger, with those that were left out.
  private func runs(of tenant: SimulatedTenant) throws -> Set<String> {
    Set(
      try store(tenant).all(
        "SELECT c.name, r.now, r.step FROM run r JOIN campaign c ON c.id = r.campaign WHERE r.released IS NOT NULL AND r.planned > 0"
      ) { "\(tenant.number)|\($0.string(0) ?? "")|\($0.row.int64(1))|\($0.string(2) ?? "")" })
  }

  /// The last judgement.
  func finish() {
    for tenant in tenants {
      audit(tenant)
      do {
        judge.judge(tenant, rows(of: tenant), runs: try runs(of: tenant))
        for (old, new, count) in try store(tenant).all(
          "SELECT old, new, count FROM transition", [],
          { (Int($0.row.int64(0)), Int($0.row.int64(1)), Int($0.row.int64(2))) })
        {
          if let from = MessageState(rawValue: old), let to = MessageState(rawValue: new) {
            report.countTransition(from: from, to: to, by: count)
          }
        }
      } catch {
        judge.found("\(tenant.name): \(error)")
      }
    }
    report.count("messages", by: judge.journal.all.count)
    report.count("messages taken", by: judge.journal.all.count { $0.taken > 0 })
    report.days += settings.days
  }
}
