import CSQLite

/// What an audience connection may read; everything else is refused when a statement is prepared.
final class ReadGuard {
  private let columns: [String: Set<String>]
  private let views: Set<String>

  /// The functions that predicates are written with; none of them reaches outside the row.
  static let functions: Set<String> = [
    "abs", "avg", "coalesce", "count", "date", "glob", "ifnull", "instr", "length", "like", "lower", "ltrim", "max",
    "min", "round", "rtrim", "strftime", "substr", "sum", "time", "total", "trim", "typeof", "unixepoch", "upper",
  ]

  /// Functions that a view may not use either: they give something else each time, or reach outside the database. That a date
  /// function was asked for the clock's time can't be seen here.
  static let changing: Set<String> = [
    "changes", "current_date", "current_time", "current_timestamp", "last_insert_rowid", "load_extension", "random",
    "randomblob", "total_changes",
  ]

  /// `columns` by table; names are compared as SQLite does, without regard to ASCII case.
  init(columns: [String: Set<String>], views: Set<String>) {
    self.views = Set(views.map(Identifier.folded))
    self.columns = Dictionary(
      columns.map { (Identifier.folded($0), Set($1.map(Identifier.folded))) }, uniquingKeysWith: { $0.union($1) })
  }

  private func allows(action: Int32, _ first: String?, _ second: String?, view: String?) -> Bool {
    // A view may read what it is made of, other views too: the schema is the tenant's own, and a query reaches none but declared
    // ones. SQLite gives the names of a query's own subqueries here as well.
    let isInsideView = view.map { views.contains(Identifier.folded($0)) } ?? false
    switch action {
    case SQLITE_SELECT: return true
    case SQLITE_READ:
      if isInsideView { return true }
      guard let first, let second, let allowed = columns[Identifier.folded(first)] else { return false }
      // An empty name stands for the table as a whole, as `count(*)` reads it.
      return second.isEmpty || allowed.contains(Identifier.folded(second))
    case SQLITE_FUNCTION:
      guard let name = second.map(Identifier.folded) else { return false }
      return isInsideView ? !Self.changing.contains(name) : Self.functions.contains(name)
    default: return false
    }
  }

  static let callback:
    @convention(c) (
      UnsafeMutableRawPointer?, Int32, UnsafePointer<CChar>?, UnsafePointer<CChar>?, UnsafePointer<CChar>?,
      UnsafePointer<CChar>?
    ) -> Int32 = { context, action, first, second, _, view in
      guard let context else { return SQLITE_DENY }
      // SAFETY: `Connection.install` passed the guard, which the connection keeps alive.
      let guardian = Unmanaged<ReadGuard>.fromOpaque(context).takeUnretainedValue()
      let text = { (pointer: UnsafePointer<CChar>?) in pointer.map { String(cString: $0) } }
      return guardian.allows(action: action, text(first), text(second), view: text(view)) ? SQLITE_OK : SQLITE_DENY
    }
}

/// Names as SQLite compares them.
package enum Identifier {
  /// ASCII letters in lower case.
  package static func folded(_ name: String) -> String {
    String(decoding: name.utf8.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
  }

  /// The name in double quotes, as SQL takes any name.
  package static func quoted(_ name: String) -> String {
    "\"" + name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
  }
}
