import CampaignPlan
import CampaignSQLite

/// Runs a step's program for the members of one range after the other, or of another source, in memory of its own.
final class MemberWorker {
  /// What it reads on its own connection.
  private struct Audience {
    let connection: Connection
    let query: AudienceQuery
    let members: [KeyRange.Part: Statement]
    /// Where the audience is shared with other workers.
    let shared: (ranges: KeyRanges, finder: KeyRanges.Finder, turns: Turns)?
  }

  private let run: Run
  private let audience: Audience?
  private let relations: [Statement]
  private let memory = RunMemory()
  private let image: Image
  private let outlet: MessageOutlet
  private(set) var tally: RunTally
  /// Of the range that is being run.
  private var account: RunAccount

  /// Rows between two calls of the observer.
  static let progressRows = 8_192

  /// For the members of a database: all, or with `ranges` and `turns` those that other workers leave.
  convenience init(
    _ run: Run, _ connection: Connection, _ query: AudienceQuery, ranges: KeyRanges?, turns: Turns?
  ) throws(RunError) {
    do throws(SQLiteError) {
      var shared: (KeyRanges, KeyRanges.Finder, Turns)?
      if let ranges, let turns { shared = (ranges, try KeyRanges.Finder(query, connection), turns) }
      var members: [KeyRange.Part: Statement] = [:]
      for part in shared == nil ? [.all] : KeyRange.Part.ofRanges {
        members[part] = try connection.prepare(query.members(part))
        try members[part]?.bind(run, query)
      }
      var relations: [Statement] = []
      for sql in query.relations { relations.append(try connection.prepare(sql)) }
      self.init(
        run, Audience(connection: connection, query: query, members: members, shared: shared), relations,
        code: query.specialized(run.program.code))
    } catch {
      throw .database(error)
    }
  }

  /// For members that are given: the program decides all that SQL would have.
  convenience init(_ run: Run) { self.init(run, nil, [], code: run.program.code) }

  private init(_ run: Run, _ audience: Audience?, _ relations: [Statement], code: [Instruction]) {
    self.run = run
    self.audience = audience
    self.relations = relations
    image = Image(run.plan, step: run.program, code: code, form: run.form, request: run.request, memory: memory)
    outlet = MessageOutlet(sink: run.sink, codes: run.codes, plan: run.plan, turns: audience?.shared?.turns)
    tally = RunTally(run.plan, run.memory)
    account = RunAccount(run.plan)
  }

  /// Runs the members of a source.
  func work(_ source: inout some AudienceSource) throws(RunError) {
    if let trace = run.observer.trace {
      var tracer = trace.tracer
      try work(&source, &tracer)
    } else {
      var tracer = NoTracer()
      try work(&source, &tracer)
    }
  }

  /// Runs all members of the database, or all ranges that it gets.
  func work() throws(RunError) {
    guard let audience else { return }
    guard let shared = audience.shared else {
      guard let trace = run.observer.trace else {
        var tracer = NoTracer()
        return try workAlone(audience, &tracer)
      }
      var tracer = trace.tracer
      return try workAlone(audience, &tracer)
    }
    var interpreter = interpreter(keptBytes: MessageOutlet.keptBytes)
    defer { interpreter.deallocate() }
    var tracer = NoTracer()
    while !shared.turns.isEnded, let range = try next(shared.ranges, shared.finder) {
      guard let statement = audience.members[range.part] else { return }
      outlet.range = range.index
      let bound = range.bind(to: statement.row, from: audience.query.lowerParameter)
      guard bound == SQLiteCode.ok else { throw .database(audience.connection.error(bound)) }
      let emittedBefore = tally.emitted
      _ = try runRange(range, statement, &interpreter, &tracer)
      account.read = try audience.query.count(range, audience.connection)
      guard shared.turns.wait(for: range.index) else { return }
      try outlet.flush(&interpreter)
      try run.close(&account, emitted: tally.emitted - emittedBefore)
      shared.turns.pass(from: range.index)
    }
  }

