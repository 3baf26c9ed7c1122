import CampaignSQLite

/// How many members a run has read.
extension AudienceQuery {
  /// Members in the table up to the one that a statement has come to, `rows` of which it returned; `isAll` says whether it is one of all
  /// members.
  func countRead(
    _ statement: Statement, isAll: Bool, rows: Int, isComplete: Bool, _ connection: Connection, _ request: RunRequest
  ) throws(RunError) -> Int {
    try RunError.reading { () throws(SQLiteError) in
      // SQLite has counted the rows that it looked at, but for the first.
      let steps = statement.fullScanSteps
      if isAll, steps > 0 || rows > 0, try countsMembers(connection) { return steps + 1 }
      if isComplete { return try countAll(connection, request) }
      let count = try connection.prepare(countUpTo)
      try connection.check(count.row.bind(1, from: statement.row, column: 0))
      return try count.step() ? Int(count.row.int64(0)) : 0
    }
  }

  /// Members in a range that is part of a shared audience.
  func count(_ range: KeyRange, _ connection: Connection) throws(RunError) -> Int {
    if range.upper != nil { return KeyRanges.rows }
    return try RunError.reading { () throws(SQLiteError) in
      let statement = try connection.prepare(count(range.part))
      try connection.check(range.bind(to: statement.row, from: 1))
      return try statement.step() ? Int(statement.row.int64(0)) : 0
    }
  }

  func countAll(_ connection: Connection, _ request: RunRequest) throws(SQLiteError) -> Int {
    let statement = try connection.prepare(count)
    if memberParameter != nil, let key = request.memberKey { try statement.bind(key: key, at: 1) }
    return try statement.step() ? Int(statement.row.int64(0)) : 0
  }

  /// Whether the steps of the whole query that SQLite counts as those of a scan are steps from one member to the next.
  private func countsMembers(_ connection: Connection) throws(SQLiteError) -> Bool {
    let steps = try connection.explainQueryPlan(members)
    return steps.first == "SCAN m"
      && !steps.dropFirst().contains { step in ["SCAN", "AUTOMATIC", "TEMP B-TREE"].contains { step.contains($0) } }
  }
}

extension RunError {
  static func reading<Value>(_ body: () throws(SQLiteError) -> Value) throws(RunError) -> Value {
    do throws(SQLiteError) { return try body() } catch { throw .database(error) }
  }
}
