import CSQLite

/// SQLite as any program opens it, without anything that an audience's connection is guarded by.
final class PlainSQLite {
  struct Failure: Error, CustomStringConvertible { let description: String }

  let handle: OpaquePointer
  /// Steps after which a statement is ended, in units of a thousand; nothing else would end some of them.
  private let budget: Budget?

  private final class Budget {
    var left: Int
    init(_ thousands: Int) { left = thousands }
  }

  init(_ path: String, readOnly: Bool = false, thousandSteps: Int? = nil) throws {
    var opened: OpaquePointer?
    let code = sqlite3_open_v2(path, &opened, readOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE, nil)
    guard code == SQLITE_OK, let opened else { throw Failure(description: "SQLite's code \(code)") }
    handle = opened
    budget = thousandSteps.map(Budget.init)
    if let budget {
      let callback: @convention(c) (UnsafeMutableRawPointer?) -> Int32 = { context in
        guard let context else { return 1 }
        // SAFETY: the connection keeps the budget alive.
        let budget = Unmanaged<Budget>.fromOpaque(context).takeUnretainedValue()
        budget.left -= 1
        return budget.left > 0 ? 0 : 1
      }
      sqlite3_progress_handler(handle, 1_000, callback, Unmanaged.passUnretained(budget).toOpaque())
    }
  }

  deinit { sqlite3_close_v2(handle) }

  func execute(_ sql: String) throws {
    guard sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK else { throw failure }
  }

  /// The columns of all rows as texts; what is no text becomes one.
  func rows(_ sql: String) throws -> [[String]] {
    var rows: [[String]] = []
    try forEachRow(sql) { statement in
      rows.append(
        (0..<sqlite3_column_count(statement)).map { column in
          sqlite3_column_text(statement, column).map { String(cString: $0) } ?? ""
        })
    }
    return rows
  }

  /// The length of the first column of the first row.
  func bytes(_ sql: String) throws -> Int {
    var count = 0
    try forEachRow(sql) { count = Int(sqlite3_column_bytes($0, 0)) }
    return count
  }

  /// The first column of each row, as it is.
  func withBytes(_ sql: String, _ body: (UnsafeRawBufferPointer) -> Void) throws {
    try forEachRow(sql) { statement in
      let start = sqlite3_column_text(statement, 0)
      body(UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, 0))))
    }
  }

  private func forEachRow(_ sql: String, _ body: (OpaquePointer) -> Void) throws {
    var prepared: OpaquePointer?
    guard sqlite3_prepare_v2(handle, sql, -1, &prepared, nil) == SQLITE_OK, let prepared else { throw failure }
    defer { sqlite3_finalize(prepared) }
    var code = sqlite3_step(prepared)
    while code == SQLITE_ROW {
      body(prepared)
      code = sqlite3_step(prepared)
    }
    guard code == SQLITE_DONE else { throw failure }
  }

  private var failure: Failure {
    Failure(description: sqlite3_errmsg(handle).map { String(cString: $0) } ?? "unknown error")
  }
}

extension PlainSQLite {
  /// How often a lock was tried before reading was given up, by nothing but this limit.
  func triesOfReading(_ limit: Int) throws -> Int {
    let tries = Tries(limit)
    let again: @convention(c) (UnsafeMutableRawPointer?, Int32) -> Int32 = { context, _ in
      guard let context else { return 0 }
      // SAFETY: the tries outlive the one statement below.
      let tries = Unmanaged<Tries>.fromOpaque(context).takeUnretainedValue()
      tries.count += 1
      return tries.count < tries.limit ? 1 : 0
    }
    sqlite3_busy_handler(handle, again, Unmanaged.passUnretained(tries).toOpaque())
    defer { sqlite3_busy_handler(handle, nil, nil) }
    sqlite3_exec(handle, "SELECT count(*) FROM sqlite_schema", nil, nil, nil)
    return withExtendedLifetime(tries) { tries.count }
  }

  private final class Tries {
    let limit: Int
    var count = 0
    init(_ limit: Int) { self.limit = limit }
  }
}
