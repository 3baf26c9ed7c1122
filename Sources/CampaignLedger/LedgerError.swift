import CampaignSQLite

/// Why the ledger could not do what was asked.
package enum LedgerError: Error, Hashable, Sendable, CustomStringConvertible {
  case database(SQLiteError)
  /// The file was made by another version of this program.
  case version(path: String, found: Int64, known: Int64)
  case wrongTenant(path: String, found: String, expected: String)
  /// A commit failed before: what is on the disk is not known until the ledger is opened anew.
  case broken(path: String)
  /// A message can't go from one state to the other: a defect of this program.
  case transition(run: Int64, entry: Int64, from: MessageState?, to: MessageState)
  /// The figures of a run do not add up: a defect of this program, or a damaged file.
  case unbalanced(path: String, run: Int64, what: String)

  package var description: String {
    switch self {
    case .database(let error): error.description
    case .version(let path, let found, let known):
      "`\(path)`: the ledger has the form \(found), and this program knows \(known)\n  help: "
        + (found > known ? "use the program that wrote it, or a newer one" : "restore it from a backup")
    case .wrongTenant(let path, let found, let expected):
      "`\(path)`: this is the ledger of tenant `\(found)`, not of `\(expected)`\n  help: put each ledger back into its tenant's folder"
    case .broken(let path):
      "`\(path)`: an earlier commit failed, and what reached the disk is not known\n  help: mend the disk and start again"
    case .transition(let run, let entry, let from, let to):
      "message \(entry) of run \(run) can't become \(to.words): it is \(from?.words ?? "not planned")"
    case .unbalanced(let path, let run, let what):
      "`\(path)`: the figures of run \(run) don't add up: \(what)\n  help: restore the ledger from a backup"
    }
  }

  /// Runs what can fail in SQLite alone.
  package static func storing<Value>(_ body: () throws(SQLiteError) -> Value) throws(LedgerError) -> Value {
    do throws(SQLiteError) { return try body() } catch { throw .database(error) }
  }
}
