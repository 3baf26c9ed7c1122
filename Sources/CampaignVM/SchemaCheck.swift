import CampaignPlan
import CampaignSQLite

/// Compares what a plan reads with what a database has.
struct SchemaCheck {
  let audience: AudienceBinding
  private let event: EventBinding?
  private(set) var tables: [String: TableSchema] = [:]
  private(set) var problems: [String] = []
  private let tableNames: [String]

  init(_ plan: Plan, _ connection: Connection) throws(SQLiteError) {
    audience = plan.audience
    event = plan.event
    tableNames = try connection.tableNames()
    let names =
      [audience.table] + (event.map { [$0.table] } ?? []) + audience.relations.map(\.table)
      + audience.catalogs.map(\.table)
    for name in names + audience.pushed.flatMap({ $0.guards.map(\.table) }) {
      if let table = try connection.table(name) { tables[Identifier.folded(name)] = table }
    }
    check(audience.table, key: audience.keyColumn, audience.columns)
    if let event { check(event) }
    for relation in audience.relations { check(relation, connection) }
    for catalog in audience.catalogs { try check(catalog, connection) }
  }

  func table(_ name: String) -> TableSchema? { tables[Identifier.folded(name)] }

  /// A table whose rows a key tells apart: that of the members, or of the events.
  private mutating func check(_ name: String, key: String, _ columns: [ColumnBinding]) {
    guard let table = require(name) else { return }
    for column in columns { check(column, among: columns, in: table) }
    guard let key = require(key, in: table) else { return }
    checkUnique(key, of: table)
  }

  /// `owner` says whose key it is, where that isn't plain.
  private mutating func checkUnique(_ key: TableSchema.Column, of table: TableSchema, _ owner: String = "") {
    let name = "`\(table.name).\(key.name)`"
    guard !table.isView else {
      problems.append(
        "`\(table.name)` is a view, and nothing says that its key \(name) is unique"
          + "\n    help: name a table with a primary key")
      return
    }
    if !table.isUnique(key.name) {
      problems.append(
        "the key \(name)\(owner) may hold the same value twice"
          + "\n    help: make it the primary key, or CREATE UNIQUE INDEX ON \(table.name) (\(key.name))")
    }
    // 17 and '17' are two keys there, and one to whoever refers to them.
    if key.affinity == .blob {
      problems.append("the key \(name) is declared \(Self.shown(key))\n    help: declare it INTEGER or TEXT")
    }
  }

  private mutating func check(_ relation: RelationBinding, _ connection: Connection) {
    guard let table = require(relation.table) else { return }
    for field in relation.fields { check(field, among: relation.fields, in: table) }
    if let key = relation.keyColumn { _ = require(key, in: table) }
    let owner = relation.owner == .event ? event.map { ($0.table, $0.keyColumn) } : nil
    checkReference(relation.foreignKey, in: table, to: owner ?? (audience.table, audience.keyColumn))
    guard let column = table.column(relation.foreignKey) else { return }
    let collation = connection.collation(of: column, in: table)
    guard Identifier.folded(collation) != "binary" else { return }
    problems.append(
      "`\(table.name).\(column.name)` compares texts by \(collation), by which rows of one member are another's too"
        + "\n    help: declare it without COLLATE; keys are compared by their bytes")
  }

  private mutating func check(_ event: EventBinding) {
    check(event.table, key: event.keyColumn, event.columns)
    guard let table = table(event.table) else { return }
    checkReference(event.memberColumn, in: table, to: (audience.table, audience.keyColumn))
  }

  /// Holds that a column refers to a key of the same kind.
  private mutating func checkReference(_ column: String, in table: TableSchema, to owner: (table: String, key: String))
  {
    guard let column = require(column, in: table), let key = self.table(owner.table)?.column(owner.key) else { return }
    // Reported already.
    if key.affinity == .blob { return }
    // Values of unlike columns are converted before they are compared, which no index survives and not every value.
    guard column.affinity.isNumeric != key.affinity.isNumeric || column.affinity == .blob else { return }
    problems.append(
      "`\(table.name).\(column.name)` is declared \(Self.shown(column)), but the key `\(owner.table).\(key.name)` that"
        + " it refers to is \(Self.shown(key))\n    help: declare both alike")
  }

