import CampaignSQLite
import CampaignWorkspace

/// What stands in a database, as far as an audience can be made of it.
struct AudienceInference {
  /// One table: its columns with what their values are like.
  struct Table {
    let schema: TableSchema
    let statistics: [ColumnStatistics]
    let rowCount: Int
  }

  /// Rows of another table that belong to a member.
  struct Related {
    let table: Table
    let foreignKey: String
    /// Nil where rows can't be told apart.
    let key: String?
    /// The most rows that one member has.
    let maxRows: Int64
    /// Whether a member has one row at most.
    let isSingle: Bool

    /// Whether a run compares the foreign key with that key of the members' table: unlike columns it refuses.
    func isComparable(with key: String, of member: TableSchema) -> Bool {
      guard let own = table.schema.column(foreignKey)?.affinity, let other = member.column(key)?.affinity else {
        return false
      }
      return own != .blob && own.isNumeric == other.isNumeric
    }
  }

  let member: Table
  let key: String
  let related: [Related]
  /// Other tables that the members might have been, for saying so.
  let otherCandidates: [String]
  let path: String

  /// Looks at the table of this name, or at the one that most likely holds the members.
  static func infer(
    _ path: String, table wanted: String?, zones: Set<String>?
  ) throws(Failure) -> AudienceInference {
    do {
      let connection = try Connection.audience(path: path)
      let tables = try schemas(connection)
      let (schema, key, others) = try choose(tables, wanted, connection, path: path)
      var related: [Related] = []
      for other in tables where other.name != schema.name {
        guard let foreignKey = foreignKey(of: other, to: schema, key: key) else { continue }
        let rows = try count(
          connection,
          "SELECT coalesce(max(n), 0) FROM (SELECT count(*) AS n FROM \(quoted(other.name))"
            + " WHERE \(quoted(foreignKey)) IS NOT NULL GROUP BY \(quoted(foreignKey)))")
        related.append(
          Related(
            table: try scan(connection, other, zones), foreignKey: foreignKey, key: rowKey(of: other, foreignKey),
            maxRows: rows, isSingle: other.isUnique(foreignKey)))
      }
      return AudienceInference(
        member: try scan(connection, schema, zones), key: key, related: related, otherCandidates: others, path: path)
    } catch let error as SQLiteError {
      throw Failure("`\(error.path)`: \(error.what)", help: error.help)
    } catch let failure as Failure {
      throw failure
    } catch {
      throw Failure("`\(path)`: \(error)")
    }
  }

  private static func schemas(_ connection: Connection) throws(SQLiteError) -> [TableSchema] {
    var tables: [TableSchema] = []
    for name in try connection.tableNames() {
      // A run reads no virtual tables.
      if let table = try connection.table(name), !table.isVirtual { tables.append(table) }
    }
    return tables
  }

  private static func choose(
    _ tables: [TableSchema], _ wanted: String?, _ connection: Connection, path: String
  ) throws -> (TableSchema, key: String, others: [String]) {
    if let wanted {
      guard let table = tables.first(where: { Identifier.folded($0.name) == Identifier.folded(wanted) }) else {
        let names = tables.map { "`\($0.name)`" }.joined(separator: ", ")
        throw Failure("`\(path)` has no table `\(wanted)`", help: names.isEmpty ? nil : "its tables are \(names)")
      }
      guard let key = memberKey(of: table) else { throw noKey(table) }
      return (table, key, [])
    }
    guard !tables.isEmpty else { throw Failure("`\(path)` has no tables", help: "name the database with the members") }
    let candidates = tables.filter { memberKey(of: $0) != nil }
    guard !candidates.isEmpty else {
      if let table = tables.first(where: { untypedKey(of: $0) != nil }) { throw noKey(table) }
      throw Failure(
        "no table of `\(path)` has a single column as its primary key, and one is needed to tell members apart",
        help: "make a unique index over that column, and name its table with --table")
    }
    var ranked: [(table: TableSchema, key: String, rank: Int, rows: Int64)] = []
    for table in candidates {
      guard let key = memberKey(of: table) else { continue }
      let rows = try count(connection, "SELECT count(*) FROM \(quoted(table.name))")
      let hasContact = table.columns.contains { WordList($0.name).hints(["email", "mail", "epost", "phone", "mobil"]) }
      let belongs = candidates.contains { other in
        other.name != table.name
          && memberKey(of: other).map { foreignKey(of: table, to: other, key: $0) != nil } ?? false
      }
      ranked.append((table, key, (hasContact ? 2 : 0) + (belongs ? 0 : 1), rows))
    }
    // People can be reached, and belong to nothing else; among such tables the largest.
    ranked.sort { ($0.rank, $0.rows) > ($1.rank, $1.rows) }
    return (ranked[0].table, ranked[0].key, ranked.dropFirst().map(\.table.name))
  }

