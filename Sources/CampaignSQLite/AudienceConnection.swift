import CSQLite
import Glibc

extension Connection {
  /// Opens a tenant's audience for one run: read-only, its schema not trusted, in one read transaction that lasts until the
  /// connection is released.
  ///
  /// Nothing is narrowed yet: read the schema first, then call `restrict(to:)`; what was read counts once `checkUnchanged()` has
  /// returned. The file is never opened as immutable, which returns wrong rows with no error where another program writes.
  ///
  /// With `folder`, a tenant's, the file must lie in it by a path without links, and have no other name: it is not the tenant who says
  /// what files a run reads.
  package static func audience(
    path: String, in folder: String? = nil, steps: Int? = nil, busyTimeoutMilliseconds: Int32 = 5_000
  ) throws(SQLiteError) -> Connection {
    let place = try folder.map { folder throws(SQLiteError) in try Self.place(of: path, in: folder) }
    try checkBeside(path, mayBeLinked: folder == nil)
    let connection = try Connection(path: path, place: place, busyTimeoutMilliseconds: busyTimeoutMilliseconds)
    try connection.configure(SQLITE_DBCONFIG_DEFENSIVE, true)
    try connection.configure(SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)
    try connection.configure(SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, false)
    try connection.configure(SQLITE_DBCONFIG_ENABLE_TRIGGER, false)
    try connection.configure(SQLITE_DBCONFIG_DQS_DML, false)
    try connection.configure(SQLITE_DBCONFIG_DQS_DDL, false)
    connection.limit(SQLITE_LIMIT_ATTACHED, 0)
    connection.limit(SQLITE_LIMIT_LENGTH, valueLimitBytes)
    // A pattern is tried at each place of a text, all in one step, which nothing can end.
    connection.limit(SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 1_000)
    connection.limit(SQLITE_LIMIT_SQL_LENGTH, 1 << 20)
    connection.limit(SQLITE_LIMIT_EXPR_DEPTH, 500)
    connection.limit(SQLITE_LIMIT_COMPOUND_SELECT, 50)
    connection.limit(SQLITE_LIMIT_WORKER_THREADS, 0)
    connection.limit(SQLITE_LIMIT_VARIABLE_NUMBER, 65_535 + 4)
    connection.limitSteps(to: steps ?? stepBudget(path))
    // Views and common table expressions are written out when a query is prepared, where no steps are counted: a few lines of them can
    // stand for thousands of millions of queries. It is one limit for all connections of the process.
    sqlite3_hard_heap_limit64(heapLimitBytes)
    // Pages are read once, in key order: a small cache is enough. Mapping the file would be faster by a little, and ends the
    // process where another program cuts the file short.
    try connection.execute("PRAGMA query_only=1; PRAGMA cell_size_check=1; PRAGMA mmap_size=0; PRAGMA cache_size=-4096")
    // What is sorted stays in memory, within its limit: a run that is shut in has no place for files.
    try connection.execute("PRAGMA temp_store=MEMORY")
    try connection.execute("BEGIN; SELECT 1 FROM sqlite_schema LIMIT 1")
    try connection.checkWholePages()
    connection.fileState = FileState(path, hasWriteAheadLog: try connection.readsWriteAheadLog())
    if folder != nil, connection.fileState?.hasOtherNames ?? true { throw otherName(path) }
    return connection
  }

  /// As `audience(path:)`, several connections to one and the same state of the audience; one alone where a writer commits too often
  /// for that.
  ///
  /// With a rollback journal nobody commits while one connection reads. With a write-ahead log each sees what was committed when it
  /// began to read: the state is one where a bystander saw no commit from before the first began until after the last.
  package static func audiences(
    path: String, in folder: String? = nil, steps: Int? = nil, count: Int
  ) throws(SQLiteError) -> [Connection] {
    guard count > 1 else { return [try audience(path: path, in: folder, steps: steps)] }
    let place = try folder.map { folder throws(SQLiteError) in try Self.place(of: path, in: folder) }
    try checkBeside(path, mayBeLinked: folder == nil)
    let bystander = try Connection(path: path, place: place)
    let file = FileState(path, hasWriteAheadLog: true)
    for _ in 0..<snapshotAttempts {
      let before = try bystander.dataVersion()
      var connections: [Connection] = []
      for _ in 0..<count { connections.append(try audience(path: path, in: folder, steps: steps)) }
      guard try bystander.dataVersion() == before, let file else { continue }
      if connections.allSatisfy({ $0.fileState?.isSameFile(as: file) ?? false }) { return connections }
    }
    return [try audience(path: path, in: folder, steps: steps)]
  }

