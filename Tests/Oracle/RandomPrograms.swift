import CampaignTestSupport

/// Random campaigns as source text over one audience that has every kind of column.
package struct RandomPrograms {
  package var random: SeededGenerator
  /// Whether the campaign that is being written answers an event.
  var isTriggered = false

  package init(seed: UInt64) { random = SeededGenerator(seed: seed) }

  /// A layer for each campaign `c0`, `c1`, … of a workspace, for slices of one layer never overlap.
  private static let layers = (0..<50).map { "  layer l\($0) salt \"layer-\($0)\"" }.joined(separator: "\n")

  package static let tenant = """
    tenant shop {
      name        "Shop"
      timezone    "Europe/Oslo"
      currency    EUR
      languages   en_GB, nb_NO, de_DE by member.lang
      audience    "audience.sqlite"
      link_base   "https://go.shop.example"
      placeholder "null", "n/a", "None"

      channel sms  { sender "SHOP" }
      channel push { app "example.shop.app" }
    \(layers)
    }
    """

  package static let audience = """
    audience member from members key member_id {
      name      text(6, name)?
      nick      text(4)?             invalid is missing
      city      text(5)
      code      text(4, gsm)?
      tier      choice(bronze < silver < gold)
      color     choice(red, green, blue)?
      size      choice(small "S" < large "L")?  invalid is missing
      points    int(0 to 100)
      score     int(-50 to 50)?
      level     int(1 to 9)?         invalid is missing
      weight    decimal(0 to 500)?
      discount  percent(0 to 50)     in percent
      spend     money(0 to 999)      from spend_cents in cents
      joined    timestamp            from joined_at in seconds
      seen      timestamp?           from seen_ms in milliseconds
      birthday  date?                in iso
      wants_sms bool                 from sms_flag in ("Y", "N")
      vip       bool?
      lang      choice(en_GB "en", nb_NO "no", de_DE "de", sv_SE "sv")?
      mobile    phone?
      home      place?               from place_id  invalid is missing
      best      item?                from best_sku
      favorites set of text(5) up to 3 from favorites(member_id, item)

      many orders up to 4 from orders(member_id) key order_id {
        placed  timestamp            from placed_at in seconds
        total   money(0 to 500)      from total_cents in cents
        rating  int(1 to 5)?
        store   text(5)
        note    text(4)?             invalid is missing
        item    item                 from sku
        gift    item?                from gift_sku  invalid is missing
      }

      event basket_left from baskets(owner) key basket_id {
        time    timestamp            from left_ms in milliseconds
        total   money(0 to 500)      from total_cents in cents
        items   int(0 to 9)?
        code    text(4, gsm)?        from voucher  invalid is missing
        shop    text(5)
        urgent  bool?                in ("Y", "N")
        size    choice(small "S" < large "L")
        gadget  item?                from gadget_sku
        tags    set of text(5) up to 3 from basket_tags(basket_id, tag)

        many lines up to 4 from basket_lines(basket_id) key line_no {
          product text(5)
          price   money(0 to 500)    from price_cents in cents
          rank    int(1 to 5)?
          thing   item               from thing_sku
        }
      }

      reach sms  at mobile where wants_sms
      reach push at code   where vip is known and vip
    }

    catalog item up to 10 from items key sku {
      title   text(5)
      price   money(0 to 99)       from price_cents in cents
      hint    text(4)?
      kind    choice(red, green)?  invalid is missing
    }
    catalog place up to 10 from places key place_id {
      town    text(5)
      stars   int(1 to 5)?
    }
    """

  /// A campaign with one to three clauses and a few messages.
  package mutating func campaign(_ name: String) -> String {
    isTriggered = random.oneIn(3)
    var lines = ["campaign \(name) {", "  goal \"g\""]
    let clauses = (0..<Int.random(in: 1...3, using: &random)).map { _ in member(depth: 2) }
    lines.append("  audience where " + clauses.joined(separator: "\n      and "))
    if random.oneIn(3) { lines.append("    except where \(member(depth: 1))") }
    lines.append(
      isTriggered
        ? "  trigger basket_left\(random.pick(["", " after 2 hours", " after 3 days", " after 1 month"]))"
        : "  schedule once on 2027-03-02 at 10:00 in tenant.timezone")
    if random.oneIn(3) { lines.append("  holdout 20% salt \"\(name)-h\"") }
    let experiments = random.oneIn(2) ? 0 : Int.random(in: 1...2, using: &random)
    if experiments > 0 {
      lines += [
        "  experiment opening\(slice(name)) salt \"\(name)-e\" {", "    variant a 30% { line \"A {points}\" }",
        "    variant b 70% { line \"B {name fits 4 otherwise \"x\"}\" }", "  }",
      ]
    }
    if experiments > 1 {
      lines += [
        "  experiment depth salt \"\(name)-d\" {", "    variant low 25% { rate 5%, least 10 EUR }",
        "    variant mid 25% { rate 7.5%, least 20 EUR }", "    variant high 50% { rate 10%, least 30 EUR }", "  }",
      ]
    }
    let picked = random.oneIn(3) ? pick() : nil
    if let picked { lines.append("  pick top from \(picked.source)") }
    let drawn = ["{opening.line}", "{depth.rate}", "{if spend >= depth.least}{depth.least}{else}less{end}"]
    let offer = random.oneIn(3) ? self.offer(&lines) : []
    let more = drawn.prefix(experiments > 1 ? 3 : experiments) + (picked?.parts ?? []) + offer
    if random.oneIn(2) { lines += messages("push", Array(more)) { "title \"t\", text \"\($0)\"" } }
    lines += messages("sms", Array(more)) { "text \"\($0)\"" }
    if random.oneIn(isTriggered ? 2 : 3) { course(name, Array(more), &lines) }
    return (lines + ["}"]).joined(separator: "\n")
  }

  private mutating func slice(_ name: String) -> String {
    guard random.oneIn(2) else { return "" }
    let from = Int.random(in: 0...60, using: &random)
    return " in l\(name.dropFirst()) \(from)% to \(from + Int.random(in: 1...40, using: &random))%"
  }

  /// A channel's message in the default language, and in others, in any order.
  private mutating func messages(_ channel: String, _ more: [String], _ parts: (String) -> String) -> [String] {
    let languages = [" in nb_NO", " in de_DE"].filter { _ in random.oneIn(4) }
    let all = ([random.oneIn(4) ? " in en_GB" : ""] + languages).shuffled(using: &random)
    return all.map { "  \(channel)\($0) { \(parts(message(more))) }" }
  }

  /// What is picked of a member's rows, and what messages read of it.
  private mutating func pick() -> (source: String, parts: [String]) {
    switch Int.random(in: 0..<4, using: &random) {
    case 0: ("orders where \(row()) by total descending and placed", ["{top.store} {top.total}", "{top.item.title}"])
    case 1: ("orders where rating is known by rating", ["{top.rating}", "{top.gift.title otherwise \"-\"}"])
    case 2:
      (
        "orders where gift is known and gift.hint is known by item.price and gift.price descending",
        ["{top.gift.hint} {top.gift.price}", "{count(orders where total > 20 EUR)}"]
      )
    default: ("favorites\(random.oneIn(2) ? "" : " where value starts with \"\(word())\"")", ["<{top}>"])
    }
  }

  /// An offer; returns what messages can say of it.
  private mutating func offer(_ lines: inout [String]) -> [String] {
    let valid = random.pick(["14 days", "1 month", "36 hours"])
    let isUnique = random.oneIn(2)
    lines.append("  offer { percent_off 10%, code \(isUnique ? "unique \"HI-\"" : "\"HELLO\""), valid \(valid) }")
    return [
      "{offer.percent_off} {offer.code}", "{offer.ends as long date}", "{offer.code}",
      "{if offer.code is \"HELLO\"}H{else}U{end}",
    ]
  }

  /// `while`, a conversion and one or two steps.
  private mutating func course(_ name: String, _ more: [String], _ lines: inout [String]) {
    if random.oneIn(2) { lines.append("  while \(random.oneIn(2) ? member(depth: 1) : fact(name)) and \(fact(name))") }
    let hasConversion = random.oneIn(2)
    if hasConversion {
      let success = random.pick(["any(orders where placed after entered)", "any(orders where \(row()))", scalar()])
      lines.append("  conversion \(success) within \(random.pick(["7 days", "1 month", "30 hours"]))")
    }
    let delays = random.pick([["3 days", "10 days"], ["6 hours", "2 days"], ["2 days", "1 month"]])
    for number in 0..<Int.random(in: 1...2, using: &random) {
      var conditions = [fact(name), scalar(), "entered \(random.pick(["before", "after"])) now - 5 days"]
      if number == 1 { conditions.append("\(random.pick(["again0", name])).clicked") }
      if hasConversion { conditions.append("not converted") }
      let condition = random.oneIn(3) ? "" : " where \(random.pick(conditions)) or \(random.pick(conditions))"
      let parts = message(
        more + ["{entered as long date}", "{if clicked and not \(name).opened}C{else}N{end}"])
      lines.append("  then again\(number) after \(delays[number])\(condition) { sms { text \"\(parts)\" } }")
    }
  }

  /// Something about the campaign's course.
  private mutating func fact(_ name: String) -> String {
    random.pick([
      "not clicked", "not opened", "sent", "not \(name).clicked", "(clicked or not \(name).opened)",
      "none(orders where placed after entered)", "joined before entered - 2 days", "days since entered < 9",
      "(clicked or points > 20)",
    ])
  }

  private mutating func message(_ more: [String]) -> String {
    var parts = [
      "{name otherwise \"you\"}", "{nick fits (3, gsm) otherwise \"hi\"}", "{points} {spend} {discount}", "{city}",
      "{joined as long date}", "{if birthday is known}{birthday as short date}{else}-{end}",
      "{if vip is known and vip}V{else if points > 50}P{else}N{end}", "{count(orders where total > 20 EUR)}",
      "{for o in orders where total > 10 EUR by total descending first 2}[{o.total} {o.store}]{else}no{end}",
      "{for o in orders by placed}{o.store},{else}none{end}", "{for f in favorites first 2}<{f}>{else}-{end}",
      "{sum(orders.total)}", "{average(orders.total) otherwise 1 EUR}", "{score otherwise 7}",
      "{(joined + 1 month) as long date} {(joined - 3 weeks) as date}", "{months since joined} {years since joined}",
      "{if birthday is known}{months until birthday} {(birthday + 1 year) as date}{else}-{end}",
      "{plural points one \"a point\" other \"{n} points\"}", "{joined as month} {joined as year} {joined as weekday}",
      "{plural count(orders where total > 20 EUR) one \"{city}\" other \"{n} of {count(orders)}\"}",
      "{joined as time} {joined as long time} {joined as short date}",
      "{plural (score otherwise -1) one \"{n}!\" other \"{n}\"}",
      "{for o in orders by placed}{plural days since o.placed one \"a day\" other \"{n} days\"} {else}-{end}",
      "{if weight is known}{weight}{else}0{end}", "{max(orders.rating) otherwise 0}",
    ]
    if isTriggered { parts += Self.eventParts }
    parts += [
      "{if home is known}{home.town} {home.stars otherwise 0}{else}-{end}", "{best.title otherwise \"t\"}",
      "{for o in orders by item.price descending and placed first 2}[{o.item.title} {o.item.price}]{else}no{end}",
      "{for o in orders where gift.hint is known by total}{o.gift.hint}{else}-{end}",
      "{if best is known and best.price > 20 EUR}{best.price}{else}0{end}", "{sum(orders.item.price)}",
      "{for o in orders where total >= average(orders.total) by total}{o.total}{else}-{end}",
    ]
    for part in more + more { parts.append(part) }
    return (0..<Int.random(in: 1...4, using: &random)).map { _ in random.pick(parts) }.joined(separator: " ")
  }

  // MARK: - Predicates

  private mutating func member(depth: Int) -> String {
    if depth > 0, random.oneIn(2) {
      let left = member(depth: depth - 1)
      let right = member(depth: depth - 1)
      switch Int.random(in: 0..<3, using: &random) {
      case 0: return "(\(left) and \(right))"
      case 1: return "(\(left) or \(right))"
      default: return "not (\(left) or \(right))"
      }
    }
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

  private mutating func scalar() -> String {
    switch Int.random(in: 0..<29, using: &random) {
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
    default: "weight is known and weight \(comparison()) \(number(0...500)).5"
    }
  }

  /// A distance on the calendar.
  private mutating func moved() -> String {
    let unit = random.pick(["days", "weeks", "months", "years"])
    return "\(random.pick(["+", "-"])) \(number(1...40)) \(unit)"
  }

  /// Fields of catalogs' items, and aggregates within aggregates.
  private mutating func items() -> String {
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

  private mutating func rows() -> String {
    let condition = random.oneIn(3) ? "" : " where \(row())"
    switch Int.random(in: 0..<9, using: &random) {
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

  private mutating func row() -> String {
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
