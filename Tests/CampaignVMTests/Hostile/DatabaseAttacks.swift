import CSQLite
import CampaignPlan
import CampaignSQLite
import Foundation

@testable import CampaignVM

/// Databases made to hang a run, to change under it, or to say what is not so.
enum DatabaseAttacks {
  static let all = files + schemas + values

  private static let numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300)"
  private static let members = """
    CREATE TABLE members (id INTEGER PRIMARY KEY, spend INTEGER, name TEXT);
    \(numbers) INSERT INTO members SELECT i, 600, 'n9 old' FROM n;
    """

  /// A message about each member, of the name; with the total of orders where there are.
  private static func plan(orders: Bool = false) -> PlanBuilder {
    guard orders else { return RunTests.plan() }
    var builder = PlanBuilder()
    let relation = builder.relation("orders", key: "id", upTo: 3, [builder.field("total", .integer)])
    builder.emit(.loadRows, relation)
    let one = builder.constant(1)
    builder.push { $0.show(one) }
    return builder
  }

  // MARK: - The file

  private static let files = [
    Attack("a pipe in place of the audience", guard: "only a regular file is opened") { ground, isGuarded in
      let path = ground.path("audience.sqlite")
      mkfifo(path, 0o600)
      if isGuarded { return try ground.outcome(of: plan()) }
      let status = try Child.run(["sqlite3", path, "SELECT 1"], seconds: 1).status
      return status == 137 ? "still waiting after a second" : "status \(status)"
    },
    Attack("an audience that is cut within a page", guard: "a file has whole pages") { ground, isGuarded in
      let path = try ground.database(sql: members)
      let bytes = try Data(contentsOf: URL(filePath: path))
      try bytes.dropLast(1_000).write(to: URL(filePath: path))
      if isGuarded { return try ground.outcome(of: plan()) }
      let rows = try PlainSQLite(path).rows("SELECT id FROM members WHERE name = 'n9 old'").count
      return rows < 300 ? "no error, and not all rows" : "\(rows) rows"
    },
    change("a copy over the audience while it is read") { path, next in
      guard let bytes = FileManager.default.contents(atPath: next) else { return }
      let file = FileHandle(forWritingAtPath: path)
      file?.write(bytes)
      try? file?.close()
    } without: { names in
      names.count == 2 ? "one run over rows of two states" : "rows of one state"
    },
    change("another file in place of the audience while it is read") { path, next in
      _ = rename(next, path)
    } without: { names in
      "messages from \(names == ["n9 old"] ? "a file that is gone" : "the new file")"
    },
  ]

  private static func change(
    _ name: String, _ change: @escaping @Sendable (_ path: String, _ next: String) -> Void,
    without: @escaping @Sendable (_ names: Set<String>) -> String
  ) -> Attack {
    Attack(name, guard: "the file is the same when all is read") { ground, isGuarded in
      let large =
        "UPDATE members SET name = 'n9 new'; CREATE TABLE more (a); INSERT INTO more VALUES (zeroblob(100000));"
      let path = try ground.database(
        sql: members + "CREATE TABLE more (a); INSERT INTO more VALUES (zeroblob(100000));")
      let next = try ground.database("next.sqlite", sql: members + large)
      let sink = NamesSink { change(path, next) }
      if isGuarded {
        let outcome = try Attack.refusal {
          Scratch.words(try Machine.run(try plan().verified(), ground.request(), to: sink), [])
        }
        return outcome + (sink.isAbandoned ? "; what was written is abandoned" : "")
      }
      _ = try unchecked(try plan().verified().plan, ground.request(), to: sink)
      return without(sink.names)
    }
  }

  /// A run as `Machine.run` makes it, without what that holds of the file and of the figures when all is read.
  private static func unchecked(
    _ plan: Plan, _ request: RunRequest, to sink: any MessageSink
  ) throws -> RunSummary {
    let (connection, query) = try Machine.open(plan, request)
    let program = try Machine.program(plan, request)
    let run = Run(plan, program, request, [connection], sink, nil, RunObserver())
    return try run.execute(query)
  }

  /// Keeps the texts of messages, and does something when the first comes.
  private final class NamesSink: MessageSink {
    let form = OutputForm.parts
    let skipped: [PlanChannel: Int] = [:]
    private let first: () -> Void
    private(set) var names: Set<String> = []
    private(set) var count = 0
    private(set) var isAbandoned = false

    init(_ first: @escaping () -> Void = {}) { self.first = first }
    func write(lines: UnsafeRawBufferPointer) {}
    func write(message: RenderedMessage) {
      if count == 0 { first() }
      count += 1
      let text = message.part(.text).map { String(decoding: $0, as: UTF8.self) } ?? ""
      names.insert(String(text.dropFirst().dropLast()))
    }
    func finish() {}
    func abandon() { isAbandoned = true }
  }

  // MARK: - The schema

  private static func view(
    _ name: String, guard guardName: String, _ sql: String, without: @escaping @Sendable (PlainSQLite) throws -> String
  ) -> Attack {
    Attack(name, guard: guardName) { ground, isGuarded in
      let path = try ground.database(sql: members + sql)
      if isGuarded { return try ground.outcome(of: plan(orders: true)) { $0.sqliteSteps = 50_000_000 } }
      return try without(try PlainSQLite(path, thousandSteps: 5_000))
    }
  }

  private static let schemas = [
    view(
      "a view with a recursive query that has no end", guard: "the authorizer",
      "CREATE VIEW orders AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
        + " SELECT i AS id, i AS total, m.id AS member FROM n, members AS m;"
    ) { connection in
      do {
        return "\(try connection.rows("SELECT count(*) FROM orders").count) rows"
      } catch is PlainSQLite.Failure {
        return "no end after 5 million steps"
      }
    },
    view(
      "a view that gives something else each time", guard: "the authorizer",
      "CREATE VIEW orders AS SELECT id, id AS member, random() AS total FROM members;"
    ) { connection in
      let (first, second) = (
        try connection.rows("SELECT total FROM orders"), try connection.rows("SELECT total FROM orders")
      )
      return first == second ? "two reads are the same" : "two reads differ"
    },
    view(
      "a view that loads a library into the process", guard: "the schema is not trusted",
      "CREATE VIEW orders AS SELECT id, id AS member, load_extension('./evil') AS total FROM members;"
    ) { connection in
      sqlite3_enable_load_extension(connection.handle, 1)
      do {
        return "\(try connection.rows("SELECT load_extension('./evil') FROM members").count) rows"
      } catch let failure as PlainSQLite.Failure {
        return failure.description.contains("evil.so") ? "the loader looks for `evil.so`" : failure.description
      }
    },
    view(
      "related rows in a virtual table, made by a module out of bytes of the file's",
      guard: "the plan's tables are no virtual ones",
      "CREATE VIRTUAL TABLE orders USING rtree(id, member, total); INSERT INTO orders VALUES (1, 1, 5);"
    ) { connection in "\(try connection.rows("SELECT total FROM orders").count) row, made by the module" },
    view(
      "a view over a virtual table", guard: "the schema is not trusted",
      "CREATE VIRTUAL TABLE boxes USING rtree(id, member, total); INSERT INTO boxes VALUES (1, 1, 5);"
        + "CREATE VIEW orders AS SELECT id, CAST(member AS INTEGER) AS member, 5 AS total FROM boxes;"
    ) { connection in "\(try connection.rows("SELECT total FROM orders").count) row, made by the module" },
    Attack("a trigger that empties the table when a member is touched", guard: "the connection only reads") {
      ground, isGuarded in
      let path = try ground.database(
        sql: members + "CREATE TRIGGER gone AFTER UPDATE ON members BEGIN DELETE FROM members; END")
      let touch = "UPDATE members SET spend = 0 WHERE id = 1"
      guard isGuarded else {
        let connection = try PlainSQLite(path)
        try connection.execute(touch)
        return "\(try connection.rows("SELECT id FROM members").count) members are left"
      }
      try Connection.audience(path: path).execute(touch)
      return "done"
    },
  ]

  // MARK: - Values

  private static let values = [
    Attack("a CHECK constraint that the rows don't keep to", guard: "each value is held to its type when it is read") {
      ground, isGuarded in
      let check = "typeof(\"spend\") = 'integer' AND \"spend\" BETWEEN 0 AND 10000"
      let path = try ground.database(
        sql: """
          CREATE TABLE members (id INTEGER PRIMARY KEY, spend INTEGER CHECK (\(check)), name TEXT);
          PRAGMA ignore_check_constraints = 1; INSERT INTO members VALUES (1, 'a lot', 'n9 one');
          """)
      if isGuarded { return try ground.outcome(of: plan()) }
      return
        "who spent `\(try PlainSQLite(path).rows("SELECT spend FROM members WHERE spend >= 500")[0][0])` is selected"
    },
    Attack("a value of another type in every column", guard: "each value is held to its type when it is read") {
      ground, isGuarded in
      let path = try ground.database(
        sql: """
          CREATE TABLE members (id INTEGER PRIMARY KEY, points INTEGER, share REAL, vip, born TEXT, mail TEXT, name TEXT);
          INSERT INTO members VALUES (1, 'many', x'31', 'yes', 5, x'6140622e6578616d706c65', 2.5);
          """)
      if !isGuarded {
        let row = try PlainSQLite(path).rows("SELECT points, share, vip, born, mail, name FROM members")[0]
        return "a message about " + row.joined(separator: ", ")
      }
      var builder = PlanBuilder()
      let kinds: [(String, ColumnBinding.Kind)] = [
        ("points", .integer), ("share", .decimal), ("vip", .bool), ("born", .isoDate), ("mail", .email),
        ("name", .text),
      ]
      for (name, kind) in kinds { _ = builder.column(name, kind) }
      builder.push { _ in }
      return try ground.outcome(of: builder)
    },
    Attack("a number larger than any", guard: "each value is held to its bounds when it is read") { ground, isGuarded in
      let path = try ground.database(
        sql: "CREATE TABLE members (id INTEGER PRIMARY KEY, share REAL); INSERT INTO members VALUES (1, 9e300)")
      if !isGuarded {
        return "a share of \(try PlainSQLite(path).rows("SELECT CAST(share AS INTEGER) FROM members")[0][0])"
      }
      var builder = PlanBuilder()
      let share = builder.column("share", .decimal)
      builder.push { $0.show(share.value) }
      return try ground.outcome(of: builder)
    },
    Attack("the same member twice among JSON lines", guard: "keys rise from line to line") { ground, isGuarded in
      let lines = Data("{\"id\":1}\n{\"id\":1}\n".utf8)
      guard isGuarded else { return "\(try JSONLines.objects(lines).count) messages to 1 member" }
      var builder = PlanBuilder()
      builder.push { _ in }
      let plan = try builder.verified()
      var isRead = false
      let source = JSONRows(plan, name: "rows") { buffer in
        defer { isRead = true }
        if !isRead { buffer.copyBytes(from: lines) }
        return isRead ? 0 : lines.count
      }
      return "\(try Machine.run(plan, ground.request(), over: source, to: DiscardingSink()).emitted) messages"
    },
  ]
}
