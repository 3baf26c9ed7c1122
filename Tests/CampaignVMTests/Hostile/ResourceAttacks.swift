import CampaignPlan
import CampaignSQLite
import CampaignTestSupport
import CampaignVM
import Foundation

/// Plans and databases made to use up memory, time or disk.
enum ResourceAttacks {
  static let all = queries + [expansion] + programs + rows

  private static let members =
    "CREATE TABLE members (id INTEGER PRIMARY KEY); INSERT INTO members VALUES (1), (2), (3);"

  /// `SELECT i FROM n`: the numbers up to `count`.
  private static func numbers(_ count: Int) -> String {
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(count))"
  }

  /// Counts a member's related rows, or shows how many there are.
  private static func counting(_ builder: inout PlanBuilder, _ orders: UInt16, loops: Int = 1, idle: Int = 0) -> UInt16
  {
    let (count, one) = (builder.constant(0), builder.constant(1))
    builder.emit(.loadRows, orders)
    var heads: [Int] = []
    for _ in 0..<loops {
      let cursor = builder.cursor()
      builder.emit(.rowsBegin, cursor, orders)
      heads.append(builder.branch(.rowsNext, cursor))
    }
    builder.emit(.add, count, count, one)
    for _ in 0..<idle { builder.emit(.moveInteger, one, one) }
    for head in heads.reversed() {
      builder.emit(.jump, UInt16(head))
      builder.land(head)
    }
    return count
  }

  /// A message that shows the number of a member's rows in `orders`.
  private static func countingPlan(upTo: UInt32 = 1_000_000, loops: Int = 1, idle: Int = 0) -> PlanBuilder {
    var builder = PlanBuilder()
    let orders = builder.relation("orders", key: "id", upTo: upTo, [builder.field("total", .integer)])
    let count = counting(&builder, orders, loops: loops, idle: idle)
    builder.push { $0.show(count) }
    return builder
  }

  // MARK: - In SQLite

  private static let queries = [
    Attack("a view that joins a table with itself again and again", guard: "the budget of SQLite's steps") {
      ground, isGuarded in
      try ground.database(
        sql: """
          CREATE TABLE members (id INTEGER PRIMARY KEY, spend INTEGER); \(numbers(100)) INSERT INTO members SELECT i, i FROM n;
          CREATE VIEW orders AS SELECT a.id AS id, a.id AS total, a.id AS member FROM members a, members b, members c, members d
            WHERE b.spend + c.spend + d.spend < 0;
          """)
      return try ground.outcome(of: countingPlan()) {
        $0.memberKey = "1"
        $0.sqliteSteps = isGuarded ? 1_000_000 : 1_000_000_000
      }
    },
    Attack(
      "an audience of 1 TiB that takes no space, so that its queries may take long",
      guard: "the budget goes by what is stored (counted, not run)"
    ) { ground, isGuarded in
      let path = try ground.database(sql: members)
      let file = try FileHandle(forWritingTo: URL(filePath: path))
      try file.truncate(atOffset: 1 << 40)
      try file.close()
      let attributes = try FileManager.default.attributesOfItem(atPath: path)
      let length = attributes[.size] as? Int ?? 0
      let steps = isGuarded ? Connection.stepBudget(path) : 2_000_000_000 + 256 * length
      return "SQLite may take \(steps / 1_000_000_000) thousand million steps"
    },
    Attack("a column that makes a text of 40 million bytes for each row", guard: "the limit of a value, 16 MiB") {
      ground, isGuarded in
      let path = try ground.database(
        sql: "CREATE TABLE members (id INTEGER PRIMARY KEY, name TEXT AS (hex(zeroblob(20000000))));"
          + "INSERT INTO members VALUES (1)")
      if !isGuarded { return "a text of \(try PlainSQLite(path).bytes("SELECT name FROM members")) bytes in memory" }
      var builder = PlanBuilder()
      let name = builder.column("name", .text)
      builder.push { $0.show(text: name.value) }
      return try ground.outcome(of: builder)
    },
    Attack(
      "a view that looks for a long pattern at each place of a long text, in one step",
      guard: "the limit of a pattern, 1,000 bytes"
    ) { ground, isGuarded in
      let path = try ground.database(
        sql: members
          + "CREATE VIEW orders AS SELECT id, id AS member, hex(zeroblob(5000)) LIKE '%' || hex(zeroblob(1000)) || '1' AS total"
          + " FROM members")
      if isGuarded { return try ground.outcome(of: countingPlan()) }
      // A thousand steps are not reached, whatever the text and the pattern are.
      return
        "\(try PlainSQLite(path, thousandSteps: 1).rows("SELECT total FROM orders").count) rows within a thousand steps"
    },
    Attack("a view whose expression is 900 deep", guard: "the limit of an expression's depth, 500") {
      ground, isGuarded in
      let depth = "id" + String(repeating: " + 1", count: 900)
      let path = try ground.database(
        sql: members + "CREATE VIEW orders AS SELECT id, id AS member, \(depth) AS total FROM members")
      if isGuarded { return try ground.outcome(of: countingPlan()) }
      return "\(try PlainSQLite(path).rows("SELECT total FROM orders").count) rows"
    },
  ]

  /// By processes of their own, whose memory is no other test's.
  private static let expansion = Attack(
    "a view whose WITH doubles thirty times when its query is prepared", guard: "the limit of SQLite's memory, 512 MiB"
  ) { ground, isGuarded in
    let doubling = (1...30).map { "a\($0)(x) AS (SELECT p.x FROM a\($0 - 1) p, a\($0 - 1) q)" }.joined(separator: ", ")
    let path = try ground.database(
      sql: members
        + "CREATE VIEW orders AS WITH a0(x) AS (SELECT 1), \(doubling) SELECT x AS id, x AS member, x AS total FROM a30"
    )
    guard isGuarded else {
      let said = try Child.run([
        "/bin/sh", "-c", "ulimit -v 716800; exec sqlite3 \"$0\" \"EXPLAIN SELECT total FROM orders\"", path,
      ]).text
      return said.contains("out of memory") ? "more than the 700 MiB that it is given" : said
    }
    let plan = ground.path("hello.campplan")
    try Data(PlanEncoder.encode(try countingPlan().verified().plan)).write(to: URL(filePath: plan))
    let arguments = ["--plan", plan, "--audience", path, "--now", "2027-03-02T10:00", "--threads", "1"]
    let (status, said) = try Child.run([BuiltProgram.path("campc"), "run"] + arguments)
    return status == 2 && said.contains("not enough memory to read it") ? "refused: outOfMemory" : said
  }

  // MARK: - In the machine

  private static func budget(_ name: String, loops: Int, idle: Int = 0, rows: Int) -> Attack {
    Attack(name, guard: "the budget of instructions in loops") { ground, isGuarded in
      try ground.database(
        sql: members + "CREATE TABLE orders (id INTEGER PRIMARY KEY, member INTEGER, total INTEGER);"
          + "\(numbers(rows)) INSERT INTO orders SELECT i, 2, i FROM n")
      return try ground.outcome(of: countingPlan(upTo: 1_000, loops: loops, idle: idle)) {
        $0.fuelPerMember = isGuarded ? 100_000 : 1_000_000_000
      }
    }
  }

  private static let programs = [
    budget("loops within loops over one member's rows", loops: 3, rows: 100),
    budget("a loop of few turns and thousands of instructions", loops: 1, idle: 4_000, rows: 1_000),
    Attack("a message that grows with its loop", guard: "the limit of a message, 256 KiB") { ground, isGuarded in
      let path = try ground.database(
        sql: members + "CREATE TABLE orders (id INTEGER PRIMARY KEY, member INTEGER, total INTEGER);"
          + "\(numbers(1_000)) INSERT INTO orders SELECT i, 2, i FROM n")
      if !isGuarded {
        let sql = "SELECT group_concat(printf('%01000d', total), '') FROM orders WHERE member = 2"
        return "a message of \(try PlainSQLite(path).bytes(sql)) bytes"
      }
      var builder = PlanBuilder()
      let orders = builder.relation("orders", key: "id", upTo: 1_000, [builder.field("total", .integer)])
      let line = builder.pool(String(repeating: "0", count: 1_000))
      builder.emit(.loadRows, orders)
      builder.push { builder in
        let cursor = builder.cursor()
        builder.emit(.rowsBegin, cursor, orders)
        let head = builder.branch(.rowsNext, cursor)
        builder.emit(.emitConstant, line)
        builder.emit(.jump, UInt16(head))
        builder.land(head)
      }
      return try ground.outcome(of: builder) { $0.memberKey = "2" }
    },
  ]

  // MARK: - Rows

  private static let rows = [
    Attack("a member with ten thousand related rows", guard: "`up to` of the relation") { ground, isGuarded in
      try ground.database(
        sql: members + "CREATE TABLE orders (id INTEGER PRIMARY KEY, member INTEGER, total INTEGER);"
          + "\(numbers(10_000)) INSERT INTO orders SELECT i, 2, i FROM n")
      return try ground.outcome(of: countingPlan(upTo: isGuarded ? 100 : 1_000_000)) { $0.memberKey = "2" }
    },
    Attack("a member of 5 MiB among JSON lines", guard: "the limit of a line, 4 MiB") { ground, isGuarded in
      let line = Data(("{\"id\":1,\"name\":\"" + String(repeating: "x", count: 5 << 20) + "\"}\n").utf8)
      guard isGuarded else {
        let name = try JSONLines.objects(line).first?["name"] as? String
        return "a name of \(name?.utf8.count ?? 0) bytes in memory"
      }
      var builder = PlanBuilder()
      let name = builder.column("name", .text)
      builder.push { $0.show(text: name.value) }
      let plan = try builder.verified()
      var offset = 0
      let source = JSONRows(plan, name: "rows") { buffer in
        let count = min(buffer.count, line.count - offset)
        buffer.copyBytes(from: line[offset..<offset + count])
        offset += count
        return count
      }
      return Scratch.words(try Machine.run(plan, ground.request(), over: source, to: DiscardingSink()), [])
    },
    Attack("a database that another program keeps locked", guard: "the limit of waiting, here 20 ms") {
      ground, isGuarded in
      let path = try ground.database(sql: members)
      let writer = try PlainSQLite(path)
      try writer.execute("BEGIN EXCLUSIVE")
      guard isGuarded else { return "still waiting after \(try PlainSQLite(path).triesOfReading(1_000)) tries" }
      _ = try Connection.audience(path: path, busyTimeoutMilliseconds: 20)
      return "opened"
    },
  ]
}
