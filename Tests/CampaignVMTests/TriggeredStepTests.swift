import CampaignCalendar
import CampaignPlan
import CampaignVM
import Foundation
import Testing

/// What later steps of a campaign that answers events read of its entries, each a member with an event.
@Suite struct TriggeredStepTests {
  let scratch: Scratch
  /// Of the event 10; the entry is two hours later.
  private static let first: Int64 = 1_804_000_000
  private static let run = MemberHistory.Run(campaign: "hello", name: "")

  init() throws {
    scratch = try Scratch()
    try scratch.database(
      sql: """
        CREATE TABLE members (id INTEGER PRIMARY KEY);
        INSERT INTO members VALUES (1), (2);
        CREATE TABLE events (id INTEGER PRIMARY KEY, member INTEGER, time INTEGER, total INTEGER);
        INSERT INTO events VALUES (10, 1, 1804000000, 50), (11, 1, 1804000100, 60), (12, 2, 1804000200, 70),
          (13, 2, 1804000300, 80), (14, 77, 1804000400, 90), (15, 2, 'soon', 90), (16, 2, 'soon', 1);
        """)
  }

  /// A message two hours after the event, and one a day later that shows what is known of the first, of the entry, and `now`.
  private func plan() throws -> VerifiedPlan {
    var builder = PlanBuilder()
    _ = builder.event(after: OffsetRecord(months: 0, days: 0, seconds: 7_200))
    let total = builder.ofEvent { $0.column("total", .integer) }
    builder.plan.pools.runConstants = [RunConstant(kind: .instant, months: 0, days: 0, seconds: 0)]
    builder.push { $0.show(total.value) }
    let codes = [builder.code]
    builder.code = []
    builder.push { builder in
      let registers = (0..<4).map { _ in builder.integer() }
      builder.emit(.stepFact, registers[0], 0, PlanEvent.clicked.rawValue)
      builder.emit(.converted, registers[1])
      builder.emit(.entered, registers[2])
      builder.emit(.runInteger, registers[3], 0)
      for register in [total.value] + registers { builder.show(register) }
    }
    var plan = builder.plan
    for (index, code) in (codes + [builder.code]).enumerated() {
      plan.steps.append(
        try program(
          index == 0 ? "hello" : "again", code, .step(index), plan,
          delay: OffsetRecord(months: 0, days: Int32(index), seconds: 0)))
    }
    plan.conversion = ConversionRecord(
      window: OffsetRecord(months: 0, days: 2, seconds: 0),
      program: try program(
        "conversion",
        [
          Instruction(.endFilter), Instruction(.runInteger, 16, 0), Instruction(.entered, 17),
          Instruction(.less, 18, 17, 16), Instruction(.answer, 18, 0), Instruction(.finish),
        ], .question, plan))
    return try Verifier.verify(plan)
  }

  private func program(
    _ name: String, _ code: [Instruction], _ purpose: ProgramPurpose, _ plan: Plan, delay: OffsetRecord = .none
  ) throws -> StepProgram {
    var program = StepProgram(
      name: name, delay: delay, code: code, spans: code.map { _ in SourceSpan(source: 0, start: 0, end: 0) },
      integerRegisterCount: 32, textRegisterCount: 16, cursorCount: 0, instructionBound: 0)
    program.instructionBound = try Verifier.instructionBound(of: program, for: purpose, in: plan)
    return program
  }

  /// Both baskets of member 1; one of member 2, whose 12 was answered when it was somebody else's; of 15 the instant is gone.
  private func history() -> MemberHistory {
    var history = MemberHistory()
    for (member, event, seconds) in [
      ("1", "10", 0), ("1", "11", 100), ("1", "12", 200), ("77", "14", 0), ("2", "15", 0),
    ]
      as [(String, String, Int64)]
    {
      history.enter(member: member, event: event, run: Self.run, at: Self.first + 7_200 + seconds)
    }
    history.record(.clicked, ofStep: 0, member: "1", event: "11")
    history.recordConversion(member: "1", event: "10")
    // Of nobody's entry.
    history.record(.clicked, ofStep: 0, member: "1")
    history.record(.clicked, ofStep: 0, member: "2", event: "10")
    return history
  }

  private func request(_ history: MemberHistory?) -> RunRequest {
    var request = scratch.request()
    request.step = 1
    request.history = history
    return request
  }

  private func run(_ history: MemberHistory?, _ change: (inout RunRequest) -> Void = { _ in }) throws -> (
    summary: RunSummary, lines: [[String: Any]]
  ) {
    var request = request(history)
    change(&request)
    let output = scratch.path("out.jsonl")
    let summary = try Machine.run(try plan(), request, to: try JSONLinesSink(path: output))
    let lines = try Data(contentsOf: URL(filePath: output)).split(separator: 0x0A).map { line in
      try #require(try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any])
    }
    return (summary, lines)
  }

  @Test func entriesOfOneMemberDontMix() throws {
    let (summary, lines) = try run(history())
    #expect(
      lines.map { "\($0["event"] ?? "") \($0["member"] ?? "") \($0["run"] ?? "") \($0["step"] ?? "")" } == [
        "10 1 2027-03-02T17:06:40Z again", "11 1 2027-03-02T17:08:20Z again",
      ])
    let entered = Self.first + 7_200
    let texts = lines.map { ($0["text"] as? String)?.filter { $0 != "," } }
    #expect(
      texts == [
        "[50][0][1][\(entered)][\(entered + 86_400)]", "[60][1][0][\(entered + 100)][\(entered + 86_500)]",
      ])
    // 12 is another's since, 13 and 16 never entered; 14 has no member any more; 15 is bad.
    #expect(summary.read == 7 && summary.notEntered == 3 && summary.unknownMembers == 1 && summary.bad == 1)
    #expect(summary.emitted == 2 && summary.notDue == 0 && summary.isBalanced)
  }

  @Test func oneEventAndOneMembersEventsAreFollowedUp() throws {
    #expect(try run(history()) { $0.eventKey = "11" }.lines.map { $0["event"] as? String } == ["11"])
    #expect(try run(history()) { $0.memberKey = "1" }.lines.count == 2)
    #expect(try run(MemberHistory()).summary.notEntered == 7)
    // A member's entry in a run is none by an event.
    var scheduled = MemberHistory()
    scheduled.enter(member: "10", run: Self.run, at: Self.first)
    scheduled.enter(member: "1", run: Self.run, at: Self.first)
    #expect(try run(scheduled).summary.emitted == 0)
  }

  @Test func withoutAHistoryNoEventIsFollowedUp() throws {
    #expect(throws: RunError.self) { try run(nil) }
    let plan = try plan()
    #expect(throws: RunError.self) { _ = try TriggeredRun(plan, request(nil), to: DiscardingSink()) }
  }

  /// Asked as of one instant, of every entry.
  @Test func conversionsAreAskedOfEachEntry() throws {
    var told: [String] = []
    var request = request(history())
    request.now = Self.first + 7_250
    let summary = try Machine.conversions(
      try plan(), request, observer: RunObserver(outcome: { told.append("\($0.event ?? "") \($0.key) \($0.kind)") }))
    #expect(
      told == [
        "10 1 converted", "11 1 notConverted", "14 77 unknownMember",
        "15 2 bad(column: \"events.time\", is of another type)",
      ])
    #expect(summary.converted == 1 && summary.notConverted == 1 && summary.notEntered == 3 && summary.isBalanced)
  }
}