  private func work(
    _ source: inout some AudienceSource, _ tracer: inout some ExecutionTracer
  ) throws(RunError) {
    // A local, which the loop reaches without going through an object.
    var interpreter = interpreter(keptBytes: OutputBuffer.flushBytes)
    defer { interpreter.deallocate() }
    _ = try runRows(&source, &interpreter, &tracer)
    account.read = account.rows
    try outlet.flush(&interpreter)
    try run.close(&account, emitted: tally.emitted)
  }

  private func workAlone(_ audience: Audience, _ tracer: inout some ExecutionTracer) throws(RunError) {
    guard let statement = audience.members[.all] else { return }
    var interpreter = interpreter(keptBytes: OutputBuffer.flushBytes)
    defer { interpreter.deallocate() }
    let all = KeyRange(index: 0, part: .all, lower: nil, upper: nil)
    let (last, isComplete) = try runRange(all, statement, &interpreter, &tracer)
    account.read = try audience.query.countRead(
      last, isAll: last === statement, rows: account.rows, isComplete: isComplete, audience.connection, run.request)
    try outlet.flush(&interpreter)
    try run.close(&account, emitted: tally.emitted)
  }

  /// Runs the members of a range; those with a value that SQLite does not read for its size are bad. Returns the statement that read the
  /// last of them, and false where the request's limit ended it.
  private func runRange(
    _ range: KeyRange, _ statement: Statement, _ interpreter: inout Interpreter, _ tracer: inout some ExecutionTracer
  ) throws(RunError) -> (last: Statement, isComplete: Bool) {
    var (range, statement) = (range, statement)
    while true {
      let before = account.rows
      var source = SQLiteAudience(statement)
      do throws(RunError) {
        let isComplete = try runRows(&source, &interpreter, &tracer)
        if isComplete { statement.reset() }
        return (statement, isComplete)
      } catch {
        statement.reset()
        guard case .database(let reason) = error, reason.kind == .tooLarge,
          let rest = try skipOversized(in: range, behind: account.rows - before, interpreter)
        else { throw error }
        guard let next = rest.statement else { return (statement, true) }
        (range, statement) = (rest.range, next)
      }
    }
  }

  /// Counts the member at which reading a range failed; returns what is left of it. Nil where no such member can be named.
  private func skipOversized(
    in range: KeyRange, behind rows: Int, _ interpreter: Interpreter
  ) throws(RunError) -> (range: KeyRange, statement: Statement?)? {
    guard let audience else { return nil }
    account.oversized += 1
    try OversizedMembers.check(account.oversized, audience.connection.path)
    // The one member who was asked for.
    if let key = run.request.memberKey {
      countOversized(key, interpreter)
      return (range, nil)
    }
    return try RunError.reading { () throws(SQLiteError) in
      let (query, connection) = (audience.query, audience.connection)
      let members = OversizedMembers(query: query, connection: connection) { statement throws(SQLiteError) in
        try statement.bind(self.run, query)
      }
      guard let (key, rest) = try members.find(in: range, behind: rows) else { return nil }
      countOversized(key, interpreter)
      let statement = try connection.prepare(query.members(rest.part))
      try statement.bind(run, query)
      try connection.check(rest.bind(to: statement.row, from: query.lowerParameter))
      return (rest, statement)
    }
  }

  private func countOversized(_ key: String, _ interpreter: Interpreter) {
    account.rows += 1
    countBad(BadSet(), interpreter, keyReason: .tooLarge, key)
  }

  private func interpreter(keptBytes: Int) -> Interpreter {
    let rows: [Row?] =
      audience == nil ? run.plan.audience.relations.map { _ in nil } : relations.map { $0.row }
    var interpreter = Interpreter(
      image, step: run.program, plan: run.plan, relationRows: rows, form: run.form, request: run.request,
      history: run.history, keptBytes: keptBytes, memory: memory)
    interpreter.issuesCodes = run.codes != nil && run.plan.offer != nil
    return interpreter
  }

