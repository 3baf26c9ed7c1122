import CampaignSQLite
import Foundation
import Testing

/// What a run may touch and use.
@Suite struct RunLimitTests {
  private func run(_ scratch: Scratch, _ arguments: String...) throws -> Tool.Result {
    try Tool.run(["run", "--now", RunTests.now] + arguments, in: scratch.url)
  }

  private func leaves(_ scratch: Scratch, _ name: String) -> Bool {
    FileManager.default.fileExists(atPath: scratch.url.appending(path: name).path)
  }

  @Test func aRunThatIsShutInMakesTheSameMessages() throws {
    let scratch = try RunTests.shop()
    let open = try run(scratch)
    _ = try Tool.run("build", in: scratch.url)
    let plan = "plans/shop/thanks.campplan"
    let audience = "tenants/shop/audience.sqlite"
    let shut = try run(scratch, "--require-sandbox")
    let ofPlan = try run(scratch, "--require-sandbox", "--plan", plan)
    let ofBoth = try run(scratch, "--require-sandbox", "--plan", plan, "--audience", audience)
    for result in [open, shut, ofPlan, ofBoth] { #expect(result.status == 0 && !result.out.isEmpty, "\(result.err)") }
    #expect(shut.out == open.out && ofPlan.out == open.out && ofBoth.out == open.out)
  }

  @Test func aWriteAheadLogIsRead() throws {
    let scratch = try RunTests.shop()
    let before = try run(scratch)
    let path = scratch.url.appending(path: "tenants/shop/audience.sqlite").path
    try Connection(path: path, access: .readWrite).execute("PRAGMA journal_mode = WAL")
    let after = try run(scratch, "--require-sandbox")
    #expect(after.status == 0 && after.out == before.out, "\(after.err)")
  }

  @Test func aKernelThatCantShutItInIsNamed() throws {
    let scratch = try RunTests.shop()
    func hidden(_ arguments: String...) throws -> (status: Int32, err: String) {
      let process = Process()
      process.executableURL = URL(filePath: Tool.path).deletingLastPathComponent().appending(path: "sandbox-probe")
      process.arguments = ["--hide-landlock", Tool.path, "run", "--now", RunTests.now, "--out", "out"] + arguments
      process.currentDirectoryURL = scratch.url
      let pipe = Pipe()
      process.standardError = pipe
      try process.run()
      let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      process.waitUntilExit()
      return (process.terminationStatus, text)
    }
    let refused = try hidden("--require-sandbox")
    #expect(refused.status == 2 && refused.err.contains("the run can't be shut in"), "\(refused.err)")
    #expect(!leaves(scratch, "out"))
    let warned = try hidden()
    #expect(warned.status == 0 && warned.err.contains("warning: the run is not shut in"), "\(warned.err)")
    #expect(leaves(scratch, "out"))
  }

  @Test func aRunThatTakesTooLongIsEnded() throws {
    let scratch = try RunTests.shop()
    // Each name is a part of ten million characters that are made anew for each row.
    let path = scratch.url.appending(path: "tenants/shop/audience.sqlite").path
    try Connection(path: path, access: .readWrite).execute(
      """
      DROP TABLE members;
      CREATE TABLE members (id INTEGER PRIMARY KEY, address TEXT, cents INTEGER, agreed INTEGER);
      WITH RECURSIVE n(i) AS (VALUES(1) UNION ALL SELECT i + 1 FROM n LIMIT 20000)
      INSERT INTO members SELECT i, 'm' || i || '@mail.example', 5000, 1 FROM n;
      ALTER TABLE members ADD COLUMN name TEXT AS ('Ann' || substr(hex(zeroblob(5000000 + id)), 1, 0));
      """)
    let result = try run(scratch, "--max-seconds", "1", "--out", "out")
    #expect(result.status == 2 && result.err.contains("longer than a second"), "\(result.status) \(result.err)")
    #expect(!leaves(scratch, "out"))
  }

  @Test func aRunWhoseReaderWaitsIsEndedToo() throws {
    let scratch = try RunTests.shop()
    let pipe = scratch.url.appending(path: "pipe").path
    #expect(mkfifo(pipe, 0o600) == 0)
    // Nobody reads it, so that opening it never ends.
    let result = try run(scratch, "--max-seconds", "1", "--out", "pipe")
    #expect(result.status == 2 && result.err.contains("longer than a second"), "\(result.status) \(result.err)")
  }

  @Test func outputHasAMostSize() throws {
    let scratch = try RunTests.shop()
    let connection = try Connection(
      path: scratch.url.appending(path: "tenants/shop/audience.sqlite").path, access: .readWrite)
    try connection.execute(
      """
      WITH RECURSIVE n(i) AS (VALUES(100) UNION ALL SELECT i + 1 FROM n LIMIT 5000)
      INSERT INTO members SELECT i, 'Ann', 'm' || i || '@mail.example', 5000, 1 FROM n
      """)
    let result = try run(scratch, "--max-output-mib", "1", "--out", "out")
    #expect(result.status == 2 && result.err.contains("more than 1 MiB"), "\(result.status) \(result.err)")
    #expect(!leaves(scratch, "out"))
    // No limit of the kernel's holds a pipe.
    let piped = try run(scratch, "--max-output-mib", "1")
    #expect(piped.status == 2 && piped.err.contains("--max-output-mib"), "\(piped.status) \(piped.err)")
    let enough = try run(scratch, "--max-output-mib", "100", "--out", "out")
    #expect(enough.status == 0, "\(enough.err)")
  }

  /// A name of 15 MB, of which SQLite needs several copies.
  @Test func memoryThatRunsOutIsSaid() throws {
    let scratch = try RunTests.shop()
    let path = scratch.url.appending(path: "tenants/shop/audience.sqlite").path
    try Connection(path: path, access: .readWrite).execute(
      """
      ALTER TABLE members RENAME COLUMN name TO kept;
      ALTER TABLE members ADD COLUMN name TEXT AS (replace(replace(hex(zeroblob(8000000)), '00', 'n1'), '1', '2'));
      """)
    let result = try run(scratch, "--max-memory-mib", "128", "--out", "out")
    #expect(result.status == 2 && result.err.contains("memory"), "\(result.status) \(result.err)")
    #expect(!leaves(scratch, "out"))
    let threads = try run(scratch, "--max-memory-mib", "150", "--threads", "2", "--out", "out")
    #expect(threads.status == 2 && threads.err.contains("2 threads need --max-memory-mib 152"), "\(threads.err)")
  }

  @Test func membersHaveAMostNumber() throws {
    let scratch = try RunTests.shop()
    let result = try run(scratch, "--max-members", "1", "--out", "out")
    #expect(result.status == 2 && result.err.contains("--max-members"), "\(result.status) \(result.err)")
    #expect(!leaves(scratch, "out"))
    #expect(try run(scratch, "--max-members", "1000").status == 0)
  }

  @Test func limitsOutOfRangeAreRefused() throws {
    let scratch = try RunTests.shop()
    for (option, value) in [("--max-seconds", "0"), ("--max-output-mib", "0"), ("--max-memory-mib", "127")] {
      let result = try run(scratch, option, value)
      #expect(result.status == 2 && result.err.contains(option), "\(result.err)")
    }
  }
}
