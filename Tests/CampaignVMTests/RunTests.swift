import CampaignPlan
import CampaignVM
import Foundation
import Testing

/// Whole runs: who is selected, what is counted, and that it adds up.
@Suite struct RunTests {
  let scratch: Scratch

  init() throws {
    scratch = try Scratch()
    try scratch.database(
      sql: """
        CREATE TABLE members (id INTEGER PRIMARY KEY, spend, name);
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
          INSERT INTO members SELECT i, CASE WHEN i % 100 = 7 THEN 'x' ELSE i END, CASE WHEN i % 50 = 3 THEN 5 ELSE 'n' || i END
          FROM n;
        """)
  }

  /// Two clauses: `spend >= 500`, and `name` starts with `n9`; the first can be decided by SQL.
  static func plan(unsound: String? = "typeof(m.\"spend\") <> 'integer'", isExact: Bool = true) -> PlanBuilder {
    var builder = PlanBuilder()
    let spend = builder.column("spend", .integer, bounds: 0...10_000)
    let name = builder.column("name", .text)
    builder.plan.pools.soundnessSets = [[1], [2]]
    builder.plan.audience.pushed = [
      PushedClause(
        clause: 0, condition: "m.\"spend\" >= 500", unsound: unsound, guardedCondition: nil,
        guards: [
          PushedClause.Guard(
            table: "members", column: "spend", check: "typeof(\"spend\") = 'integer' AND \"spend\" BETWEEN 0 AND 10000",
            strictType: nil, isOptional: false)
        ], isExact: isExact)
    ]
    let (bound, result) = (builder.constant(500), builder.integer())
    let first = builder.branch(.clause, 0, 0)
    builder.emit(.lessOrEqual, result, bound, spend.value)
    builder.emit(.excludeUnless, result, 0)
    builder.land(first)
    let list = builder.pool(list: ["n9"])
    let second = builder.branch(.clause, 1, 1)
    builder.emit(.textStartsWith, result, name.value, list)
    builder.emit(.excludeUnless, result, 1)
    builder.land(second)
    builder.push { $0.show(text: name.value) }
    return builder
  }

  @Test func pushingIntoSQLChangesNothingButWhoCounts() throws {
    let (with, _, pushed) = try scratch.run(Self.plan())
    let (without, _, alone) = try scratch.run(Self.plan(), { $0.usesPushdown = false })
    let (inexact, _, again) = try scratch.run(Self.plan(isExact: false))
    #expect(pushed == alone && pushed == again && !pushed.isEmpty)
    // Members 900 to 999 but those whose spend or name is bad; bad where no sound clause excludes them.
    #expect(without.emitted == 100 - 1 - 2)
    #expect(
      without.bad
        == (1...1000).filter { i in
          let (badSpend, badName) = (i % 100 == 7, i % 50 == 3)
          return badSpend ? "\(i)".hasPrefix("9") : badName && i >= 500
        }.count)
    #expect(with.bad == without.bad && with.badValues == without.badValues && with.emitted == without.emitted)
    #expect(without.excludedBySQL == 0 && without.excludedByClause[0] == 499 - 5)
    #expect(with.excludedBySQL == 499 - 5 && with.excludedByClause[0] == 0)
    #expect(inexact.excludedBySQL == with.excludedBySQL)
    for summary in [with, without, inexact] { #expect(summary.isBalanced && summary.read == 1000) }
  }

  @Test func sameInputsGiveSameBytes() throws {
    #expect(try scratch.run(Self.plan()).text == (try scratch.run(Self.plan()).text))
  }

  @Test func mailHasAnIDThatHangsOnTheTenantsKey() throws {
    try scratch.database(
      "mail.sqlite",
      sql: "CREATE TABLE members (id INTEGER PRIMARY KEY, name TEXT, mail TEXT);"
        + "INSERT INTO members VALUES (999, 'n999', 'ann@mail.example')")
    var builder = PlanBuilder(channel: .email)
    let name = builder.column("name", .text)
    let address = builder.column("mail", .email)
    builder.emit(.endFilter)
    builder.emit(.beginMessage, 0, address.value)
    builder.part(.subject) { $0.emit(.emitText, name.value, PlanEscape.plain.rawValue) }
    builder.part(.html) { $0.emit(.emitText, name.value, PlanEscape.html.rawValue) }
    builder.part(.text) { $0.emit(.emitText, name.value, PlanEscape.plain.rawValue) }
    builder.emit(.endMessage)
    let token = SipToken.message(member: "999", channel: "email")
    let text = try scratch.run(
      builder,
      { request in
        request.databasePath = scratch.path("mail.sqlite")
        request.memberKey = "999"
      }
    ).text
    #expect(text.hasSuffix(",\"message_id\":\"<\(token)@mail.acme.example>\"}\n"), "\(text)")
    let other = try scratch.run(builder) { request in
      request.databasePath = scratch.path("mail.sqlite")
      request.memberKey = "999"
      request.tenantKey.low = 1
    }
    #expect(other.text != text && other.text.count == text.count)
  }

