import CampaignTestSupport

extension RandomAudiences {
  /// Events of members 1 to `memberCount`, and now and then of nobody.
  package mutating func events(count: Int, memberCount: Int) -> [OracleEvent] {
    (1...count).map { key in
      let member: Cell =
        random.oneIn(8)
        ? random.pick([.null, .integer(0), .integer(Int64(memberCount) + 7), .text(Array("x".utf8)), .blob([1])])
        : .integer(Int64.random(in: 1...Int64(memberCount), using: &random))
      let columns: [String: Cell] = [
        "left_ms": integer((now - 4_000_000) * 1000...(now * 1000), isOptional: false),
        "total_cents": integer(0...50_000, isOptional: false), "items": integer(0...9, isOptional: true),
        "voucher": text(["AB", "1@", "x"], isOptional: true, long: "ABCDE"),
        "shop": text(["Oslo", "Rome", "K", "Ås"], isOptional: false, long: "Bergen"),
        "urgent": choice(["Y", "N"], isOptional: true), "size": choice(["S", "L"], isOptional: false),
        "gadget_sku": reference(isOptional: true),
      ]
      let lines = (0..<Int.random(in: 0...(random.oneIn(8) ? 6 : 4), using: &random)).map { number in
        [
          "line_no": Cell.integer(Int64(number)), "price_cents": integer(0...50_000, isOptional: false),
          "product": text(["Oslo", "K", "Ås", "ab"], isOptional: false, long: "Bergen"),
          "rank": integer(1...5, isOptional: true), "thing_sku": reference(isOptional: false),
        ]
      }
      let tags = (0..<Int.random(in: 0...(random.oneIn(8) ? 5 : 3), using: &random)).map { _ in
        ["tag": text(["Oslo", "K", "Ås", "a b", "ab"], isOptional: false, long: "Bergen")]
      }
      return OracleEvent(
        key: Int64(key), member: member, columns: columns, rows: ["basket_lines": lines, "basket_tags": tags])
    }
  }
}
