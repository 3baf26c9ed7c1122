import CampaignPlan
import CampaignSQLite

/// The SQL of a run over one database, and which clauses it decides there.
package struct AudienceQuery: Sendable {
  /// The key and the plan's columns of the members to look at, in order of the key.
  package let members: String
  /// How many members there are.
  package let count: String
  /// How many there are up to a key.
  let countUpTo: String
  /// By relation: the rows that belong to a key, at most one more than may be.
  package let relations: [String]
  /// Clauses that hold, or whose values are bad, for every member that the query returns.
  package let decidedClauses: Set<UInt16>
  /// By relation: whether its constraints keep every value sound and every member within the limit of rows.
  let soundRelations: [Bool]
  /// Columns that constraints keep sound, so that indexes work; and those that would with the constraint shown.
  package let guards: [GuardState]
  /// Parameters from this on take the key of the one member asked for.
  let memberParameter: Int32?

  package struct GuardState: Hashable, Sendable {
    package var column: PushedClause.Guard
    package var holds: Bool
  }

  /// Writes the queries; `check` must have found no problem.
  init(_ plan: Plan, request: RunRequest, _ check: SchemaCheck, _ connection: Connection) throws(SQLiteError) {
    let audience = plan.audience
    let quote = Identifier.quoted
    let sound = try Soundness(audience, check, connection)
    var conditions: [String] = []
    var decided: Set<UInt16> = []
    if request.usesPushdown {
      for clause in audience.pushed {
        conditions.append(sound.condition(of: clause))
        if clause.isExact { decided.insert(clause.clause) }
      }
    }
    let key = "m.\(quote(audience.keyColumn))"
    var parameter: Int32?
    if request.memberKey != nil {
      let first = Int32(plan.pools.runConstants.count) + 1
      conditions.append(Self.isMember(key, first))
      parameter = first
    }
    let columns = [key] + audience.columns.map { "m.\(quote($0.column))" }
    let from = " FROM \(quote(audience.table)) AS m"
    let filter = conditions.isEmpty ? "" : " WHERE " + conditions.map { "(\($0))" }.joined(separator: " AND ")
    members = "SELECT " + columns.joined(separator: ", ") + from + filter + " ORDER BY \(key)"
    // The one member that is asked for is the whole audience of its run.
    count = "SELECT count(*)" + from + (parameter == nil ? "" : " WHERE \(Self.isMember(key, 1))")
    // NULL keys stand first in the order.
    countUpTo = "SELECT count(*)" + from + " WHERE \(key) <= ?1 OR \(key) IS NULL"
    relations = audience.relations.map { Self.rows(of: $0, check) }
    decidedClauses = decided
    soundRelations = audience.relations.map { request.usesPushdown && sound.isSound($0) }
    guards = sound.guards
    memberParameter = parameter
  }

  /// The number finds its index; the text keeps `007` from being member 7.
  private static func isMember(_ key: String, _ parameter: Int32) -> String {
    "\(key) IN (?\(parameter), ?\(parameter + 1)) AND CAST(\(key) AS TEXT) = ?\(parameter)"
  }

  private static func rows(of relation: RelationBinding, _ check: SchemaCheck) -> String {
    let quote = Identifier.quoted
    let from = " FROM \(quote(relation.table)) AS r WHERE r.\(quote(relation.foreignKey)) = ?1"
    let limit = " LIMIT \(UInt64(relation.upTo) + 1)"
    let fields = relation.fields.map { "r.\(quote($0.column))" }
    guard let key = relation.keyColumn else {
      let distinct = fields.map { "\($0) COLLATE BINARY" }.joined(separator: ", ")
      return "SELECT DISTINCT \(distinct.isEmpty ? "1" : distinct)\(from) ORDER BY 1\(limit)"
    }
    var order = ["r.\(quote(key))"]
    // Where the key may repeat, rows that differ in nothing that is read may come in any order.
    let isUnique =
      check.table(relation.table).map { table in
        table.uniqueKeys.contains { unique in
          unique.allSatisfy { [key, relation.foreignKey].map(Identifier.folded).contains(Identifier.folded($0)) }
        }
      } ?? false
    if !isUnique { order += fields }
    return "SELECT \(fields.isEmpty ? "1" : fields.joined(separator: ", "))\(from) ORDER BY "
      + order.joined(separator: ", ") + limit
  }

  /// The columns that the run may read, by table.
  static func readable(_ audience: AudienceBinding) -> [String: Set<String>] {
    var columns: [String: Set<String>] = [:]
    columns[audience.table, default: []].formUnion([audience.keyColumn] + audience.columns.map(\.column))
    for relation in audience.relations {
      let fields = [relation.foreignKey] + relation.fields.map(\.column) + [relation.keyColumn].compactMap(\.self)
      columns[relation.table, default: []].formUnion(fields)
    }
    for column in audience.pushed.flatMap(\.guards) { columns[column.table, default: []].insert(column.column) }
    return columns
  }
}
