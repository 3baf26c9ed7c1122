import CSQLite
import CampaignPlan
import CampaignSQLite
import CampaignVM
import Foundation
import Testing

/// What a tenant, or whatever writes a tenant's files, may do to a run: nothing but end it with a clear error.
@Suite struct AudienceGuardTests {
  let scratch: Scratch
  private let tenant: String

  init() throws {
    scratch = try Scratch()
    tenant = scratch.path("tenant")
    try FileManager.default.createDirectory(atPath: tenant, withIntermediateDirectories: true)
  }

  private static let members = """
    CREATE TABLE members (id INTEGER PRIMARY KEY, spend INTEGER, name TEXT);
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300)
      INSERT INTO members SELECT i, 600, 'n9' || i FROM n;
    """

  private func run(_ path: String, in folder: String?, _ change: (inout RunRequest) -> Void = { _ in }) throws
    -> RunSummary
  {
    var request = scratch.request()
    request.databasePath = path
    request.folder = folder
    change(&request)
    return try Machine.run(try RunTests.plan().verified(), request, to: DiscardingSink())
  }

  private func refusal(_ path: String) -> SQLiteError.Kind? {
    do {
      _ = try run(path, in: tenant)
      return nil
    } catch RunError.database(let error) {
      #expect(error.help != nil && error.path == path)
      return error.kind
    } catch {
      Issue.record("\(error)")
      return nil
    }
  }

