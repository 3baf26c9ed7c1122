import CampaignTestSupport

/// Conditions about members, their rows, and what those refer to.
extension RandomPrograms {
  mutating func member(depth: Int) -> String {
    if depth > 0, random.oneIn(2) {
      let left = member(depth: depth - 1)
      let right = member(depth: depth - 1)
      switch Int.random(in: 0..<3, using: &random) {
      case 0: return "(\(left) and \(right))"
      case 1: return "(\(left) or \(right))"
      default: return "not (\(left) or \(right))"
      }
    }
    if isInTemplate { return random.oneIn(6) ? "not (\(needed()))" : needed() }
    if namesSegments, random.oneIn(3) { return random.oneIn(3) ? "not \(segment())" : segment() }
    let atom =
      isTriggered && random.oneIn(3)
      ? random.oneIn(3) ? eventRows() : eventScalar()
      : random.oneIn(8) ? items() : random.oneIn(4) ? rows() : scalar()
    return random.oneIn(6) ? "not (\(atom))" : atom
  }

  mutating func comparison() -> String { random.pick(["<", "<=", ">", ">="]) }
  mutating func number(_ range: ClosedRange<Int>) -> String { "\(Int.random(in: range, using: &random))" }
  mutating func word() -> String {
    random.pick(["Oslo", "Rome", "K", "\u{212A}", "Ås", "a b", "None", "Oslo Oslo", "ab;c", "e\u{301}", "x`"])
  }

  mutating func scalar() -> String {
    switch Int.random(in: 0..<37, using: &random) {
    case 0: "points \(comparison()) \(number(0...100))"
    case 1: "points between \(number(0...50)) and \(number(50...100))"
    case 2: "score is known and score \(comparison()) \(number(0...50))"
    case 3: "(score otherwise 5) \(comparison()) \(number(0...50))"
    case 4: "level is known and level \(comparison()) \(number(1...9))"
    case 5: "level is \(random.pick(["", "not "]))known"
    case 6: "discount \(comparison()) \(number(0...50))%"
    case 7: "spend \(comparison()) \(number(0...999)) EUR"
    case 8: "spend - \(number(1...99)) EUR \(comparison()) \(number(0...900)) EUR"
    case 9: "joined \(random.pick(["before", "after"])) now - \(number(0...60)) days"
    case 10: "joined within last \(number(1...60)) days"
    case 11: "seen is known and seen \(random.pick(["before", "after"])) now - \(number(0...1000)) hours"
    case 12: "days since joined \(comparison()) \(number(0...60))"
    case 13: "birthday is known and birthday before 20\(number(10...40))-01-01"
    case 14: "tier \(random.pick(["is", "is not", "<", ">="])) \(random.pick(["bronze", "silver", "gold"]))"
    case 15: "tier is one of (bronze, \(random.pick(["silver", "gold"])))"
    case 16: "color is known and color \(random.pick(["is", "is not"])) \(random.pick(["red", "blue"]))"
    case 17: "size is known and size \(random.pick([">=", "is not"])) large"
    case 18: "city \(random.pick(["is", "is not"])) \"\(word())\""
    case 19: "city is one of (\"\(word())\", \"Rome\")"
    case 20:
      "name is known and name \(random.pick(["contains", "starts with", "ends with", "is", "is not"])) \"\(word())\""
    case 21:
      "\(random.pick(["name", "nick", "color", "seen", "weight", "mobile", "birthday"])) is \(random.pick(["", "not "]))known"
    case 22:
      random.pick([
        "wants_sms", "vip is known and vip", "vip is not known", "not wants_sms", "lang is known and lang is not nb_NO",
      ])
    case 23: "joined \(moved()) \(random.pick(["before", "after"])) now - \(number(0...60)) days"
    case 24: "seen is known and seen \(moved()) \(random.pick(["before", "after"])) joined"
    case 25: "birthday is known and birthday \(moved()) \(random.pick(["before", "after", "is"])) today"
    case 26: "\(random.pick(["months", "years", "weeks"])) since joined \(comparison()) \(number(0...15))"
    case 27:
      "birthday is known and \(random.pick(["months", "years"])) \(random.pick(["since", "until"])) birthday \(comparison()) \(number(0...400))"
    case 28: "birthday is known and birthday within \(random.pick(["last", "next"])) \(number(1...400)) days"
    case 29:
      "joined \(random.pick(["before", "after"])) \(random.pick(["2027-01-05T10:00Z", "2027-02-01T09:30+01:00", "2027-02-10T00:15"]))"
    case 30: "points * \(number(2...9)) - \(number(1...99)) \(comparison()) score otherwise 0"
    case 31: "spend / \(number(2...9)) \(comparison()) \(number(0...300)) EUR"
    case 32:
      "visited is known and visited \(random.pick(["+ 90 minutes", "- 45 seconds", "+ 1 week", "- 1 minute"])) \(random.pick(["before", "after"])) joined"
    case 33: "(chance otherwise 10%) \(comparison()) discount"
    case 34:
      random.oneIn(2)
        ? "lucky contains \(number(1...9))" : "lucky contains any of (\(number(1...9)), \(number(1...9)))"
    case 35: "opens is known and opens \(random.pick(["before", "after"])) \(random.pick(["09:30", "12:00"]))"
    default: "weight is known and weight \(comparison()) \(number(0...500)).5"
    }
  }

