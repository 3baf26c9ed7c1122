/// One table of a database, as far as reading it needs.
package struct TableSchema: Hashable, Sendable {
  package struct Column: Hashable, Sendable {
    package var name: String
    /// As written; empty where there is none.
    package var declaredType: String
    package var isNotNull: Bool
    /// From 1, in the order of the primary key; 0 where the column is no part of it.
    package var primaryKeyPosition: Int
    package var affinity: Affinity
  }

  package struct ForeignKey: Hashable, Sendable {
    package var columns: [String]
    package var table: String
    /// Nil entries stand for the other table's primary key.
    package var targetColumns: [String?]
  }

  /// What SQLite makes of values that are stored (section 3.1 of its "Datatypes" page).
  package enum Affinity: String, Hashable, Sendable {
    case integer, text, blob, real, numeric

    package init(declaredType: String) {
      let type = Identifier.folded(declaredType)
      if type.contains("int") {
        self = .integer
      } else if type.contains("char") || type.contains("clob") || type.contains("text") {
        self = .text
      } else if type.isEmpty || type.contains("blob") {
        self = .blob
      } else if type.contains("real") || type.contains("floa") || type.contains("doub") {
        self = .real
      } else {
        self = .numeric
      }
    }

    package var isNumeric: Bool { self == .integer || self == .real || self == .numeric }
  }

  package var name: String
  package var isView: Bool
  /// Whether its rows are made by a module of SQLite.
  package var isVirtual: Bool
  package var isStrict: Bool
  package var isWithoutRowID: Bool
  package var columns: [Column]
  /// The columns of each unique index without a condition, the primary key's included.
  package var uniqueKeys: [[String]]
  /// The columns of each index without a condition, in order.
  package var indexes: [[String]]
  package var foreignKeys: [ForeignKey]
  /// The `CREATE` text.
  package var sql: String

  package func column(_ name: String) -> Column? {
    let folded = Identifier.folded(name)
    return columns.first { Identifier.folded($0.name) == folded }
  }

  /// Whether no two rows can have the same value that is not NULL in this column.
  package func isUnique(_ column: String) -> Bool {
    uniqueKeys.contains { $0.count == 1 && Identifier.folded($0[0]) == Identifier.folded(column) }
  }

  /// Whether an index without a condition begins with this column.
  package func hasIndex(beginningWith column: String) -> Bool {
    indexes.contains { $0.first.map(Identifier.folded) == Identifier.folded(column) }
  }
}

extension Connection {
  /// Tables and views that are not SQLite's own, by name.
  package func tableNames() throws(SQLiteError) -> [String] {
    let statement = try prepare(
      "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'view', 'virtual')"
        + " AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name")
    return try strings(statement)
  }

  /// The table or view of this name; nil where there is none.
  package func table(_ name: String) throws(SQLiteError) -> TableSchema? {
    let list = try prepare(
      "SELECT l.name, l.type, l.strict, l.wr, s.sql FROM pragma_table_list AS l JOIN sqlite_schema AS s"
        + " ON s.name = l.name AND s.type IN ('table', 'view')"
        + " WHERE l.schema = 'main' AND l.name = ?1 COLLATE NOCASE")
    try list.bind(name, at: 1)
    guard try list.step() else { return nil }
    var table = TableSchema(
      name: list.string(0) ?? name, isView: list.string(1) == "view",
      isVirtual: list.string(1) == "virtual", isStrict: list.row.int64(2) != 0,
      isWithoutRowID: list.row.int64(3) != 0, columns: [], uniqueKeys: [], indexes: [], foreignKeys: [],
      sql: list.string(4) ?? "")
    try readColumns(of: &table)
    try readIndexes(of: &table)
    try readForeignKeys(of: &table)
    return table
  }

  private func readColumns(of table: inout TableSchema) throws(SQLiteError) {
    // Hidden value 1 is a hidden column of a virtual table; 2 and 3 are generated columns, which read as any other.
    let statement = try prepare(
      "SELECT name, type, \"notnull\", pk FROM pragma_table_xinfo(?1) WHERE hidden <> 1 ORDER BY cid")
    try statement.bind(table.name, at: 1)
    while try statement.step() {
      let name = statement.string(0) ?? ""
      let type = statement.string(1) ?? ""
      // A strict table keeps ANY as it comes; in others the word is one like any other.
      let isAny = table.isStrict && Identifier.folded(type) == "any"
      table.columns.append(
        TableSchema.Column(
          name: name, declaredType: type, isNotNull: statement.row.int64(2) != 0,
          primaryKeyPosition: Int(statement.row.int64(3)),
          affinity: isAny ? .blob : TableSchema.Affinity(declaredType: type)))
    }
  }

  private func readIndexes(of table: inout TableSchema) throws(SQLiteError) {
    let key = table.columns.filter { $0.primaryKeyPosition > 0 }.sorted {
      $0.primaryKeyPosition < $1.primaryKeyPosition
    }
    if !key.isEmpty {
      table.uniqueKeys.append(key.map(\.name))
      table.indexes.append(key.map(\.name))
    }
    let list = try prepare("SELECT name, \"unique\" FROM pragma_index_list(?1) WHERE partial = 0 ORDER BY name")
    try list.bind(table.name, at: 1)
    while try list.step() {
      let columns = try prepare("SELECT name FROM pragma_index_info(?1) ORDER BY seqno")
      try columns.bind(list.string(0) ?? "", at: 1)
      // An expression in the index has no name, and the index then says nothing of a column.
      let names = try strings(columns)
      guard !names.contains("") else { continue }
      table.indexes.append(names)
      if list.row.int64(1) != 0 { table.uniqueKeys.append(names) }
    }
  }

  private func readForeignKeys(of table: inout TableSchema) throws(SQLiteError) {
    let statement = try prepare(
      "SELECT id, \"table\", \"from\", \"to\" FROM pragma_foreign_key_list(?1) ORDER BY id, seq")
    try statement.bind(table.name, at: 1)
    var last: Int64?
    while try statement.step() {
      let id = statement.row.int64(0)
      if id != last {
        table.foreignKeys.append(
          TableSchema.ForeignKey(columns: [], table: statement.string(1) ?? "", targetColumns: []))
        last = id
      }
      let index = table.foreignKeys.count - 1
      table.foreignKeys[index].columns.append(statement.string(2) ?? "")
      table.foreignKeys[index].targetColumns.append(statement.string(3))
    }
  }

  private func strings(_ statement: Statement) throws(SQLiteError) -> [String] {
    var result: [String] = []
    while try statement.step() { result.append(statement.string(0) ?? "") }
    return result
  }

  /// SQLite's own plan for a query, one line for each step, indented by depth.
  package func explainQueryPlan(_ sql: String) throws(SQLiteError) -> [String] {
    let statement = try prepare("EXPLAIN QUERY PLAN " + sql)
    var depths: [Int64: Int] = [:]
    var lines: [String] = []
    while try statement.step() {
      let depth = depths[statement.row.int64(1)].map { $0 + 1 } ?? 0
      depths[statement.row.int64(0)] = depth
      lines.append(String(repeating: "  ", count: depth) + (statement.string(3) ?? ""))
    }
    return lines
  }
}