  /// Each of them runs where nobody said in which folder the file must lie.
  @Test(arguments: ["link", "linked folder", "hard link", "parent", "other tenant"]) func filesOfOthersAreRefused(
    kind: String
  ) throws {
    try FileManager.default.createDirectory(atPath: scratch.path("other"), withIntermediateDirectories: true)
    let other = try scratch.database("other/audience.sqlite", sql: Self.members)
    let path: String
    switch kind {
    case "link":
      path = tenant + "/audience.sqlite"
      try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: other)
    case "linked folder":
      try FileManager.default.createSymbolicLink(atPath: tenant + "/data", withDestinationPath: scratch.path("other"))
      path = tenant + "/data/audience.sqlite"
    case "hard link":
      path = tenant + "/audience.sqlite"
      try FileManager.default.linkItem(atPath: other, toPath: path)
    case "parent": path = tenant + "/../other/audience.sqlite"
    default: path = other
    }
    #expect(refusal(path) == .link)
    #expect(try run(path, in: nil).emitted == 300)
  }

  /// SQLite would read them, and write the second.
  @Test(arguments: ["-wal", "-shm", "-journal"]) func aLogOfOthersIsRefused(suffix: String) throws {
    let path = try scratch.database("tenant/audience.sqlite", sql: Self.members + "PRAGMA journal_mode=WAL;")
    let other = try scratch.database("other.sqlite", sql: Self.members)
    let before = FileManager.default.contents(atPath: other)
    try FileManager.default.linkItem(atPath: other, toPath: path + suffix)
    let error = #expect(throws: RunError.self) { _ = try run(path, in: tenant) }
    #expect(error.map { "\($0)".contains("another name") } == true)
    #expect(FileManager.default.contents(atPath: other) == before)
  }

  @Test func aLinkWithinTheFolderIsRefusedToo() throws {
    let real = try scratch.database("tenant/real.sqlite", sql: Self.members)
    #expect(try run(real, in: tenant).emitted == 300)
    try FileManager.default.createSymbolicLink(atPath: tenant + "/audience.sqlite", withDestinationPath: real)
    #expect(refusal(tenant + "/audience.sqlite") == .link)
    try FileManager.default.createSymbolicLink(
      atPath: tenant + "/loop.sqlite", withDestinationPath: tenant + "/loop.sqlite")
    #expect(refusal(tenant + "/loop.sqlite") == .link)
    #expect(refusal(tenant + "/none.sqlite") == .missing)
  }

  @Test func aFolderReachedByALinkIsNoLinkOfTheTenants() throws {
    _ = try scratch.database("tenant/audience.sqlite", sql: Self.members)
    try FileManager.default.createSymbolicLink(atPath: scratch.path("alias"), withDestinationPath: tenant)
    #expect(try run(scratch.path("alias") + "/audience.sqlite", in: scratch.path("alias")).emitted == 300)
  }

  @Test func aPipeIsRefusedWithoutWaiting() throws {
    let path = tenant + "/audience.sqlite"
    try #require(mkfifo(path, 0o600) == 0)
    #expect(refusal(path) == .notRegularFile)
  }

  /// A copy over the file while it is read, which takes no lock: SQLite would give rows of both.
  @Test(arguments: [false, true]) func aFileThatChangesIsNotBelieved(isReplaced: Bool) throws {
    let path = try scratch.database("tenant/audience.sqlite", sql: Self.members)
    let next = try scratch.database("next.sqlite", sql: Self.members + "UPDATE members SET name = 'n9x'")
    let sink = ChangingSink {
      if isReplaced {
        _ = rename(next, path)
      } else if let bytes = FileManager.default.contents(atPath: next), let file = FileHandle(forWritingAtPath: path) {
        file.write(bytes)
        try? file.close()
      }
    }
    var request = scratch.request()
    request.databasePath = path
    let error = #expect(throws: RunError.self) {
      _ = try Machine.run(try RunTests.plan().verified(), request, to: sink)
    }
    #expect(error.map { "\($0)".contains("written over or replaced") } == true)
    #expect(sink.isAbandoned && !sink.isFinished)
  }

  /// A commit beside a run with a write-ahead log is no such thing, even if it is moved into the file.
  @Test func aCommitBesideARunIsNoChange() throws {
    let path = try scratch.database("tenant/audience.sqlite", sql: Self.members + "PRAGMA journal_mode=WAL;")
    let sink = ChangingSink {
      var handle: OpaquePointer?
      sqlite3_open(path, &handle)
      sqlite3_exec(handle, "UPDATE members SET name = 'x'; PRAGMA wal_checkpoint(TRUNCATE)", nil, nil, nil)
      sqlite3_close_v2(handle)
    }
    var request = scratch.request()
    request.databasePath = path
    #expect(try Machine.run(try RunTests.plan().verified(), request, to: sink).emitted == 300)
    #expect(sink.isFinished)
  }

  /// What another process may do while a run reads: with a rollback journal nothing that writes, and with a write-ahead log it may
  /// commit and close, which moves the log into the file unless the run's lock is there.
  @Test(arguments: ["DELETE", "WAL"]) func aRunKeepsItsLock(journal: String) throws {
    let path = try scratch.database("tenant/audience.sqlite", sql: Self.members + "PRAGMA journal_mode=\(journal);")
    let status = Status()
    let sink = ChangingSink {
      let process = Process()
      process.executableURL = URL(filePath: "/usr/bin/env")
      process.arguments = [
        "sqlite3", path, journal == "WAL" ? "UPDATE members SET name = 'x'" : "BEGIN EXCLUSIVE; COMMIT",
      ]
      process.standardError = FileHandle.nullDevice
      guard (try? process.run()) != nil else { return }
      process.waitUntilExit()
      status.code = process.terminationStatus
    }
    var request = scratch.request()
    request.databasePath = path
    request.folder = tenant
    let summary = try Machine.run(try RunTests.plan().verified(), request, to: sink)
    // 300 rows take several pages, and each is of the state in which the run began.
    #expect(summary.emitted == 300)
    #expect(journal == "WAL" ? status.code == 0 : status.code > 0)
    if journal == "WAL" { #expect(FileManager.default.fileExists(atPath: path + "-wal")) }
  }

  private final class Status { var code: Int32 = -1 }

  /// Does something to the database when the first lines come.
  private final class ChangingSink: MessageSink {
    let form = OutputForm.parts
    let skipped: [PlanChannel: Int] = [:]
    private let change: () -> Void
    private var hasChanged = false
    private(set) var isFinished = false
    private(set) var isAbandoned = false

    init(_ change: @escaping () -> Void) { self.change = change }
    func write(lines: UnsafeRawBufferPointer) {}
    func write(message: RenderedMessage) {
      if !hasChanged { change() }
      hasChanged = true
    }
    func finish() { isFinished = true }
    func abandon() { isAbandoned = true }
  }

  /// Relations that are views: one without an end can't be prepared, and one that comes to none ends when the steps are used up.
  @Test(arguments: [
    (
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS id, i AS total, m.id AS member FROM n, members AS m",
      SQLiteError.Kind.denied
    ),
    (
      "SELECT a.id AS id, a.id AS total, a.id AS member FROM members a, members b, members c, members d, members e"
        + " WHERE b.spend + c.spend + d.spend + e.spend < 0",
      .tooCostly
    ),
  ]) func viewsThatNeverEndDo(view: String, kind: SQLiteError.Kind) throws {
    var builder = PlanBuilder()
    let orders = builder.relation("orders", key: "id", upTo: 3, [builder.field("total", .integer)])
    builder.emit(.loadRows, orders)
    let one = builder.constant(1)
    builder.push { $0.show(one) }
    let path = try scratch.database(sql: Self.members + "CREATE VIEW orders AS \(view);")
    let plan = try builder.verified()
    var request = scratch.request()
    request.databasePath = path
    request.sqliteSteps = 2_000_000
    let error = #expect(throws: RunError.self) { _ = try Machine.run(plan, request, to: DiscardingSink()) }
    guard case .database(let found)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(found.kind == kind && found.help != nil, "\(found)")
  }

  /// Loops within loops over a member's rows: that member gets nothing, the others do.
  @Test func aMemberWithTooManyTurnsIsQuarantined() throws {
    var builder = PlanBuilder()
    let orders = builder.relation("orders", key: "id", upTo: 1_000, [builder.field("total", .integer)])
    builder.emit(.loadRows, orders)
    var heads: [(head: Int, out: Int)] = []
    for _ in 0..<3 {
      let cursor = builder.cursor()
      builder.emit(.rowsBegin, cursor, orders)
      let head = builder.code.count
      heads.append((head, builder.branch(.rowsNext, cursor)))
    }
    for (head, out) in heads.reversed() {
      builder.emit(.jump, UInt16(head))
      builder.land(out)
    }
    let one = builder.constant(1)
    builder.push { $0.show(one) }
    try scratch.database(
      sql: """
        CREATE TABLE members (id INTEGER PRIMARY KEY); INSERT INTO members VALUES (1), (2), (3);
        CREATE TABLE orders (id INTEGER PRIMARY KEY, member INTEGER, total INTEGER);
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100)
          INSERT INTO orders SELECT i, 2, i FROM n;
        """)
    let (summary, lines, _) = try scratch.run(builder, { $0.turnsPerMember = 10_000 })
    #expect(summary.quarantined == [.tooCostly: 1] && summary.isBalanced)
    #expect(lines.compactMap { $0["member"] as? String } == ["1", "3"])
    #expect(try scratch.run(builder, { $0.turnsPerMember = 2_000_000 }).summary.emitted == 3)
  }
}
