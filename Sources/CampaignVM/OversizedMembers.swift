import CampaignSQLite

/// How a run goes on behind a member with a value that SQLite does not read for its size: its statement has ended there, and does not
/// say where.
struct OversizedMembers {
  /// More of them end the run, whoever of its workers met them: each may have taken as long as making the value does.
  static let most = 100

  static func check(_ count: Int, _ path: String) throws(RunError) {
    guard count > most else { return }
    throw .database(
      SQLiteError(
        .tooLarge, path: path, what: "more than \(most) members, or events, have values of more than 16 MiB",
        help: "look for a view or a computed column that makes them"))
  }

  let query: AudienceQuery
  let connection: Connection
  /// Binds what queries of members compare with.
  let bind: (Statement) throws(SQLiteError) -> Void

  /// The member at which reading a range failed once `rows` members of it were handed over, and the range behind it; nil where none can
  /// be named.
  func find(in range: KeyRange, behind rows: Int) throws(SQLiteError) -> (shownKey: String, rest: KeyRange)? {
    let lower = rows == 0 ? range.lower : try lastKey(of: range, rows: rows)
    let part: KeyRange.Part = lower == nil ? range.part : range.upper == nil ? .after : .between
    guard part != .keyless, rows == 0 || lower != nil else { return nil }
    let keys = try connection.prepare(query.keys(part))
    try connection.check(KeyRange(index: 0, part: part, lower: lower, upper: range.upper).bind(to: keys.row, from: 1))
    let member = try connection.prepare(query.members(.single))
    try bind(member)
    // Members between may be there whom SQL excludes.
    while try keys.step() {
      let key = try keys.owned(0)
      try connection.check(key.bind(to: member.row, query.lowerParameter))
      let code = member.row.step()
      member.reset()
      if code == SQLiteCode.done { continue }
      guard code == SQLiteCode.tooBig else { return nil }
      let rest = KeyRange(
        index: range.index, part: range.upper == nil ? .after : .between, lower: key, upper: range.upper)
      return (MemberKey.shown(keys.row.value(0)), rest)
    }
    return nil
  }

  /// The key of the last of so many members that a range's query returned; nil where it has none.
  private func lastKey(of range: KeyRange, rows: Int) throws(SQLiteError) -> OwnedValue? {
    let statement = try connection.prepare(query.key(range.part, at: rows - 1))
    try bind(statement)
    try connection.check(range.bind(to: statement.row, from: query.lowerParameter))
    guard try statement.step(), statement.row.type(0) != SQLiteCode.null else { return nil }
    return try statement.owned(0)
  }
}
