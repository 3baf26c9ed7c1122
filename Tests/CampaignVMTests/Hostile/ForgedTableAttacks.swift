import CampaignPlan
import Foundation

@testable import CampaignVM

/// Plans whose tables, names, SQL or bytes were forged.
enum ForgedTableAttacks {
  static let all = lines + counts + names + conditions + files

  private static let members = """
    CREATE TABLE members (id INTEGER PRIMARY KEY, spend INTEGER); INSERT INTO members VALUES (1, 600), (2, 6);
    CREATE TABLE payroll (salary INTEGER); INSERT INTO payroll VALUES (5000);
    CREATE TABLE orders (id INTEGER PRIMARY KEY, member INTEGER, total INTEGER);
    """

  // MARK: - What stands in headers

  private static func line(_ name: String, _ change: @escaping @Sendable (inout Plan) -> Void) -> Attack {
    Attack(name, guard: "the verifier") { ground, isGuarded in
      try ground.database(
        sql:
          "CREATE TABLE members (id INTEGER PRIMARY KEY, mail TEXT); INSERT INTO members VALUES (1, 'ann@mail.example')"
      )
      var builder = PlanBuilder(channel: .email)
      let address = builder.column("mail", .email)
      builder.emit(.endFilter)
      builder.emit(.beginMessage, 0, address.value)
      for part in [PlanPart.subject, .html, .text] { builder.part(part) { _ in } }
      builder.emit(.endMessage)
      change(&builder.plan)
      let sink = try EMLSink(folder: ground.path("mails"))
      if isGuarded {
        _ = try Machine.run(try builder.verified(), ground.request(), to: sink)
      } else {
        _ = try Machine.run(unverified: builder.assembled(), ground.request(), to: sink)
      }
      let mail = String(decoding: try Data(contentsOf: URL(filePath: ground.path("mails/1.eml"))), as: UTF8.self)
      let head = mail.components(separatedBy: "\r\n\r\n")[0].components(separatedBy: "\r\n")
      return head.contains { $0.hasPrefix("Bcc: ") } ? "a header `Bcc`" : "no such header"
    }
  }

  private static let lines = [
    line("a header in a sender") { $0.messages[0].sender = "hello@acme.example\r\nBcc: all@other.example" },
    line("a header in a message's language") { $0.messages[0].language = "en\r\nBcc: all@other.example\r\nX: " },
    line("a header in the base of links") { $0.tenant.linkBase += "\r\nBcc: all@other.example\r\nX: " },
  ]

  // MARK: - Counts

  private static let counts = [
    Attack("a relation of up to 4,294,967,295 rows", guard: "the verifier") { ground, isGuarded in
      try ground.database(
        sql: members + "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)"
          + " INSERT INTO orders SELECT i, 1, i FROM n")
      var builder = PlanBuilder()
      let orders = builder.relation("orders", key: "id", upTo: .max, [builder.field("total", .integer)])
      builder.emit(.loadRows, orders)
      builder.push { _ in }
      let plan = isGuarded ? try builder.verified().plan : builder.assembled()
      let (summary, _) = try ground.run(plan, isVerified: isGuarded) { $0.memberKey = "1" }
      return "\(summary.emitted) message with 20,000 rows in memory"
    },
    Attack("a thousand relations over one table", guard: "the verifier") { ground, isGuarded in
      try ground.database(sql: members)
      var builder = PlanBuilder()
      for _ in 0..<1_000 { _ = builder.relation("orders", key: "id", upTo: 3, []) }
      builder.push { _ in }
      let plan = isGuarded ? try builder.verified().plan : builder.assembled()
      return "1,000 queries are prepared for \(try ground.run(plan, isVerified: isGuarded).summary.emitted) messages"
    },
    Attack("more columns than there are numbers for bad ones", guard: "the verifier") { ground, isGuarded in
      try ground.database(sql: members)
      var builder = PlanBuilder()
      let spend = builder.column("spend", .integer, bounds: 0...10)
      _ = builder.column("id", .integer)
      builder.plan.audience.columns[0].soundness = 300
      builder.plan.audience.columns[1].soundness = 300 % 64 + 192
      builder.push { $0.show(spend.value) }
      let plan = isGuarded ? try builder.verified().plan : builder.assembled()
      let (summary, _) = try ground.run(plan, isVerified: isGuarded)
      return "`spend` is wrong, and said to be: " + summary.badValues.map { "`\($0.column)`" }.joined(separator: ", ")
    },
  ]

  // MARK: - Names

