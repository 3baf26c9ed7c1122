import CampaignPlan
import CampaignVM
import Testing

@Suite struct RelationTests {
  let scratch: Scratch

  init() throws {
    scratch = try Scratch()
    try scratch.database(
      sql: """
        CREATE TABLE members (id INTEGER PRIMARY KEY);
        INSERT INTO members VALUES (1), (2), (3), (4);
        CREATE TABLE orders (member INTEGER, number INTEGER, total INTEGER, store TEXT, PRIMARY KEY (member, number));
        INSERT INTO orders VALUES (1, 3, 30, 'b'), (1, 1, 30, 'ä'), (1, 2, 10, NULL), (1, 4, 20, 'a'),
          (3, 1, 'x', 'a'), (4, 1, 1, 'a'), (4, 2, 2, 'a'), (4, 3, 3, 'a'), (4, 4, 4, 'a'), (4, 5, 5, 'a');
        CREATE TABLE likes (member INTEGER, value TEXT);
        INSERT INTO likes VALUES (1, 'pears'), (1, 'Apples'), (1, 'pears'), (1, 'äpfel'), (2, ' '), (4, 'kiwi');
        """)
  }

  /// A loop over `relation` that shows the fields of each row.
  func loop(
    _ builder: inout PlanBuilder, _ relation: UInt16, order: UInt16? = nil, _ body: (inout PlanBuilder, UInt16) -> Void
  ) {
    let cursor = builder.cursor()
    if let order {
      builder.emit(.rowsBeginOrdered, cursor, relation, order)
    } else {
      builder.emit(.rowsBegin, cursor, relation)
    }
    let head = builder.branch(.rowsNext, cursor)
    body(&builder, cursor)
    builder.emit(.jump, UInt16(head))
    builder.land(head)
  }

  func orders(_ builder: inout PlanBuilder, upTo: UInt32 = 4) -> UInt16 {
    let fields = [builder.field("total", .integer), builder.field("store", .text, isOptional: true)]
    return builder.relation("orders", key: "number", upTo: upTo, fields)
  }

  func show(_ orders: [OrderRecord]?) throws -> [String?] {
    var builder = PlanBuilder()
    let relation = self.orders(&builder)
    if let orders { builder.plan.pools.orders = [orders] }
    let (total, store, known) = (builder.integer(), builder.text(), builder.integer())
    builder.emit(.loadRows, relation)
    builder.push { builder in
      self.loop(&builder, relation, order: orders == nil ? nil : 0) { builder, cursor in
        builder.emit(.rowInteger, total, cursor, 0)
        builder.emit(.rowText, store, cursor, 1)
        builder.emit(.rowKnown, known, cursor, 1)
        builder.show(total)
        builder.show(text: store)
        builder.show(known)
      }
    }
    let (summary, lines, _) = try scratch.run(builder)
    #expect(summary.bad == 2)
    #expect(
      summary.badValues.map { "\($0.column) \($0.reason) \($0.firstKeys)" } == [
        "orders.total is of another type [\"3\"]", "orders.member has too many rows [\"4\"]",
      ])
    return lines.map { $0["text"] as? String }
  }

  @Test func rowsComeInKeyOrderOrAsAsked() throws {
    #expect(try show(nil) == ["[30]<ä>[1][10]<>[0][30]<b>[1][20]<a>[1]", ""])
    #expect(
      try show([OrderRecord(field: 0, isDescending: true), OrderRecord(field: 1, isDescending: false)])
        == ["[30]<b>[1][30]<ä>[1][20]<a>[1][10]<>[0]", ""])
    #expect(
      try show([OrderRecord(field: 1, isDescending: true)]) == ["[30]<ä>[1][30]<b>[1][20]<a>[1][10]<>[0]", ""])
    let unordered = try show(nil)
    #expect(try show([]) == unordered)
  }

  @Test func setsAreDistinctAndInByteOrder() throws {
    var builder = PlanBuilder()
    let field = builder.field("value", .text)
    let relation = builder.relation("likes", key: nil, upTo: 3, [field])
    let value = builder.text()
    builder.emit(.loadRows, relation)
    builder.push { builder in
      self.loop(&builder, relation) { builder, cursor in
        builder.emit(.rowText, value, cursor, 0)
        builder.show(text: value)
      }
    }
    let (summary, lines, _) = try scratch.run(builder)
    #expect(lines.map { $0["text"] as? String } == ["<Apples><pears><äpfel>", "", "<kiwi>"])
    #expect(summary.badValues.map(\.reason) == [.missing])
  }

  /// Two loops, one in the other, over the same rows; and a relation of 5,000 long rows, so that memory grows.
  @Test func nestedLoopsAndManyRows() throws {
    try scratch.database(
      "many.sqlite",
      sql: """
        CREATE TABLE members (id TEXT PRIMARY KEY); INSERT INTO members VALUES ('a'), ('b');
        CREATE TABLE orders (member TEXT, number INTEGER, total INTEGER, store TEXT);
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)
          INSERT INTO orders SELECT 'a', 5001 - i, i, printf('%060d', i) FROM n;
        INSERT INTO orders VALUES ('b', 1, 10, 'x'), ('b', 2, 20, 'y');
        """)
    var builder = PlanBuilder()
    let relation = orders(&builder, upTo: 5_000)
    let (total, sum, store) = (builder.integer(), builder.integer(), builder.text())
    let zero = builder.constant(0)
    builder.emit(.loadRows, relation)
    builder.emit(.moveInteger, sum, zero)
    builder.plan.pools.orders = [[OrderRecord(field: 0, isDescending: false)]]
    loop(&builder, relation, order: 0) { builder, cursor in
      builder.emit(.rowInteger, total, cursor, 0)
      builder.emit(.rowText, store, cursor, 1)
      builder.emit(.add, sum, sum, total)
    }
    builder.push { builder in
      builder.show(sum)
      let outer = builder.integer()
      let cursor = builder.cursor()
      builder.emit(.rowsBegin, cursor, relation)
      let end = builder.branch(.rowsNext, cursor)
      builder.emit(.rowInteger, outer, cursor, 0)
      builder.show(outer)
      builder.land(end)
    }
    let (_, lines, _) = try scratch.run(builder, { $0.databasePath = scratch.path("many.sqlite") })
    #expect(lines.map { $0["text"] as? String } == ["[12,502,500][5,000]", "[30][10]"])
  }
}
