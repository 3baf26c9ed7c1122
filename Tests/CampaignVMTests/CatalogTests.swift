import CampaignPlan
import CampaignVM
import Foundation
import Testing

/// References to the items of a catalog: of members, and of their related rows.
@Suite struct CatalogTests {
  let scratch: Scratch
  init() throws { scratch = try Scratch() }

  static let items = """
    CREATE TABLE items (sku TEXT PRIMARY KEY, title TEXT, price INTEGER, secret TEXT);
    INSERT INTO items VALUES ('a', 'Apples', 3, 's'), ('b', NULL, 4, 's'), ('c', 'Cherries', -1, 's'), ('null', 'Nothing', 5, 's');
    """

  static func source(_ reference: UInt16, isRequired: Bool) -> ColumnBinding.Source {
    .item(reference: reference, isRequired: isRequired)
  }

  /// A plan that shows of each member's favorite its title and price, both required by the catalog.
  func members(
    isOptional: Bool, invalidIsMissing: Bool = false, upTo: UInt32 = 10, showsKnown: Bool = true
  ) -> PlanBuilder {
    var builder = PlanBuilder()
    builder.plan.audience.catalogs = [CatalogBinding(name: "item", table: "items", keyColumn: "sku", upTo: upTo)]
    let best = builder.column(
      "best", .reference, bounds: 1...1, isOptional: isOptional, invalidIsMissing: invalidIsMissing)
    let title = builder.column("title", .text, isOptional: isOptional)
    let price = builder.column("price", .integer, bounds: 0...9, isOptional: isOptional)
    builder.plan.audience.columns[0].source = .reference(catalog: 0)
    builder.plan.audience.columns[1].source = Self.source(0, isRequired: true)
    builder.plan.audience.columns[2].source = Self.source(0, isRequired: true)
    builder.push { builder in
      builder.show(text: title.value)
      builder.show(price.value)
      if isOptional && showsKnown { for value in [best, title, price] { builder.show(value.known) } }
    }
    return builder
  }

  func database(_ members: String) throws {
    try? FileManager.default.removeItem(atPath: scratch.path("audience.sqlite"))
    try scratch.database(
      sql: "CREATE TABLE members (id INTEGER PRIMARY KEY, best TEXT); INSERT INTO members VALUES \(members);"
        + Self.items)
  }

