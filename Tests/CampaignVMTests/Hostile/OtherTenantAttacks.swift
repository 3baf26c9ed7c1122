import CSQLite
import CampaignPlan
import CampaignSQLite
import CampaignVM
import CampaignValues
import Foundation
import Testing

/// What a tenant may do to read or change what another tenant has.
enum OtherTenantAttacks {
  static let all = files + logs + statements + plans

  /// Two tenants with an audience each; whose row it is stands in its name.
  private struct Tenants {
    let ground: Scratch
    let own: String
    let other: String
    var ownFile: String { own + "/audience.sqlite" }
    var otherFile: String { other + "/audience.sqlite" }

    init(_ ground: Scratch) throws {
      self.ground = ground
      own = ground.path("own")
      other = ground.path("other")
      for folder in [own, other] {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      }
    }

    static func members(of name: String) -> String {
      """
      CREATE TABLE members (id INTEGER PRIMARY KEY, spend INTEGER, name TEXT, secret TEXT);
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300)
        INSERT INTO members SELECT i, 600, 'n9 of \(name)', 'secret of \(name)' FROM n;
      """
    }

    func makeOwn(_ more: String = "") throws {
      try ground.database("own/audience.sqlite", sql: Self.members(of: "its own") + more)
    }

    func makeOther(_ more: String = "") throws {
      try ground.database("other/audience.sqlite", sql: Self.members(of: "the other") + more)
    }

    /// A run over the file; the guard is the folder that it must lie in.
    func outcome(_ path: String, isGuarded: Bool) throws -> String {
      try ground.outcome(of: RunTests.plan()) {
        $0.databasePath = path
        $0.folder = isGuarded ? own : nil
      }
    }
  }

  // MARK: - Files in place of its own

  private static func file(
    _ name: String, _ place: @escaping @Sendable (Tenants) throws -> String
  ) -> Attack {
    Attack(name, guard: "the file lies in the tenant's folder, by a path without links, and has one name") {
      ground, isGuarded in
      let tenants = try Tenants(ground)
      try tenants.makeOther()
      return try tenants.outcome(try place(tenants), isGuarded: isGuarded)
    }
  }

  private static let files = [
    file("a link to another tenant's audience") {
      try FileManager.default.createSymbolicLink(atPath: $0.ownFile, withDestinationPath: $0.otherFile)
      return $0.ownFile
    },
    file("a linked folder with another tenant's audience in it") {
      try FileManager.default.createSymbolicLink(atPath: $0.own + "/data", withDestinationPath: $0.other)
      return $0.own + "/data/audience.sqlite"
    },
    file("a hard link to another tenant's audience") {
      try FileManager.default.linkItem(atPath: $0.otherFile, toPath: $0.ownFile)
      return $0.ownFile
    },
    file("an audience at `../other/`") { $0.own + "/../other/audience.sqlite" },
    file("another tenant's audience by its path") { $0.otherFile },
  ]

  // MARK: - Logs beside it

  private static let logs = [
    Attack(
      "another tenant's write-ahead log, hard-linked beside its own audience", guard: "a log has one name"
    ) { ground, isGuarded in
      let tenants = try Tenants(ground)
      try tenants.makeOwn("PRAGMA journal_mode = WAL;")
      try tenants.makeOther("PRAGMA journal_mode = WAL;")
      // While it is open its log stays.
      let writer = try PlainSQLite(tenants.otherFile)
      try writer.execute("PRAGMA wal_autocheckpoint = 0; UPDATE members SET name = name || '!'")
      try FileManager.default.linkItem(atPath: tenants.otherFile + "-wal", toPath: tenants.ownFile + "-wal")
      return try tenants.outcome(tenants.ownFile, isGuarded: isGuarded)
    },
    Attack(
      "another tenant's audience, hard-linked in place of its own log's index", guard: "a log's index has one name"
    ) { ground, isGuarded in
      let tenants = try Tenants(ground)
      try tenants.makeOwn("PRAGMA journal_mode = WAL;")
      try tenants.makeOther()
      let before = FileManager.default.contents(atPath: tenants.otherFile)
      try FileManager.default.linkItem(atPath: tenants.otherFile, toPath: tenants.ownFile + "-shm")
      let outcome = try Attack.refusal { try tenants.outcome(tenants.ownFile, isGuarded: isGuarded) }
      let isKept = FileManager.default.contents(atPath: tenants.otherFile) == before
      return isKept ? "\(outcome); the other's audience is as it was" : "the other's audience is written over"
    },
    Attack(
      "a hot journal that names another tenant's audience as its super-journal",
      guard: "the audience is opened for reading alone"
    ) { ground, isGuarded in
      let tenants = try Tenants(ground)
      try tenants.makeOwn()
      try tenants.makeOther()
      let pages = (FileManager.default.contents(atPath: tenants.ownFile)?.count ?? 0) / pageSizeBytes
      try Data(hotJournal(naming: tenants.otherFile, pages: pages)).write(
        to: URL(filePath: tenants.ownFile + "-journal"))
      let outcome = try Attack.refusal {
        if isGuarded { return try tenants.outcome(tenants.ownFile, isGuarded: true) }
        return "\(try PlainSQLite(tenants.ownFile).rows("SELECT id FROM members").count) rows read"
      }
      let isThere = FileManager.default.fileExists(atPath: tenants.otherFile)
      return "\(outcome); the other's audience is \(isThere ? "there" : "removed")"
    },
  ]