  /// A distance on the calendar.
  mutating func moved() -> String {
    let unit = random.pick(["days", "weeks", "months", "years"])
    return "\(random.pick(["+", "-"])) \(number(1...40)) \(unit)"
  }

  /// Fields of catalogs' items, and aggregates within aggregates.
  mutating func items() -> String {
    switch Int.random(in: 0..<16, using: &random) {
    case 0: "\(random.pick(["home", "best"])) is \(random.pick(["", "not "]))known"
    case 1: "home is known and home.town \(random.pick(["is", "is not"])) \"\(word())\""
    case 2: "(home.stars otherwise 3) \(comparison()) \(number(1...5))"
    case 3: "best.price is known and best.price \(comparison()) \(number(0...99)) EUR"
    case 4: "(best is not known or best.title starts with \"\(word())\")"
    case 5: "best.kind is known and best.kind is \(random.pick(["red", "green"]))"
    case 6: "any(orders where item.price \(comparison()) \(number(0...99)) EUR)"
    case 7:
      "count(orders where gift is known and gift.price \(comparison()) item.price) \(comparison()) \(number(0...2))"
    case 8: "sum(orders.item.price where \(row())) \(comparison()) \(number(0...200)) EUR"
    case 9: "(min(orders.gift.price) otherwise 5 EUR) \(comparison()) \(number(0...99)) EUR"
    case 10: "any(orders where total \(comparison()) average(orders.total))"
    case 11:
      "count(orders where total \(comparison()) (max(orders.total where \(row())) otherwise 9 EUR)) \(comparison()) 1"
    case 12: "any(orders where count(favorites where value is store) \(comparison()) \(number(0...1)))"
    case 13: "none(favorites where any(orders where store is value and total > average(orders.total)))"
    case 14: "any(orders where favorites contains \"\(word())\" and \(row()))"
    default: "sum(orders.total where none(favorites where value starts with \"\(word())\")) > \(number(0...500)) EUR"
    }
  }

  mutating func rows() -> String {
    let condition = random.oneIn(3) ? "" : " where \(row())"
    switch Int.random(in: 0..<10, using: &random) {
    case 8: return "count(lucky where value > \(number(1...9))) \(comparison()) sum(lucky)"
    case 0: return "count(orders\(condition)) \(comparison()) \(number(0...4))"
    case 1: return "any(orders where \(row()))"
    case 2: return "none(orders where \(row()))"
    case 3: return "sum(orders.total\(condition)) \(comparison()) \(number(0...900)) EUR"
    case 4: return "(max(orders.total\(condition)) otherwise 0 EUR) \(comparison()) \(number(0...500)) EUR"
    case 5: return "(average(orders.rating\(condition)) otherwise 3) \(comparison()) \(number(1...5))"
    case 6: return "favorites is \(random.pick(["", "not "]))empty"
    case 7: return "favorites contains \"\(word())\""
    default: return "(min(orders.rating\(condition)) otherwise 3) \(comparison()) \(number(1...5))"
    }
  }

  mutating func row() -> String {
    switch Int.random(in: 0..<(isTriggered ? 11 : 10), using: &random) {
    case 8: "placed \(moved()) before now"
    case 9: "months since placed \(comparison()) \(number(0...3))"
    case 10: "(placed after event.time or total < event.total)"
    case 0: "total \(comparison()) \(number(0...500)) EUR"
    case 1: "rating is known and rating \(comparison()) \(number(1...5))"
    case 2: "store \(random.pick(["is", "is not"])) \"\(word())\""
    case 3: "placed within last \(number(1...60)) days"
    case 4: "placed after joined"
    case 5: "note is \(random.pick(["", "not "]))known"
    case 6: "(total > \(number(0...100)) EUR or rating is not known)"
    default: "not (store contains \"\(word())\") and total < spend"
    }
  }
}
