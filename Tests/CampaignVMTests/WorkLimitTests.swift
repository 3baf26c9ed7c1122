import CampaignPlan
import CampaignVM
import Foundation
import Testing

/// One member's work is limited, whatever makes it; the others get what they would.
@Suite struct WorkLimitTests {
  let scratch: Scratch
  init() throws { scratch = try Scratch() }

  private static let members = """
    CREATE TABLE members (id INTEGER PRIMARY KEY, name TEXT);
    INSERT INTO members VALUES (1, 'a'), (2, replace(hex(zeroblob(5000)), '00', 'n1 ')), (3, 'c');
    CREATE TABLE orders (id INTEGER PRIMARY KEY, member INTEGER, total INTEGER);
    INSERT INTO orders VALUES (1, 1, 5), (2, 3, 6);
    WITH RECURSIVE n(i) AS (SELECT 3 UNION ALL SELECT i + 1 FROM n WHERE i < 400)
      INSERT INTO orders SELECT i, 2, -i FROM n;
    """

  /// Members 1 and 3 get their message, 2 does not, and nothing of it stands between theirs; with more fuel all do.
  private func expectQuarantined(_ builder: PlanBuilder, at fuel: Int, enough: Int = 500_000_000) throws {
    try scratch.database(sql: Self.members)
    let (summary, lines, _) = try scratch.run(builder) { $0.fuelPerMember = fuel }
    #expect(summary.quarantined == [.tooCostly: 1] && summary.isBalanced)
    #expect(lines.compactMap { $0["member"] as? String } == ["1", "3"])
    #expect(try scratch.run(builder, { $0.fuelPerMember = enough }).summary.emitted == 3)
    try FileManager.default.removeItem(atPath: scratch.path("audience.sqlite"))
  }

  private func looking(_ opcode: Opcode, inWords: Bool = false) -> PlanBuilder {
    var builder = PlanBuilder()
    let name = builder.column("name", .text, maxCharacters: 60_000)
    let list = builder.pool(list: (0..<50).map { "word\($0)" })
    let found = builder.integer()
    if inWords {
      builder.emit(.endFilter)
      builder.emit(.beginWords)
      builder.emit(.emitText, name.value, PlanEscape.words.rawValue)
      builder.emit(opcode, found, list)
    } else {
      builder.emit(opcode, found, name.value, list)
      builder.emit(.endFilter)
    }
    let address = builder.constant("device-1")
    builder.emit(.beginMessage, 0, address)
    builder.part(.text) { $0.show(found) }
    builder.part(.title) { $0.show(found) }
    builder.emit(.endMessage)
    return builder
  }

  @Test(arguments: [Opcode.textOneOf, .textContains, .textStartsWith, .textEndsWith, .textEqualsFolded])
  func lookingForTextsIsWork(opcode: Opcode) throws { try expectQuarantined(looking(opcode), at: 10_000) }

  @Test(arguments: [Opcode.wordsContain, .wordsStartWith, .wordsEndWith])
  func lookingInWordsIsWork(opcode: Opcode) throws { try expectQuarantined(looking(opcode, inWords: true), at: 10_000) }

  @Test func sortingRowsIsWork() throws {
    var builder = PlanBuilder()
    let orders = builder.relation("orders", key: "id", upTo: 1_000, [builder.field("total", .integer)])
    builder.plan.pools.orders = [[OrderRecord(field: 0, isDescending: false)]]
    builder.emit(.loadRows, orders)
    let cursor = builder.cursor()
    builder.emit(.rowsBeginOrdered, cursor, orders, 0)
    let one = builder.constant(1)
    builder.push { $0.show(one) }
    try expectQuarantined(builder, at: 1_000)
  }

  /// The message is half made when the fuel is used up.
  @Test func whatWasMadeIsTakenBack() throws {
    var builder = PlanBuilder()
    let orders = builder.relation("orders", key: "id", upTo: 1_000, [builder.field("total", .integer)])
    builder.emit(.loadRows, orders)
    builder.push { builder in
      let cursor = builder.cursor()
      builder.emit(.rowsBegin, cursor, orders)
      let head = builder.code.count
      let out = builder.branch(.rowsNext, cursor)
      let total = builder.integer()
      builder.emit(.rowInteger, total, cursor, 0)
      builder.show(total)
      builder.emit(.jump, UInt16(head))
      builder.land(out)
    }
    try expectQuarantined(builder, at: 100)
  }

  /// With several threads the limit is that of all together.
  @Test(arguments: [1, 2]) func membersAreLimited(workers: Int) throws {
    try scratch.database(
      sql: """
        CREATE TABLE members (id INTEGER PRIMARY KEY);
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) INSERT INTO members SELECT i FROM n;
        """)
    var builder = PlanBuilder()
    let one = builder.constant(1)
    builder.push { $0.show(one) }
    let error = #expect(throws: RunError.self) {
      try scratch.run(builder) {
        $0.maxRows = 19_999
        $0.workers = workers
      }
    }
    #expect(error.map { "\($0)".contains("more than 19999 members or events") } == true)
    #expect(scratch.files == ["audience.sqlite"])
    let all = try scratch.run(builder) {
      $0.maxRows = 20_000
      $0.workers = workers
    }
    #expect(all.summary.emitted == 20_000)
  }

  @Test func outputIsLimited() throws {
    try scratch.database(sql: Self.members)
    var builder = PlanBuilder()
    let one = builder.constant(1)
    builder.push { $0.show(one) }
    let plan = try builder.verified()
    let bytes = try scratch.run(builder).text.utf8.count
    for (limit, isEnough) in [(bytes, true), (bytes - 1, false)] {
      let sink = LimitedSink(try JSONLinesSink(path: scratch.path("out.jsonl")), maxBytes: limit)
      do {
        _ = try Machine.run(plan, scratch.request(), to: sink)
        #expect(isEnough)
      } catch {
        #expect(!isEnough && error.description.contains("more than the \(limit) bytes"))
      }
      #expect(scratch.files.contains("out.jsonl") == isEnough)
      try? FileManager.default.removeItem(atPath: scratch.path("out.jsonl"))
    }
  }
}