  private static let names = [
    Attack("a plan that reads `sqlite_schema`", guard: "the plan's tables are the database's own") {
      ground, isGuarded in
      let path = try ground.database(sql: members)
      if !isGuarded {
        return "the schema is read: \(try PlainSQLite(path).rows("SELECT sql FROM sqlite_schema").count) texts"
      }
      var builder = PlanBuilder()
      builder.plan.audience.table = "sqlite_schema"
      builder.plan.audience.keyColumn = "name"
      builder.push { _ in }
      return try ground.outcome(of: builder)
    },
    Attack("a table whose name ends its query and goes on with another", guard: "names are quoted") {
      ground, isGuarded in
      let path = try ground.database(sql: members)
      let name = "members\" WHERE 0 UNION SELECT salary FROM payroll --"
      if !isGuarded {
        return "the salary \(try PlainSQLite(path).rows("SELECT \"id\" FROM \"\(name)\"")[0][0]) is read"
      }
      var builder = PlanBuilder()
      builder.plan.audience.table = name
      builder.push { _ in }
      return try ground.outcome(of: builder)
    },
  ]

  // MARK: - Conditions in SQL

  /// A plan with this condition; without the guard its query is asked of SQLite as it is.
  private static func condition(
    _ name: String, guard guardName: String = "the verifier, and the authorizer behind it", _ condition: String,
    guards: [PushedClause.Guard] = [], without: @escaping @Sendable (PlainSQLite, _ query: String) throws -> String
  ) -> Attack {
    Attack(name, guard: guardName) { ground, isGuarded in
      let path = try ground.database(sql: members)
      var builder = PlanBuilder()
      _ = builder.column("spend", .integer)
      builder.plan.audience.pushed = [
        PushedClause(
          clause: 0, condition: condition, unsound: nil, guardedCondition: nil, guards: guards, isExact: true)
      ]
      builder.push { _ in }
      if isGuarded { return try ground.outcome(of: builder) }
      return try without(try PlainSQLite(path), "SELECT m.id FROM members AS m WHERE (\(condition))")
    }
  }

  private static func selects(_ connection: PlainSQLite, _ query: String) throws -> String {
    let count = try connection.rows(query).count
    return count > 0 ? "it is answered: \(count) members" : "no member"
  }

  private static let conditions = [
    condition("a condition that ends its query and deletes", "1 = 1); DELETE FROM members; --") { connection, query in
      try connection.execute(query)
      return "\(try connection.rows("SELECT id FROM members").count) members are left"
    },
    condition(
      "a condition over a table that is not declared",
      "EXISTS (SELECT 1 FROM \"payroll\" AS s WHERE s.\"salary\" > 1000)",
      without: selects),
    condition(
      "a table that is not declared, in the quotes of a text",
      "EXISTS (SELECT 1 FROM 'payroll' AS s WHERE s.'salary' > 1000)",
      without: selects),
    condition("a table that is not declared, behind IN", "5000 IN 'payroll'", without: selects),
    condition(
      "a constraint of `sqlite_schema`, so that it may be read", "m.\"spend\" > 0",
      guards: [
        PushedClause.Guard(table: "sqlite_schema", column: "sql", check: "1 = 1", strictType: nil, isOptional: false)
      ]
    ) { connection, _ in
      let sql =
        "SELECT id FROM members WHERE EXISTS (SELECT 1 FROM 'sqlite_schema' AS s WHERE s.'sql' GLOB '*payroll*')"
      return try selects(connection, sql)
    },
    condition("a function that reaches out of the row", "total_changes() = 0", without: selects),
  ]

  // MARK: - Files

  private static let files = [
    Attack("a byte of the file that is another", guard: "the checksum (against damage, not forgery)") {
      ground, isGuarded in
      try ground.database(sql: members)
      var builder = PlanBuilder()
      let text = builder.pool("Pay at good.example")
      builder.push { $0.emit(.emitConstant, text) }
      var bytes = PlanEncoder.encode(try builder.verified().plan)
      guard let at = position(of: "good.example", in: bytes) else { return "nothing to change" }
      bytes.replaceSubrange(at..<at + 4, with: Array("evil".utf8))
      if !isGuarded { bytes = PlanSeal.sealed(bytes) }
      return try ground.outcome(of: try PlanDecoder.decode(bytes))
    },
    Attack("a list that claims 4,294,967,295 texts", guard: "the decoder counts what is left (measured, not run)") {
      _, isGuarded in
      var builder = PlanBuilder()
      builder.push { _ in }
      var bytes = PlanEncoder.encode(try builder.verified().plan)
      // The count stands before the first text and its length.
      guard let at = position(of: "null", in: bytes) else { return "nothing to change" }
      bytes.replaceSubrange(at - 8..<at - 4, with: [0xFF, 0xFF, 0xFF, 0xFF])
      if isGuarded {
        _ = try PlanDecoder.decode(PlanSeal.sealed(bytes))
        return "decoded"
      }
      let claimed = bytes[at - 8..<at - 4].reversed().reduce(0) { $0 << 8 | Int($1) }
      return "room for \((claimed * MemoryLayout<String>.size) >> 30) GiB would be made"
    },
  ]

  private static func position(of text: String, in bytes: [UInt8]) -> Int? {
    let text = Array(text.utf8)
    return bytes.indices.first { bytes[$0...].starts(with: text) }
  }
}
