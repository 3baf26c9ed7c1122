import CampaignCalendar
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
  /// Of the lower bound of the instant as it is stored, where events before it are left out; behind the keys that were asked for.
  private let earliest: StoredBound?
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
    earliest = request.events.flatMap { StoredBound(before: $0.after, event) }
    if earliest != nil, let time = event.columns.first {
      conditions.append("e.\(quote(time.column)) >= ?\(askedKeys.count * 2 + 1)")
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
    let first = firstFreeParameter
    let parameters = (first..<first + keys).map { "?\($0)" }.joined(separator: ", ")
    let all = conditions + ["\(key) NOT IN (\(parameters))"]
    return select + " WHERE " + all.map { "(\($0))" }.joined(separator: " AND ") + order + " LIMIT -1 OFFSET \(count)"
  }

  /// Behind those that `bind` binds.
  var firstFreeParameter: Int { askedKeys.count * 2 + (earliest == nil ? 1 : 2) }

  func bind(_ statement: Statement) throws(SQLiteError) {
    for (index, key) in askedKeys.enumerated() { try statement.bind(key: key, at: Int32(index) * 2 + 1) }
    switch earliest {
    case .number(let value)?: try statement.bind(value, at: Int32(askedKeys.count) * 2 + 1)
    case .text(let value)?: try statement.bind(value, at: Int32(askedKeys.count) * 2 + 1)
    case nil: break
    }
  }
}

/// What no event's instant is stored below that is answered: it leaves the table's index to find those that are. An event without an instant is left
/// out, as one that did not happen; whatever else is no instant is kept, and is bad.
private enum StoredBound {
  case number(Int64)
  /// A day: any ISO 8601 text of a later one is greater.
  case text(String)

  /// Calendar days of a delay, and zones in texts, move an instant by hours; days are never worth more than this many seconds of slack.
  private static let slackSeconds: Int64 = 5 * 86_400

  /// Of entries after an instant.
  init?(before instant: Int64, _ event: EventBinding) {
    guard let time = event.columns.first, time.source == .row else { return nil }
    let delay = (Int64(event.delay.months) * 31 + Int64(event.delay.days)) * 86_400 + event.delay.seconds
    let (earliest, isOut) = instant.subtractingReportingOverflow(delay + Self.slackSeconds)
    // Years of four digits are in the order of their texts.
    guard !isOut, abs(earliest) < 60_000_000_000 else { return nil }
    switch time.kind {
    case .integer:
      let (scaled, isLarge) = earliest.multipliedReportingOverflow(by: time.divisor)
      guard !isLarge, time.multiplier > 0 else { return nil }
      self = .number(scaled / time.multiplier - 1)
    case .isoTimestamp: self = .text(ISOText.string(date: LocalDateTime(secondsSince1970: earliest).date))
    default: return nil
    }
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
