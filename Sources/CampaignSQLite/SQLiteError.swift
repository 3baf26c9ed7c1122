import CSQLite

/// Why a database could not be read: what is wrong, where, and what to do about it.
package struct SQLiteError: Error, Hashable, Sendable, CustomStringConvertible {
  package enum Kind: String, Hashable, Sendable {
    case missing, directory, notRegularFile, permission, empty, notADatabase, corrupt, locked, needsWriteAccess, denied
    case outOfSpace, outOfMemory, tooLarge, interrupted, tooCostly, changed, link, other
  }

  package var kind: Kind
  /// The file, as it was named.
  package var path: String
  /// One sentence, lower case, without the path.
  package var what: String
  /// What to do; nil where nothing better than the sentence is known.
  package var help: String?

  package init(_ kind: Kind, path: String, what: String, help: String? = nil) {
    self.kind = kind
    self.path = path
    self.what = what
    self.help = help
  }

  /// Somebody asked for the end.
  package static func interrupted(path: String) -> SQLiteError {
    SQLiteError(.interrupted, path: path, what: "reading was ended before it was complete")
  }

  /// Another program wrote over the file, or put another one in its place, while it was read.
  static func changed(path: String) -> SQLiteError {
    SQLiteError(
      .changed, path: path,
      what: "the file was written over or replaced while it was read, so that nothing of it can be trusted",
      help: "let its loader write by SQLite's transactions, or make a new file and rename it into place; then run again"
    )
  }

  /// A query took more of SQLite's steps than reading such a file can need.
  static func tooCostly(path: String, steps: Int) -> SQLiteError {
    SQLiteError(
      .tooCostly, path: path,
      what: "reading it took more than \(steps) steps of SQLite, far more than its size can need",
      help: "look for a view that does not end, or add an index on the column by which related rows are found")
  }

  /// The error for an extended result code; `detail` is SQLite's own message.
  package init(code: Int32, path: String, detail: String) {
    switch (code, code & 0xFF) {
    case (Codes.readonlyCannotInit, _), (Codes.readonlyDirectory, _), (Codes.readonlyRecovery, _),
      (Codes.readonlyRollback, _):
      self.init(
        .needsWriteAccess, path: path,
        what: "the database has a write-ahead log or a journal that can't be read without write access beside it",
        help: "close the program that writes it, run as a user who may write in its folder, or make a copy with"
          + " `VACUUM INTO`")
    case (_, SQLITE_NOTADB):
      self.init(
        .notADatabase, path: path, what: "the file is not an SQLite database",
        help: "name an SQLite 3 file; an encrypted or compressed one must be opened up first")
    case (_, SQLITE_CORRUPT):
      self.init(
        .corrupt, path: path, what: "the database is damaged: \(detail)",
        help: "restore it from a copy, or try `.recover` in the sqlite3 shell")
    case (_, SQLITE_BUSY), (_, SQLITE_LOCKED):
      self.init(
        .locked, path: path, what: "another program holds the database locked",
        help: "wait until it has finished writing, or put the database into WAL mode, where readers don't wait")
    case (_, SQLITE_PERM):
      self.init(.permission, path: path, what: "the file may not be read", help: "give this user the right to read it")
    case (_, SQLITE_AUTH):
      self.init(
        .denied, path: path, what: "the query reads what the audience does not declare: \(detail)",
        help: "where the audience names a view, make a table of it, or leave out of the view what is refused")
    case (_, SQLITE_FULL):
      self.init(
        .outOfSpace, path: path, what: "the disk is full",
        help: "free some space on the disk of this file")
    case (_, SQLITE_INTERRUPT): self = .interrupted(path: path)
    case (_, SQLITE_NOMEM):
      self.init(
        .outOfMemory, path: path, what: "there is not enough memory to read it",
        help:
          "allow more where --max-memory-mib is given; look for values of many megabytes, rows that are sorted without an"
          + " index, or a view that names others again and again")
    case (_, SQLITE_TOOBIG):
      self.init(
        .tooLarge, path: path, what: "a value, a row or a query is larger than is allowed: \(detail)",
        help: "look for values of more than 16 MiB, or a view that makes them")
    case (_, SQLITE_IOERR):
      self.init(.other, path: path, what: "reading the file failed: \(detail)", help: "check the disk and the file")
    case (_, SQLITE_ERROR) where detail.hasPrefix("not authorized"):
      self.init(
        .denied, path: path, what: "the query does what an audience's may not: \(detail)",
        help: "a view gives the same rows each time it is read: leave the function out, or make a table of the view")
    default:
      self.init(.other, path: path, what: detail)
    }
  }

  package var description: String {
    "`\(path)`: \(what)" + (help.map { "\n  help: \($0)" } ?? "")
  }

  /// Extended codes, whose macros Swift doesn't import.
  enum Codes {
    static let readonlyRecovery = SQLITE_READONLY | (1 << 8)
    static let readonlyRollback = SQLITE_READONLY | (3 << 8)
    static let readonlyCannotInit = SQLITE_READONLY | (5 << 8)
    static let readonlyDirectory = SQLITE_READONLY | (6 << 8)
  }
}
