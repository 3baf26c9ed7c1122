import CampaignTestSupport

/// Values that keep to their types as narrowly as they can: a third of all.
extension RandomAudiences {
  package mutating func nearLimits(_ member: OracleMember) -> OracleMember {
    var member = member
    member.columns = nearLimits(member.columns)
    for (table, rows) in member.rows.sorted(by: { $0.key < $1.key }) {
      member.rows[table] = nearLimits(rows, upTo: table == "orders" ? 4 : 3)
    }
    return member
  }

  package mutating func nearLimits(_ event: OracleEvent) -> OracleEvent {
    var event = event
    event.columns = nearLimits(event.columns)
    for (table, rows) in event.rows.sorted(by: { $0.key < $1.key }) {
      event.rows[table] = nearLimits(rows, upTo: table == "basket_lines" ? 4 : 3)
    }
    return event
  }

  package mutating func nearLimits(_ catalogs: [String: [[String: Cell]]]) -> [String: [[String: Cell]]] {
    var catalogs = catalogs
    for (table, rows) in catalogs.sorted(by: { $0.key < $1.key }) { catalogs[table] = nearLimits(rows, upTo: .max) }
    return catalogs
  }

  private mutating func nearLimits(_ rows: [[String: Cell]], upTo most: Int) -> [[String: Cell]] {
    var rows = Array(rows.prefix(most))
    // As many as there may be, where there is one to take after.
    if let last = rows.last, most < .max, random.oneIn(3), last["order_id"] == nil, last["line_no"] == nil {
      rows += Array(repeating: last, count: most - rows.count)
    }
    return rows.map { nearLimits($0) }
  }

  private mutating func nearLimits(_ columns: [String: Cell]) -> [String: Cell] {
    var result = columns
    for (column, cell) in columns.sorted(by: { $0.key < $1.key }) where random.oneIn(3) {
      // What is missing stays so mostly: a value in its place would leave too few.
      if cell == .null, !random.oneIn(3) { continue }
      result[column] = nearLimit(column) ?? cell
    }
    // One of the usual addresses has a quote, which no link may have.
    for column in ["site", "page"] {
      if case .text(let bytes)? = result[column], bytes.contains(0x27) { result[column] = .text(Array(link().utf8)) }
    }
    return result
  }

  private static let lengths = [
    "name": 6, "nick": 4, "city": 5, "store": 5, "note": 4, "item": 5, "title": 5, "hint": 4, "town": 5, "shop": 5,
    "product": 5, "tag": 5,
  ]

  private static let numbers: [String: ClosedRange<Int64>] = [
    "points": 0...100, "score": -50...50, "level": 1...9, "discount": 0...50, "spend_cents": 0...99_900,
    "chance_bp": 0...5_000, "rating": 1...5, "rank": 1...5, "stars": 1...5, "number": 1...9, "items": 0...9,
    "total_cents": 0...50_000, "vip": 0...1,
  ]

  private mutating func nearLimit(_ column: String) -> Cell? {
    if let length = Self.lengths[column] { return .text(Array(text(length, isName: column == "name").utf8)) }
    if let range = Self.numbers[column] { return .integer(number(range)) }
    switch column {
    case "price_cents": return .integer(number(0...9_900))
    case "code", "voucher": return .text(Array(random.pick(["€€€€", "{^~|", "WWWW", "ÇÆ¡Ω", "[\\]", " x", "x "]).utf8))
    case "weight in kg": return random.pick([.integer(0), .integer(500), .real(499.5), .real(0.5), .integer(451)])
    case "joined_at", "placed_at": return .integer(instant())
    case "seen_ms": return .integer(instant() * 1_000 + random.pick([0, 999]))
    case "birthday": return .text(Array(random.pick(Self.days).utf8))
    case "visited_iso":
      return .text(Array((random.pick(Self.days) + random.pick(["T00:00:00Z", "T23:59:59.999Z", " 12:00:00"])).utf8))
    case "opens": return .text(Array(random.pick(["00:00:00", "23:59:59", "12:00", "11:59:59", "00:59"]).utf8))
    case "mobile": return .text(Array(random.pick(["+1234567", "+123456789012345", "+99999999999999"]).utf8))
    case "mail": return .text(Array(address().utf8))
    case "zone":
      return .text(Array(random.pick(["America/Argentina/ComodRivadavia", "UTC", "Pacific/Kiritimati"]).utf8))
    case "site", "page": return .text(Array(link().utf8))
    default: return nil
    }
  }

  /// White space just allowed, characters that count much in one measure and little in another, and as many as there may be.
  private mutating func text(_ most: Int, isName: Bool) -> String {
    let accented = "é" + String(repeating: "\u{301}", count: 19)
    let letters = ["W", "i", "Ж", "é", accented, "ç", "Ç", "ł", "字", "ﷺ"]
    let pool =
      isName ? letters : letters + ["😀", "€", "\"", "&", "🇳🇴", "1", "[", "^", "{", "|", "~", "`", "<", "👩‍👩‍👧‍👦", "!", "*"]
    if random.oneIn(6) { return random.pick([" W", "W ", "\u{A0}W", "W\u{3000}", "W\u{200D}", "i W"]) }
    let length = random.oneIn(4) ? 1 : random.oneIn(4) ? max(1, most - 1) : most
    if random.oneIn(2) { return String(repeating: random.pick(pool), count: length) }
    return (0..<length).map { _ in random.pick(pool) }.joined()
  }

  /// Within a tenth of one of the ends, or where a digit more begins.
  private mutating func number(_ range: ClosedRange<Int64>) -> Int64 {
    let tenth = (range.upperBound - range.lowerBound) / 10
    let near = [
      range.lowerBound, range.upperBound, range.lowerBound + Int64.random(in: 0...tenth, using: &random),
      range.upperBound - Int64.random(in: 0...tenth, using: &random), 1, 9, 10, 99, 100, 999, 1_000, 9_999, 10_000,
      99_999,
    ]
    return random.pick(near.filter(range.contains))
  }

  private static let days = ["0001-01-01", "9999-12-31", "2028-02-29", "1900-02-28", "2027-12-31", "2000-09-20"]

  /// The first and the last that there are, and a little from now.
  private mutating func instant() -> Int64 {
    random.pick([
      -62_135_596_800, 253_402_300_799, -62_135_596_800 + 86_400 * 40, 253_402_300_799 - 86_400 * 40, now, now - 1,
      now + 1,
      now - 86_400, 0, -1, 951_782_400,
    ])
  }

  /// As long as it may be.
  private mutating func address() -> String {
    let local = random.pick([String(repeating: "W", count: 64), "o'b&c+{|}~", "a"])
    let labels = [63, 63, 53].map { String(repeating: random.pick(["w", "i"]), count: $0) }
    return local.count == 64 ? local + "@" + labels.joined(separator: ".") + ".example" : local + "@mail.example"
  }

  private mutating func link() -> String {
    let start = random.pick(["https://shop.example/", "http://SHOP.example:65535/", "https://shop.example/?"])
    let filler = random.pick(["a", "&", "(", "å", "%C3%A5"])
    let count = random.oneIn(2) ? 3 : (2_048 - start.utf8.count) / filler.utf8.count
    return start + String(repeating: filler, count: count)
  }
}
