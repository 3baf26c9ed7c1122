import CampaignOracle

/// Whether what a mark says is read was there, by looking into the database: a second and simpler reading of what is missing.
struct MissingJudge {
  let columns: [String: Cell]
  let rows: [String: [[String: Cell]]]
  let catalogs: [String: [[String: Cell]]]

  init(_ member: OracleMember, catalogs: [String: [[String: Cell]]]) {
    (columns, rows, self.catalogs) = (member.columns, member.rows, catalogs)
  }

  private static let columns = [
    "name": "name", "nick": "nick", "code": "code", "color": "color", "size": "size", "score": "score",
    "level": "level", "weight": "weight in kg", "seen": "seen_ms", "birthday": "birthday", "vip": "vip",
    "mobile": "mobile",
    "mail": "mail", "opens": "opens", "zone": "zone", "site": "site", "visited": "visited_iso", "chance": "chance_bp",
  ]

  /// False where it can't be said.
  func isMissing(_ read: String) -> Bool {
    if let column = Self.columns[read] { return Self.isNothing(columns[column] ?? .null) }
    if let field = read.wholeMatch(of: /(?:min|max|average)\(orders\.(total|rating)\)/)?.1 {
      let column = field == "total" ? "total_cents" : "rating"
      return (rows["orders"] ?? []).allSatisfy { $0[column] ?? .null == .null }
    }
    guard let path = read.wholeMatch(of: /(best|home)\.([a-z]+)/) else { return false }
    let (table, key, reference) = path.1 == "best" ? ("items", "sku", "best_sku") : ("places", "place_id", "place_id")
    guard let item = catalogs[table]?.first(where: { $0[key] == columns[reference] ?? .null }) else { return true }
    return ["hint", "stars", "kind"].contains(path.2) && Self.isNothing(item[String(path.2)] ?? .null)
  }

  private static func isNothing(_ cell: Cell) -> Bool {
    switch cell {
    case .null: return true
    case .text(let bytes):
      let text = String(decoding: bytes, as: UTF8.self)
      return ShownMessage.isBlank(text) || ["null", "n/a", "none"].contains(text.lowercased())
    case .integer, .real, .blob: return false
    }
  }
}
