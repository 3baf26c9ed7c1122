import CampaignPlan
import CampaignVM
import Foundation
import Testing

/// A value that SQLite does not read for its size makes its member bad, and ends nothing.
@Suite struct OversizedMemberTests {
  let scratch: Scratch
  init() throws { scratch = try Scratch() }

  /// Who spent something, by name.
  private static func plan() -> PlanBuilder {
    var builder = PlanBuilder()
    let name = builder.column("name", .text)
    let spend = builder.column("spend", .integer, bounds: 0...1_000)
    let zero = builder.constant(0)
    let isSpender = builder.integer()
    let clause = builder.branch(.clause)
    builder.emit(.less, isSpender, zero, spend.value)
    builder.emit(.excludeUnless, isSpender, 0)
    builder.land(clause)
    builder.plan.audience.pushed = [
      PushedClause(
        clause: 0, condition: "m.\"spend\" > 0", unsound: nil, guardedCondition: nil, guards: [], isExact: false)
    ]
    builder.push { $0.show(text: name.value) }
    return builder
  }

  /// Every third member spent nothing; `key` makes a key of a number that keeps their order.
  private func make(_ count: Int, key: String, huge: [Int]) throws {
    let numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(count))"
    try scratch.database(
      sql: """
        CREATE TABLE members (id \(key == "i" ? "INTEGER" : "TEXT") PRIMARY KEY, name TEXT, spend INTEGER);
        \(numbers) INSERT INTO members SELECT \(key), 'n' || i, i % 3 FROM n;
        \(huge.map { "UPDATE members SET name = replace(hex(zeroblob(9000000)), '00', 'n1') WHERE name = 'n\($0)';" }.joined())
        """)
  }

  private static let textKey = "printf('k%06d', i)"

  @Test(arguments: [("i", 1), (textKey, 1), ("i", 2), (textKey, 2)]) func theOthersGetTheirs(key: String, workers: Int)
    throws
  {
    // The first and the last, two that follow each other, one whom SQL excludes, and the last of a range with its successor.
    let huge = [1, 5, 10, 11, 1_024, 1_025, 20_000]
    try make(20_000, key: key, huge: huge)
    let (summary, lines, _) = try scratch.run(Self.plan()) { $0.workers = workers }
    #expect(summary.bad == huge.count && summary.isBalanced && summary.read == 20_000)
    #expect(summary.emitted == 20_000 - 20_000 / 3 - huge.count)
    #expect(summary.badValues.map(\.reason) == [.tooLarge])
    #expect(summary.badValues.flatMap(\.firstKeys).first == (key == "i" ? "1" : "k000001"))
    #expect(Set(lines.compactMap { $0["member"] as? String }).count == summary.emitted)
  }

  @Test func withALimit() throws {
    try make(100, key: "i", huge: [4])
    let (summary, lines, _) = try scratch.run(Self.plan()) { $0.limit = 4 }
    #expect(lines.compactMap { $0["member"] as? String } == ["1", "2", "5", "7"])
    #expect(summary.bad == 1 && summary.read == 7 && summary.isBalanced)
  }

  @Test func theOneWhoIsAskedFor() throws {
    try make(10, key: "i", huge: [4])
    let (summary, _, _) = try scratch.run(Self.plan()) { $0.memberKey = "4" }
    #expect(summary.bad == 1 && summary.read == 1 && summary.badValues.flatMap(\.firstKeys) == ["4"])
  }

  /// A column that is computed makes one for everybody, at a price each time; every third of these is short.
  @Test(arguments: [(100, 1, true), (100, 2, true), (101, 1, false), (101, 2, false)]) func tooManyOfThemEndTheRun(
    count: Int, workers: Int, isEnough: Bool
  ) throws {
    try scratch.database(
      sql: """
        CREATE TABLE members (
          id INTEGER PRIMARY KEY, spend INTEGER, name TEXT AS (iif(spend = 2, hex(zeroblob(9000000)), 'n')));
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 17000)
          INSERT INTO members SELECT i, 1 + (i % 100 = 0 AND i <= 100 * \(count)) FROM n;
        """)
    do {
      let summary = try scratch.run(Self.plan()) { $0.workers = workers }.summary
      #expect(isEnough && summary.bad == count)
    } catch {
      #expect(!isEnough && "\(error)".contains("more than 100 members, or events, have values of more than 16 MiB"))
    }
  }

  @Test func aRelatedRow() throws {
    var builder = PlanBuilder()
    let orders = builder.relation("orders", key: "id", upTo: 9, [builder.field("what", .text)])
    builder.emit(.loadRows, orders)
    let one = builder.constant(1)
    builder.push { $0.show(one) }
    try scratch.database(
      sql: """
        CREATE TABLE members (id INTEGER PRIMARY KEY); INSERT INTO members VALUES (1), (2), (3);
        CREATE TABLE orders (id INTEGER PRIMARY KEY, member INTEGER, what TEXT);
        INSERT INTO orders VALUES (1, 1, 'a'), (2, 2, 'b'), (3, 2, replace(hex(zeroblob(9000000)), '00', 'n1')), (4, 3, 'c');
        """)
    let (summary, lines, _) = try scratch.run(builder)
    #expect(summary.bad == 1 && lines.compactMap { $0["member"] as? String } == ["1", "3"])
    #expect(summary.badValues.map(\.column) == ["orders.member"])
  }

  /// Each within its limit, and too many of them together.
  @Test func relatedRowsOfManyBytes() throws {
    var builder = PlanBuilder()
    let orders = builder.relation("orders", key: "id", upTo: 99, [builder.field("what", .text, maxCharacters: 65_535)])
    builder.emit(.loadRows, orders)
    let one = builder.constant(1)
    builder.push { $0.show(one) }
    builder.plan.audience.relations[0].upTo = 2_000
    try scratch.database(
      sql: """
        CREATE TABLE members (id INTEGER PRIMARY KEY); INSERT INTO members VALUES (1), (2), (3);
        CREATE TABLE orders (id INTEGER PRIMARY KEY, member INTEGER, what TEXT);
        CREATE INDEX by_member ON orders (member);
        INSERT INTO orders VALUES (1, 1, 'a'), (2, 3, 'b');
        WITH RECURSIVE n(i) AS (SELECT 3 UNION ALL SELECT i + 1 FROM n WHERE i < 1200)
          INSERT INTO orders SELECT i, 2, replace(hex(zeroblob(30000)), '00', 'né') FROM n;
        """)
    let (summary, lines, _) = try scratch.run(builder)
    #expect(summary.bad == 1 && lines.compactMap { $0["member"] as? String } == ["1", "3"])
    #expect(summary.badValues.map(\.reason) == [.tooManyRows])
  }

  /// Whatever of them is too large, and wherever they stand in the order; by an index, and sorted.
  @Test(arguments: [false, true]) func events(isIndexed: Bool) throws {
    var builder = PlanBuilder()
    _ = builder.event()
    let what = builder.ofEvent { $0.column("what", .text) }
    builder.push { $0.show(text: what.value) }
    let huge = "replace(hex(zeroblob(9000000)), '00', 'n1')"
    try scratch.database(
      sql: """
        CREATE TABLE members (id INTEGER PRIMARY KEY); INSERT INTO members VALUES (1), (2);
        CREATE TABLE events (id INTEGER PRIMARY KEY, member INTEGER, time, what TEXT);
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9)
          INSERT INTO events SELECT i, 1 + i % 2, 1804001400 - i, 'e' || i FROM n;
        UPDATE events SET what = \(huge) WHERE id IN (3, 9);
        UPDATE events SET member = \(huge) WHERE id = 5;
        UPDATE events SET time = \(huge) WHERE id = 6;
        \(isIndexed ? "CREATE INDEX by_time ON events (time, id);" : "")
        """)
    let (summary, lines, _) = try scratch.run(builder)
    #expect(lines.compactMap { $0["event"] as? String } == ["8", "7", "4", "2", "1"])
    #expect(summary.bad == 4 && summary.read == 9 && summary.isBalanced)
    #expect(summary.badValues.map(\.column) == ["events.id"] && summary.badValues.map(\.reason) == [.tooLarge])
    #expect(summary.badValues.flatMap(\.firstKeys) == ["3", "5", "6", "9"])
    let one = try scratch.run(builder) { $0.eventKey = "5" }.summary
    #expect(one.bad == 1 && one.read == 1)
  }
}
