import CampaignSQLite
import Foundation
import Testing

/// A file that can't be read says what is wrong, where, and what to do.
@Suite struct BadFileTests {
  let scratch: Scratch
  init() throws { scratch = try Scratch() }

  func expect(_ kind: SQLiteError.Kind, _ path: String, _ location: SourceLocation = #_sourceLocation) {
    let error = scratch.failure(path)
    #expect(error?.kind == kind, "\(String(describing: error))", sourceLocation: location)
    #expect(error?.path == path, sourceLocation: location)
    #expect(error?.help != nil, sourceLocation: location)
  }

  @Test func missing() { expect(.missing, scratch.path("nothing.sqlite")) }
  @Test func folder() { expect(.directory, scratch.folder.path) }
  @Test func belowAFile() throws {
    try Data("x".utf8).write(to: scratch.folder.appending(path: "file"))
    expect(.missing, scratch.path("file/audience.sqlite"))
  }

  @Test func fifoIsRefusedWithoutWaiting() {
    let path = scratch.path("pipe")
    #expect(mkfifo(path, 0o600) == 0)
    expect(.notRegularFile, path)
  }

  @Test func emptyFile() throws {
    try Data().write(to: scratch.folder.appending(path: "empty"))
    expect(.empty, scratch.path("empty"))
  }

  @Test(arguments: [1, 15, 100, 4_096]) func notADatabase(size: Int) throws {
    try Data(repeating: 0x41, count: size).write(to: scratch.folder.appending(path: "text"))
    expect(.notADatabase, scratch.path("text"))
  }

  @Test func damagedPages() throws {
    let path = try scratch.database(
      sql: "CREATE TABLE t (a TEXT); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)"
        + " INSERT INTO t SELECT hex(randomblob(20)) FROM n")
    var bytes = try Data(contentsOf: URL(filePath: path))
    for page in 2..<10 {
      bytes.replaceSubrange((page * 4_096)..<(page * 4_096 + 64), with: Data(repeating: 0xFF, count: 64))
    }
    try bytes.write(to: URL(filePath: path))
    expect(.corrupt, path)
  }

  @Test func cutShort() throws {
    let path = try scratch.database(
      sql: "CREATE TABLE t (a TEXT); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)"
        + " INSERT INTO t SELECT hex(randomblob(20)) FROM n")
    let bytes = try Data(contentsOf: URL(filePath: path))
    try bytes.prefix(bytes.count / 2).write(to: URL(filePath: path))
    expect(.corrupt, path)
  }

  @Test func locked() throws {
    let path = try scratch.database(sql: "CREATE TABLE t (a)")
    let writer = try Connection(path: path, access: .readWrite)
    try writer.execute("BEGIN EXCLUSIVE")
    expect(.locked, path)
    try writer.execute("COMMIT")
    #expect(scratch.failure(path) == nil)
  }

  @Test func aLinkIsFollowed() throws {
    let path = try scratch.database("real.sqlite", sql: "CREATE TABLE t (a)")
    try FileManager.default.createSymbolicLink(atPath: scratch.path("link.sqlite"), withDestinationPath: path)
    #expect(scratch.failure(scratch.path("link.sqlite")) == nil)
    try FileManager.default.createSymbolicLink(
      atPath: scratch.path("loop.sqlite"), withDestinationPath: scratch.path("loop.sqlite"))
    expect(.missing, scratch.path("loop.sqlite"))
  }

  @Test func writeAheadLogThatCannotBeReadAsksForWriteAccess() {
    for code: Int32 in [8 | 5 << 8, 8 | 6 << 8, 8 | 1 << 8, 8 | 3 << 8] {
      let error = SQLiteError(code: code, path: "a.sqlite", detail: "x")
      #expect(error.kind == .needsWriteAccess)
      #expect(error.description.contains("VACUUM INTO"))
    }
  }

  @Test func readsAWriteAheadLogBesideAWriter() throws {
    let path = try scratch.database(sql: "PRAGMA journal_mode=wal; CREATE TABLE t (a); INSERT INTO t VALUES (1)")
    let writer = try Connection(path: path, access: .readWrite)
    try writer.execute("INSERT INTO t VALUES (2)")
    let reader = try Connection.audience(path: path)
    let count = try reader.prepare("SELECT count(*) FROM t")
    #expect(try count.step())
    #expect(count.row.int64(0) == 2)
    try writer.execute("INSERT INTO t VALUES (3)")
    count.reset()
    #expect(try count.step())
    #expect(count.row.int64(0) == 2, "one run reads one moment")
  }
}