  @Test func requiredReferences() throws {
    try database("(1, 'a'), (2, 'b'), (3, 'c'), (4, 'gone'), (5, NULL), (6, ' '), (7, x'61'), (8, 'A'), (9, 'null')")
    let (summary, lines, _) = try scratch.run(members(isOptional: false))
    #expect(lines.map { $0["text"] as? String } == ["<Apples>[3]", "<Nothing>[5]"])
    #expect(
      summary.badValues.map { "\($0.column) \($0.reason) \($0.firstKeys)" } == [
        "members.best is missing [\"5\", \"6\"]",
        "members.best refers to no row of its catalog [\"4\", \"7\", \"8\"]", "items.title is missing [\"2\"]",
        "items.price is out of bounds [\"3\"]",
      ])
  }

  /// A missing reference has no item, whose fields are then missing and not bad.
  @Test func optionalReferences() throws {
    try database("(1, 'a'), (2, 'b'), (3, NULL), (4, 'N/A'), (5, 'gone')")
    let (summary, lines, _) = try scratch.run(members(isOptional: true))
    #expect(lines.map { $0["text"] as? String } == ["<Apples>[3][1][1][1]", "<>[0][0][0][0]", "<>[0][0][0][0]"])
    #expect(
      summary.badValues.map { "\($0.column) \($0.reason)" } == [
        "members.best refers to no row of its catalog", "items.title is missing",
      ])
    let (lenient, more, _) = try scratch.run(members(isOptional: true, invalidIsMissing: true))
    #expect(more.count == 4)
    #expect(lenient.badValues.map(\.column) == ["items.title"])
  }

  @Test func rowsReferToItems() throws {
    try scratch.database(
      sql: """
        CREATE TABLE members (id INTEGER PRIMARY KEY);
        INSERT INTO members VALUES (1), (2);
        CREATE TABLE picks (member INTEGER, number INTEGER, best TEXT);
        INSERT INTO picks VALUES (1, 2, 'a'), (1, 1, NULL), (1, 3, 'null'), (2, 1, 'gone');
        """ + Self.items)
    var builder = PlanBuilder()
    builder.plan.audience.catalogs = [CatalogBinding(name: "item", table: "items", keyColumn: "sku", upTo: 4)]
    var fields = [
      builder.field("number", .integer), builder.field("best", .reference, bounds: 1...1, isOptional: true),
      builder.field("title", .text, isOptional: true),
    ]
    fields[1].source = .reference(catalog: 0)
    fields[2].source = Self.source(1, isRequired: true)
    let picks = builder.relation("picks", key: "number", upTo: 5, fields)
    let (cursor, title, known) = (builder.cursor(), builder.text(), builder.integer())
    builder.emit(.loadRows, picks)
    builder.push { builder in
      builder.emit(.rowsBegin, cursor, picks)
      let head = builder.branch(.rowsNext, cursor)
      builder.emit(.rowText, title, cursor, 2)
      builder.emit(.rowKnown, known, cursor, 1)
      builder.show(text: title)
      builder.show(known)
      builder.emit(.jump, UInt16(head))
      builder.land(head)
    }
    let (summary, lines, _) = try scratch.run(builder)
    #expect(lines.map { $0["text"] as? String } == ["<>[0]<Apples>[1]<Nothing>[1]"])
    #expect(summary.badValues.map { "\($0.column) \($0.reason)" } == ["picks.best refers to no row of its catalog"])
  }

  @Test(arguments: [
    ("", "there is no table `items`", "there are"),
    (
      "CREATE TABLE items (sku TEXT, title TEXT, price INTEGER)", "may hold the same value twice", "CREATE UNIQUE INDEX"
    ),
    ("CREATE VIEW items AS SELECT 'a' AS sku, 'b' AS title, 3 AS price", "is a view", "primary key"),
    (
      "CREATE TABLE items (sku INTEGER PRIMARY KEY, title TEXT, price INTEGER)",
      "`members.best` is declared TEXT, but the key `items.sku` that it refers to is INTEGER", "declare both alike"
    ),
    ("CREATE TABLE items (sku TEXT PRIMARY KEY, titel TEXT, price INTEGER)", "no column `title`", "`titel`"),
    ("CREATE TABLE items (sku TEXT PRIMARY KEY, title INTEGER, price INTEGER)", "reads text", "`from` of `title`"),
    ("CREATE TABLE items (ski TEXT PRIMARY KEY, title TEXT, price INTEGER)", "no column `sku`", "`ski`"),
  ])
  func saysWhatIsWrongWithACatalog(sql: String, problem: String, help: String) throws {
    try scratch.database(sql: "CREATE TABLE members (id INTEGER PRIMARY KEY, best TEXT);" + sql)
    let plan = try members(isOptional: false).verified()
    let error = #expect(throws: RunError.self) {
      try Machine.run(plan, scratch.request(), to: DiscardingSink())
    }
    let text = error?.description ?? ""
    #expect(text.contains(problem) && text.contains(help), "\(text)")
  }

  @Test func aCatalogKeepsToItsBound() throws {
    try database("(1, 'a')")
    #expect(try scratch.run(members(isOptional: false, upTo: 4)).summary.emitted == 1)
    let plan = try members(isOptional: false, upTo: 3).verified()
    let error = #expect(throws: RunError.self) {
      try Machine.run(plan, scratch.request(), to: DiscardingSink())
    }
    #expect(error?.description.contains("`items` has more than 3 rows") == true)
  }

  @Test func verifierHoldsTheSourcesTogether() throws {
    func reason(_ change: (inout [ColumnBinding]) -> Void) -> String {
      var builder = members(isOptional: true, showsKnown: false)
      change(&builder.plan.audience.columns)
      do {
        _ = try builder.verified()
        return ""
      } catch {
        return "\(error)"
      }
    }
    #expect(reason { _ in } == "")
    #expect(reason { $0[0].source = .reference(catalog: 1) }.contains("its catalog does not exist"))
    #expect(reason { $0[0].source = .row }.contains("it is a reference to no catalog"))
    #expect(reason { $0[1].source = .item(reference: 2, isRequired: true) }.contains("no reference before it"))
    #expect(reason { $0[2].source = .item(reference: 9, isRequired: true) }.contains("no reference before it"))
    #expect(reason { $0[2].source = .row }.contains("it stands behind the columns of a catalog"))
    #expect(
      reason {
        $0[2].isOptional = false
        $0[2].knownRegister = ColumnBinding.noRegister
      }.contains("its reference may be"))
  }
}
