import CampaignPlan
import CampaignVM
import CampaignValues
import Foundation
import Testing

/// What a later step reads of its members' history, and the codes that belong to their entries.
@Suite struct CourseTests {
  static let key = SipHash128.Block(low: 0x7766_5544_3322_1100, high: 0xFFEE_DDCC_BBAA_9988)
  let scratch: Scratch

  init() throws {
    scratch = try Scratch()
    let rows = (1...6).map { "(\($0))" }.joined(separator: ", ")
    try scratch.database(sql: "CREATE TABLE members (id INTEGER PRIMARY KEY); INSERT INTO members VALUES \(rows)")
  }

  /// Two steps: the second, a day later, shows what is known of the first and of the entry.
  private func plan(offer: OfferRecord? = nil, _ body: @escaping (inout PlanBuilder) -> Void) throws -> VerifiedPlan {
    var builder = PlanBuilder()
    builder.plan.pools.runConstants = [RunConstant(kind: .instant, months: 0, days: 0, seconds: 0)]
    builder.plan.offer = offer
    builder.push(body)
    var plan = builder.plan
    var first = PlanBuilder()
    first.push { _ in }
    // One table of texts for both programs: the first has its own, which the other's follow.
    let shift = UInt16(first.plan.pools.texts.count)
    plan.pools.texts = first.plan.pools.texts + plan.pools.texts
    let code = builder.code.map { instruction in
      var moved = instruction
      if [.emitConstant].contains(instruction.opcode) { moved.a += shift }
      if [.text].contains(instruction.opcode) { moved.b += shift }
      return moved
    }
    let steps = [
      ("hello", first.code, OffsetRecord.none), ("again", code, OffsetRecord(months: 0, days: 1, seconds: 0)),
    ]
    for (index, (name, code, delay)) in steps.enumerated() {
      var step = StepProgram(
        name: name, delay: delay, code: code, spans: code.map { _ in SourceSpan(source: 0, start: 0, end: 0) },
        integerRegisterCount: 16, textRegisterCount: 16, cursorCount: 0, instructionBound: 0)
      step.instructionBound = try Verifier.instructionBound(of: step, for: .step(index), in: plan)
      plan.steps.append(step)
    }
    return try Verifier.verify(plan)
  }

  private func run(
    _ plan: VerifiedPlan, _ history: MemberHistory?, codes: (any CodeSink)? = nil
  ) throws -> (summary: RunSummary, lines: [[String: Any]]) {
    var request = scratch.request()
    request.step = 1
    request.history = history
    request.tenantKey = Self.key
    let output = scratch.path("out.jsonl")
    let summary = try Machine.run(plan, request, to: try JSONLinesSink(path: output), codes: codes)
    let data = try Data(contentsOf: URL(filePath: output))
    let lines = try data.split(separator: 0x0A).map { line in
      try #require(try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any])
    }
    return (summary, lines)
  }

  @Test func readsWhatHappenedSinceTheEntry() throws {
    let plan = try plan { builder in
      let registers = (0..<5).map { _ in builder.integer() }
      for event in 0..<3 { builder.emit(.stepFact, registers[event], 0, UInt16(event)) }
      builder.emit(.converted, registers[3])
      builder.emit(.entered, registers[4])
      for register in registers { builder.show(register) }
    }
    let entry = Scratch.now - 86_400
    let run = MemberHistory.Run(campaign: "hello", name: "first")
    var history = MemberHistory()
    for member in ["1", "2", "4"] { history.enter(member: member, run: run, at: entry) }
    // Entered again: what was recorded before is gone.
    history.record(.clicked, ofStep: 0, member: "2")
    history.enter(member: "2", run: MemberHistory.Run(campaign: "hello", name: "second"), at: entry + 0)
    // A second too late for the step to be due; and an earlier entry, which does not count.
    history.enter(member: "3", run: run, at: entry + 1)
    history.enter(member: "3", run: run, at: entry - 99)
    history.record(.sent, ofStep: 0, member: "1")
    history.record(.clicked, ofStep: 0, member: "1")
    history.record(.opened, ofStep: 0, member: "4")
    history.record(.opened, ofStep: 0, member: "nobody")
    history.recordConversion(member: "4")
    let (summary, lines) = try self.run(plan, history)
    #expect(lines.map { $0["member"] as? String } == ["1", "2", "4"])
    #expect(lines.map { $0["run"] as? String } == ["first", "second", "first"])
    let texts = lines.map { ($0["text"] as? String)?.filter { $0 != "," } }
    #expect(texts == ["[1][0][1][0][\(entry)]", "[0][0][0][0][\(entry)]", "[0][1][0][1][\(entry)]"])
    #expect(summary.notEntered == 2 && summary.notDue == 1 && summary.read == 6 && summary.emitted == 3)
  }

