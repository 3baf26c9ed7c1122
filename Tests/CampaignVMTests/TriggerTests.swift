import CampaignCalendar
import CampaignPlan
import CampaignVM
import CampaignValues
import Foundation
import Testing

/// Plans that answer events: from the audience's table, and from values that somebody brings.
@Suite struct TriggerTests {
  let scratch: Scratch

  init() throws {
    scratch = try Scratch()
    // 2027-03-02T15:30:00Z is 1804001400.
    try scratch.database(
      sql: """
        CREATE TABLE members (id INTEGER PRIMARY KEY, spend INTEGER, mail TEXT DEFAULT 'ann@mail.example');
        INSERT INTO members (id, spend) VALUES (1, 10), (2, 20), (3, 'x'), (4, 999);
        CREATE TABLE events (id INTEGER PRIMARY KEY, member INTEGER, time INTEGER, total INTEGER, note TEXT);
        INSERT INTO events VALUES (11, 2, 1804001400, 50, 'late'), (12, 1, 1804001400, 60, 'ä'),
          (10, 1, 1804000000, 70, NULL), (13, NULL, 1804000001, 80, 'anon'), (14, 77, 1804000002, 80, 'gone'),
          (15, 1, 1804000003, 'x', 'bad'), (16, 1, 'soon', 1, 'bad'), (17, 3, 1804000004, 1, 'badmember'),
          (18, 4, 1804000005, 1, 'out');
        CREATE TABLE lines (event INTEGER, number INTEGER, price INTEGER, PRIMARY KEY (event, number));
        INSERT INTO lines VALUES (10, 2, 5), (10, 1, 7), (12, 1, 9);
        """)
  }

  /// `spend < 500`, which SQL can decide; the message shows spend, total, what is counted from `now`, and the event's lines.
  func plan(delay: OffsetRecord = OffsetRecord(months: 0, days: 0, seconds: 7_200)) -> PlanBuilder {
    var builder = PlanBuilder()
    let spend = builder.column("spend", .integer, bounds: 0...10_000)
    _ = builder.event(after: delay)
    let total = builder.ofEvent { $0.column("total", .integer) }
    let note = builder.ofEvent { $0.column("note", .text, isOptional: true) }
    let price = builder.field("price", .integer)
    let lines = builder.relation("lines", key: "number", upTo: 2, [price], owner: .event)
    builder.plan.pools.soundnessSets = [[1]]
    builder.plan.pools.runConstants = [RunConstant(kind: .instant, months: 0, days: 0, seconds: -1)]
    builder.plan.audience.pushed = [
      PushedClause(
        clause: 0, condition: "m.\"spend\" < 500", unsound: "typeof(m.\"spend\") <> 'integer'", guardedCondition: nil,
        guards: [], isExact: true)
    ]
    let (bound, result) = (builder.constant(500), builder.integer())
    let clause = builder.branch(.clause, 0, 0)
    builder.emit(.less, result, spend.value, bound)
    builder.emit(.excludeUnless, result, 0)
    builder.land(clause)
    builder.emit(.loadRows, lines)
    let before = builder.integer()
    builder.push { builder in
      builder.emit(.runInteger, before, 0)
      for register in [spend.value, total.value, before] { builder.show(register) }
      builder.show(text: note.value)
      let (cursor, value) = (builder.cursor(), builder.integer())
      builder.emit(.rowsBegin, cursor, lines)
      let head = builder.branch(.rowsNext, cursor)
      builder.emit(.rowInteger, value, cursor, 0)
      builder.show(value)
      builder.emit(.jump, UInt16(head))
      builder.land(head)
    }
    return builder
  }