  private var isAlone: Bool { audience?.shared == nil }

  private func next(_ ranges: KeyRanges, _ finder: KeyRanges.Finder) throws(RunError) -> KeyRange? {
    do throws(SQLiteError) { return try ranges.next(finder) } catch { throw .database(error) }
  }

  /// Runs the program for each member of a source; false where the request's limit ended it.
  private func runRows(
    _ source: inout some AudienceSource, _ interpreter: inout Interpreter, _ tracer: inout some ExecutionTracer
  ) throws(RunError) -> Bool {
    let form = run.form
    let now = run.request.now
    let limit = run.request.limit ?? .max
    let tells = run.observer.outcome != nil
    let isAlone = isAlone
    var tally = tally
    defer { self.tally = tally }
    let maxRows = run.request.maxRows ?? .max
    var rows = 0
    defer { account.rows += rows }
    var isThere = try source.next()
    try run.checkInterruption()
    while isThere {
      let row = source.row
      rows += 1
      if rows > maxRows { throw .tooManyRows(maxRows) }
      if let fault = row.fault {
        countBad(BadSet(), interpreter, keyReason: fault, row.shownKey)
        isThere = try source.next()
        continue
      }
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
      case .bad: countBad(interpreter.bad, interpreter, keyReason: interpreter.key.badReason, row.shownKey)
      case .heldOut: tally.heldOut += 1
      case .unreachable: tally.unreachable += 1
      case .quarantined(let reason): account.quarantined[reason, default: 0] += 1
      case .breach(let wording): account.breaches.add(wording, key: row.shownKey)
      case .failed(let failure): throw source.error(failure)
      case .emitted(let message):
        tally.add(emitted: message, variants: interpreter.variants)
        try outlet.handOn(&interpreter, form, now: now)
      }
      if tally.emitted >= limit { return false }
      if isAlone, rows % Self.progressRows == 0 { run.tellProgress(rows: rows, emitted: tally.emitted) }
      isThere = try source.next()
    }
    try run.checkInterruption()
    return true
  }

  @inline(__always)
  private static func run(
    _ interpreter: inout Interpreter, _ row: some MemberRow, _ tracer: inout some ExecutionTracer
  ) -> Outcome {
    if let outcome = interpreter.begin(row) { return outcome }
    tracer.begin()
    defer { tracer.end() }
    return interpreter.run(row, &tracer)
  }

  private func countBad(_ bad: BadSet, _ interpreter: Interpreter, keyReason: BadReason?, _ key: String) {
    account.bad += 1
    let found = account.badValues.add(bad, interpreter.reasons, keyReason: keyReason, key: key)
    guard run.observer.outcome != nil else { return }
    for (place, reason) in found {
      tell(MemberOutcome(key: key, kind: .bad(column: account.badValues.column(place), reason)))
    }
  }

  /// Of all but bad members, whose values are known only when they are counted.
  private func tell(_ outcome: Outcome, _ row: some MemberRow) {
    guard let kind = MemberOutcome.Kind(outcome, run.plan) else { return }
    tell(kind, row)
  }

  private func tell(_ kind: MemberOutcome.Kind, _ row: some MemberRow) {
    tell(MemberOutcome(key: row.shownKey, kind: kind))
  }

  private func tell(_ outcome: MemberOutcome) {
    if isAlone { run.observer.outcome?(outcome) } else { account.outcomes.append(outcome) }
  }
}

extension Statement {
  /// Binds what all queries of members compare with.
  fileprivate func bind(_ run: Run, _ query: AudienceQuery) throws(SQLiteError) {
    let count = parameterCount
    for (index, constant) in run.plan.pools.runConstants.enumerated() where index < count {
      try bind(constant.value(now: run.request.now, zone: run.request.zone), at: Int32(index + 1))
    }
    if let first = query.memberParameter, let key = run.request.memberKey { try bind(key: key, at: first) }
  }
}
