import CampaignTestSupport

/// Items of campaigns beside their audience and messages.
extension RandomPrograms {
  /// All items but the audience, without those that a template has already.
  mutating func items(_ name: String, without taken: Set<String>) -> [String] {
    var lines = ["  goal \"g\""]
    lines.append(
      isTriggered
        ? "  trigger basket_left\(random.pick(["", " after 2 hours", " after 3 days", " after 1 month", " after 90 minutes"]))"
        : "  schedule \(schedule())")
    if random.oneIn(4) { lines.append("  repeat \(random.pick(["never", "every run", "after 30 days"]))") }
    if random.oneIn(4) { lines.append("  expires after \(random.pick(["12 hours", "90 seconds", "1 week"]))") }
    if random.oneIn(8) { lines.append("  priority \(number(1...10))") }
    if random.oneIn(3), !taken.contains("holdout") { lines.append("  holdout 20% salt \"\(name)-h\"") }
    let channels = ["email", "push", "sms"].filter { !taken.contains($0) && (taken.isEmpty || random.oneIn(2)) }
    let used = channels.filter { $0 == "sms" || random.oneIn($0 == "push" ? 2 : 4) }
    var more = experiments(name, &lines, mayBeClicked: used.contains("push"))
    if random.oneIn(3) {
      let picked = pick()
      lines.append("  pick top from \(picked.source)")
      more += picked.parts
    }
    if random.oneIn(3), !taken.contains("offer") { more += offer(&lines) }
    for channel in used.shuffled(using: &random) { lines += messages(channel, more) }
    if random.oneIn(isTriggered ? 2 : 3), !taken.contains("course") {
      lines += course(name, more)
    } else if !standing.isEmpty {
      lines.append("  while \(standing)")
    }
    return lines
  }

  private mutating func schedule() -> String {
    let days = random.pick([
      "once on 2027-03-02 at 10:00", "every day at 10:00", "every tuesday and friday at 10:00 and 18:30",
      "every monday and wednesday and thursday at the best hour between 09:00 and 18:00",
      "every saturday and sunday at 10:00", "every month on the 1st and 15th and last at 10:00",
    ])
    let zone = random.pick(["", " in tenant.timezone", " in zone otherwise tenant.timezone", " in \"Europe/Rome\""])
    let bounds = days.hasPrefix("once") ? "" : random.pick(["", " from 2027-03-02 until 2027-06-30"])
    return days + zone + bounds
  }

  /// Up to two experiments; returns what messages can say of them.
  private mutating func experiments(
    _ name: String, _ lines: inout [String], mayBeClicked: Bool
  ) -> [String] {
    let count = random.oneIn(2) ? 0 : Int.random(in: 1...2, using: &random)
    if count > 0 {
      lines += [
        "  experiment opening\(slice(name)) salt \"\(name)-e\" {", "    variant a 30% { line \"A *{points}*\" }",
        "    variant b 70% { line \"B {name fits 4 otherwise \"x\"}\" }",
      ]
      if mayBeClicked, random.oneIn(2) {
        lines.append("    optimize clicks by thompson\(random.pick(["", " floor 10% within 24 hours"]))")
      }
      if random.oneIn(4) { lines.append("    stop variant if unsubscribes > 0.5%") }
      lines.append("  }")
    }
    if count > 1 {
      lines += [
        "  experiment depth salt \"\(name)-d\" {", "    variant low 25% {", "      rate 5%", "      least 10 EUR",
        "    }",
        "    variant mid 25% { rate 7.5%, least 20 EUR }", "    variant high 50% { rate 10%, least 30 EUR }", "  }",
      ]
    }
    let drawn = ["{opening.line}", "{depth.rate}", "{if spend >= depth.least}{depth.least}{else}less{end}"]
    return Array(drawn.prefix(count > 1 ? 3 : count))
  }

  private mutating func slice(_ name: String) -> String {
    guard random.oneIn(2) else { return "" }
    let from = Int.random(in: 0...60, using: &random)
    return " in l\(name.dropFirst()) \(from)% to \(from + Int.random(in: 1...40, using: &random))%"
  }

  /// What is picked of a member's rows, and what messages read of it.
  mutating func pick() -> (source: String, parts: [String]) {
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
  mutating func offer(_ lines: inout [String]) -> [String] {
    let valid = random.pick(["14 days", "1 month", "36 hours"])
    let isUnique = random.oneIn(2)
    let isAmount = random.oneIn(3)
    lines += [
      "  offer {", "    \(isAmount ? "amount_off 5 EUR, minimum 20.50 EUR" : "percent_off 10%")",
      "    code \(isUnique ? "unique \"HI-\"" : "\"HELLO\""), valid \(valid)", "  }",
    ]
    return [
      isAmount ? "{offer.amount_off} {offer.minimum}" : "{offer.percent_off} {offer.code}",
      "{offer.ends as long date}", "{offer.code}", "{if offer.code is \"HELLO\"}H{else}U{end}",
    ]
  }

  /// `while`, a conversion and one or two steps.
  mutating func course(_ name: String, _ more: [String]) -> [String] {
    var lines: [String] = []
    if !standing.isEmpty {
      lines.append("  while \(standing) and \(fact(name))")
    } else if random.oneIn(2) {
      lines.append("  while \(random.oneIn(2) ? member(depth: 1) : fact(name)) and \(fact(name))")
    }
    let ownAtEntry = ownParts
    // What the audience demands is not demanded of later steps again.
    if standing.isEmpty { ownParts = isRich && !isInTemplate ? Self.askingParts : [] }
    defer { ownParts = ownAtEntry }
    let hasConversion = random.oneIn(2)
    if hasConversion {
      let success =
        isInTemplate
        ? needed() : random.pick(["any(orders where placed after entered)", "any(orders where \(row()))", scalar()])
      lines.append("  conversion \(success) within \(random.pick(["7 days", "1 month", "30 hours"]))")
    }
    let delays = random.pick([["3 days", "10 days"], ["6 hours", "2 days"], ["2 days", "1 month"]])
    for number in 0..<Int.random(in: 1...2, using: &random) {
      var conditions = [
        fact(name), isInTemplate ? needed() : scalar(), "entered \(random.pick(["before", "after"])) now - 5 days",
      ]
      if number == 1 { conditions.append("\(random.pick(["again0", isInTemplate ? "again0" : name])).clicked") }
      if hasConversion { conditions.append("not converted") }
      let condition = random.oneIn(3) ? "" : " where \(random.pick(conditions)) or \(random.pick(conditions))"
      let own = more + ["{entered as long date}", "{if clicked and not \(Self.of(name, "opened"))}C{else}N{end}"]
      lines.append("  then again\(number) after \(delays[number])\(condition) {")
      for channel in ["email", "push", "sms"] where channel == "sms" || random.oneIn(4) {
        lines += messages(channel, own).map { "  " + $0 }
      }
      lines.append("  }")
    }
    return lines
  }

  private static func of(_ name: String, _ fact: String) -> String { name.isEmpty ? fact : "\(name).\(fact)" }

  /// Something about the campaign's course.
  mutating func fact(_ name: String) -> String {
    if isInTemplate { return random.pick(["not clicked", "not opened", "sent", "(clicked or points > 20)"]) }
    return random.pick([
      "not clicked", "not opened", "sent", "not \(name).clicked", "(clicked or not \(name).opened)",
      "none(orders where placed after entered)", "joined before entered - 2 days", "days since entered < 9",
      "(clicked or points > 20)",
    ])
  }
}