  private static let pageSizeBytes = 4_096

  /// A journal of no pages whose super-journal is the file: whoever rolls it back removes that one.
  /// https://www.sqlite.org/fileformat2.html#the_rollback_journal
  private static func hotJournal(naming path: String, pages: Int) -> [UInt8] {
    let magic: [UInt8] = [0xD9, 0xD5, 0x05, 0xF9, 0x20, 0xA1, 0x63, 0xD7]
    func word(_ value: UInt32) -> [UInt8] { withUnsafeBytes(of: value.bigEndian, Array.init) }
    let (pageSize, sectorSize) = (UInt32(pageSizeBytes), UInt32(512))
    var journal = magic + [0, 0, UInt32(pages), sectorSize, pageSize].flatMap(word)
    journal += [UInt8](repeating: 0, count: Int(sectorSize) - journal.count)
    let name = Array(path.utf8)
    // The number of the page that holds the lock says that a name follows.
    journal += word(0x4000_0000 / pageSize + 1) + name
    return journal + word(UInt32(name.count)) + word(name.reduce(0) { $0 + UInt32($1) }) + magic
  }

  // MARK: - Statements

  /// SQL over an audience of which two columns are declared; elsewhere over SQLite as it is.
  private static func statement(
    _ name: String, guard guardName: String, _ sql: @escaping @Sendable (Tenants) -> [String],
    without: @escaping @Sendable (Tenants, PlainSQLite) throws -> String
  ) -> Attack {
    Attack(name, guard: guardName) { ground, isGuarded in
      let tenants = try Tenants(ground)
      try tenants.makeOwn()
      try tenants.makeOther()
      guard isGuarded else {
        let connection = try PlainSQLite(tenants.ownFile)
        for sql in sql(tenants).dropLast() { try connection.execute(sql) }
        return try without(tenants, connection)
      }
      let connection = try Connection.audience(path: tenants.ownFile)
      try connection.restrict(to: ["members": ["id", "name"]])
      for sql in sql(tenants) { _ = try connection.prepare(sql).step() }
      return "done"
    }
  }

  private static let statements = [
    statement("SQL that attaches another tenant's audience", guard: "the authorizer") {
      ["ATTACH '\($0.otherFile)' AS other", "SELECT name FROM other.members"]
    } without: { _, connection in
      let rows = try connection.rows("SELECT name FROM other.members")
      return "\(rows.count) rows, the first: \(rows[0][0])"
    },
    statement("SQL that copies an audience into another tenant's folder", guard: "all is read in one transaction") {
      ["VACUUM INTO '\($0.other)/copy.sqlite'", ""]
    } without: { tenants, _ in
      FileManager.default.fileExists(atPath: tenants.other + "/copy.sqlite") ? "the copy is made" : "no copy"
    },
    statement("SQL over a column that is not declared", guard: "the authorizer") { _ in
      ["SELECT secret FROM members"]
    } without: { _, connection in
      let rows = try connection.rows("SELECT secret FROM members")
      return "\(rows.count) rows, the first: \(rows[0][0])"
    },
  ]

  // MARK: - Plans and links

  private static let plans = [
    Attack("another tenant's plan", guard: "the plan's tenant is the one who is asked for") { ground, isGuarded in
      let tenants = try Tenants(ground)
      try tenants.makeOther()
      return try ground.outcome(of: RunTests.plan()) {
        $0.databasePath = tenants.otherFile
        $0.expectedTenant = isGuarded ? "other" : nil
      }
    },
    Attack("a plan for an audience that is declared otherwise by now", guard: "the declaration's fingerprint") {
      ground, isGuarded in
      let tenants = try Tenants(ground)
      try tenants.makeOwn()
      return try ground.outcome(of: RunTests.plan()) {
        $0.databasePath = tenants.ownFile
        $0.expectedFingerprint = isGuarded ? 8 : nil
      }
    },
    Attack("another member's address for unsubscribing, guessed", guard: "the tenant's key") { ground, isGuarded in
      try ground.database(sql: "CREATE TABLE members (id INTEGER PRIMARY KEY); INSERT INTO members VALUES (2)")
      var builder = PlanBuilder()
      builder.push { $0.emit(.emitUnsubscribe, PlanEscape.plain.rawValue) }
      // Everything that the address is made of is known but the key.
      let guess = "https://go.acme.example/u/" + SipToken.unsubscribe(member: "2", channel: "push")
      let (_, lines) = try ground.run(try builder.verified().plan) {
        if isGuarded { $0.tenantKey = SipHash128.Block(low: 0x5EED, high: 0xF00D) }
      }
      return lines.first?["text"] as? String == guess ? "the guess is right" : "the guess is wrong"
    },
  ]
}
