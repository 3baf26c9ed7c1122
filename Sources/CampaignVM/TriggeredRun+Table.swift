import CampaignPlan
import CampaignSQLite

extension TriggeredRun {
  /// Runs the events of the audience's own table: all, or those that the request asks for; up to its limit of messages.
  mutating func runTable() throws(RunError) {
    guard let query = query.events else { return }
    let statement: Statement
    let total: Int
    do throws(SQLiteError) {
      let counting = try connection.prepare(query.count)
      try query.bind(counting)
      total = try counting.step() ? Int(counting.row.int64(0)) : 0
      statement = try connection.prepare(query.events)
      try query.bind(statement)
    } catch {
      throw .database(error)
    }
    let row = statement.row
    let columnCount = event.columns.count
    let payload = memory.allocate(columnCount, StoredValue.null)
    let limit = request.limit ?? .max
    var code = row.step()
    while code == SQLiteCode.row {
      try request.interruption?.check(connection.path)
      for column in 0..<columnCount { payload[column] = StoredValue(row.value(Int32(column) + 2)) }
      try run(
        EventInput(
          key: StoredValue(row.value(0)), member: StoredValue(row.value(1)),
          payload: UnsafeBufferPointer(start: payload, count: columnCount)))
      if tally.emitted >= limit { return }
      if count % MemberWorker.progressRows == 0 {
        observer.progress?(RunObserver.Progress(rows: count, members: total, emitted: tally.emitted))
      }
      code = row.step()
    }
    guard code == SQLiteCode.done else { throw .database(connection.error(code)) }
  }
}
