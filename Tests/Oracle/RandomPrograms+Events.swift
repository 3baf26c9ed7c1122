import CampaignTestSupport

/// What campaigns that answer an event say of it.
extension RandomPrograms {
  static let eventParts = [
    "{event.total} {event.shop}", "{event.items otherwise 0}", "{event.code otherwise \"none\"}",
    "{event.time as long date}", "{count(event.lines where price > 20 EUR)}", "{sum(event.lines.price)}",
    "{for l in event.lines by price descending first 2}[{l.product} {l.price}]{else}no{end}",
    "{for t in event.tags}<{t}>{else}-{end}", "{if event.lines is not empty}L{end}",
    "{if event.urgent is known and event.urgent}U{else}C{end}", "{max(event.lines.rank) otherwise 0}",
    "{event.gadget.title otherwise \"-\"}", "{for l in event.lines by thing.price first 3}{l.thing.title}{else}-{end}",
  ]

  mutating func eventScalar() -> String {
    switch Int.random(in: 0..<12, using: &random) {
    case 0: "event.total \(comparison()) \(number(0...500)) EUR"
    case 1: "event.items is known and event.items \(comparison()) \(number(0...9))"
    case 2: "event.time \(random.pick(["before", "after"])) now - \(number(0...30)) days"
    case 3: "event.time after joined"
    case 4: "spend \(comparison()) event.total"
    case 5: "event.shop is \(random.pick(["", "not "]))\"\(word())\""
    case 6: "size is known and size \(random.pick(["is", "<", ">="])) event.size"
    case 7: "event.code is \(random.pick(["", "not "]))known"
    case 8: "event.urgent is known and event.urgent"
    case 9: "event.gadget is known and event.gadget.price \(comparison()) \(number(0...99)) EUR"
    case 10: "event.gadget.hint is \(random.pick(["", "not "]))known"
    default: "(event.items otherwise 5) \(comparison()) \(number(0...9))"
    }
  }

  mutating func eventRows() -> String {
    let condition = "price \(comparison()) \(number(0...500)) EUR"
    switch Int.random(in: 0..<10, using: &random) {
    case 0: return "count(event.lines where \(condition)) \(comparison()) \(number(0...4))"
    case 1: return "any(event.lines where \(condition) and product is not \"\(word())\")"
    case 2: return "none(event.lines where rank is known and rank > \(number(1...5)))"
    case 3: return "sum(event.lines.price) \(comparison()) event.total"
    case 4: return "event.tags contains \"\(word())\""
    case 5: return "event.lines is \(random.pick(["", "not "]))empty"
    case 6: return "none(orders where placed after event.time)"
    case 7: return "sum(event.lines.thing.price where \(condition)) \(comparison()) \(number(0...99)) EUR"
    case 8:
      return "any(event.lines where price \(comparison()) average(event.lines.price) and thing.title is \"\(word())\")"
    default: return "(max(event.lines.price where \(condition)) otherwise 0 EUR) \(comparison()) spend"
    }
  }
}
