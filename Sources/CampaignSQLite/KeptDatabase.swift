import CSQLite

/// Keeps a database such that a process can read it that may write nothing: what a writer that was killed left half-done is rolled back, and of a write-ahead
/// log the two files beside the database are there as long as this is.
///
/// It reads no more than the schema's first row, and holds no transaction.
package final class KeptDatabase {
  private let connection: Connection

  /// The database has to lie in the folder, by a path without links.
  package init(path: String, in folder: String) throws(SQLiteError) {
    let place = try Connection.place(of: path, in: folder)
    connection = try Connection(path: path, access: .readWrite, place: place)
    try connection.configure(SQLITE_DBCONFIG_DEFENSIVE, true)
    try connection.configure(SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)
    try connection.execute("PRAGMA query_only=1; SELECT 1 FROM sqlite_schema LIMIT 1")
  }
}
