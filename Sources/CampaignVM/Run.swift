import CampaignPlan
import CampaignSQLite

/// One run: an open audience, a loaded program, and where the messages go.
final class Run {
  private let plan: Plan
  private let request: RunRequest
  private let query: AudienceQuery
  private let connection: Connection
  private let sink: any MessageSink
  private let observer: RunObserver
  private let memory = RunMemory()
  private let members: Statement
  private let relationStatements: [Statement]
  private let image: Image
  private let form: OutputForm
  private var summary = RunSummary()
  private var badValues = BadValueCounts()

  /// Rows between two calls of the observer.
  static let progressRows = 8_192

  init(
    _ plan: Plan, _ request: RunRequest, _ connection: Connection, _ query: AudienceQuery, _ sink: any MessageSink,
    _ observer: RunObserver
  ) throws(RunError) {
    self.plan = plan
    self.request = request
    self.query = query
    self.connection = connection
    self.sink = sink
    self.observer = observer
    form = sink.form
    let step = plan.steps[request.step]
    image = Image(
      plan, step: step, code: Self.specialized(step.code, query), form: form, request: request, memory: memory)
    do throws(SQLiteError) {
      members = try connection.prepare(query.members)
      var statements: [Statement] = []
      for sql in query.relations { statements.append(try connection.prepare(sql)) }
      relationStatements = statements
    } catch {
      throw .database(error)
    }
  }

  /// The program as this run needs it: clauses that SQL has decided, and audits of rows that can't be bad, are jumped over.
  private static func specialized(_ code: [Instruction], _ query: AudienceQuery) -> [Instruction] {
    code.enumerated().map { index, instruction in
      switch instruction.opcode {
      case .clause where query.decidedClauses.contains(instruction.a): Instruction(.jump, instruction.c)
      case .auditRows where query.soundRelations[Int(instruction.a)]: Instruction(.jump, UInt16(index + 1))
      default: instruction
      }
    }
  }

  func execute() throws(RunError) -> RunSummary {
    let total: Int
    do throws(SQLiteError) {
      try bindParameters()
      total = try count()
    } catch {
      throw .database(error)
    }
    let rows: Int
    if let trace = observer.trace {
      var tracer = trace.tracer
      rows = try runRows(total: total, &tracer)
    } else {
      var tracer = NoTracer()
      rows = try runRows(total: total, &tracer)
    }
    do throws(SQLiteError) {
      summary.read = summary.reachedLimit ? try countUpToCurrent() : total
    } catch {
      throw .database(error)
    }
    summary.excludedBySQL = summary.read - rows
    summary.badValues = badValues.list(plan.audience)
    summary.skippedByOutput = sink.skipped
    return summary
  }

  private func bindParameters() throws(SQLiteError) {
    let count = members.parameterCount
    for (index, constant) in plan.pools.runConstants.enumerated() where index < count {
      try members.bind(constant.value(now: request.now, zone: request.zone), at: Int32(index + 1))
    }
    if let first = query.memberParameter { try bindMember(members, first) }
  }

  /// A key is asked for as text, and as a number where it is one.
  private func bindMember(_ statement: Statement, _ first: Int32) throws(SQLiteError) {
    guard let key = request.memberKey else { return }
    try statement.bind(key, at: first)
    if let number = Int64(key), String(number) == key {
      try statement.bind(number, at: first + 1)
    } else {
      try statement.bind(key, at: first + 1)
    }
  }

  private func count() throws(SQLiteError) -> Int {
    let statement = try connection.prepare(query.count)
    if query.memberParameter != nil { try bindMember(statement, 1) }
    return try statement.step() ? Int(statement.row.int64(0)) : 0
  }

  private func countUpToCurrent() throws(SQLiteError) -> Int {
    let statement = try connection.prepare(query.countUpTo)
    try connection.check(statement.row.bind(1, from: members.row, column: 0))
    return try statement.step() ? Int(statement.row.int64(0)) : 0
  }

