import CSQLite
import CampaignPlan
import CampaignSQLite
import CampaignVM
import Foundation
import Testing

/// What whatever writes a tenant's files may do to a run. What a hostile tenant may try stands in `HostileTenantTests`.
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

  @Test func aJournalOfOthersIsRefused() throws {
    let path = try scratch.database("tenant/audience.sqlite", sql: Self.members)
    let other = try scratch.database("other.sqlite", sql: Self.members)
    let before = FileManager.default.contents(atPath: other)
    try FileManager.default.linkItem(atPath: other, toPath: path + "-journal")
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

  /// SQLite would wait for whoever writes into it.
  @Test(arguments: ["-wal", "-journal", "-shm"], [1, 2]) func aPipeBesideTheFileIsRefused(suffix: String, workers: Int)
    throws
  {
    let path = try scratch.database("tenant/audience.sqlite", sql: Self.members)
    #expect(mkfifo(path + suffix, 0o600) == 0)
    for folder in [tenant, nil] {
      let error = #expect(throws: RunError.self) { _ = try run(path, in: folder) { $0.workers = workers } }
      #expect(error.map { "\($0)".contains("not a regular file") } == true)
    }
  }
}
