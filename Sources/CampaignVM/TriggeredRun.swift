import CampaignCalendar
import CampaignPlan
import CampaignSQLite

/// A run of a plan that answers events: takes one event after the other, from the audience's table (`runTable`) or from anywhere else
/// (`run`), and reads the audience of one moment.
///
///     var run = try TriggeredRun(plan, request, to: sink)
///     try run.run(event)
///     let summary = try run.finish()
///
/// After an error the sink is to be abandoned; nothing more can be run.
package struct TriggeredRun: ~Copyable {
  let plan: Plan
  let event: EventBinding
  let request: RunRequest
  let query: AudienceQuery
  let connection: Connection
  let observer: RunObserver
  let memory: RunMemory
  private let sink: any MessageSink
  private let codes: (any CodeSink)?
  private let outlet: MessageOutlet
  private let form: OutputForm
  private let members: Statement
  private let relationStatements: [Statement]
  private var clock: EventClock
  private var interpreter: Interpreter
  private(set) var tally: RunTally
  /// Events that were taken.
  private(set) var count = 0
  private var summary = RunSummary()
  private var badValues: BadValueCounts
  private var breaches: BreachCounts

  /// Opens the audience, which is read as it is now.
  package init(
    _ plan: VerifiedPlan, _ request: RunRequest, to sink: any MessageSink, observer: RunObserver = RunObserver()
  ) throws(RunError) {
    try self.init(unverified: plan.plan, request, to: sink, observer: observer)
  }

  /// As `init`, for a plan whose program and tables are known to be sound.
  init(
    unverified plan: Plan, _ request: RunRequest, to sink: any MessageSink, codes: (any CodeSink)? = nil,
    observer: RunObserver
  ) throws(RunError) {
    guard let event = plan.event else { throw .wrongEvent("the campaign `\(plan.campaign)` answers no event") }
    let step = try Machine.program(plan, request)
    let (connection, query) = try Machine.open(plan, request)
    let memory = RunMemory()
    let image = Image(
      plan, step: step, code: query.specialized(step.code), form: sink.form, request: request, memory: memory)
    let statements = try Self.prepare(query, connection, request.interruption)
    members = statements.members
    relationStatements = statements.relations
    self.plan = plan
    self.event = event
    self.request = request
    self.query = query
    self.connection = connection
    self.observer = observer
    self.memory = memory
    self.sink = sink
    form = sink.form
    self.codes = codes
    outlet = MessageOutlet(sink: sink, codes: codes, plan: plan)
    badValues = BadValueCounts(plan)
    breaches = BreachCounts(plan)
    tally = RunTally(plan, memory)
    clock = EventClock(plan, event, step: step, request: request, memory: memory)
    interpreter = Interpreter(
      image, step: step, plan: plan, relationRows: relationStatements.map(\.row), form: form, request: request,
      history: HistoryImage(request, memory: memory), memory: memory)
    interpreter.issuesCodes = codes != nil && plan.offer != nil
  }

  deinit {
    request.interruption?.detach()
    interpreter.deallocate()
  }

  private static func prepare(
    _ query: AudienceQuery, _ connection: Connection, _ interruption: Interruption?
  ) throws(RunError) -> (members: Statement, relations: [Statement]) {
    do throws(SQLiteError) {
      try interruption?.attach(connection)
      var relations: [Statement] = []
      for sql in query.relations { relations.append(try connection.prepare(sql)) }
      return (try connection.prepare(query.members), relations)
    } catch {
      interruption?.detach()
      throw .database(error)
    }
  }

  /// Makes the message that answers one event at the request's step, if there is to be one; or asks for its conversion.
  package mutating func run(_ event: EventInput) throws(RunError) {
    try check(event)
    count += 1
    if let limit = request.maxRows, count > limit { throw .tooManyRows(limit) }
    guard interpreter.begin(event), !isAnswered(event) else {
      tally.notEntered += 1
      return
    }
    guard interpreter.readPayload(event) else { return countBad(event, member: nil) }
    if !request.isFollowUp {
      clock.enter(&interpreter)
      if let window = request.events, interpreter.entered <= window.after || interpreter.entered > window.until {
        tally.notEntered += 1
        return
      }
    }
    let row = members.row
    let bound = bind(event, row)
    guard bound == SQLiteCode.ok else { throw .database(connection.error(bound)) }
    // What the message points to is the row's, so that it is handed on before the row goes.
    defer { row.reset() }
    switch row.step() {
    case SQLiteCode.row where query.isKeptColumn.map { row.int64($0) == 0 } ?? false:
      tally.excludedBySQL += 1
      if observer.tellsExcluded { tell(.excluded, event, row) }
    case SQLiteCode.row:
      guard interpreter.follow(row) else {
        tally.notEntered += 1
        return
      }
      if request.isFollowUp { clock.set(&interpreter) }
      interpreter.beginMember(row)
      try settle(execute(row), event, row)
    case SQLiteCode.done:
      tally.unknownMembers += 1
      tell(.unknownMember, event)
    case SQLiteCode.tooBig: countBad(event, member: nil, memberReason: .tooLarge)
    case let code: throw .database(connection.error(code))
    }
  }

  private func isAnswered(_ event: EventInput) -> Bool {
    guard let answered = request.events?.answered, !answered.isEmpty else { return false }
    return answered.contains(MemberKey.shown(event.key))
  }

  private mutating func execute(_ row: Row) -> Outcome {
    guard let trace = observer.trace else {
      var tracer = NoTracer()
      return interpreter.run(row, &tracer)
    }
    var tracer = trace.tracer
    tracer.begin()
    let outcome = interpreter.run(row, &tracer)
    tracer.end()
    return outcome
  }

  /// Hands on what is left and closes the account.
  package consuming func finish() throws(RunError) -> RunSummary {
    if form == .jsonLines { try outlet.flush(&interpreter) }
    tally.close(plan, rows: count, limit: request.limit, into: &summary)
    summary.read = count
    summary.badValues = badValues.list
    breaches.close(into: &summary)
    summary.skippedByOutput = sink.skipped
    guard summary.isBalanced else { throw .unbalanced(summary) }
    do throws(SQLiteError) { try connection.checkUnchanged() } catch { throw .database(error) }
    do throws(SinkError) {
      try codes?.finish()
      try sink.finish()
    } catch { throw .output(error) }
    return summary
  }

  /// Holds an event to the plan's shape, on which the interpreter relies.
  private func check(_ given: EventInput) throws(RunError) {
    guard given.payload.count == event.columns.count else {
      throw .wrongEvent("the event has \(given.payload.count) values, and the plan reads \(event.columns.count)")
    }
    guard let rows = given.rows else { return }
    var index = 0
    for relation in plan.audience.relations where relation.owner == .event {
      guard index < rows.count, rows[index].rowCount >= 0,
        rows[index].cells.count == rows[index].rowCount * relation.fields.count
      else { throw .wrongEvent("the event's rows of `\(relation.name)` are not what the plan reads") }
      index += 1
    }
  }

  /// The member's key and what SQL compares with; returns SQLite's code.
  private func bind(_ event: EventInput, _ row: Row) -> Int32 {
    let runConstants = interpreter.image.pointee.runConstants
    for index in 0..<plan.pools.runConstants.count {
      let code = row.bind(Int32(index) + 1, runConstants[index])
      if code != SQLiteCode.ok { return code }
    }
    return event.member.bind(to: row, Int32(plan.pools.runConstants.count) + 1)
  }

  private mutating func settle(_ outcome: Outcome, _ event: EventInput, _ row: Row) throws(RunError) {
    if observer.outcome != nil, let kind = MemberOutcome.Kind(outcome, plan) { tell(kind, event, row) }
    switch outcome {
    case .excluded(let clause):
      tally.byClause[clause] += 1
      if observer.tellsExcluded, plan.clauses[clause].kind != .conversion { tell(.excluded, event, row) }
    case .bad: countBad(event, member: row)
    case .heldOut: tally.heldOut += 1
    case .unreachable: tally.unreachable += 1
    case .quarantined(let reason): summary.quarantined[reason, default: 0] += 1
    case .breach(let wording): breaches.add(wording, key: MemberKey.shown(row.value(0)))
    // Whether an event is followed up was asked before its program was run, and it always is when it is due.
    case .notEntered, .notDue: break
    case .finished:
      let hasConverted = interpreter.answers[0] != 0
      if hasConverted { tally.converted += 1 } else { tally.notConverted += 1 }
      tell(hasConverted ? .converted : .notConverted, event, row)
    case .failed(let failure): throw .database(connection.error(failure))
    case .emitted(let message):
      tally.add(emitted: message, variants: interpreter.variants)
      try outlet.handOn(&interpreter, form, now: clock.now)
    }
  }

  /// `row` is the member's, where the audience has one.
  private func tell(_ kind: MemberOutcome.Kind, _ event: EventInput, _ row: Row? = nil) {
    guard let tell = observer.outcome else { return }
    let key = row.map { MemberKey.shown($0.value(0)) } ?? MemberKey.shown(event.member)
    tell(MemberOutcome(key: key, event: MemberKey.shown(event.key), entered: interpreter.entered, kind: kind))
  }

  /// Of an event that can't be read.
  mutating func countOversized(event key: String) {
    count += 1
    summary.bad += 1
    let found = badValues.add(
      BadSet(), interpreter.reasons, keyReason: nil, key: "", eventKeyReason: .tooLarge, event: key)
    for (place, reason) in found {
      observer.outcome?(
        MemberOutcome(key: "(unknown)", event: key, kind: .bad(column: badValues.column(place), reason)))
    }
  }

  /// `member` is nil where the event alone was looked at.
  private mutating func countBad(_ event: EventInput, member: Row?, memberReason: BadReason? = nil) {
    summary.bad += 1
    let key = member.map { MemberKey.shown($0.value(0)) } ?? MemberKey.shown(event.member)
    let eventKey = MemberKey.shown(event.key)
    let found = badValues.add(
      interpreter.bad, interpreter.reasons, keyReason: member == nil ? memberReason : interpreter.key.badReason,
      key: key,
      eventKeyReason: interpreter.eventKey.badReason, event: eventKey)
    guard let tell = observer.outcome else { return }
    for (place, reason) in found {
      tell(
        MemberOutcome(
          key: key, event: eventKey, entered: member == nil ? nil : interpreter.entered,
          kind: .bad(column: badValues.column(place), reason)))
    }
  }
}
