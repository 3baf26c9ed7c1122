import CampaignPlan
import CampaignSQLite

extension TriggeredRun {
  /// Runs the events of the audience's own table: all, or those that the request asks for; up to its limit of messages.
  mutating func runTable() throws(RunError) {
    guard let query = query.events else { return }
    var statement: Statement
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
    var row = statement.row
    var isSkipping = false
    let columnCount = event.columns.count
    let payload = memory.allocate(columnCount, StoredValue.null)
    let limit = request.limit ?? .max
    var code = row.step()
    while code != SQLiteCode.done {
      if code == SQLiteCode.tooBig, !isSkipping {
        isSkipping = true
        statement = try skipOversized(query, behind: count)
        row = statement.row
        code = row.step()
        continue
      }
      guard code == SQLiteCode.row else { throw .database(connection.error(code)) }
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
  }

  /// Counts the events that have a value which SQLite does not read for its size; returns the statement of the others behind the first
  /// ones. They are looked for one by one, since the statement that fails does not say where.
  private mutating func skipOversized(_ query: EventQuery, behind done: Int) throws(RunError) -> Statement {
    var found: [(key: OwnedValue, shown: String)] = []
    let statement: Statement
    do throws(SQLiteError) {
      let keys = try connection.prepare(query.keys)
      try query.bind(keys)
      let single = try connection.prepare(query.single)
      while try keys.step() {
        try connection.check(single.row.bind(1, from: keys.row, column: 0))
        let code = single.row.step()
        single.reset()
        if code == SQLiteCode.tooBig { found.append((try keys.owned(0), MemberKey.shown(keys.row.value(0)))) }
        if found.count > OversizedMembers.most { break }
      }
      statement = try connection.prepare(query.events(behind: done, without: found.count))
      try query.bind(statement)
      for (index, event) in found.enumerated() {
        try connection.check(event.key.bind(to: statement.row, Int32(query.firstFreeParameter + index)))
      }
    } catch { throw .database(error) }
    try OversizedMembers.check(found.count, connection.path)
    for event in found { countOversized(event: event.shown) }
    return statement
  }
}
