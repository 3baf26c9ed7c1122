import CampaignPlan
import CampaignVM
import Foundation
import Testing

/// Output that can't be written is a clear error, and leaves nothing behind.
@Suite struct SinkTests {
  let scratch: Scratch
  let plan: VerifiedPlan

  init() throws {
    scratch = try Scratch()
    try scratch.database(
      sql:
        "CREATE TABLE members (id INTEGER PRIMARY KEY); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
        + " WHERE i < 5000) INSERT INTO members SELECT i FROM n")
    var builder = PlanBuilder()
    let block = builder.pool(String(repeating: "x", count: 200))
    builder.push { $0.emit(.emitConstant, block) }
    plan = try builder.verified()
  }

  func kind(_ path: String) -> SinkError.Kind? {
    do {
      _ = try Machine.run(plan, scratch.request(), to: try JSONLinesSink(path: path))
      return nil
    } catch let error as SinkError {
      #expect(error.path == path)
      return error.kind
    } catch RunError.output(let error) {
      #expect(error.path == path)
      return error.kind
    } catch {
      return nil
    }
  }

  @Test func aFullDiskIsSaid() { #expect(kind("/dev/full") == .full) }
  @Test func aMissingFolderIsSaid() { #expect(kind(scratch.path("nowhere/out.jsonl")) == .missingFolder) }
  @Test func aFolderIsNoFile() { #expect(kind(scratch.folder.path) == .notWritable) }
  @Test func aReadOnlyFileSystemIsSaid() { #expect(kind("/proc/out.jsonl") != nil) }

  @Test func nothingIsLeftOfAFailedRun() throws {
    try Data("old".utf8).write(to: scratch.folder.appending(path: "out.jsonl"))
    var request = scratch.request()
    request.databasePath = scratch.path("missing.sqlite")
    #expect(throws: RunError.self) {
      try Machine.run(plan, request, to: try JSONLinesSink(path: scratch.path("out.jsonl")))
    }
    #expect(scratch.files == ["audience.sqlite", "out.jsonl"])
    #expect(try String(contentsOfFile: scratch.path("out.jsonl"), encoding: .utf8) == "old")
    let sink = try JSONLinesSink(path: scratch.path("out.jsonl"))
    try "half a line".withCString { try sink.write(lines: UnsafeRawBufferPointer(start: $0, count: 11)) }
    sink.abandon()
    #expect(try String(contentsOfFile: scratch.path("out.jsonl"), encoding: .utf8) == "old")
    #expect(scratch.files == ["audience.sqlite", "out.jsonl"])
    #expect(kind(scratch.path("out.jsonl")) == nil)
    #expect(try String(contentsOfFile: scratch.path("out.jsonl"), encoding: .utf8).split(separator: "\n").count == 5000)
    #expect(scratch.files == ["audience.sqlite", "out.jsonl"])
  }

  @Test func aPipeIsWrittenAsItIs() throws {
    let path = scratch.path("pipe")
    #expect(mkfifo(path, 0o600) == 0)
    let reader = open(path, O_RDONLY | O_NONBLOCK)
    defer { close(reader) }
    let sink = try JSONLinesSink(path: path)
    try "line\n".withCString { try sink.write(lines: UnsafeRawBufferPointer(start: $0, count: 5)) }
    try sink.finish()
    var buffer = [UInt8](repeating: 0, count: 16)
    #expect(read(reader, &buffer, 16) == 5)
  }

  @Test func mailFolderMustBeNewOrEmpty() throws {
    try FileManager.default.createDirectory(atPath: scratch.path("mail"), withIntermediateDirectories: false)
    let sink = try EMLSink(folder: scratch.path("mail"))
    let summary = try Machine.run(plan, scratch.request(), to: sink)
    #expect(summary.skippedByOutput == [.push: 5000] && summary.emitted == 5000)
    #expect(scratch.files == ["audience.sqlite", "mail"])
    #expect(throws: SinkError.self) { try EMLSink(folder: scratch.folder.path) }
    #expect(throws: SinkError.self) { try EMLSink(folder: scratch.path("audience.sqlite")) }
    #expect(throws: SinkError.self) { try EMLSink(folder: scratch.path("no/mail")) }
    let other = try EMLSink(folder: scratch.path("other"))
    other.abandon()
    #expect(scratch.files == ["audience.sqlite", "mail"])
  }
}