  private static let snapshotAttempts = 5

  private func readsWriteAheadLog() throws(SQLiteError) -> Bool {
    let statement = try prepare("PRAGMA journal_mode")
    return try statement.step() && statement.string(0) == "wal"
  }

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

  /// Throws where another program wrote over the file, or put another in its place, since it was opened: SQLite would give old rows and
  /// new ones together, with no error.
  package func checkUnchanged() throws(SQLiteError) {
    guard let fileState, fileState.isCurrent(at: path) else { throw .changed(path: path) }
  }

  /// The path without links on which a tenant's file must be opened; throws where it leaves the folder, or leads over a link in it.
  static func place(of path: String, in folder: String) throws(SQLiteError) -> String {
    func refused(_ what: String) -> SQLiteError {
      SQLiteError(.link, path: path, what: what, help: "put the database itself into the tenant's folder")
    }
    // What stands in the current folder is written without it.
    let isCurrent = folder == "." && !path.hasPrefix("/")
    let parts = path.dropFirst(isCurrent ? 0 : folder.count).split(separator: "/").filter { $0 != "." }
    guard isCurrent || path.hasPrefix(folder + "/"), !parts.contains("..") else {
      throw refused("the file does not lie in the folder of its tenant, `\(folder)`")
    }
    guard let root = realpath(folder, nil) else { return path }
    defer { free(root) }
    let place = ([String(cString: root)] + parts.map(String.init)).joined(separator: "/")
    guard let file = realpath(path, nil) else {
      guard errno == ENOENT || errno == EACCES else { throw refused("a link stands in the place of the file") }
      return place
    }
    defer { free(file) }
    guard String(cString: file) == place else { throw refused("a link stands in the place of the file") }
    return place
  }

  /// Refuses a log or a journal beside the file that may be another tenant's, since SQLite reads and writes them by their names alone,
  /// and anything on which SQLite would wait.
  private static func checkBeside(_ path: String, mayBeLinked: Bool) throws(SQLiteError) {
    for suffix in ["-wal", "-shm", "-journal"] {
      var status = stat()
      guard (mayBeLinked ? stat(path + suffix, &status) : lstat(path + suffix, &status)) == 0 else { continue }
      let kind = status.st_mode & S_IFMT
      if kind == S_IFLNK || (kind == S_IFREG && status.st_nlink > 1 && !mayBeLinked) { throw otherName(path + suffix) }
      guard kind != S_IFREG else { continue }
      throw SQLiteError(
        .notRegularFile, path: path + suffix, what: "this is not a regular file, and SQLite keeps its log there",
        help: "remove it")
    }
  }

  private static func otherName(_ path: String) -> SQLiteError {
    SQLiteError(
      .link, path: path, what: "the file has another name too, by which it may be another tenant's",
      help: "make a copy of it with `VACUUM INTO`, rather than a hard link")
  }

  /// The most memory that SQLite may take: many times the caches of as many connections as a run may have.
  private static let heapLimitBytes: Int64 = 512 << 20

  /// The most that one value may have, which a view or a computed column makes out of nothing; the row of a longer one can't be read.
  private static let valueLimitBytes: Int32 = 16 << 20

  /// So many of SQLite's steps reading a file may take: far more than its rows need, and few enough that a query which never ends does.
  ///
  /// By what the file takes on the disk: its length alone costs nothing, and can be anything.
  package static func stepBudget(_ path: String) -> Int {
    var status = stat()
    guard stat(path, &status) == 0 else { return 2_000_000_000 }
    // A file system that counts no blocks says none at all, and no database lies in none.
    let storedBytes = status.st_blocks > 0 ? Int(status.st_blocks) * 512 : Int(status.st_size)
    return 2_000_000_000 + 256 * min(storedBytes, 1 << 50)
  }

  /// From now on statements may only read these columns, by table, with the functions that predicates use.
  package func restrict(to columns: [String: Set<String>]) throws(SQLiteError) {
    let list = try prepare("SELECT name FROM sqlite_schema WHERE type = 'view'")
    var views: Set<String> = []
    while try list.step() { if let name = list.string(0) { views.insert(name) } }
    try install(ReadGuard(columns: columns, views: views))
  }
}
