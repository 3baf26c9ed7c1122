import CampaignTestSupport

/// Random members for `RandomPrograms.audience`: mostly sound, some missing, some of the wrong type, out of bounds, or broken text.
package struct RandomAudiences {
  package var random: SeededGenerator
  /// Once in how many values something is wrong.
  package var wrongOneIn: Int
  let now: Int64

  package init(seed: UInt64, now: Int64, wrongOneIn: Int) {
    random = SeededGenerator(seed: seed)
    self.now = now
    self.wrongOneIn = wrongOneIn
  }

  package static let schema = """
    CREATE TABLE members (member_id INTEGER PRIMARY KEY, name TEXT, nick TEXT, city TEXT, code TEXT, tier TEXT, color TEXT,
      size TEXT, points INTEGER, score INTEGER, level INTEGER, \"weight in kg\" NUMERIC, discount INTEGER, spend_cents INTEGER,
      joined_at INTEGER, seen_ms INTEGER, birthday TEXT, sms_flag TEXT, vip INTEGER, mobile TEXT,
      lang TEXT, place_id INTEGER, best_sku TEXT, mail TEXT, opens TEXT, zone TEXT, site TEXT,
      visited_iso TEXT, chance_bp INTEGER);
    CREATE TABLE lucky_numbers (member_id INTEGER, number INTEGER);
    CREATE TABLE favorites (member_id INTEGER, item TEXT);
    CREATE TABLE orders (order_id INTEGER PRIMARY KEY, member_id INTEGER, placed_at INTEGER, total_cents INTEGER,
      rating INTEGER, store TEXT, note TEXT, sku TEXT, gift_sku TEXT);
    CREATE TABLE items (sku TEXT PRIMARY KEY, title TEXT, price_cents INTEGER, hint TEXT, kind TEXT, page TEXT);
    CREATE TABLE places (place_id INTEGER PRIMARY KEY, town TEXT, stars INTEGER);
    CREATE TABLE baskets (basket_id INTEGER PRIMARY KEY, owner INTEGER, left_ms INTEGER, total_cents INTEGER, items INTEGER,
      voucher TEXT, shop TEXT, urgent TEXT, size TEXT, gadget_sku TEXT);
    CREATE TABLE basket_lines (basket_id INTEGER, line_no INTEGER, product TEXT, price_cents INTEGER, rank INTEGER, thing_sku TEXT,
      PRIMARY KEY (basket_id, line_no));
    CREATE TABLE basket_tags (basket_id INTEGER, tag TEXT);
    CREATE INDEX favorites_member ON favorites(member_id);
    CREATE INDEX orders_member ON orders(member_id);

    """

  package mutating func members(count: Int) -> [OracleMember] {
    var orderKey: Int64 = 1
    return (1...count).map { key in
      let columns: [String: Cell] = [
        "name": random.oneIn(wrongOneIn)
          ? .text(Array(random.pick(["-", "' -", "’"]).utf8))
          : text(["Ana", "Oslo", "Ås", "e\u{301}va", "K b"], isOptional: true, long: "Anastasia"),
        "nick": text(["x", "K", "\u{212A}", "ab;c"], isOptional: true, long: "toolong"),
        "city": text(
          [
            "Oslo", "Rome", "K", "\u{212A}", "Ås", "a b", "A\u{30A}s", "x`", "<b>&", "*a*", "'\"'", "[x](", "a|b",
            "\\_%+",
          ],
          isOptional: false, long: "Bergen"),
        "code": text(["AB", "1@", "x"], isOptional: true, long: "ABCDE"),
        "tier": choice(["bronze", "silver", "gold"], isOptional: false),
        "color": choice(["red", "green", "blue"], isOptional: true),
        "size": choice(["S", "L"], isOptional: true),
        "points": integer(0...100, isOptional: false), "score": integer(-50...50, isOptional: true),
        "level": integer(1...9, isOptional: true),
        "weight in kg": random.oneIn(3)
          ? .real(Double(Int.random(in: 0...499, using: &random)) + 0.5) : integer(0...500, isOptional: true),
        "discount": integer(0...50, isOptional: false), "spend_cents": integer(0...99_900, isOptional: false),
        "joined_at": integer((now - 5_000_000)...(now + 100_000), isOptional: false),
        "seen_ms": integer((now - 4_000_000) * 1000...(now * 1000), isOptional: true),
        "birthday": text(["2026-05-01", "1990-12-31", "2035-01-01"], isOptional: true, long: "2026-13-01"),
        "sms_flag": choice(["Y", "N"], isOptional: false), "vip": integer(0...1, isOptional: true),
        "lang": choice(["en", "no", "de", "pl", "ar", "sv"], isOptional: true),
        "mobile": text(["+4712345678", "+15551234567"], isOptional: true, long: "12345"),
        "mail": text(["ana@mail.example", "o'b+c@mail.example"], isOptional: random.oneIn(4), long: "ana@"),
        "opens": text(["09:30", "00:00", "23:59:59"], isOptional: true, long: "24:00"),
        "zone": text(["Europe/Oslo", "UTC"], isOptional: true, long: "no zone!"),
        "visited_iso": text(
          ["2027-02-01T10:00:00Z", "2027-01-15 23:59:59.5", "2026-12-31T23:30+02:00"], isOptional: true,
          long: "2027-02-30T10:00Z"),
        "chance_bp": integer(0...5_000, isOptional: true),
        "site": text(Self.addresses, isOptional: true, long: "https://other.example/"),
        "place_id": integer(1...5, isOptional: true), "best_sku": reference(isOptional: true),
      ]
      let orders = (0..<Int.random(in: 0...(random.oneIn(8) ? 6 : 4), using: &random)).map { _ in
        defer { orderKey += 1 }
        return [
          "order_id": Cell.integer(orderKey), "placed_at": integer((now - 5_000_000)...now, isOptional: false),
          "total_cents": integer(0...50_000, isOptional: false), "rating": integer(1...5, isOptional: true),
          "store": text(["Oslo", "Rome", "K", "Ås", "*b*", "<i>"], isOptional: false, long: "Bergen"),
          "note": text(["hi", "K"], isOptional: true, long: "a long note"),
          "sku": reference(isOptional: false), "gift_sku": reference(isOptional: true),
        ]
      }
      let favorites = (0..<Int.random(in: 0...(random.oneIn(8) ? 5 : 3), using: &random)).map { _ in
        ["item": text(["Oslo", "K", "Ås", "a b", "ab"], isOptional: false, long: "Bergen")]
      }
      let lucky = (0..<Int.random(in: 0...(random.oneIn(8) ? 5 : 3), using: &random)).map { _ in
        ["number": integer(1...9, isOptional: false)]
      }
      return OracleMember(
        key: Int64(key), columns: columns, rows: ["orders": orders, "favorites": favorites, "lucky_numbers": lucky])
    }
  }

  /// The rows of the catalogs, by table.
  package mutating func catalogs() -> [String: [[String: Cell]]] {
    let items = Self.skus.map { sku in
      [
        "sku": Cell.text(Array(sku.utf8)), "title": text(["Oslo", "K", "Ås"], isOptional: false, long: "Bergen"),
        "price_cents": integer(0...9_900, isOptional: false),
        "hint": text(["hi", "K"], isOptional: true, long: "a long hint"),
        "kind": choice(["red", "green"], isOptional: true),
        "page": text(Self.addresses, isOptional: false, long: "https://other.example/"),
      ]
    }
    let places = (1...4).map { key in
      [
        "place_id": Cell.integer(key), "town": text(["Oslo", "Rome"], isOptional: false, long: "Bergen"),
        "stars": integer(1...5, isOptional: true),
      ]
    }
    return ["items": items, "places": places]
  }

  private static let addresses = [
    "https://shop.example/", "http://shop.example/a?b=1&c='2'", "https://shop.example/%C3%A5#x",
  ]

  /// Some are placeholders elsewhere: where an item has such a key, it is that item's.
  private static let skus = ["a1", "b2", "K", "c 3", "n/a"]

  mutating func reference(isOptional: Bool) -> Cell {
    if isOptional, random.oneIn(4) { return random.pick([.null, .text([]), .text(Array("NULL".utf8))]) }
    if random.oneIn(wrongOneIn) {
      return random.pick([
        .null, .text(Array("gone".utf8)), .text(Array("A1".utf8)), .text(Array("a1 ".utf8)), .text([0xC3]), .blob([]),
        .blob(Array("a1".utf8)), .text(Array("N/A".utf8)), .text([]),
      ])
    }
    return .text(Array(random.pick(Self.skus).utf8))
  }

  mutating func integer(_ range: ClosedRange<Int64>, isOptional: Bool) -> Cell {
    if isOptional, random.oneIn(4) { return .null }
    if random.oneIn(wrongOneIn) {
      return random.pick([
        .null, .text(Array("abc".utf8)), .text([]), .text(Array("null".utf8)), .real(2.5), .blob([1]),
        .integer(range.upperBound + 1), .integer(range.lowerBound - 1), .integer(.max), .integer(.min),
      ])
    }
    return .integer(Int64.random(in: range, using: &random))
  }

  mutating func choice(_ values: [String], isOptional: Bool) -> Cell {
    if isOptional, random.oneIn(4) { return random.pick([.null, .text([]), .text(Array(" N/A ".utf8))]) }
    if random.oneIn(wrongOneIn) {
      return random.pick([
        .null, .text(Array("GOLD".utf8)), .text(Array("red ".utf8)), .text([0x20]), .blob(Array("gold".utf8)),
      ])
    }
    return .text(Array(random.pick(values).utf8))
  }

  mutating func text(_ values: [String], isOptional: Bool, long: String) -> Cell {
    if isOptional, random.oneIn(4) {
      return random.pick([
        .null, .text([]), .text(Array("  ".utf8)), .text(Array("NULL".utf8)), .text(Array("\u{200B}".utf8)),
      ])
    }
    if random.oneIn(wrongOneIn) {
      return random.pick([
        .null, .text(Array(long.utf8)), .text([0xC3]), .text(Array("a\u{1}".utf8)), .text([0x61, 0, 0x62]),
        .text(Array("\u{3000}".utf8)), .blob([0x61]), .text(Array("none".utf8)), .text(Array("1\t2".utf8)),
        .text(Array("\u{202E}a".utf8)), .text(Array("\u{200F}a".utf8)),
      ])
    }
    return .text(Array(random.pick(values).utf8))
  }
}

