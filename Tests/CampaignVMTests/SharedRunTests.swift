import CSQLite
import CampaignPlan
import CampaignVM
import Foundation
import Testing

/// A run that several threads share makes what one makes: the same bytes, figures and outcomes, in the same order.
@Suite struct SharedRunTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  /// 20,000 members, some bad, with keys that `key` makes of a number.
  private func audience(_ declaration: String, key: String, _ more: String = "") throws {
    try scratch.database(
      sql: """
        CREATE TABLE members (\(declaration), spend, name);
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
          INSERT INTO members SELECT \(key), CASE WHEN i % 100 = 7 THEN 'x' ELSE i % 1000 END,
            CASE WHEN i % 5000 = 3 THEN 5 ELSE 'n9' || i END FROM n;
        \(more)
        """)
  }

  private struct Made: Equatable {
    var summary: RunSummary
    var text: String
    var outcomes: [MemberOutcome]
  }

  private final class Outcomes { var all: [MemberOutcome] = [] }

  private func run(workers: Int, _ change: (inout RunRequest) -> Void = { _ in }) throws -> Made {
    let outcomes = Outcomes()
    let (summary, _, text) = try scratch.run(
      RunTests.plan(),
      { request in
        request.workers = workers
        change(&request)
      }, observer: RunObserver(outcome: { outcomes.all.append($0) }))
    return Made(summary: summary, text: text, outcomes: outcomes.all)
  }

  @Test(arguments: [
    ("id INTEGER PRIMARY KEY", "i * 3 - 60000"), ("id TEXT PRIMARY KEY", "'k' || i"),
    ("id TEXT PRIMARY KEY COLLATE NOCASE", "char(65 + i % 26 + i % 2 * 32) || i"),
    ("id TEXT PRIMARY KEY", "CASE WHEN i % 1000 = 0 THEN NULL ELSE 'k' || (i * 7919 % 40009) END"),
    ("id INT PRIMARY KEY", "CASE WHEN i % 3000 = 0 THEN NULL WHEN i % 2 THEN i ELSE i * 1.5 + 100000 END"),
  ]) func manyMakeWhatOneMakes(declaration: String, key: String) throws {
    try audience(declaration, key: key)
    let alone = try run(workers: 1)
    #expect(alone.summary.read == 20_000 && alone.summary.bad > 100 && alone.summary.emitted > 1_000)
    for workers in 2...4 { #expect(try run(workers: workers) == alone) }
    let unpushed = try run(workers: 1) { $0.usesPushdown = false }
    #expect(try run(workers: 2) { $0.usesPushdown = false } == unpushed)
    #expect(unpushed.text == alone.text)
    // What can't be shared is made by one.
    let limited = try run(workers: 1) { $0.limit = 700 }
    #expect(limited.summary.emitted == 700)
    #expect(try run(workers: 3) { $0.limit = 700 } == limited)
    let one = alone.outcomes.compactMap { if case .emitted = $0.kind { $0.key } else { nil } }[500]
    #expect(try run(workers: 3) { $0.memberKey = one }.summary.emitted == 1)
  }

  /// Each range's lines are handed on by themselves, which tells that there were ranges.
  @Test func membersAreSharedWhereTheKeyIsAnIndex() throws {
    try audience("id INTEGER PRIMARY KEY", key: "i", "CREATE TABLE other (id INTEGER);")
    let pieces = try [1, 2].map { workers in
      let sink = CountingSink(fullAt: .max)
      var request = scratch.request()
      request.workers = workers
      _ = try Machine.run(try RunTests.plan().verified(), request, to: sink)
      return sink.pieces
    }
    #expect(pieces[0] < 10 && pieces[1] > 15, "\(pieces)")
  }

  /// Where SQLite would rather go by another index than by the keys, a range would read all of it.
  @Test func anotherIndexIsReadByOne() throws {
    try audience(
      "id INTEGER PRIMARY KEY", key: "i", "CREATE INDEX by_spend ON members (spend, name); ANALYZE;")
    let alone = try run(workers: 1)
    #expect(try run(workers: 2) == alone)
    #expect(alone.summary.read == 20_000)
  }

  @Test func aFailureOfTheSinkEndsAll() throws {
    try audience("id INTEGER PRIMARY KEY", key: "i")
    let sink = CountingSink(fullAt: 5)
    var request = scratch.request()
    request.workers = 3
    let error = #expect(throws: RunError.self) {
      try Machine.run(try RunTests.plan().verified(), request, to: sink)
    }
    #expect(error.map { "\($0)".contains("the disk is full") } == true)
    #expect(sink.pieces == 5 && sink.isAbandoned)
  }

  private final class CountingSink: MessageSink {
    let form = OutputForm.jsonLines
    let skipped: [PlanChannel: Int] = [:]
    private let fullAt: Int
    private(set) var pieces = 0
    private(set) var isAbandoned = false

    init(fullAt: Int) { self.fullAt = fullAt }
    func write(lines: UnsafeRawBufferPointer) throws(SinkError) {
      pieces += 1
      if pieces == fullAt { throw SinkError(.full, path: nil, what: "the disk is full") }
    }
    func write(message: RenderedMessage) {}
    func finish() {}
    func abandon() { isAbandoned = true }
  }

  /// A loader commits all the time, with a write-ahead log: no run sees a part of a commit, with however many workers.
  @Test func workersReadOneState() throws {
    try audience(
      "id INTEGER PRIMARY KEY", key: "i", "UPDATE members SET spend = 900, name = 'n9'; PRAGMA journal_mode=WAL;")
    let isDone = Flag()
    let path = scratch.path("audience.sqlite")
    let loader = Thread {
      var handle: OpaquePointer?
      defer { sqlite3_close_v2(handle) }
      guard sqlite3_open(path, &handle) == SQLITE_OK else { return }
      sqlite3_busy_timeout(handle, 5_000)
      var value = 0
      while !isDone.isSet {
        value = (value + 1) % 100
        sqlite3_exec(handle, "UPDATE members SET name = 'n9' || \(value) WHERE id % 2000 = 1", nil, nil, nil)
        usleep(20_000)
      }
      isDone.end()
    }
    loader.start()
    defer {
      isDone.set()
      isDone.waitForEnd()
    }
    for _ in 0..<10 {
      let (_, lines, _) = try scratch.run(RunTests.plan(), { $0.workers = 3 })
      let names = Set(
        lines.compactMap { line -> String? in
          guard let member = (line["member"] as? String).flatMap(Int.init), member % 2000 == 1 else { return nil }
          return line["text"] as? String
        })
      #expect(names.count == 1, "of one run: \(names)")
    }
  }

  private final class Flag: @unchecked Sendable {
    private let condition = NSCondition()
    private var value = false
    private var hasEnded = false
    var isSet: Bool { condition.withLock { value } }
    func set() { condition.withLock { value = true } }
    func end() {
      condition.withLock {
        hasEnded = true
        condition.broadcast()
      }
    }
    func waitForEnd() {
      condition.lock()
      let deadline = Date(timeIntervalSinceNow: 10)
      while !hasEnded, condition.wait(until: deadline) {}
      condition.unlock()
    }
  }
}
