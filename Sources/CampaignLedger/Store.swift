import CampaignSQLite

/// A connection to a database that this program alone writes, with the statements that were prepared once.
package final class Store {
  package let connection: Connection
  private var statements: [String: Statement] = [:]
  private var hot: [ObjectIdentifier: Statement] = [:]

  package init(_ connection: Connection) { self.connection = connection }

  package var path: String { connection.path }

  /// A statement with its parameters bound, before its first row.
  func statement(_ sql: String, _ values: [StoredField] = []) throws(LedgerError) -> Statement {
    try LedgerError.storing { () throws(SQLiteError) in
      let statement: Statement
      if let known = statements[sql] {
        statement = known
        statement.reset()
      } else {
        statement = try connection.prepare(sql)
        statements[sql] = statement
      }
      for (index, value) in values.enumerated() { try value.bind(to: statement, Int32(index + 1)) }
      return statement
    }
  }

  /// The statement of a query that is asked for each message, at the price of one look-up; without a row, its parameters as they were.
  func statement(_ query: HotQuery) throws(LedgerError) -> Statement {
    if let known = hot[ObjectIdentifier(query)] {
      known.reset()
      return known
    }
    let statement = try LedgerError.storing { () throws(SQLiteError) in try connection.prepare(query.sql) }
    hot[ObjectIdentifier(query)] = statement
    return statement
  }

  /// Runs a query whose parameters are whole numbers, up to six; how many rows it changed.
  func run(
    _ query: HotQuery, _ first: Int64, _ second: Int64, _ third: Int64 = 0, _ fourth: Int64 = 0, _ fifth: Int64? = nil,
    _ sixth: Int64? = nil
  ) throws(LedgerError) -> Int {
    let statement = try statement(query)
    let row = statement.row
    // A code other than OK is of a parameter that the query doesn't have.
    _ = row.bind(1, first)
    _ = row.bind(2, second)
    _ = row.bind(3, third)
    _ = row.bind(4, fourth)
    _ = fifth.map { row.bind(5, $0) } ?? row.bindNull(5)
    _ = sixth.map { row.bind(6, $0) } ?? row.bindNull(6)
    return try LedgerError.storing { () throws(SQLiteError) in
      _ = try statement.step()
      statement.reset()
      return connection.changes
    }
  }

  /// Runs a statement that returns no rows; how many it changed.
  @discardableResult
  package func run(_ sql: String, _ values: [StoredField] = []) throws(LedgerError) -> Int {
    let statement = try statement(sql, values)
    return try LedgerError.storing { () throws(SQLiteError) in
      _ = try statement.step()
      statement.reset()
      return connection.changes
    }
  }

  /// The first column of the first row, where there is one and it is not NULL.
  package func integer(_ sql: String, _ values: [StoredField] = []) throws(LedgerError) -> Int64? {
    try first(sql, values) { $0.isNull(0) ? nil : $0.row.int64(0) } ?? nil
  }

  /// What is made of the first row; nil where there is none.
  package func first<Value>(
    _ sql: String, _ values: [StoredField] = [], _ make: (Statement) -> Value
  ) throws(LedgerError) -> Value? {
    let statement = try statement(sql, values)
    return try LedgerError.storing { () throws(SQLiteError) in
      defer { statement.reset() }
      return try statement.step() ? make(statement) : nil
    }
  }

  /// Gives each row to `body`, one after the other.
  func forEach(
    _ sql: String, _ values: [StoredField] = [], _ body: (Statement) throws(LedgerError) -> Void
  ) throws(LedgerError) {
    let statement = try statement(sql, values)
    defer { statement.reset() }
    while try LedgerError.storing({ () throws(SQLiteError) in try statement.step() }) { try body(statement) }
  }

  /// What is made of each row.
  package func all<Value>(
    _ sql: String, _ values: [StoredField] = [], _ make: (Statement) -> Value
  ) throws(LedgerError) -> [Value] {
    let statement = try statement(sql, values)
    return try LedgerError.storing { () throws(SQLiteError) in
      defer { statement.reset() }
      var made: [Value] = []
      while try statement.step() { made.append(make(statement)) }
      return made
    }
  }
}

/// A query that is asked for each message.
final class HotQuery: Sendable {
  let sql: String

  init(_ sql: String) { self.sql = sql }
}

/// A value that is bound to a parameter.
package enum StoredField {
  case integer(Int64)
  case text(String)
  case bytes([UInt8])
  case null

  package static func optional(_ value: Int64?) -> StoredField { value.map { .integer($0) } ?? .null }

  func bind(to statement: Statement, _ index: Int32) throws(SQLiteError) {
    switch self {
    case .integer(let value): try statement.bind(value, at: index)
    case .text(let value): try statement.bind(value, at: index)
    case .bytes(let value): try statement.bind(value, at: index)
    case .null: try statement.bindNull(at: index)
    }
  }
}

extension Statement {
  package func isNull(_ column: Int32) -> Bool { row.type(column) == SQLiteCode.null }

  package func optional(_ column: Int32) -> Int64? { isNull(column) ? nil : row.int64(column) }

  func state(_ column: Int32) -> MessageState? { MessageState(rawValue: Int(row.int64(column))) }
}
