import CSQLite
import Glibc

extension Connection {
  /// Opens a tenant's audience for one run: read-only, its schema not trusted, in one read transaction that lasts until the
  /// connection is released.
  ///
  /// Nothing is narrowed yet: read the schema first, then call `restrict(to:)`. The file is never opened as immutable, which
  /// returns wrong rows with no error where another program writes.
  package static func audience(
    path: String, busyTimeoutMilliseconds: Int32 = 5_000
  ) throws(SQLiteError) -> Connection {
    let connection = try Connection(path: path, busyTimeoutMilliseconds: busyTimeoutMilliseconds)
    try connection.configure(SQLITE_DBCONFIG_DEFENSIVE, true)
    try connection.configure(SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)
    try connection.configure(SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, false)
    try connection.configure(SQLITE_DBCONFIG_ENABLE_TRIGGER, false)
    try connection.configure(SQLITE_DBCONFIG_DQS_DML, false)
    try connection.configure(SQLITE_DBCONFIG_DQS_DDL, false)
    connection.limit(SQLITE_LIMIT_ATTACHED, 0)
    connection.limit(SQLITE_LIMIT_SQL_LENGTH, 1 << 20)
    connection.limit(SQLITE_LIMIT_EXPR_DEPTH, 500)
    connection.limit(SQLITE_LIMIT_COMPOUND_SELECT, 50)
    connection.limit(SQLITE_LIMIT_WORKER_THREADS, 0)
    // Pages are read once, in key order: a small cache is enough. Mapping the file would be faster by a little, and ends the
    // process where another program cuts the file short.
    try connection.execute("PRAGMA query_only=1; PRAGMA cell_size_check=1; PRAGMA mmap_size=0; PRAGMA cache_size=-4096")
    try connection.execute("BEGIN; SELECT 1 FROM sqlite_schema LIMIT 1")
    try connection.checkWholePages()
    return connection
  }

  /// As `audience(path:)`, several connections to one and the same state of the audience; one alone where a writer commits too often
  /// for that.
  ///
  /// With a rollback journal nobody commits while one connection reads. With a write-ahead log each sees what was committed when it
  /// began to read: the state is one where a bystander saw no commit from before the first began until after the last.
  package static func audiences(path: String, count: Int) throws(SQLiteError) -> [Connection] {
    guard count > 1 else { return [try audience(path: path)] }
    let bystander = try Connection(path: path)
    let file = FileIdentity(path)
    for _ in 0..<snapshotAttempts {
      let before = try bystander.dataVersion()
      var connections: [Connection] = []
      for _ in 0..<count { connections.append(try audience(path: path)) }
      if try bystander.dataVersion() == before, file != nil, FileIdentity(path) == file { return connections }
    }
    return [try audience(path: path)]
  }

  private static let snapshotAttempts = 5

  /// Changes with each commit of another connection.
  private func dataVersion() throws(SQLiteError) -> Int64 {
    let statement = try prepare("PRAGMA data_version")
    return try statement.step() ? statement.row.int64(0) : 0
  }

  /// Refuses a file that was cut within a page: SQLite would read the rest of that page as zeros, and rows would be gone without
  /// an error. A writer makes files grow by whole pages, and can't while this connection reads.
  private func checkWholePages() throws(SQLiteError) {
    let statement = try prepare("PRAGMA page_size")
    guard try statement.step() else { return }
    let pageSizeBytes = statement.row.int64(0)
    var status = stat()
    guard pageSizeBytes > 0, stat(path, &status) == 0, Int64(status.st_size) % pageSizeBytes != 0 else { return }
    throw SQLiteError(
      code: SQLITE_CORRUPT, path: path,
      detail: "its \(status.st_size) bytes are not a whole number of pages of \(pageSizeBytes) bytes")
  }

  /// From now on statements may only read these columns, by table, with the functions that predicates use.
  package func restrict(to columns: [String: Set<String>]) throws(SQLiteError) {
    try install(ReadGuard(columns: columns))
  }
}

/// Which file stands at a path.
private struct FileIdentity: Equatable {
  private let device: dev_t
  private let inode: ino_t

  /// Nil where none does.
  init?(_ path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    device = status.st_dev
    inode = status.st_ino
  }
}
