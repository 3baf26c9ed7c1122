import CampaignPlan
import CampaignSQLite

/// Runs a step's program for the members of one range after the other, on one connection and in memory of its own.
final class MemberWorker {
  private let run: Run
  private let connection: Connection
  /// Where the audience is shared with other workers.
  private let shared: (ranges: KeyRanges, finder: KeyRanges.Finder, turns: Turns)?
  private let memory = RunMemory()
  private let members: [KeyRange.Part: Statement]
  private let relations: [Statement]
  private let image: Image
  private let outlet: MessageOutlet
  private(set) var tally: RunTally
  /// Of the range that is being run.
  private var account: RunAccount

  /// Rows between two calls of the observer.
  static let progressRows = 8_192

  init(_ run: Run, _ connection: Connection, ranges: KeyRanges?, turns: Turns?) throws(RunError) {
    self.run = run
    self.connection = connection
    let query = run.query
    do throws(SQLiteError) {
      if let ranges, let turns {
        shared = (ranges, try KeyRanges.Finder(query, connection), turns)
      } else {
        shared = nil
      }
      var members: [KeyRange.Part: Statement] = [:]
      for part in KeyRange.Part.allCases where (part == .all) == (shared == nil) {
        members[part] = try connection.prepare(query.members(part))
        try members[part]?.bind(run)
      }
      self.members = members
      var relations: [Statement] = []
      for sql in query.relations { relations.append(try connection.prepare(sql)) }
      self.relations = relations
    } catch {
      throw .database(error)
    }
    image = Image(
      run.plan, step: run.program, code: query.specialized(run.program.code), form: run.form, request: run.request,
      memory: memory)
    outlet = MessageOutlet(sink: run.sink, codes: run.codes, plan: run.plan, turns: turns)
    tally = RunTally(run.plan, run.memory)
    account = RunAccount(run.plan)
  }

  /// Runs all ranges that it gets.
  func work() throws(RunError) {
    if let trace = run.observer.trace {
      var tracer = trace.tracer
      try work(&tracer)
    } else {
      var tracer = NoTracer()
      try work(&tracer)
    }
  }

  private func work(_ tracer: inout some ExecutionTracer) throws(RunError) {
    // A local, which the loop reaches without going through an object.
    var interpreter = Interpreter(
      image, step: run.program, plan: run.plan, relationRows: relations.map(\.row), form: run.form,
      request: run.request, history: run.history,
      keptBytes: shared == nil ? OutputBuffer.flushBytes : MessageOutlet.keptBytes, memory: memory)
    defer { interpreter.deallocate() }
    guard let shared else {
      guard let statement = members[.all] else { return }
      let isComplete = try runRows(statement, &interpreter, &tracer)
      account.read = try run.countRead(statement, rows: account.rows, isComplete: isComplete, connection)
      try outlet.flush(&interpreter)
      run.close(&account, emitted: tally.emitted)
      return
    }
    while !shared.turns.isEnded, let range = try next(shared.ranges, shared.finder) {
      guard let statement = members[range.part] else { return }
      outlet.range = range.index
      let bound = range.bind(to: statement.row, from: run.query.lowerParameter)
      guard bound == SQLiteCode.ok else { throw .database(connection.error(bound)) }
      let emittedBefore = tally.emitted
      _ = try runRows(statement, &interpreter, &tracer)
      statement.reset()
      account.read = try run.count(range, connection)
      guard shared.turns.wait(for: range.index) else { return }
      try outlet.flush(&interpreter)
      run.close(&account, emitted: tally.emitted - emittedBefore)
      shared.turns.pass(from: range.index)
    }
  }

  private func next(_ ranges: KeyRanges, _ finder: KeyRanges.Finder) throws(RunError) -> KeyRange? {
    do throws(SQLiteError) { return try ranges.next(finder) } catch { throw .database(error) }
  }

