import CampaignPlan
import CampaignVM
import Foundation
import Testing

/// A database that is not what the plan was made for is refused with all that is wrong and what to do.
@Suite struct SchemaTests {
  let scratch: Scratch
  init() throws { scratch = try Scratch() }

  func problems(_ sql: String, relation: Bool = false) throws -> String {
    try? FileManager.default.removeItem(atPath: scratch.path("audience.sqlite"))
    try scratch.database(sql: sql)
    var builder = PlanBuilder()
    _ = builder.column("name", .text)
    _ = builder.column("spend", .integer)
    if relation {
      let field = builder.field("total", .integer)
      let orders = builder.relation("orders", key: "number", upTo: 5, [field])
      builder.emit(.loadRows, orders)
    }
    builder.push { _ in }
    let plan = try builder.verified()
    do {
      _ = try Machine.run(plan, scratch.request(), to: DiscardingSink())
      return ""
    } catch {
      return error.description
    }
  }

  @Test(arguments: [
    ("CREATE TABLE member (id INTEGER PRIMARY KEY)", "no table `members`", "did you mean `member`?"),
    ("CREATE TABLE a (id)", "no table `members`", "there are `a`"),
    (
      "CREATE TABLE members (id INTEGER PRIMARY KEY, nmae TEXT, spend INTEGER)", "no column `name`",
      "did you mean `nmae`?"
    ),
    ("CREATE TABLE members (ident INTEGER, name TEXT, spend INTEGER)", "no column `id`", "`ident`"),
    (
      "CREATE TABLE members (id INTEGER, name TEXT, spend INTEGER)", "may hold the same value twice",
      "CREATE UNIQUE INDEX"
    ),
    ("CREATE TABLE members (id PRIMARY KEY, name TEXT, spend INTEGER)", "is declared without a type", "declare it"),
    ("CREATE TABLE members (id ANY PRIMARY KEY, name TEXT, spend INTEGER) STRICT", "is declared ANY", "declare it"),
    ("CREATE TABLE members (id INTEGER PRIMARY KEY, name INTEGER, spend INTEGER)", "declared INTEGER", "reads text"),
    (
      "CREATE TABLE members (id INTEGER PRIMARY KEY, name TEXT, spend VARCHAR(9))", "declared VARCHAR(9)",
      "reads numbers"
    ),
    ("CREATE VIEW members AS SELECT 1 AS id, 'a' AS name, 2 AS spend", "is a view", "primary key"),
  ])
  func saysWhatIsWrong(sql: String, problem: String, help: String) throws {
    let text = try problems(sql)
    #expect(text.contains(problem) && text.contains(help) && text.contains("audience.sqlite"), "\(text)")
  }

  @Test func checksRelations() throws {
    let members = "CREATE TABLE members (id INTEGER PRIMARY KEY, name TEXT, spend INTEGER);"
    #expect(try problems(members, relation: true).contains("no table `orders`"))
    #expect(
      try problems(members + "CREATE TABLE orders (member TEXT, number INTEGER, total INTEGER)", relation: true)
        .contains("declare both alike"))
    let byText = "CREATE TABLE members (id TEXT PRIMARY KEY, name TEXT, spend INTEGER);"
    #expect(
      try problems(
        byText + "CREATE TABLE orders (member TEXT COLLATE NOCASE, number INTEGER, total INTEGER)", relation: true
      )
      .contains("compares texts by NOCASE"))
    let both = try problems(
      members + "CREATE TABLE orders (membr INTEGER, number INTEGER, totl INTEGER)", relation: true)
    #expect(both.contains("`membr`") && both.contains("`totl`"))
    #expect(
      try problems(members + "CREATE TABLE orders (member INTEGER, number INTEGER, total INTEGER)", relation: true)
        == "")
  }

  @Test func aMissingDatabaseIsNamed() throws {
    var builder = PlanBuilder()
    builder.push { _ in }
    let plan = try builder.verified()
    let error = #expect(throws: RunError.self) { try Machine.run(plan, scratch.request(), to: DiscardingSink()) }
    #expect(error?.description.contains("there is no such file") == true)
  }

  @Test(arguments: [
    ("CREATE TABLE event (id INTEGER PRIMARY KEY)", "no table `events`", "did you mean `event`?"),
    ("CREATE TABLE events (id INTEGER, member INTEGER, time INTEGER)", "`events.id` may hold the same value twice", ""),
    ("CREATE TABLE events (id INTEGER PRIMARY KEY, membr INTEGER, time INTEGER)", "no column `member`", "`membr`"),
    (
      "CREATE TABLE events (id INTEGER PRIMARY KEY, member TEXT, time INTEGER)", "`events.member` is declared TEXT",
      "declare both alike"
    ),
    ("CREATE TABLE events (id INTEGER PRIMARY KEY, member INTEGER, time TEXT)", "`time` reads numbers", ""),
    ("CREATE TABLE events (id INTEGER PRIMARY KEY, member INTEGER)", "no column `time`", ""),
  ])
  func eventsAreHeldToThePlan(_ sql: String, _ problem: String, _ help: String) throws {
    try scratch.database(
      "events.sqlite",
      sql: "CREATE TABLE members (id INTEGER PRIMARY KEY); \(sql);"
        + "CREATE TABLE lines (event INTEGER, number INTEGER)")
    var builder = PlanBuilder()
    _ = builder.event()
    builder.emit(.loadRows, builder.relation("lines", key: "number", upTo: 3, [], owner: .event))
    builder.push { _ in }
    let plan = try builder.verified()
    let error = #expect(throws: RunError.self) {
      try Machine.run(plan, scratch.request("events.sqlite"), to: DiscardingSink())
    }
    let text = error?.description ?? ""
    #expect(text.contains(problem) && (help.isEmpty || text.contains(help)), "\(text)")
  }
}
