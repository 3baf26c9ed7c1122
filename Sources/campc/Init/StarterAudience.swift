import CampaignSQLite
import Glibc

/// The members of a first workspace; invented, at addresses and numbers that belong to nobody.
enum StarterAudience {
  /// First name, city and tier; nil where it isn't known.
  private static let people: [(name: String?, city: String?, tier: String)] = [
    ("Ada", "Springfield", "gold"), ("Bjørn", "Shelbyville", "silver"), ("Chiara", "Springfield", "bronze"),
    ("Dafydd", nil, "bronze"), ("Élodie", "Riverside", "gold"), ("Fatima", "Springfield", "silver"),
    ("Grace", "Riverside", "bronze"), (nil, "Springfield", "bronze"), ("Ibrahim", "Shelbyville", "gold"),
    ("Jürgen", "Riverside", "silver"), ("Kai", nil, "bronze"), ("Lucía", "Springfield", "silver"),
    ("明", "Riverside", "gold"), ("Nadia", "Shelbyville", "bronze"), ("O'Neil", "Springfield", "silver"),
    ("Priya", "Riverside", "gold"), (nil, nil, "bronze"), ("Rosa", "Springfield", "silver"),
    ("Søren", "Shelbyville", "bronze"), ("Tomás", "Riverside", "gold"),
  ]

  private static let categories = ["bakery", "cheese", "coffee", "fish", "fruit", "tea"]

  /// 2027-03-02T15:00Z, the instant of `StarterWorkspace.instant` in the shop's zone.
  private static let instant: Int64 = 1_803_999_600

  /// Makes the database at a path where nothing is yet.
  static func write(to path: String) throws(SQLiteError) {
    let connection = try Connection(path: path, access: .create)
    do {
      try fill(connection)
    } catch {
      // It is ours, and half of it is of no use.
      unlink(path)
      throw error
    }
  }

  private static func fill(_ connection: Connection) throws(SQLiteError) {
    try connection.execute(
      """
      PRAGMA journal_mode = DELETE;
      BEGIN;
      CREATE TABLE members (
        member_id INTEGER PRIMARY KEY, first_name TEXT, email TEXT, mobile TEXT, city TEXT, tier TEXT NOT NULL,
        spend_cents INTEGER NOT NULL DEFAULT 0, joined TEXT NOT NULL, last_order_at INTEGER,
        email_opt_in INTEGER NOT NULL, sms_opt_in INTEGER NOT NULL
      ) STRICT;
      CREATE TABLE orders (
        order_id INTEGER PRIMARY KEY, member_id INTEGER NOT NULL REFERENCES members, placed_at INTEGER NOT NULL,
        total_cents INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX orders_by_member ON orders (member_id);
      CREATE TABLE member_favorites (
        member_id INTEGER NOT NULL REFERENCES members, category TEXT NOT NULL, PRIMARY KEY (member_id, category)
      ) STRICT, WITHOUT ROWID;
      """)
    for index in people.indices { try add(index, to: connection) }
    try connection.execute(
      """
      UPDATE members SET
        spend_cents = (SELECT coalesce(sum(total_cents), 0) FROM orders WHERE orders.member_id = members.member_id),
        last_order_at = (SELECT max(placed_at) FROM orders WHERE orders.member_id = members.member_id);
      COMMIT;
      """)
  }

  /// One member: every third shops no more, every fifth has no e-mail address, every seventh never bought.
  private static func add(_ index: Int, to connection: Connection) throws(SQLiteError) {
    let person = people[index]
    let id = Int64(index + 1)
    let member = try connection.prepare(
      """
      INSERT INTO members (member_id, first_name, email, mobile, city, tier, joined, email_opt_in, sms_opt_in)
      VALUES (?1, nullif(?2, ''), nullif(?3, ''), nullif(?4, ''), nullif(?5, ''), ?6, ?7, ?8, ?9)
      """)
    try member.bind(id, at: 1)
    try member.bind(person.name ?? "", at: 2)
    try member.bind(index % 5 == 3 ? "" : "member\(id)@mail.example", at: 3)
    try member.bind(index % 2 == 0 ? "+1202555\(String(100 + index).leftPadded(to: 4))" : "", at: 4)
    try member.bind(person.city ?? "", at: 5)
    try member.bind(person.tier, at: 6)
    try member.bind("2026-\(String(1 + index % 9).leftPadded(to: 2))-\(String(1 + index).leftPadded(to: 2))", at: 7)
    try member.bind(index % 6 == 5 ? 0 : 1, at: 8)
    try member.bind(index % 4 == 1 ? 0 : 1, at: 9)
    _ = try member.step()

    let order = try connection.prepare("INSERT INTO orders (member_id, placed_at, total_cents) VALUES (?1, ?2, ?3)")
    let lastDaysAgo: Int64 = index % 3 == 0 ? 75 : 6
    for number in 0..<(index % 7 == 6 ? 0 : 2 + index % 3) {
      try order.bind(id, at: 1)
      try order.bind(instant - (lastDaysAgo + Int64(number) * 21) * 86_400 - Int64(index) * 600, at: 2)
      try order.bind(Int64(1_895 + (index * 733 + number * 1_217) % 6_000), at: 3)
      _ = try order.step()
      order.reset()
    }
    let favorite = try connection.prepare("INSERT INTO member_favorites VALUES (?1, ?2)")
    for number in 0..<(index % 4) {
      try favorite.bind(id, at: 1)
      try favorite.bind(categories[(index + number * 2) % categories.count], at: 2)
      _ = try favorite.step()
      favorite.reset()
    }
  }
}

extension String {
  fileprivate func leftPadded(to count: Int) -> String {
    String(repeating: "0", count: max(0, count - self.count)) + self
  }
}
