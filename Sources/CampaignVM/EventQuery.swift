import CampaignPlan
import CampaignSQLite

/// The SQL that reads the events which a campaign answers.
package struct EventQuery: Sendable {
  /// The event's key, its member's key and the plan's columns, in the order of the instant as it is stored and then of the key.
  package let events: String
  package let count: String
  /// The keys of the events, in order.
  let keys: String
  /// The event with a key.
  let single: String
  private let select: String
  private let conditions: [String]
  private let order: String
  private let key: String
  /// Texts for the parameters from 1 on, two by two: a key as it was asked for.
  let askedKeys: [String]

  init(_ event: EventBinding, _ catalogs: [CatalogBinding], request: RunRequest) {
    let quote = Identifier.quoted
    let key = "e.\(quote(event.keyColumn))"
    let member = "e.\(quote(event.memberColumn))"
    let joined = CatalogJoins(event.columns, of: "e", catalogs)
    let columns = [key, member] + joined.columns
    var conditions: [String] = []
    var askedKeys: [String] = []
    for (column, asked) in [(key, request.eventKey), (member, request.memberKey)] {
      guard let asked else { continue }
      conditions.append(AudienceQuery.isKey(column, Int32(askedKeys.count) * 2 + 1))
      askedKeys.append(asked)
    }
    let filter = conditions.isEmpty ? "" : " WHERE " + conditions.map { "(\($0))" }.joined(separator: " AND ")
    let from = " FROM \(quote(event.table)) AS e"
    let time = event.columns.first.map { "e.\(quote($0.column)), " } ?? ""
    select = "SELECT " + columns.joined(separator: ", ") + from + joined.joins
    order = " ORDER BY \(time)\(key)"
    events = select + filter + order
    count = "SELECT count(*)" + from + filter
    keys = "SELECT \(key)" + from + filter + " ORDER BY \(key)"
    single = select + " WHERE \(key) = ?1"
    self.key = key
    self.conditions = conditions
    self.askedKeys = askedKeys
  }

  /// The events behind the first ones, without those of some keys, whose parameters follow the keys that were asked for.
  func events(behind count: Int, without keys: Int) -> String {
    let first = askedKeys.count * 2 + 1
    let parameters = (first..<first + keys).map { "?\($0)" }.joined(separator: ", ")
    let all = conditions + ["\(key) NOT IN (\(parameters))"]
    return select + " WHERE " + all.map { "(\($0))" }.joined(separator: " AND ") + order + " LIMIT -1 OFFSET \(count)"
  }

  func bind(_ statement: Statement) throws(SQLiteError) {
    for (index, key) in askedKeys.enumerated() { try statement.bind(key: key, at: Int32(index) * 2 + 1) }
  }
}

extension Statement {
  /// A key for two parameters, as `AudienceQuery.isKey` takes it: as text, and as a number where it is one.
  func bind(key: String, at first: Int32) throws(SQLiteError) {
    try bind(key, at: first)
    if let number = Int64(key), String(number) == key {
      try bind(number, at: first + 1)
    } else {
      try bind(key, at: first + 1)
    }
  }
}