  /// The only column of the primary key, or else of a unique index, if a run can tell members apart by its values.
  private static func memberKey(of table: TableSchema) -> String? {
    singleKeys(of: table).first { $0.affinity != .blob }?.name
  }

  /// A column that is a key alone, but of a type that no run takes.
  private static func untypedKey(of table: TableSchema) -> TableSchema.Column? {
    singleKeys(of: table).first { $0.affinity == .blob }
  }

  private static func singleKeys(of table: TableSchema) -> [TableSchema.Column] {
    table.uniqueKeys.filter { $0.count == 1 }.compactMap { table.column($0[0]) }
  }

  /// Why the table can't hold the members.
  private static func noKey(_ table: TableSchema) -> Failure {
    if table.isView {
      return Failure(
        "`\(table.name)` is a view, and nothing says which of its columns tells members apart",
        help: "name a table with a primary key")
    }
    if let column = untypedKey(of: table) {
      let declared = column.declaredType.isEmpty ? "without a type" : column.declaredType
      return Failure(
        "the key `\(column.name)` of the table `\(table.name)` is declared \(declared), which can't tell members apart",
        help: "declare it INTEGER or TEXT, or make a unique index over another column that tells members apart")
    }
    return Failure(
      "the table `\(table.name)` has no key that an audience can use: no single column is its primary key or unique",
      help: "make a unique index over the column that tells members apart")
  }

  /// The column whose value is the member's key: declared so, of the key's name, or named after the table.
  private static func foreignKey(of table: TableSchema, to member: TableSchema, key: String) -> String? {
    for foreign in table.foreignKeys where foreign.columns.count == 1 {
      let target = foreign.targetColumns[0]
      if Identifier.folded(foreign.table) == Identifier.folded(member.name),
        target.map({ Identifier.folded($0) == Identifier.folded(key) }) ?? true
      {
        return foreign.columns[0]
      }
    }
    var names: [String] = Identifier.folded(key) == "id" ? [] : [key]
    let stem = WordList(member.name).words.joined(separator: "_")
    for singular in [stem, stem.hasSuffix("s") ? String(stem.dropLast()) : stem] { names.append("\(singular)_id") }
    return names.lazy.compactMap { table.column($0)?.name }.first
  }

  /// What tells the rows of one member apart.
  private static func rowKey(of table: TableSchema, _ foreignKey: String) -> String? {
    let folded = Identifier.folded(foreignKey)
    for key in table.uniqueKeys {
      let rest = key.filter { Identifier.folded($0) != folded }
      if rest.count == 1 { return rest[0] }
    }
    return nil
  }

  private static func scan(
    _ connection: Connection, _ schema: TableSchema, _ zones: Set<String>?
  ) throws(SQLiteError) -> Table {
    var statistics = Array(repeating: ColumnStatistics(), count: schema.columns.count)
    var rowCount = 0
    let names = schema.columns.map { quoted($0.name) }.joined(separator: ", ")
    let statement = try connection.prepare("SELECT \(names) FROM \(quoted(schema.name))")
    while try statement.step() {
      rowCount += 1
      for index in statistics.indices { statistics[index].add(statement.row, Int32(index), zones: zones) }
    }
    return Table(schema: schema, statistics: statistics, rowCount: rowCount)
  }

  private static func count(_ connection: Connection, _ sql: String) throws(SQLiteError) -> Int64 {
    let statement = try connection.prepare(sql)
    return try statement.step() ? statement.row.int64(0) : 0
  }

  private static func quoted(_ name: String) -> String { Identifier.quoted(name) }
}
