import CampaignSQLite

/// Where the members of a run come from, one after the other in the order of their keys.
package protocol AudienceSource {
  associatedtype Row: MemberRow

  /// Moves to the next member; false after the last.
  mutating func next() throws(RunError) -> Bool
  /// The member that the source stands on; what it holds lives until the next one.
  var row: Row { get }
  /// The error for a code with which the current member's rows could not be loaded.
  func error(_ code: Int32) -> RunError
}

/// One member as a source has them: the key, and the columns that the plan reads, as they are stored.
package protocol MemberRow {
  associatedtype Value: CellValue

  /// 0 is the key; the plan's columns follow.
  func value(_ column: Int32) -> Value
  /// The key for reports.
  var shownKey: String { get }
  /// Why it is no row at all; nil where it is one.
  var fault: BadReason? { get }
  /// The member's rows of a relation, by its place in the plan; nil where a database has them, by the member's key.
  func related(_ relation: Int) -> GivenRows?
  /// Binds the key to a parameter of a query of such rows; returns SQLite's code.
  func bindKey(to row: CampaignSQLite.Row, _ parameter: Int32) -> Int32
}

/// The members that a query returns.
struct SQLiteAudience: AudienceSource {
  let row: Row
  private let connection: Connection

  init(_ statement: Statement) {
    row = statement.row
    connection = statement.connection
  }

  @inline(__always)
  mutating func next() throws(RunError) -> Bool {
    let code = row.step()
    if code == SQLiteCode.row { return true }
    if code == SQLiteCode.done { return false }
    throw error(code)
  }

  func error(_ code: Int32) -> RunError { .database(connection.error(code)) }
}

extension Row: MemberRow {
  package var shownKey: String { MemberKey.shown(value(0)) }
  @inline(__always) package var fault: BadReason? { nil }

  @inline(__always) package func related(_ relation: Int) -> GivenRows? { nil }
  @inline(__always) package func bindKey(to row: Row, _ parameter: Int32) -> Int32 {
    row.bind(parameter, from: self, column: 0)
  }
}
