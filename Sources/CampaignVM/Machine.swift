import CampaignPlan
import CampaignSQLite

/// Runs plans over a tenant's audience.
package enum Machine {
  /// Makes the messages of one step; on any error the sink is abandoned.
  package static func run(
    _ plan: VerifiedPlan, _ request: RunRequest, to sink: any MessageSink, observer: RunObserver = RunObserver()
  ) throws(RunError) -> RunSummary {
    try run(unverified: plan.plan, request, to: sink, observer: observer)
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
    unverified plan: Plan, _ request: RunRequest, to sink: any MessageSink, observer: RunObserver = RunObserver()
  ) throws(RunError) -> RunSummary {
    do throws(RunError) {
      if plan.event != nil {
        var run = try TriggeredRun(unverified: plan, request, to: sink, observer: observer)
        try run.runTable()
        return try run.finish()
      }
      let (connection, query) = try open(plan, request)
      do throws(SQLiteError) { try request.interruption?.attach(connection) } catch { throw RunError.database(error) }
      defer { request.interruption?.detach() }
      let run = try Run(plan, request, connection, query, sink, observer)
      let summary = try run.execute()
      guard summary.isBalanced else { throw RunError.unbalanced(summary) }
      do throws(SinkError) { try sink.finish() } catch { throw RunError.output(error) }
      return summary
    } catch {
      sink.abandon()
      throw error
    }
  }

  /// An audience that the plan may read and nothing more of it, and the queries over it.
  static func open(
    _ plan: Plan, _ request: RunRequest
  ) throws(RunError) -> (connection: Connection, query: AudienceQuery) {
    if let expected = request.expectedTenant, expected != plan.tenant.name {
      throw .wrongTenant(plan: plan.tenant.name, expected: expected)
    }
    if let expected = request.expectedFingerprint, expected != plan.audience.fingerprint { throw .changedAudience }
    do {
      let connection = try Connection.audience(path: request.databasePath)
      let check = try SchemaCheck(plan, connection)
      guard check.problems.isEmpty else {
        throw RunError.schema(path: request.databasePath, problems: check.problems)
      }
      let query = try AudienceQuery(plan, request: request, check, connection)
      try connection.restrict(to: AudienceQuery.readable(plan))
      return (connection, query)
    } catch let error as SQLiteError {
      throw .database(error)
    } catch let error as RunError {
      throw error
    } catch {
      throw .schema(path: request.databasePath, problems: ["\(error)"])
    }
  }
}
