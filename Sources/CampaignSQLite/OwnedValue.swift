import CSQLite

/// A copy of a value that a row held, which outlives the row and its connection.
package final class OwnedValue {
  private let handle: OpaquePointer

  fileprivate init(handle: OpaquePointer) { self.handle = handle }

  deinit { sqlite3_value_free(handle) }

  /// Binds it to a parameter; returns SQLite's code.
  package func bind(to row: Row, _ index: Int32) -> Int32 { sqlite3_bind_value(row.handle, index, handle) }
}

extension Statement {
  /// A copy of what a column holds.
  package func owned(_ column: Int32) throws(SQLiteError) -> OwnedValue {
    guard let copy = sqlite3_value_dup(sqlite3_column_value(row.handle, column)) else {
      throw SQLiteError(code: SQLITE_NOMEM, path: connection.path, detail: "out of memory")
    }
    return OwnedValue(handle: copy)
  }
}