  /// Runs the program for each row; false where the request's limit ended it.
  private func runRows(
    _ statement: Statement, _ interpreter: inout Interpreter, _ tracer: inout some ExecutionTracer
  ) throws(RunError) -> Bool {
    let row = statement.row
    let form = run.form
    let now = run.request.now
    let limit = run.request.limit ?? .max
    let tells = run.observer.outcome != nil
    var tally = tally
    defer { self.tally = tally }
    var rows = 0
    defer { account.rows += rows }
    var code = row.step()
    try run.request.interruption?.check(connection)
    while code == SQLiteCode.row {
      rows += 1
      let outcome = Self.run(&interpreter, row, &tracer)
      if tells { tell(outcome, row) }
      switch outcome {
      case .excluded(let clause): tally.byClause[clause] += 1
      case .notEntered: tally.notEntered += 1
      case .notDue: tally.notDue += 1
      case .finished:
        let hasConverted = interpreter.answers[0] != 0
        if hasConverted { tally.converted += 1 } else { tally.notConverted += 1 }
        if tells { tell(hasConverted ? MemberOutcome.Kind.converted : .notConverted, row) }
      case .bad: countBad(interpreter, row)
      case .heldOut: tally.heldOut += 1
      case .unreachable: tally.unreachable += 1
      case .quarantined(let reason): account.quarantined[reason, default: 0] += 1
      case .breach(let wording): account.breaches.add(wording, key: MemberKey.shown(row.value(0)))
      case .failed(let failure): throw .database(connection.error(failure))
      case .emitted(let message):
        tally.add(emitted: message, variants: interpreter.variants)
        try outlet.handOn(&interpreter, row, form, now: now)
      }
      if tally.emitted >= limit { return false }
      if shared == nil, rows % Self.progressRows == 0 { run.tellProgress(rows: rows, emitted: tally.emitted) }
      code = row.step()
    }
    guard code == SQLiteCode.done else { throw .database(connection.error(code)) }
    try run.request.interruption?.check(connection)
    return true
  }

  @inline(__always)
  private static func run(
    _ interpreter: inout Interpreter, _ row: Row, _ tracer: inout some ExecutionTracer
  ) -> Outcome {
    if let outcome = interpreter.begin(row) { return outcome }
    tracer.begin()
    defer { tracer.end() }
    return interpreter.execute(interpreter.image.pointee.code, row, &tracer)
  }

  private func countBad(_ interpreter: Interpreter, _ row: Row) {
    account.bad += 1
    let key = MemberKey.shown(row.value(0))
    let found = account.badValues.add(
      interpreter.bad, interpreter.reasons, keyReason: interpreter.key.badReason, key: key)
    guard run.observer.outcome != nil else { return }
    for (place, reason) in found {
      tell(MemberOutcome(key: key, kind: .bad(column: account.badValues.column(place), reason)))
    }
  }

  /// Of all but bad members, whose values are known only when they are counted.
  private func tell(_ outcome: Outcome, _ row: Row) {
    guard let kind = MemberOutcome.Kind(outcome, run.plan) else { return }
    tell(kind, row)
  }

  private func tell(_ kind: MemberOutcome.Kind, _ row: Row) {
    tell(MemberOutcome(key: MemberKey.shown(row.value(0)), kind: kind))
  }

  private func tell(_ outcome: MemberOutcome) {
    if shared == nil { run.observer.outcome?(outcome) } else { account.outcomes.append(outcome) }
  }
}

extension Statement {
  /// Binds what all queries of members compare with.
  fileprivate func bind(_ run: Run) throws(SQLiteError) {
    let count = parameterCount
    for (index, constant) in run.plan.pools.runConstants.enumerated() where index < count {
      try bind(constant.value(now: run.request.now, zone: run.request.zone), at: Int32(index + 1))
    }
    if let first = run.query.memberParameter, let key = run.request.memberKey { try bind(key: key, at: first) }
  }
}