  @Test func withoutAHistoryNothingIsFollowedUp() throws {
    let plan = try plan { $0.emit(.emitConstant, 0) }
    do {
      _ = try run(plan, nil)
      Issue.record("it ran")
    } catch RunError.noHistory(let step) {
      #expect(step == "again")
    }
    #expect(try run(plan, MemberHistory()).summary.notEntered == 6)
  }

  /// The vectors of docs/codes.md, made with Python's hmac.
  @Test func codesAreThoseOfTheVectors() throws {
    let page = try String(
      contentsOf: URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "docs/codes.md"), encoding: .utf8)
    let rows = page.split(separator: "\n").filter { $0.hasPrefix("| `") }.map { line in
      line.split(separator: "|").map { $0.filter { $0 != "`" }.trimmingCharacters(in: .whitespaces) }
    }
    #expect(rows.count == 4)
    for row in rows {
      let (tenant, campaign, run, event, member) = (row[0], row[1], row[2], row[3], row[4])
      let code = UniqueCode(tenant: tenant, campaign: campaign, run: event.isEmpty ? run : nil, key: Self.key)
      let made = code.text(event.isEmpty ? nil : (run: run, event: event), member: member)
      #expect("HELLO-" + made == row[5])
    }
  }

  @Test func writesAndListsTheCodeOfTheEntry() throws {
    let answers: [(Int64, UInt16)] = [(1_250, 0), (2_000, 1), (20_879, 2)]
    let program = StepProgram(
      name: "offer",
      code: answers.indices.map { Instruction(.integer, 15, UInt16($0)) }.flatMap { load in
        [load, Instruction(.answer, 15, load.b)]
      } + [Instruction(.finish)],
      spans: (0..<7).map { _ in SourceSpan(source: 0, start: 0, end: 0) }, integerRegisterCount: 16,
      textRegisterCount: 16, cursorCount: 0, instructionBound: 7)
    let offer = OfferRecord(
      prefix: "HELLO-", amount: .percent, hasMinimum: true, end: .date, currencyDigits: 2, program: program)
    let plan = try plan(offer: offer) { builder in
      builder.plan.pools.integers = answers.map(\.0)
      let code = builder.text()
      builder.emit(.uniqueCode, code)
      builder.show(text: code)
      builder.emit(.uniqueCode, code)
      builder.show(text: code)
    }
    var history = MemberHistory()
    let run = MemberHistory.Run(campaign: "greeting", name: "2027-03-01T10:00:00Z")
    for member in ["1", "2"] { history.enter(member: member, run: run, at: Scratch.now - 90_000) }
    let path = scratch.path("codes.csv")
    let (_, lines) = try self.run(plan, history, codes: try CSVCodeSink(path: path))
    // The campaign was renamed since: the code stays that of the entry.
    let expected = ["1", "2"].map { member in
      "HELLO-"
        + UniqueCode(tenant: "acme", campaign: "greeting", run: run.name, key: Self.key).text(nil, member: member)
    }
    #expect(lines.map { $0["text"] as? String } == expected.map { "<\($0)><\($0)>" })
    #expect(expected[0] != expected[1])
    let list = try String(contentsOfFile: path, encoding: .utf8)
    let rows = zip(["1", "2"], expected).map { "\($1),greeting,\(run.name),,\($0),12.50,,20.00,2027-03-02\n" }
    #expect(list == "code,campaign,run,event,member,percent_off,amount_off,minimum,ends\n" + rows.joined())
  }

  @Test func programsThatAreNoStepsAreHeldToTheirs() throws {
    func refused(_ code: [Instruction]) -> Bool {
      let program = StepProgram(
        name: "offer", code: code, spans: code.map { _ in SourceSpan(source: 0, start: 0, end: 0) },
        integerRegisterCount: 1, textRegisterCount: 1, cursorCount: 0, instructionBound: UInt64(code.count))
      let offer = OfferRecord(
        prefix: "A", amount: .percent, hasMinimum: false, end: .never, currencyDigits: 2, program: program)
      return (try? plan(offer: offer) { $0.plan.pools.integers = [7] }) == nil
    }
    let load = Instruction(.integer, 0, 0)
    let answers = (0..<3).map { Instruction(.answer, 0, UInt16($0)) }
    #expect(!refused([load] + answers + [Instruction(.finish)]))
    #expect(refused([load] + answers.dropLast() + [Instruction(.finish)]), "an answer is missing")
    #expect(refused([load] + answers), "it runs past its end")
    #expect(refused([load] + answers + [Instruction(.answer, 0, 3), Instruction(.finish)]), "there is no such answer")
    #expect(
      refused([load] + answers + [Instruction(.stepFact, 0, 0, 0), Instruction(.finish)]), "it has no steps before")
    #expect(refused([load] + answers + [Instruction(.unreachable)]), "it is no step")
  }
}
