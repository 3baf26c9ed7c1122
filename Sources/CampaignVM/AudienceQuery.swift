import CampaignPlan
import CampaignSQLite

/// The SQL of a run over one database, and which clauses it decides there.
package struct AudienceQuery: Sendable {
  /// The key and the plan's columns of the members to look at, in order of the key. Where the campaign answers an event: of the one
  /// member that is asked for, and, where SQL decides anything, whether it keeps that member.
  package var members: String { members(.all) }
  private let select: String
  private let conditions: [String]
  private let order: String
  /// The members' key, and their table.
  private let key: String
  private let from: String
  /// How many members there are.
  package let count: String
  /// How many there are up to a key.
  let countUpTo: String
  /// Takes the lower key of a range; the next one its upper key.
  let lowerParameter: Int32
  /// Where the campaign answers an event: the query of the events.
  package let events: EventQuery?
  /// By relation: the rows that belong to a key, at most one more than may be.
  package let relations: [String]
  /// Clauses that hold, or whose values are bad, for every member that the query returns.
  package let decidedClauses: Set<UInt16>
  /// By relation: whether its constraints keep every value sound and every member within the limit of rows.
  let soundRelations: [Bool]
  /// Columns that constraints keep sound, so that indexes work; and those that would with the constraint shown.
  package let guards: [GuardState]
  /// Parameters from this on take the key of the one member asked for; of an event's member, this one alone.
  let memberParameter: Int32?
  /// Of an event's member: the column that says whether SQL keeps them; nil where it decides nothing.
  let isKeptColumn: Int32?

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
    // Of follow-ups the history leaves few members to look at, and the machine asks them itself.
    if request.usesPushdown && !request.isFollowUp {
      for clause in audience.pushed {
        conditions.append(sound.condition(of: clause))
        if clause.isExact { decided.insert(clause.clause) }
      }
    }
    let key = "m.\(quote(audience.keyColumn))"
    let first = Int32(plan.pools.runConstants.count) + 1
    var parameter: Int32?
    if plan.event != nil {
      parameter = first
    } else if request.memberKey != nil {
      conditions.append(Self.isKey(key, first))
      parameter = first
    }
    let joined = CatalogJoins(audience.columns, of: "m", audience.catalogs)
    let columns = [key] + joined.columns
    let from = " FROM \(quote(audience.table)) AS m"
    if let event = plan.event {
      // A member whom SQL excludes is told from one that isn't there: the row comes either way.
      let kept = conditions.isEmpty ? [] : [conditions.map { "(\($0))" }.joined(separator: " AND ")]
      select = "SELECT " + (columns + kept).joined(separator: ", ") + from + joined.joins
      self.conditions = ["\(key) = ?\(first)"]
      order = ""
      events = EventQuery(event, audience.catalogs, request: request)
      isKeptColumn = kept.isEmpty ? nil : Int32(columns.count)
    } else {
      select = "SELECT " + columns.joined(separator: ", ") + from + joined.joins
      self.conditions = conditions
      order = " ORDER BY \(key)"
      events = nil
      isKeptColumn = nil
    }
    // The one member that is asked for is the whole audience of its run.
    count = "SELECT count(*)" + from + (parameter == nil ? "" : " WHERE \(Self.isKey(key, 1))")
    // NULL keys stand first in the order.
    countUpTo = "SELECT count(*)" + from + " WHERE \(key) <= ?1 OR \(key) IS NULL"
    relations = audience.relations.map { Self.rows(of: $0, audience.catalogs, check) }
    decidedClauses = decided
    soundRelations = audience.relations.map { request.usesPushdown && sound.isSound($0) }
    guards = sound.guards
    memberParameter = parameter
    lowerParameter = first
    self.key = key
    self.from = from
  }

  /// The members of a part of the audience.
  func members(_ part: KeyRange.Part) -> String { select + filter(part) + order }

  private func filter(_ part: KeyRange.Part) -> String {
    let all = part.conditions(key, lower: lowerParameter) + conditions
    return all.isEmpty ? "" : " WHERE " + all.map { "(\($0))" }.joined(separator: " AND ")
  }

  /// The last key of the next `rows` members, behind the lower key where there is one; no row where there are fewer.
  func end(after part: KeyRange.Part, rows: Int) -> String {
    "SELECT \(key)\(from) WHERE \(part.conditions(key, lower: 1).joined()) ORDER BY \(key) LIMIT 1 OFFSET \(rows - 1)"
  }

  /// The keys of a part, in order; the lower one is parameter 1.
  func keys(_ part: KeyRange.Part) -> String {
    let conditions = part.conditions(key, lower: 1)
    return "SELECT \(key)\(from)\(conditions.isEmpty ? "" : " WHERE " + conditions.joined(separator: " AND "))\(order)"
  }

  /// The key of the member that `members` of the part returns at a place, from 0.
  func key(_ part: KeyRange.Part, at place: Int) -> String {
    "SELECT \(key)\(from)\(filter(part))\(order) LIMIT 1 OFFSET \(place)"
  }

  /// How many members there are in a part, whatever SQL decides.
  func count(_ part: KeyRange.Part) -> String {
    let conditions = part.conditions(key, lower: 1)
    return "SELECT count(*)" + from + (conditions.isEmpty ? "" : " WHERE " + conditions.joined(separator: " AND "))
  }

  /// Whether SQLite, by its own account, reads the members of a range alone, and in order.
  func readsRanges(_ connection: Connection) throws(SQLiteError) -> Bool {
    let steps = try connection.explainQueryPlan(members(.between))
    let name = key.dropFirst("m.".count).replacing("\"", with: "")
    return (steps.first?.hasPrefix("SEARCH m USING ") ?? false)
      && ["rowid", name].contains { steps.first?.hasSuffix("(\($0)>? AND \($0)<?)") ?? false }
      && !steps.contains { $0.contains("TEMP B-TREE FOR ORDER BY") }
  }

  /// The number finds its index; the text keeps `007` from being member 7.
  static func isKey(_ key: String, _ parameter: Int32) -> String {
    "\(key) IN (?\(parameter), ?\(parameter + 1)) AND CAST(\(key) AS TEXT) = ?\(parameter)"
  }

  /// The program as a run needs it: clauses that SQL has decided, and audits of rows that can't be bad, are jumped over.
  func specialized(_ code: [Instruction]) -> [Instruction] {
    code.enumerated().map { index, instruction in
      switch instruction.opcode {
      case .clause where decidedClauses.contains(instruction.a): Instruction(.jump, instruction.c)
      case .auditRows where soundRelations[Int(instruction.a)]: Instruction(.jump, UInt16(index + 1))
      default: instruction
      }
    }
  }

  private static func rows(
    of relation: RelationBinding, _ catalogs: [CatalogBinding], _ check: SchemaCheck
  ) -> String {
    let quote = Identifier.quoted
    let joined = CatalogJoins(relation.fields, of: "r", catalogs)
    let fields = joined.columns
    let from =
      " FROM \(quote(relation.table)) AS r\(joined.joins) WHERE r.\(quote(relation.foreignKey)) = ?1 COLLATE BINARY"
    let limit = " LIMIT \(UInt64(relation.upTo) + 1)"
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
  static func readable(_ plan: Plan) -> [String: Set<String>] {
    let audience = plan.audience
    var columns: [String: Set<String>] = [:]
    func add(_ list: [ColumnBinding], in owner: String) {
      for column in list {
        columns[audience.table(of: column, among: list, in: owner), default: []].insert(column.column)
      }
    }
    if let event = plan.event {
      columns[event.table, default: []].formUnion([event.keyColumn, event.memberColumn])
      add(event.columns, in: event.table)
    }
    columns[audience.table, default: []].insert(audience.keyColumn)
    add(audience.columns, in: audience.table)
    for relation in audience.relations {
      columns[relation.table, default: []].formUnion([relation.foreignKey] + [relation.keyColumn].compactMap(\.self))
      add(relation.fields, in: relation.table)
    }
    for catalog in audience.catalogs { columns[catalog.table, default: []].insert(catalog.keyColumn) }
    for column in audience.pushed.flatMap(\.guards) { columns[column.table, default: []].insert(column.column) }
    return columns
  }
}