  @Test func aLineHasItsFieldsInOrder() throws {
    let (_, _, text) = try scratch.run(Self.plan(), { $0.memberKey = "999" })
    #expect(
      text
        == "{\"tenant\":\"acme\",\"campaign\":\"hello\",\"run\":\"2027-03-02T15:30:00Z\",\"step\":\"hello\",\"member\":\"999\""
        + ",\"channel\":\"push\",\"language\":\"en_US\",\"variants\":{},\"to\":\"device-1\",\"text\":\"<n999>\""
        + ",\"title\":\"Hi\"}\n")
  }

  @Test func limitAndMemberBalance() throws {
    let (limited, lines, _) = try scratch.run(Self.plan(), { $0.limit = 5 })
    #expect(lines.compactMap { $0["member"] as? String } == ["900", "901", "902", "904", "905"])
    #expect(limited.read == 905 && limited.reachedLimit && limited.isBalanced)
    let (one, _, _) = try scratch.run(Self.plan(), { $0.memberKey = "950" })
    #expect(one.read == 1 && one.emitted == 1)
    let (excluded, _, _) = try scratch.run(Self.plan(), { $0.memberKey = "5" })
    #expect(excluded.read == 1 && excluded.excluded == 1)
    let (bad, _, _) = try scratch.run(Self.plan(), { $0.memberKey = "953" })
    #expect(bad.read == 1 && bad.bad == 1)
    for key in ["0", "x", "0950", "1 OR 1"] {
      #expect(try scratch.run(Self.plan(), { $0.memberKey = key }).summary.read == 0)
    }
    let (none, _, _) = try scratch.run(Self.plan(), { $0.limit = 0 })
    #expect(none.emitted == 0 && none.isBalanced)
  }

  @Test func constraintsTakeTheSecondLookAway() throws {
    let check = "typeof(\"spend\") = 'integer' AND \"spend\" BETWEEN 0 AND 10000"
    try scratch.database(
      "checked.sqlite",
      sql: "CREATE TABLE members (id INTEGER PRIMARY KEY, spend INTEGER CHECK (\(check)), name TEXT);"
        + "CREATE INDEX by_spend ON members (spend); INSERT INTO members VALUES (1, 600, 'n9')")
    var request = scratch.request()
    let loose = try Machine.query(try Self.plan().verified(), request)
    #expect(loose.members.contains("typeof") && loose.guards.map(\.holds) == [false])
    request.databasePath = scratch.path("checked.sqlite")
    let tight = try Machine.query(try Self.plan().verified(), request)
    #expect(!tight.members.contains("typeof") && tight.guards.map(\.holds) == [true])
    #expect(try Machine.explain(try Self.plan().verified(), request).isEmpty == false)
    #expect(try scratch.run(Self.plan(), { $0.databasePath = scratch.path("checked.sqlite") }).summary.emitted == 1)
  }

  @Test func aMessageBeyondItsLimitIsTakenBack() throws {
    try scratch.database(
      "few.sqlite",
      sql: "CREATE TABLE members (id INTEGER PRIMARY KEY, spend INTEGER);"
        + "INSERT INTO members VALUES (1, 1), (2, 9), (3, 1), (4, 9), (5, 9), (6, 1)")
    var builder = PlanBuilder()
    // Half of the limit as it is sent, and more of it in JSON, which must not count.
    let half = builder.pool(String(repeating: "é\"<", count: 32_768))
    let more = builder.pool("x")
    let spend = builder.column("spend", .integer)
    let (isSmall, bound) = (builder.integer(), builder.constant(5))
    builder.emit(.less, isSmall, spend.value, bound)
    builder.push { builder in
      for _ in 0..<2 { builder.emit(.emitConstant, half) }
      let skip = builder.branch(.jumpIf, isSmall)
      builder.emit(.emitConstant, more)
      builder.land(skip)
    }
    // The title adds two bytes to each.
    let at = try #require(builder.plan.pools.texts.firstIndex(of: "Hi"))
    builder.plan.pools.texts[at] = ""
    let (summary, lines, _) = try scratch.run(builder, { $0.databasePath = scratch.path("few.sqlite") })
    #expect(summary.quarantined == [.tooLarge: 3] && summary.emitted == 3)
    #expect(lines.compactMap { $0["member"] as? String } == ["1", "3", "6"])
    #expect(lines.allSatisfy { ($0["text"] as? String)?.utf8.count == 262_144 })
  }

  @Test func refusesWhatIsNotItsOwn() throws {
    var request = scratch.request()
    request.expectedTenant = "other"
    let plan = try Self.plan().verified()
    #expect(throws: RunError.self) { try Machine.run(plan, request, to: DiscardingSink()) }
    request.expectedTenant = "acme"
    request.expectedFingerprint = 8
    #expect(throws: RunError.self) { try Machine.run(plan, request, to: DiscardingSink()) }
    request.expectedFingerprint = 7
    #expect(try Machine.run(plan, request, to: DiscardingSink()).emitted > 0)
  }

  @Test func tellsOfProgress() throws {
    try scratch.database(
      "large.sqlite",
      sql:
        "CREATE TABLE members (id INTEGER PRIMARY KEY); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
        + " WHERE i < 20000) INSERT INTO members SELECT i FROM n")
    var builder = PlanBuilder()
    builder.push { _ in }
    var seen: [RunObserver.Progress] = []
    _ = try scratch.run(
      builder, { $0.databasePath = scratch.path("large.sqlite") }, observer: RunObserver(progress: { seen.append($0) }))
    #expect(seen.map(\.rows) == [8_192, 16_384] && seen.allSatisfy { $0.members == 20_000 && $0.emitted == $0.rows })
  }
}
