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
      let connection = try Connection.audience(path: request.databasePath)
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

  /// As `run`, for a plan whose program and tables are known to be sound.
  static func run(
    unverified plan: Plan, _ request: RunRequest, to sink: any MessageSink, codes: (any CodeSink)? = nil,
    observer: RunObserver = RunObserver()
  ) throws(RunError) -> RunSummary {
    do throws(RunError) {
      let program = try program(plan, request)
      if plan.event != nil {
        var run = try TriggeredRun(unverified: plan, request, to: sink, codes: codes, observer: observer)
        try run.runTable()
        return try run.finish()
      }
      let (connections, query) = try open(plan, request, workers: request.workers)
      defer { request.interruption?.detach() }
      do throws(SQLiteError) {
        for connection in connections { try request.interruption?.attach(connection) }
      } catch { throw RunError.database(error) }
      let run = Run(plan, program, request, connections, query, sink, codes, observer)
      let summary = try run.execute()
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
    if let expected = request.expectedTenant, expected != plan.tenant.name {
      throw .wrongTenant(plan: plan.tenant.name, expected: expected)
    }
    if let expected = request.expectedFingerprint, expected != plan.audience.fingerprint { throw .changedAudience }
    do {
      let connections = try Connection.audiences(path: request.databasePath, count: workers)
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