extension RandomAudiences {
  /// The statements that make a database of the members.
  package static func sql(
    _ members: [OracleMember], _ events: [OracleEvent] = [], catalogs: [String: [[String: Cell]]] = [:]
  ) -> String {
    var lines = [schema, "BEGIN;"]
    func insert(_ table: String, _ values: [String: Cell]) {
      let sorted = values.sorted { $0.key < $1.key }
      lines.append(
        "INSERT INTO \(table) (\(sorted.map { "\"\($0.key)\"" }.joined(separator: ", "))) VALUES "
          + "(\(sorted.map { literal($0.value) }.joined(separator: ", ")));")
    }
    for (table, rows) in catalogs.sorted(by: { $0.key < $1.key }) { for row in rows { insert(table, row) } }
    for member in members {
      insert("members", member.columns.merging(["member_id": .integer(member.key)]) { first, _ in first })
      for (table, rows) in member.rows.sorted(by: { $0.key < $1.key }) {
        for row in rows { insert(table, row.merging(["member_id": .integer(member.key)]) { first, _ in first }) }
      }
    }
    for event in events {
      insert(
        "baskets",
        event.columns.merging(["basket_id": .integer(event.key), "owner": event.member]) { first, _ in first })
      for (table, rows) in event.rows.sorted(by: { $0.key < $1.key }) {
        for row in rows { insert(table, row.merging(["basket_id": .integer(event.key)]) { first, _ in first }) }
      }
    }
    return (lines + ["COMMIT;"]).joined(separator: "\n")
  }

  private static func literal(_ cell: Cell) -> String {
    func hex(_ bytes: [UInt8]) -> String {
      "x'" + bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() + "'"
    }
    switch cell {
    case .null: return "NULL"
    case .integer(let value): return value == .min ? "(-9223372036854775807 - 1)" : "\(value)"
    case .real(let value): return "\(value)"
    case .text(let bytes): return "CAST(\(hex(bytes)) AS TEXT)"
    case .blob(let bytes): return hex(bytes)
    }
  }
}
