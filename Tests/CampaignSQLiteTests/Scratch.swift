import CSQLite
import CampaignSQLite
import Foundation
import Testing

/// A folder that goes away with the test.
final class Scratch {
  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "campaign-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  func path(_ name: String) -> String { folder.appending(path: name).path }

  /// Makes a database by running `sql` with SQLite itself: the wrapper only opens what is there.
  func database(_ name: String = "audience.sqlite", sql: String) throws -> String {
    var handle: OpaquePointer?
    defer { sqlite3_close_v2(handle) }
    try #require(sqlite3_open(path(name), &handle) == SQLITE_OK)
    let code = sqlite3_exec(handle, sql, nil, nil, nil)
    try #require(code == SQLITE_OK, "\(String(cString: sqlite3_errmsg(handle)))")
    return path(name)
  }

  /// What opening the file as an audience and reading it throws.
  func failure(_ path: String) -> SQLiteError? {
    do {
      let connection = try Connection.audience(path: path, busyTimeoutMilliseconds: 0)
      for table in try connection.tableNames() {
        let statement = try connection.prepare("SELECT * FROM \(Identifier.quoted(table))")
        while try statement.step() {}
      }
      return nil
    } catch {
      return error
    }
  }
}