  private mutating func check(_ catalog: CatalogBinding, _ connection: Connection) throws(SQLiteError) {
    guard let table = require(catalog.table), let key = require(catalog.keyColumn, in: table) else { return }
    checkUnique(key, of: table, " of the catalog `\(catalog.name)`")
    let statement = try connection.prepare(
      "SELECT count(*) FROM (SELECT 1 FROM \(Identifier.quoted(table.name)) LIMIT \(UInt64(catalog.upTo) + 1))")
    if try statement.step(), statement.row.int64(0) > Int64(catalog.upTo) {
      problems.append(
        "`\(table.name)` has more than \(catalog.upTo) rows, the most that the catalog `\(catalog.name)` may have"
          + "\n    help: raise its `up to`, if this is the table that was meant")
    }
  }

  private mutating func check(_ binding: ColumnBinding, among bindings: [ColumnBinding], in owner: TableSchema) {
    let name = audience.table(of: binding, among: bindings, in: owner.name)
    // A table that is not there is reported with its catalog.
    guard let table = name == owner.name ? owner : table(name) else { return }
    if case .reference(let catalog) = binding.source {
      let catalog = audience.catalogs[Int(catalog)]
      return checkReference(binding.column, in: table, to: (catalog.table, catalog.keyColumn))
    }
    guard let column = require(binding.column, in: table) else { return }
    let isMismatched: Bool
    let wanted: String
    switch binding.kind {
    case .integer, .bool, .decimal:
      isMismatched = column.affinity == .text
      wanted = "numbers"
    case .boolPair, .choice, .isoDate, .isoTimestamp, .isoTime, .text, .email, .phone, .timezone, .url, .reference:
      // NUMERIC keeps text that is no number, and `DATE` is NUMERIC to SQLite.
      isMismatched = column.affinity == .integer || column.affinity == .real
      wanted = "text"
    }
    if isMismatched {
      problems.append(
        "`\(table.name).\(column.name)` is declared \(Self.shown(column)), but `\(binding.name)` reads \(wanted) from it"
          + "\n    help: correct the type or the `from` of `\(binding.name)` in the audience")
    }
  }

  private mutating func require(_ name: String) -> TableSchema? {
    if let table = table(name) {
      guard table.isVirtual else { return table }
      problems.append("`\(table.name)` is a virtual table\n    help: make a table of its rows")
      return nil
    }
    problems.append("there is no table `\(name)`" + Self.suggestion(name, tableNames))
    return nil
  }

  private mutating func require(_ name: String, in table: TableSchema) -> TableSchema.Column? {
    if let column = table.column(name) { return column }
    let problem = "table `\(table.name)` has no column `\(name)`" + Self.suggestion(name, table.columns.map(\.name))
    if !problems.contains(problem) { problems.append(problem) }
    return nil
  }

  private static func shown(_ column: TableSchema.Column) -> String {
    column.declaredType.isEmpty ? "without a type" : column.declaredType
  }

  /// A help with the nearest of the names, or all where they are few; nothing where none is near.
  private static func suggestion(_ name: String, _ candidates: [String]) -> String {
    let ranked = candidates.map { (distance: editDistance(name, $0), name: $0) }.min { $0.distance < $1.distance }
    if let ranked, ranked.distance <= max(1, min(3, name.count / 2)) {
      return "\n    help: did you mean `\(ranked.name)`?"
    }
    guard !candidates.isEmpty else { return "" }
    let shown = candidates.prefix(12).map { "`\($0)`" }.joined(separator: ", ")
    return "\n    help: there are \(shown)" + (candidates.count > 12 ? " and others" : "")
  }

  /// Levenshtein's, without regard to letter case, over the first 64 characters.
  static func editDistance(_ left: String, _ right: String) -> Int {
    let left = Array(Identifier.folded(left).prefix(64))
    let right = Array(Identifier.folded(right).prefix(64))
    var row = Array(0...right.count)
    for (index, character) in left.enumerated() {
      var diagonal = row[0]
      row[0] = index + 1
      for other in right.indices {
        let cost = min(row[other] + 1, row[other + 1] + 1, diagonal + (character == right[other] ? 0 : 1))
        diagonal = row[other + 1]
        row[other + 1] = cost
      }
    }
    return row[right.count]
  }
}
