/// A value as SQLite stores it.
package enum Cell: Hashable, Sendable {
  case null
  case integer(Int64)
  case real(Double)
  case text([UInt8])
  case blob([UInt8])
}

/// A member as it stands in the database: the columns by name, and the related rows of each table.
package struct OracleMember: Sendable {
  package var key: Int64
  package var columns: [String: Cell]
  package var rows: [String: [[String: Cell]]]

  package init(key: Int64, columns: [String: Cell], rows: [String: [[String: Cell]]]) {
    self.key = key
    self.columns = columns
    self.rows = rows
  }
}

/// An event as it stands in the database: its member's key, its columns by name, and the related rows of each table.
package struct OracleEvent: Sendable {
  package var key: Int64
  package var member: Cell
  package var columns: [String: Cell]
  package var rows: [String: [[String: Cell]]]

  package init(key: Int64, member: Cell, columns: [String: Cell], rows: [String: [[String: Cell]]]) {
    self.key = key
    self.member = member
    self.columns = columns
    self.rows = rows
  }
}

/// What becomes of a member.
package enum OracleOutcome: Hashable, Sendable {
  case excluded, bad, heldOut, unreachable
  /// By a rule of the brand.
  case quarantined
  /// Of follow-ups.
  case notEntered, notDue, converted
  /// The message's index among those of all steps, its parts by name, and by experiment the variant, nil outside of its
  /// slice.
  case message(Int, [String: String], variants: [Int?])
}

/// A value of the language.
enum OracleValue: Hashable {
  case integer(Int64)
  case text([UInt8])

  var integer: Int64 { if case .integer(let value) = self { value } else { 0 } }
  var bytes: [UInt8] { if case .text(let value) = self { value } else { [] } }
}

/// What a column says: nothing, something, or what it must not.
enum OracleReading: Hashable {
  case missing
  case known(OracleValue)
  case bad
}