  /// Runs the program for each row; returns how many there were.
  private func runRows(total: Int, _ tracer: inout some ExecutionTracer) throws(RunError) -> Int {
    var interpreter = Interpreter(
      image, step: plan.steps[request.step], plan: plan, relationRows: relationStatements.map(\.row), form: form,
      request: request, memory: memory)
    defer { interpreter.deallocate() }
    let row = members.row
    let form = form
    let limit = request.limit ?? .max
    let tells = observer.outcome != nil
    var tally = Tally(plan, memory)
    var rows = 0
    var code = row.step()
    while code == SQLiteCode.row {
      rows += 1
      let outcome = interpreter.run(row, &tracer)
      if tells { tell(outcome, row) }
      switch outcome {
      case .excluded(let clause): tally.byClause[clause] += 1
      case .bad: countBad(interpreter, row)
      case .heldOut: tally.heldOut += 1
      case .unreachable: tally.unreachable += 1
      case .quarantined(let reason): summary.quarantined[reason, default: 0] += 1
      case .failed(let failure): throw .database(connection.error(failure))
      case .emitted(let message):
        tally.emitted += 1
        tally.byMessage[message] += 1
        for experiment in 0..<tally.experimentCount {
          tally.byVariant[experiment][interpreter.variants[experiment]] += 1
        }
        try handOn(&interpreter, form)
      }
      if tally.emitted >= limit { break }
      if rows % Self.progressRows == 0 {
        observer.progress?(RunObserver.Progress(rows: rows, members: total, emitted: tally.emitted))
      }
      code = row.step()
    }
    guard code == SQLiteCode.row || code == SQLiteCode.done else { throw .database(connection.error(code)) }
    if form == .jsonLines { try flush(&interpreter) }
    close(tally, rows: rows)
    return rows
  }

  /// What the loop counts, in memory that it reaches without going through an object.
  private struct Tally {
    var heldOut = 0
    var unreachable = 0
    var emitted = 0
    let byClause: UnsafeMutablePointer<Int>
    let byMessage: UnsafeMutablePointer<Int>
    /// Behind an experiment's variants, those outside of its slice.
    let byVariant: UnsafePointer<UnsafeMutablePointer<Int>>
    let experimentCount: Int

    init(_ plan: Plan, _ memory: RunMemory) {
      byClause = memory.allocate(plan.clauses.count, 0)
      byMessage = memory.allocate(plan.messages.count, 0)
      byVariant = memory.copy(plan.experiments.map { memory.allocate($0.variants.count + 1, 0) })
      experimentCount = plan.experiments.count
    }
  }

  private func close(_ tally: Tally, rows: Int) {
    summary.heldOut = tally.heldOut
    summary.unreachable = tally.unreachable
    summary.reachedLimit = tally.emitted >= request.limit ?? .max
    summary.excludedByClause = plan.clauses.indices.map { tally.byClause[$0] }
    summary.emittedByVariant = plan.experiments.enumerated().map { index, experiment in
      experiment.variants.indices.map { tally.byVariant[index][$0] }
    }
    summary.emittedOutsideSlice = plan.experiments.enumerated().map { tally.byVariant[$0][$1.variants.count] }
    for (index, message) in plan.messages.enumerated() where tally.byMessage[index] > 0 {
      summary.emittedByChannel[message.channel, default: 0] += tally.byMessage[index]
    }
    summary.selected = rows - summary.excludedByClause.reduce(0, +) - summary.bad
  }

  @inline(__always)
  private func handOn(_ interpreter: inout Interpreter, _ form: OutputForm) throws(RunError) {
    if form == .jsonLines {
      if interpreter.writer.output.count >= OutputBuffer.flushBytes { try flush(&interpreter) }
    } else {
      let message = interpreter.rendered(plan, now: request.now)
      do throws(SinkError) { try sink.write(message: message) } catch { throw .output(error) }
    }
  }

  private func flush(_ interpreter: inout Interpreter) throws(RunError) {
    do throws(SinkError) { try sink.write(lines: interpreter.writer.output.bytes) } catch { throw .output(error) }
    interpreter.writer.output.removeAll()
  }

  private func countBad(_ interpreter: Interpreter, _ row: Row) {
    summary.bad += 1
    let key = MemberKey.shown(row)
    let found = badValues.add(interpreter.bad, interpreter.reasons, keyReason: interpreter.key.badReason, key: key)
    guard let tell = observer.outcome else { return }
    for (number, reason) in found {
      tell(MemberOutcome(key: key, kind: .bad(column: BadValueCounts.column(number, plan.audience), reason)))
    }
  }

  /// Of all but bad members, whose values are known only when they are counted.
  private func tell(_ outcome: Outcome, _ row: Row) {
    let kind: MemberOutcome.Kind
    switch outcome {
    case .excluded, .bad, .failed: return
    case .heldOut: kind = .heldOut
    case .unreachable: kind = .unreachable
    case .quarantined(let reason): kind = .quarantined(reason)
    case .emitted(let message): kind = .emitted(plan.messages[message].channel)
    }
    observer.outcome?(MemberOutcome(key: MemberKey.shown(row), kind: kind))
  }
}
