import CSQLite
import Glibc

/// One connection to one database file; closed when released. For one thread at a time.
package final class Connection {
  package enum Access: Sendable {
    case readOnly, readWrite
    /// Makes a new database; a file that is there already is never touched.
    case create
  }

  package let path: String
  @usableFromInline let handle: OpaquePointer
  /// Kept alive for the authorizer, which holds it without a count.
  private var guardian: ReadGuard?
  /// Likewise, of a connection whose steps are limited.
  private var meter: StepMeter?
  /// As it was when an audience was opened.
  var fileState: FileState?

  /// Opens an existing file, or makes a new one where `access` says so; links are followed, anything but a regular file is
  /// refused before SQLite can wait on it. With `place`, the same file by a path without links, none is followed.
  ///
  /// `busyTimeoutMilliseconds` is how long a lock of another program is waited for.
  package init(
    path: String, access: Access = .readOnly, place: String? = nil, busyTimeoutMilliseconds: Int32 = 5_000
  ) throws(SQLiteError) {
    if access == .create { try Self.checkIsNew(path) } else { try Self.checkFile(path) }
    let mode =
      switch access {
      case .readOnly: SQLITE_OPEN_READONLY
      case .readWrite: SQLITE_OPEN_READWRITE
      case .create: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
      }
    self.path = path
    handle = try Self.opened(place ?? path, shown: path, mode | (place == nil ? 0 : SQLITE_OPEN_NOFOLLOW))
    sqlite3_busy_timeout(handle, busyTimeoutMilliseconds)
    // The first read of the header: whether this is a database at all, and whether it can be read now.
    try check(sqlite3_exec(handle, "PRAGMA schema_version", nil, nil, nil))
  }

  /// Opens a database that this program alone writes, or makes it. A commit is on the disk before it returns.
  ///
  /// `fileSystem` names one of SQLite's (VFS) where it is not the system's own.
  package init(store path: String, fileSystem: String? = nil) throws(SQLiteError) {
    self.path = path
    let mode = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOFOLLOW
    handle = try Self.opened(path, shown: path, mode, fileSystem)
    // Others only read it, which in this mode nobody waits for; what copies it may hold it for a moment.
    sqlite3_busy_timeout(handle, 5_000)
    try configure(SQLITE_DBCONFIG_DEFENSIVE, true)
    try configure(SQLITE_DBCONFIG_DQS_DML, false)
    try configure(SQLITE_DBCONFIG_DQS_DDL, false)
    try execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA cell_size_check=1")
    try execute("PRAGMA temp_store=MEMORY")
  }

  deinit { sqlite3_close_v2(handle) }

  private static func opened(
    _ place: String, shown path: String, _ mode: Int32, _ fileSystem: String? = nil
  ) throws(SQLiteError) -> OpaquePointer {
    var handle: OpaquePointer?
    let code = sqlite3_open_v2(place, &handle, mode | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, fileSystem)
    guard code == SQLITE_OK, let handle else {
      let error = SQLiteError(code: code, path: path, detail: handle.map(message) ?? "out of memory")
      sqlite3_close_v2(handle)
      throw error
    }
    return handle
  }

  /// Rows that the last statement changed.
  package var changes: Int { Int(sqlite3_changes64(handle)) }

  /// The key of the row that was added last.
  package var lastInsertedRow: Int64 { sqlite3_last_insert_rowid(handle) }

  /// Ends the statement that runs on a connection, from any thread.
  ///
  /// Unchecked because a pointer is not Sendable: SQLite allows this one call from another thread as long as the connection is
  /// open, which whoever holds an interrupter sees to.
  package struct Interrupter: @unchecked Sendable {
    fileprivate let handle: OpaquePointer

    package func interrupt() { sqlite3_interrupt(handle) }
  }

  package var interrupter: Interrupter { Interrupter(handle: handle) }

  /// Runs statements that return nothing of interest.
  package func execute(_ sql: String) throws(SQLiteError) {
    try check(sqlite3_exec(handle, sql, nil, nil, nil))
  }

  /// Compiles one statement.
  package func prepare(_ sql: String) throws(SQLiteError) -> Statement {
    var statement: OpaquePointer?
    try check(sqlite3_prepare_v3(handle, sql, -1, 0, &statement, nil))
    guard let statement else { throw SQLiteError(.other, path: path, what: "the statement is empty") }
    return Statement(handle: statement, connection: self)
  }

  /// From now on only what the guard allows can be prepared.
  func install(_ guardian: ReadGuard) throws(SQLiteError) {
    self.guardian = guardian
    // SAFETY: the guard lives as long as this connection, which holds it, and the callback ends with the connection.
    let context = Unmanaged.passUnretained(guardian).toOpaque()
    try check(sqlite3_set_authorizer(handle, ReadGuard.callback, context))
  }

  /// From now on statements end with an error when they have taken so many steps together.
  func limitSteps(to budget: Int) {
    let meter = StepMeter(budget: budget)
    self.meter = meter
    // SAFETY: the meter lives as long as this connection, which holds it, and the callback ends with the connection.
    sqlite3_progress_handler(handle, StepMeter.period, StepMeter.callback, Unmanaged.passUnretained(meter).toOpaque())
  }

  /// How SQLite compares the texts of a column of a table: `BINARY`, by their bytes, unless the table says otherwise. Of a view it is not
  /// known.
  package func collation(of column: TableSchema.Column, in table: TableSchema) -> String {
    var collation: UnsafePointer<CChar>?
    let code = sqlite3_table_column_metadata(handle, "main", table.name, column.name, nil, &collation, nil, nil, nil)
    guard code == SQLITE_OK, let collation else { return "BINARY" }
    return String(cString: collation)
  }

  func configure(_ option: Int32, _ value: Bool) throws(SQLiteError) {
    try check(campaign_db_config_flag(handle, option, value ? 1 : 0))
  }

  func limit(_ category: Int32, _ value: Int32) { sqlite3_limit(handle, category, value) }

  package func check(_ code: Int32) throws(SQLiteError) {
    if code != SQLITE_OK { throw error(code) }
  }

  /// The error for a code that SQLite just returned on this connection.
  package func error(_ code: Int32) -> SQLiteError {
    if code & 0xFF == SQLITE_INTERRUPT, let meter, meter.isExhausted {
      return .tooCostly(path: path, steps: meter.budget)
    }
    // A write-ahead log that can't be made readable shows as CANTOPEN on the first read.
    if code & 0xFF == SQLITE_CANTOPEN {
      return SQLiteError(code: SQLiteError.Codes.readonlyCannotInit, path: path, detail: Self.message(handle))
    }
    return SQLiteError(code: code, path: path, detail: Self.message(handle))
  }

  private static func message(_ handle: OpaquePointer) -> String {
    sqlite3_errmsg(handle).map { String(cString: $0) } ?? "unknown error"
  }

  private static func checkIsNew(_ path: String) throws(SQLiteError) {
    // Made here and empty, so that nobody else's file can come between the look and SQLite's own opening.
    let descriptor = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      let code = errno
      throw SQLiteError(
        .other, path: path, what: "the database can't be made: \(String(cString: strerror(code)))",
        help: code == EEXIST ? "remove the file, or choose another name" : nil)
    }
    close(descriptor)
  }

  private static func checkFile(_ path: String) throws(SQLiteError) {
    guard !path.utf8.contains(0) else {
      throw SQLiteError(.missing, path: path, what: "a path can't have a zero byte in it")
    }
    var status = stat()
    guard stat(path, &status) == 0 else {
      let code = errno
      if code == EACCES {
        throw SQLiteError(
          .permission, path: path, what: "a folder on the way to the file may not be entered",
          help: "give this user the right to enter it")
      }
      throw SQLiteError(
        .missing, path: path,
        what: code == ENOENT ? "there is no such file" : String(cString: strerror(code)),
        help: "check the `audience` of the tenant, or make the database first")
    }
    switch status.st_mode & S_IFMT {
    case S_IFREG: break
    case S_IFDIR:
      throw SQLiteError(.directory, path: path, what: "this is a folder", help: "name the database file inside it")
    default:
      throw SQLiteError(.notRegularFile, path: path, what: "this is not a regular file", help: "name an SQLite 3 file")
    }
    guard access(path, R_OK) == 0 else {
      throw SQLiteError(
        .permission, path: path, what: "the file may not be read", help: "give this user the right to read it")
    }
    guard status.st_size > 0 else {
      throw SQLiteError(.empty, path: path, what: "the file is empty", help: "name an SQLite 3 file with the audience")
    }
    // SQLite takes less than its smallest page for an empty database.
    guard status.st_size >= 512 else {
      throw SQLiteError(code: SQLITE_NOTADB, path: path, detail: "")
    }
  }
}
