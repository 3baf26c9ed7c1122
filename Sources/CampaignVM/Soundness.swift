import CampaignPlan
import CampaignSQLite

/// Which values a database's own constraints keep sound, so that queries need not look at them twice.
struct Soundness {
  private(set) var guards: [AudienceQuery.GuardState] = []
  private let audience: AudienceBinding
  /// Tables of relations in which some member may have more rows than declared.
  private var crowdedTables: Set<String> = []

  init(_ audience: AudienceBinding, _ check: SchemaCheck, _ connection: Connection) throws(SQLiteError) {
    self.audience = audience
    var seen: Set<PushedClause.Guard> = []
    for column in audience.pushed.flatMap(\.guards) where seen.insert(column).inserted {
      let holds = check.table(column.table).map { Self.holds(column, $0) } ?? false
      guards.append(AudienceQuery.GuardState(column: column, holds: holds))
    }
    for relation in audience.relations where guards.contains(where: { $0.column.table == relation.table && $0.holds }) {
      if try !Self.keepsToLimit(relation, check, connection) { crowdedTables.insert(Identifier.folded(relation.table)) }
    }
  }

  /// The clause's SQL, without its second look at values that can't be bad.
  func condition(of clause: PushedClause) -> String {
    if clause.unsound == nil && clause.guardedCondition == nil { return clause.condition }
    let isSound = !clause.guards.isEmpty && clause.guards.allSatisfy { self.holds($0) && !isCrowded($0.table) }
    if isSound { return clause.condition }
    if let guarded = clause.guardedCondition { return guarded }
    return clause.unsound.map { "(\(clause.condition)) OR (\($0))" } ?? clause.condition
  }

  /// Whether no row of the relation can be bad, and no member has too many.
  func isSound(_ relation: RelationBinding) -> Bool {
    !relation.fields.isEmpty && !isCrowded(relation.table)
      && relation.fields.allSatisfy { field in
        field.source == .row
          && guards.contains {
            $0.holds && $0.column.table == relation.table && $0.column.column == field.column
          }
      }
  }

  private func holds(_ column: PushedClause.Guard) -> Bool { guards.contains { $0.column == column && $0.holds } }
  private func isCrowded(_ table: String) -> Bool { crowdedTables.contains(Identifier.folded(table)) }

  private static func holds(_ column: PushedClause.Guard, _ table: TableSchema) -> Bool {
    guard !table.isView, let found = table.column(column.column) else { return false }
    let isNeverNull =
      found.isNotNull || (found.primaryKeyPosition > 0 && (table.isWithoutRowID || found.affinity == .integer))
    if table.isStrict, let type = column.strictType, Identifier.folded(type) == Identifier.folded(found.declaredType) {
      return column.isOptional || isNeverNull
    }
    let checks = TableChecks(createTable: table.sql)
    let name = Identifier.quoted(column.column)
    if column.isOptional && checks.contains("\(name) IS NULL OR (\(column.check))") { return true }
    // A constraint that is NULL passes; one on `typeof` is not NULL for NULL.
    return checks.contains(column.check)
      && (column.isOptional || isNeverNull || column.check.hasPrefix("typeof(\(name)) = "))
  }

  /// One pass over the index of the foreign key; without one it would cost more than it saves.
  private static func keepsToLimit(
    _ relation: RelationBinding, _ check: SchemaCheck, _ connection: Connection
  ) throws(SQLiteError) -> Bool {
    guard let table = check.table(relation.table), table.hasIndex(beginningWith: relation.foreignKey) else {
      return false
    }
    let statement = try connection.prepare(
      "SELECT 1 FROM \(Identifier.quoted(relation.table)) GROUP BY \(Identifier.quoted(relation.foreignKey))"
        + " HAVING count(*) > \(relation.upTo) LIMIT 1")
    return try !statement.step()
  }
}