  @Test func eventsAreAnsweredInOrderOfTimeAndKey() throws {
    let (summary, lines, text) = try scratch.run(plan())
    #expect(
      lines.map { "\($0["event"] ?? "") \($0["member"] ?? "") \($0["run"] ?? "") \($0["text"] ?? "")" } == [
        "10 1 2027-03-02T17:06:40Z [10][70][1,804,007,199]<>[7][5]",
        "11 2 2027-03-02T17:30:00Z [20][50][1,804,008,599]<late>",
        "12 1 2027-03-02T17:30:00Z [10][60][1,804,008,599]<ä>[9]",
      ])
    #expect(
      text.hasPrefix(
        #"{"tenant":"acme","campaign":"hello","run":"2027-03-02T17:06:40Z","event":"10","step":"hello","member":"1","#
      ))
    #expect(summary.read == 9 && summary.emitted == 3 && summary.unknownMembers == 2 && summary.bad == 3)
    #expect(summary.excluded == 3 && summary.excludedBySQL == 1 && summary.isBalanced)
    // A value of the event is listed by the event's key, one of the member by theirs.
    #expect(
      summary.badValues.map { "\($0.column) \($0.reason) \($0.firstKeys)" } == [
        "members.spend is of another type [\"3\"]", "events.time is of another type [\"16\"]",
        "events.total is of another type [\"15\"]",
      ])
  }

  @Test func pushingIntoSQLChangesNothingButWhoCounts() throws {
    let (pushed, _, text) = try scratch.run(plan())
    let (alone, _, again) = try scratch.run(plan(), { $0.usesPushdown = false })
    #expect(text == again)
    #expect(alone.excludedBySQL == 0 && alone.excludedByClause == [1, 0])
    #expect(alone.bad == pushed.bad && alone.badValues == pushed.badValues && alone.isBalanced)
  }

  @Test func oneEventOneMembersEventsAndALimit() throws {
    func keys(_ change: (inout RunRequest) -> Void) throws -> (read: Int, events: [String]) {
      let (summary, lines, _) = try scratch.run(plan(), change)
      #expect(summary.isBalanced)
      return (summary.read, lines.compactMap { $0["event"] as? String })
    }
    #expect(try keys { $0.eventKey = "11" } == (1, ["11"]))
    #expect(try keys { $0.eventKey = "011" } == (0, []))
    #expect(try keys { $0.eventKey = "1 OR 1" } == (0, []))
    #expect(try keys { $0.memberKey = "1" } == (4, ["10", "12"]))
    #expect(
      try keys {
        $0.memberKey = "1"
        $0.eventKey = "11"
      } == (0, []))
    #expect(try keys { $0.limit = 1 } == (1, ["10"]))
    let (limited, _, _) = try scratch.run(plan(), { $0.limit = 1 })
    #expect(limited.reachedLimit)
  }

  @Test func outcomesNameTheEvent() throws {
    var told: [String] = []
    _ = try scratch.run(
      plan(), observer: RunObserver(outcome: { told.append("\($0.event ?? "") \($0.key) \($0.kind)") }))
    #expect(
      told == [
        "10 1 emitted(CampaignPlan.PlanChannel.push)", "13 (none) unknownMember", "14 77 unknownMember",
        "15 1 bad(column: \"events.total\", is of another type)",
        "17 3 bad(column: \"members.spend\", is of another type)",
        "11 2 emitted(CampaignPlan.PlanChannel.push)", "12 1 emitted(CampaignPlan.PlanChannel.push)",
        "16 1 bad(column: \"events.time\", is of another type)",
      ])
  }

  /// Days of a delay go by the calendar of the run's zone: over the change of clocks a day has 23 hours.
  @Test func aDelayInDaysGoesByTheCalendar() throws {
    let newYork = try Data(contentsOf: URL(filePath: "/usr/share/zoneinfo/America/New_York"))
    let zone = try newYork.withUnsafeBytes { bytes throws(ZoneError) in
      try Zone(name: "America/New_York", tzif: bytes)
    }
    let (_, lines, _) = try scratch.run(plan(delay: OffsetRecord(months: 0, days: 14, seconds: 0))) {
      $0.zone = zone
      $0.eventKey = "11"
    }
    #expect(lines.first?["run"] as? String == "2027-03-16T14:30:00Z")
  }

  @Test func valuesThatSomebodyBringsAreAnsweredAlike() throws {
    let plan = try plan().verified()
    let output = scratch.path("given.jsonl")
    var run = try TriggeredRun(plan, scratch.request(), to: try JSONLinesSink(path: output))
    let note = Array("ä".utf8)
    try note.withUnsafeBytes { note in
      let payload: [StoredValue] = [.integer(1_804_001_400), .integer(60), .text(note)]
      let cells: [StoredValue] = [.integer(9)]
      try payload.withUnsafeBufferPointer { payload in
        try cells.withUnsafeBufferPointer { cells in
          let rows = [GivenRows(rowCount: 1, cells: cells)]
          try rows.withUnsafeBufferPointer { rows in
            try run.run(EventInput(key: .integer(12), member: .integer(1), payload: payload, rows: rows))
            try run.run(EventInput(key: .integer(13), member: .blob, payload: payload, rows: rows))
            // Its own rows are read from the table where none are given.
            try run.run(EventInput(key: .integer(10), member: .integer(2), payload: payload))
          }
          // More rows than declared, and a key that is none.
          let crowd = [StoredValue](repeating: .integer(1), count: 3)
          try crowd.withUnsafeBufferPointer { crowd in
            let rows = [GivenRows(rowCount: 3, cells: crowd)]
            try rows.withUnsafeBufferPointer { rows in
              try run.run(EventInput(key: .integer(99), member: .integer(1), payload: payload, rows: rows))
            }
          }
          try run.run(EventInput(key: .null, member: .integer(1), payload: payload))
        }
      }
    }
    let summary = try run.finish()
    #expect(summary.read == 5 && summary.unknownMembers == 1 && summary.bad == 2 && summary.emitted == 2)
    #expect(
      summary.badValues.map { "\($0.column) \($0.reason) \($0.firstKeys)" } == [
        "events.id is missing [\"(none)\"]", "lines.event has too many rows [\"99\"]",
      ])
    let given = try String(contentsOfFile: output, encoding: .utf8).split(separator: "\n").map(String.init)
    let table = try scratch.run(self.plan(), { $0.eventKey = "12" }).text
    #expect(given.first.map { $0 + "\n" } == table)
    #expect(given.last?.contains("[20][60][1,804,008,599]<ä>[7][5]") == true)
  }

  @Test func whatIsNotOfThePlansShapeIsRefused() throws {
    var run = try TriggeredRun(try plan().verified(), scratch.request(), to: DiscardingSink())
    let values: [StoredValue] = [.integer(1_804_001_400), .integer(60), .null]
    try values.withUnsafeBufferPointer { values in
      let short = UnsafeBufferPointer(rebasing: values[..<2])
      #expect(throws: RunError.self) {
        try run.run(EventInput(key: .integer(1), member: .integer(1), payload: short))
      }
      let rows = [GivenRows(rowCount: 2, cells: short), GivenRows(rowCount: 3, cells: short)]
      try rows.withUnsafeBufferPointer { rows in
        for wrong in [UnsafeBufferPointer(rebasing: rows[..<0]), UnsafeBufferPointer(rebasing: rows[1...])] {
          #expect(throws: RunError.self) {
            try run.run(EventInput(key: .integer(1), member: .integer(1), payload: values, rows: wrong))
          }
        }
        try run.run(EventInput(key: .integer(1), member: .integer(1), payload: values, rows: rows))
      }
    }
    #expect(try run.finish().emitted == 1)
    var scheduled = PlanBuilder()
    scheduled.push { _ in }
    let plan = try scheduled.verified()
    #expect(throws: RunError.self) { _ = try TriggeredRun(plan, scratch.request(), to: DiscardingSink()) }
  }

  @Test func identifiersDifferByEvent() throws {
    var builder = PlanBuilder(channel: .email)
    let address = builder.column("mail", .email)
    _ = builder.event()
    builder.emit(.endFilter)
    builder.emit(.beginMessage, 0, address.value)
    builder.part(.subject) { $0.emit(.emitText, address.value, PlanEscape.plain.rawValue) }
    builder.part(.html) { $0.emit(.emitUnsubscribe, PlanEscape.html.rawValue) }
    builder.part(.text) { $0.emit(.emitUnsubscribe, PlanEscape.plain.rawValue) }
    builder.emit(.endMessage)
    // Events 12 and 15 are of one member; 11 and 12 are of one instant.
    let (_, lines, _) = try scratch.run(builder)
    let identifiers = lines.compactMap { $0["message_id"] as? String }
    let links = lines.compactMap { $0["text"] as? String }
    #expect(lines.count > 4 && Set(identifiers).count == lines.count && Set(links).count == lines.count)
    let last = try #require(lines.last { $0["event"] as? String == "12" })
    let token = SipToken.event("12", run: "2027-03-02T15:30:00Z", "unsubscribe", member: "1", channel: "email")
    #expect(last["text"] as? String == "https://go.acme.example/u/\(token)")
    let folder = scratch.path("mails")
    _ = try Machine.run(try builder.verified(), scratch.request(), to: try EMLSink(folder: folder))
    let files = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    #expect(files == ["10.eml", "11.eml", "12.eml", "15.eml", "17.eml", "18.eml"])
  }
}
