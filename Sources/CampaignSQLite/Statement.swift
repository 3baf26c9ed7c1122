import CSQLite

/// A compiled statement; finalized when released.
package final class Statement {
  /// The row that the statement stands on, for loops that keep it in a local.
  package let row: Row
  package let connection: Connection

  init(handle: OpaquePointer, connection: Connection) {
    row = Row(handle: handle)
    self.connection = connection
  }

  deinit { sqlite3_finalize(row.handle) }

  /// Moves to the next row; false after the last.
  @inlinable package func step() throws(SQLiteError) -> Bool {
    switch row.step() {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    case let code: throw connection.error(code)
    }
  }

  /// Back to before the first row; bindings stay.
  @inlinable package func reset() { row.reset() }

  /// Parameters count from 1.
  package func bind(_ value: Int64, at index: Int32) throws(SQLiteError) {
    try connection.check(sqlite3_bind_int64(row.handle, index, value))
  }

  package func bind(_ value: String, at index: Int32) throws(SQLiteError) {
    let code = Array(value.utf8).withUnsafeBytes { bytes in
      campaign_bind_text_copy(
        row.handle, index, bytes.baseAddress?.assumingMemoryBound(to: CChar.self) ?? Self.emptyText,
        Int32(clamping: bytes.count))
    }
    try connection.check(code)
  }

  package func bind(_ value: [UInt8], at index: Int32) throws(SQLiteError) {
    let code = value.withUnsafeBytes { bytes in
      campaign_bind_blob_copy(
        row.handle, index, bytes.baseAddress ?? UnsafeRawPointer(Self.emptyText), Int32(clamping: bytes.count))
    }
    try connection.check(code)
  }

  package func bindNull(at index: Int32) throws(SQLiteError) {
    try connection.check(sqlite3_bind_null(row.handle, index))
  }

  // SAFETY: a literal lives for the whole program; an empty array has no base address and SQLite would bind NULL.
  nonisolated(unsafe) private static let emptyText = UnsafeRawPointer(("" as StaticString).utf8Start)
    .assumingMemoryBound(to: CChar.self)

  package var parameterCount: Int { Int(sqlite3_bind_parameter_count(row.handle)) }
  package var columnCount: Int { Int(sqlite3_column_count(row.handle)) }

  /// Rows after the first to which it stepped in reading a whole table, over all of its runs.
  package var fullScanSteps: Int { Int(sqlite3_stmt_status(row.handle, SQLITE_STMTSTATUS_FULLSCAN_STEP, 0)) }

  /// A text column as a string, malformed bytes repaired; nil for NULL.
  package func string(_ column: Int32) -> String? {
    row.type(column) == SQLITE_NULL ? nil : String(decoding: row.text(column), as: UTF8.self)
  }
}

/// The current row of a statement: a pointer, without a count, for hot loops. The statement must outlive it.
///
/// Public, with members that are not: the compiler (6.3) inlines `@inlinable package` members of public types alone.
///
/// What `text` and `blob` return lives until the next step or reset, or until the column is asked for as another type.
public struct Row {
  @usableFromInline let handle: OpaquePointer

  @inlinable init(handle: OpaquePointer) { self.handle = handle }

  @inlinable package func step() -> Int32 { sqlite3_step(handle) }
  @inlinable package func reset() { sqlite3_reset(handle) }

  /// `SQLITE_INTEGER`, `SQLITE_FLOAT`, `SQLITE_TEXT`, `SQLITE_BLOB` or `SQLITE_NULL`.
  @inlinable package func type(_ column: Int32) -> Int32 { sqlite3_column_type(handle, column) }
  @inlinable package func int64(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }
  @inlinable package func double(_ column: Int32) -> Double { sqlite3_column_double(handle, column) }

  @inlinable package func text(_ column: Int32) -> UnsafeRawBufferPointer {
    // The text is asked for before its length, as SQLite's manual says: the other way round may convert twice.
    let start = sqlite3_column_text(handle, column)
    return UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column)))
  }

  @inlinable package func blob(_ column: Int32) -> UnsafeRawBufferPointer {
    let start = sqlite3_column_blob(handle, column)
    return UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column)))
  }

  /// What a column holds, for several questions at the price of one look-up.
  @inlinable package func value(_ column: Int32) -> Value { Value(handle: sqlite3_column_value(handle, column)) }

  /// One column of the current row; lives until the next step or reset.
  ///
  /// SAFETY: such values may be asked only by one thread at a time, and connections are for one thread.
  public struct Value {
    @usableFromInline let handle: OpaquePointer?

    @inlinable init(handle: OpaquePointer?) { self.handle = handle }

    /// As `Row.type`.
    @inlinable package var type: Int32 { sqlite3_value_type(handle) }
    @inlinable package var int64: Int64 { sqlite3_value_int64(handle) }
    @inlinable package var double: Double { sqlite3_value_double(handle) }

    @inlinable package var text: UnsafeRawBufferPointer {
      // As in `Row.text`: the text before its length.
      let start = sqlite3_value_text(handle)
      return UnsafeRawBufferPointer(start: start, count: Int(sqlite3_value_bytes(handle)))
    }
  }

  /// Binds parameter `index` to whatever `column` of `other`'s current row is.
  @inlinable package func bind(_ index: Int32, from other: Row, column: Int32) -> Int32 {
    if sqlite3_column_type(other.handle, column) == SQLITE_INTEGER {
      return sqlite3_bind_int64(handle, index, sqlite3_column_int64(other.handle, column))
    }
    return sqlite3_bind_value(handle, index, sqlite3_column_value(other.handle, column))
  }
}

/// Result codes and types of columns, so that users of `Row` need not know SQLite.
public enum SQLiteCode {
  @inlinable package static var row: Int32 { SQLITE_ROW }
  @inlinable package static var done: Int32 { SQLITE_DONE }
  @inlinable package static var integer: Int32 { SQLITE_INTEGER }
  @inlinable package static var float: Int32 { SQLITE_FLOAT }
  @inlinable package static var text: Int32 { SQLITE_TEXT }
  @inlinable package static var blob: Int32 { SQLITE_BLOB }
  @inlinable package static var null: Int32 { SQLITE_NULL }
  @inlinable package static var ok: Int32 { SQLITE_OK }
  @inlinable package static var misuse: Int32 { SQLITE_MISUSE }
  /// A value is larger than the connection may read.
  @inlinable package static var tooBig: Int32 { SQLITE_TOOBIG }
}
