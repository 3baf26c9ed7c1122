import CampaignPlan
import CampaignSQLite

/// One run: an open audience, a loaded program, and where the messages go.
final class Run {
  private let plan: Plan
  private let request: RunRequest
  private let query: AudienceQuery
  private let connection: Connection
  private let program: StepProgram
  private let sink: any MessageSink
  private let outlet: MessageOutlet
  private let observer: RunObserver
  private let memory = RunMemory()
  private let members: Statement
  private let relationStatements: [Statement]
  private let image: Image
  private let form: OutputForm
  private var summary = RunSummary()
  private var badValues: BadValueCounts
  private var breaches: BreachCounts

  /// Rows between two calls of the observer.
  static let progressRows = 8_192

  init(
    _ plan: Plan, _ program: StepProgram, _ request: RunRequest, _ connection: Connection, _ query: AudienceQuery,
    _ sink: any MessageSink, _ codes: (any CodeSink)?, _ observer: RunObserver
  ) throws(RunError) {
    self.plan = plan
    self.program = program
    self.request = request
    self.query = query
    self.connection = connection
    self.sink = sink
    self.observer = observer
    badValues = BadValueCounts(plan)
    breaches = BreachCounts(plan)
    form = sink.form
    outlet = MessageOutlet(sink: sink, codes: codes, plan: plan)
    image = Image(
      plan, step: program, code: query.specialized(program.code), form: form, request: request, memory: memory)
    do throws(SQLiteError) {
      members = try connection.prepare(query.members)
      var statements: [Statement] = []
      for sql in query.relations { statements.append(try connection.prepare(sql)) }
      relationStatements = statements
    } catch {
      throw .database(error)
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
    summary.badValues = badValues.list
    breaches.close(into: &summary)
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

  private func bindMember(_ statement: Statement, _ first: Int32) throws(SQLiteError) {
    if let key = request.memberKey { try statement.bind(key: key, at: first) }
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
      image, step: program, plan: plan, relationRows: relationStatements.map(\.row), form: form,
      request: request, memory: memory)
    defer { interpreter.deallocate() }
    let row = members.row
    let form = form
    let limit = request.limit ?? .max
    let tells = observer.outcome != nil
    var tally = RunTally(plan, memory)
    var rows = 0
    var code = row.step()
    try request.interruption?.check(connection)
    while code == SQLiteCode.row {
      rows += 1
      let outcome = run(&interpreter, row, &tracer)
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
      case .quarantined(let reason): summary.quarantined[reason, default: 0] += 1
      case .breach(let wording): breaches.add(wording, key: MemberKey.shown(row.value(0)))
      case .failed(let failure): throw .database(connection.error(failure))
      case .emitted(let message):
        tally.add(emitted: message, variants: interpreter.variants)
        try outlet.handOn(&interpreter, row, form, now: request.now)
      }
      if tally.emitted >= limit { break }
      if rows % Self.progressRows == 0 {
        observer.progress?(RunObserver.Progress(rows: rows, members: total, emitted: tally.emitted))
      }
      code = row.step()
    }
    guard code == SQLiteCode.row || code == SQLiteCode.done else { throw .database(connection.error(code)) }
    try request.interruption?.check(connection)
    if form == .jsonLines { try outlet.flush(&interpreter) }
    tally.close(plan, rows: rows, limit: request.limit, into: &summary)
    return rows
  }

  @inline(__always)
  private func run(_ interpreter: inout Interpreter, _ row: Row, _ tracer: inout some ExecutionTracer) -> Outcome {
    if let outcome = interpreter.begin(row) { return outcome }
    tracer.begin()
    defer { tracer.end() }
    return interpreter.execute(interpreter.image.pointee.code, row, &tracer)
  }

  private func countBad(_ interpreter: Interpreter, _ row: Row) {
    summary.bad += 1
    let key = MemberKey.shown(row.value(0))
    let found = badValues.add(interpreter.bad, interpreter.reasons, keyReason: interpreter.key.badReason, key: key)
    guard let tell = observer.outcome else { return }
    for (place, reason) in found {
      tell(MemberOutcome(key: key, kind: .bad(column: badValues.column(place), reason)))
    }
  }

  private func tell(_ kind: MemberOutcome.Kind, _ row: Row) {
    observer.outcome?(MemberOutcome(key: MemberKey.shown(row.value(0)), kind: kind))
  }

  /// Of all but bad members, whose values are known only when they are counted.
  private func tell(_ outcome: Outcome, _ row: Row) {
    guard let kind = MemberOutcome.Kind(outcome, plan) else { return }
    observer.outcome?(MemberOutcome(key: MemberKey.shown(row.value(0)), kind: kind))
  }
}
