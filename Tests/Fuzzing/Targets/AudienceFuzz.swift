import CampaignCompiler
import CampaignOracle
import CampaignPlan
import CampaignSQLite
import CampaignTestSupport
import CampaignVM
import Foundation

/// What a tenant's loader may have left: the first byte says which campaign reads it, and whether the others are a database as it
/// stands in its file, values of any type for a member's columns, or members as lines of JSON.
enum AudienceFuzz {
  static func run(_ bytes: [UInt8]) throws(FuzzFinding) {
    guard let kind = bytes.first else { return }
    let rest = Array(bytes.dropFirst())
    if kind >= 128 { return try FuzzShop.run(plans[Int(kind) % (plans.count - 1)], lines: rest) }
    let path = FuzzShop.folder.appending(path: "fuzzed.sqlite").path
    for suffix in ["", "-wal", "-shm", "-journal"] { unlink(path + suffix) }
    if kind < plans.count {
      guard FileManager.default.createFile(atPath: path, contents: Data(rest)) else { return }
    } else {
      guard FileManager.default.createFile(atPath: path, contents: Data(image)) else { return }
      do { try insert(rest, into: path) } catch { return }
    }
    try FuzzShop.run(plans[Int(kind) % plans.count], over: path)
  }

  /// Puts members with the values into the database: a byte for the type, and what the type takes.
  private static func insert(_ bytes: [UInt8], into path: String) throws {
    let connection = try Connection(path: path, access: .readWrite)
    try connection.execute(
      "PRAGMA synchronous=0; PRAGMA journal_mode=OFF; BEGIN; DELETE FROM members; DELETE FROM orders")
    var reader = CellReader(rest: bytes[...])
    var key = 0
    while !reader.rest.isEmpty && key < 20 {
      key += 1
      for (table, columns) in columns {
        let cells = columns.map { _ in reader.literal() }
        try connection.execute(
          "INSERT OR REPLACE INTO \(table) (\(table == "orders" ? "order_id, " : "")member_id, \(columns.joined(separator: ", "))) VALUES"
            + " (\(table == "orders" ? "\(key), " : "")\(key), \(cells.joined(separator: ", ")))")
      }
    }
    try connection.execute("COMMIT")
  }

  private static let columns: [(String, [String])] = [
    (
      "members",
      [
        "name", "city", "tier", "points", "joined_at", "birthday", "sms_flag", "vip", "lang", "mobile", "mail", "code",
        "\"weight in kg\"", "spend_cents", "discount", "seen_ms", "opens", "zone", "site", "visited_iso",
      ]
    ),
    ("orders", ["placed_at", "total_cents", "rating", "store", "sku"]),
  ]

  /// Values of SQL out of bytes.
  private struct CellReader {
    var rest: ArraySlice<UInt8>

    mutating func literal() -> String {
      switch (rest.popFirst() ?? 0) % 6 {
      case 0: return "NULL"
      case 1: return "\(Int8(truncatingIfNeeded: rest.popFirst() ?? 0))"
      case 2:
        let value = number()
        return value == .min ? "0" : "\(value)"
      case 3:
        let value = Double(bitPattern: UInt64(bitPattern: number()))
        return value.isFinite ? "\(value)" : "9e999"
      case 4: return "CAST(\(hex()) AS TEXT)"
      default: return hex()
      }
    }

    private mutating func number() -> Int64 {
      var value: UInt64 = 0
      for _ in 0..<8 { value = value << 8 | UInt64(rest.popFirst() ?? 0) }
      return Int64(bitPattern: value)
    }

    private mutating func hex() -> String {
      let count = Int(rest.popFirst() ?? 0)
      let bytes = rest.prefix(count)
      rest = rest.dropFirst(count)
      return "x'" + bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined() + "'"
    }
  }

  /// Campaigns that read much of the audience, and one that answers its events.
  private static let plans: [VerifiedPlan] = {
    let texts = [
      """
      campaign hello {
        schedule every day at 10:00
        audience where points > 10 and (vip is known or city is not "Rome")
        email {
          subject "Hi {name otherwise "you"} of {city}"
          body \"\"\"
            {tier as label} {points} {joined as date} {weight otherwise 1} {spend} {site otherwise "https://shop.example/"}

            {for o in orders by placed descending first 3}
            - {o.total} {o.store}
            {else}
            none
            {end}
            \"\"\"
        }
      }
      """,
      """
      campaign hello {
        schedule every day at 10:00
        sms { text "Hi {name otherwise "you"}: {points} {birthday otherwise 2020-01-01}" }
      }
      """,
      """
      campaign hello {
        trigger basket_left after 1 hours
        sms { text "{event.items otherwise 0} {event.shop}" }
      }
      """,
    ]
    return texts.compactMap { text in
      let workspace = FuzzShop.workspace.replacing(FuzzShop.campaignPath, with: text)
      let (checked, findings) = workspace.check(basis: nil)
      guard let tenant = checked.tenants.first, let campaign = tenant.campaigns.first,
        let plan = try? workspace.plan(tenant, campaign), let verified = try? Verifier.verify(plan)
      else {
        FuzzShop.stop(workspace.shown(findings))
      }
      return verified
    }
  }()

  private static let lines = Array(
    """
    {"member_id":1,"name":"Ana","city":"Oslo","tier":"gold","points":50,"joined_at":1803000000,"sms_flag":"Y","vip":1}
    {"member_id":2,"city":"\\u00c5s","points":1e1,"orders":[{"placed":1803000000,"total":99,"store":"K","item":{"title":"x"}}]}
    {"member_id":"a","favorites":["Oslo","K"],"lucky":[1,2,2],"home":null,"mail":"ana@mail.example","mobile":"+4712345678"}

    """.utf8)

  /// A database of the shop with two members.
  private static let image: [UInt8] = {
    let path = FuzzShop.folder.appending(path: "seed.sqlite").path
    do {
      try FuzzShop.make(path, FuzzShop.sql(seed: 5, members: 2))
      return Array(try Data(contentsOf: URL(filePath: path)))
    } catch {
      FuzzShop.stop("\(error)")
    }
  }()

  static var seeds: [String: [UInt8]] {
    [
      "lines": [128] + lines, "lines-of-one": [129] + lines, "database-0": [0] + image, "database-1": [1] + image,
      "database-2": [2] + image, "nulls": [3, 0],
      "small": [4] + [UInt8](repeating: 1, count: 60),
      "texts": [3] + (0..<30).flatMap { _ in [4, 3, 0x41, 0x6E, 0x61] as [UInt8] },
      "blobs": [4] + (0..<30).flatMap { _ in [5, 2, 0x41, 0x6E] as [UInt8] },
      "numbers": [5] + (0..<30).flatMap { _ in [2, 0, 0, 0, 0, 0x6B, 0x86, 0x70, 0x58] as [UInt8] },
      "reals": [3] + (0..<30).flatMap { _ in [3, 0x40, 0x45, 0x40, 0, 0, 0, 0, 0] as [UInt8] },
    ]
  }
}
