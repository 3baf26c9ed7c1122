import CampaignPlan
import CampaignSQLite

/// Runs plans over a tenant's audience.
package enum Machine {
  /// Makes the messages of one step; on any error the sink is abandoned.
  package static func run(
    _ plan: VerifiedPlan, _ request: RunRequest, to sink: any MessageSink, codes: (any CodeSink)? = nil,
    observer: RunObserver = RunObserver()
  ) throws(RunError) -> RunSummary {
    try run(unverified: plan.plan, request, to: sink, codes: codes, observer: observer)
  }

  /// Asks every member of the request's history whether they have converted by what the data says now. The observer is
  /// told of each (`converted`, `notConverted`), and so are the summary's figures.
  package static func conversions(
    _ plan: VerifiedPlan, _ request: RunRequest, observer: RunObserver = RunObserver()
  ) throws(RunError) -> RunSummary {
    var request = request
    request.asksConversion = true
    return try run(unverified: plan.plan, request, to: DiscardingSink(), observer: observer)
  }

  /// The queries that a run would make, for people to look at; nothing is read but the schema.
  package static func query(_ plan: VerifiedPlan, _ request: RunRequest) throws(RunError) -> AudienceQuery {
    try open(plan.plan, request).query
  }

  /// SQLite's own plan for the query of members, one line for each step.
  package static func explain(_ plan: VerifiedPlan, _ request: RunRequest) throws(RunError) -> [String] {
    do {
      let connection = try Connection.audience(path: request.databasePath, in: request.folder)
      let query = try query(plan, request)
      let events =
        try query.events.map { ["events:"] + (try connection.explainQueryPlan($0.events)) + ["their member:"] } ?? []
      return try events + connection.explainQueryPlan(query.members)
    } catch let error as SQLiteError {
      throw .database(error)
    } catch let error as RunError {
      throw error
    } catch {
      return []
    }
  }

  /// Makes the messages of one step for members that a source gives rather than the database of the request; on any error the
  /// sink is abandoned. SQL decides nothing, and the messages are those that the same members in a database get.
  package static func run(
    _ plan: VerifiedPlan, _ request: RunRequest, over source: some AudienceSource, to sink: any MessageSink,
    codes: (any CodeSink)? = nil, observer: RunObserver = RunObserver()
  ) throws(RunError) -> RunSummary {
    try finishing(sink, codes) { () throws(RunError) in
      try check(plan.plan, request)
      guard plan.plan.event == nil else {
        throw .wrongEvent(
          "the campaign `\(plan.plan.campaign)` answers events, and rows of members have none"
            + "\n  help: run it over the audience's database")
      }
      let run = Run(plan.plan, try program(plan.plan, request), request, [], sink, codes, observer)
      return try run.execute(source)
    }
  }

  /// As `run`, for a plan whose program and tables are known to be sound.
  static func run(
    unverified plan: Plan, _ request: RunRequest, to sink: any MessageSink, codes: (any CodeSink)? = nil,
    observer: RunObserver = RunObserver()
  ) throws(RunError) -> RunSummary {
    if plan.event != nil { return try runTriggered(plan, request, sink, codes, observer) }
    return try finishing(sink, codes) { () throws(RunError) in
      let program = try program(plan, request)
      let (connections, query) = try open(plan, request, workers: request.workers)
      defer { request.interruption?.detach() }
      do throws(SQLiteError) {
        for connection in connections { try request.interruption?.attach(connection) }
      } catch { throw RunError.database(error) }
      let summary = try Run(plan, program, request, connections, sink, codes, observer).execute(query)
      for connection in connections {
        try RunError.reading { () throws(SQLiteError) in try connection.checkUnchanged() }
      }
      return summary
    }
  }

  private static func runTriggered(
    _ plan: Plan, _ request: RunRequest, _ sink: any MessageSink, _ codes: (any CodeSink)?, _ observer: RunObserver
  ) throws(RunError) -> RunSummary {
    do throws(RunError) {
      var run = try TriggeredRun(unverified: plan, request, to: sink, codes: codes, observer: observer)
      try run.runTable()
      return try run.finish()
    } catch {
      codes?.abandon()
      sink.abandon()
      throw error
    }
  }

  /// Makes the output visible where the run's figures add up, or abandons it.
  private static func finishing(
    _ sink: any MessageSink, _ codes: (any CodeSink)?, _ run: () throws(RunError) -> RunSummary
  ) throws(RunError) -> RunSummary {
    do throws(RunError) {
      let summary = try run()
      guard summary.isBalanced else { throw RunError.unbalanced(summary) }
      do throws(SinkError) {
        // A till that knows codes which nobody got does no harm; the other way round it does.
        try codes?.finish()
        try sink.finish()
      } catch { throw RunError.output(error) }
      return summary
    } catch {
      codes?.abandon()
      sink.abandon()
      throw error
    }
  }

  /// Refuses a plan of another tenant, or for another declared audience, than the request expects.
  private static func check(_ plan: Plan, _ request: RunRequest) throws(RunError) {
    if let expected = request.expectedTenant, expected != plan.tenant.name {
      throw .wrongTenant(plan: plan.tenant.name, expected: expected)
    }
    if let expected = request.expectedFingerprint, expected != plan.audience.fingerprint { throw .changedAudience }
  }

  /// The program of the plan that the request asks for.
  static func program(_ plan: Plan, _ request: RunRequest) throws(RunError) -> StepProgram {
    guard plan.steps.indices.contains(request.step) else { throw .noSuchStep(request.step) }
    let name = plan.steps[request.step].name
    guard !request.isFollowUp || request.history != nil else { throw .noHistory(step: name) }
    guard request.asksConversion else { return plan.steps[request.step] }
    guard let conversion = plan.conversion else { throw .noConversion(campaign: plan.campaign) }
    return conversion.program
  }

  /// An audience that the plan may read and nothing more of it, and the queries over it.
  static func open(
    _ plan: Plan, _ request: RunRequest
  ) throws(RunError) -> (connection: Connection, query: AudienceQuery) {
    let (connections, query) = try open(plan, request, workers: 1)
    return (connections[0], query)
  }

  /// As many connections as there are workers, at the same state of the audience; or one, where that can't be had.
  private static func open(
    _ plan: Plan, _ request: RunRequest, workers: Int
  ) throws(RunError) -> (connections: [Connection], query: AudienceQuery) {
    try check(plan, request)
    do {
      let connections = try Connection.audiences(
        path: request.databasePath, in: request.folder, steps: request.sqliteSteps, count: workers)
      let connection = connections[0]
      let check = try SchemaCheck(plan, connection)
      guard check.problems.isEmpty else {
        throw RunError.schema(path: request.databasePath, problems: check.problems)
      }
      let query = try AudienceQuery(plan, request: request, check, connection)
      for connection in connections { try connection.restrict(to: AudienceQuery.readable(plan)) }
      return (connections, query)
    } catch let error as SQLiteError {
      throw .database(error)
    } catch let error as RunError {
      throw error
    } catch {
      throw .schema(path: request.databasePath, problems: ["\(error)"])
    }
  }
}
