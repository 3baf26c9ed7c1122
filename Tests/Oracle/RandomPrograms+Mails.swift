import CampaignTestSupport

/// E-mails. What they are made of is what `OracleBlockReader` and `OracleInline` read.
extension RandomPrograms {
  /// The parts of an e-mail.
  mutating func mail(_ more: [String]) -> String {
    var lines = ["", "    subject \"S \(message(more, count: 1))\""]
    if random.oneIn(2) { lines.append("    preheader \"P \(message(more, count: 1))\"") }
    if random.oneIn(6) {
      lines.append("    body \"\(Self.quoted(sentence(more)))\"")
    } else {
      // A body that may be nothing but a rule is refused.
      let blocks = [sentence(more), ""] + self.blocks(more, count: Int.random(in: 1...3, using: &random), depth: 1)
      lines += ["    body \"\"\""] + blocks.map { $0.isEmpty ? "" : "      \($0)" } + ["      \"\"\""]
    }
    return lines.joined(separator: "\n") + "\n  "
  }

  // MARK: Blocks

  /// Blocks as lines, an empty one between each two.
  private mutating func blocks(_ more: [String], count: Int, depth: Int) -> [String] {
    Array((0..<count).map { _ in block(more, depth: depth) }.joined(separator: [""]))
  }

  private mutating func block(_ more: [String], depth: Int) -> [String] {
    switch Int.random(in: 0..<(depth > 0 ? 12 : 9), using: &random) {
    case 0: return ["\(random.pick(["#", "##", "###"])) H \(inline(more))"]
    case 1: return ["> \(sentence(more))", ">", "> Q \(inline(more))"]
    case 2: return ["---"]
    case 3: return ["```", "code <\(value())> & \\\\*", "  x", "```"]
    case 4: return [sentence(more), random.pick(["then ", "or\\\\", "and", "so "]), sentence(more)].map(Self.trimmed)
    case 5, 6: return [sentence(more), ""] + list(more)
    case 7: return table(more)
    case 8: return [sentence(more)]
    case 9:
      return ["{if \(condition())}"] + blocks(more, count: 2, depth: 0) + (random.oneIn(2) ? [] : otherwise(more)) + [
        "{end}"
      ]
    case 10:
      return ["{for \(turns())}"] + blocks(more, count: 1, depth: 0) + ["{else}"] + blocks(more, count: 1, depth: 0) + [
        "{end}"
      ]
    default:
      return ["{if \(condition())}"] + blocks(more, count: 1, depth: 0) + ["{else if \(condition())}"]
        + blocks(more, count: 1, depth: 0) + otherwise(more) + ["{end}"]
    }
  }

  private static func trimmed(_ line: String) -> String { line.hasSuffix(" ") ? String(line.dropLast()) : line }

  private mutating func otherwise(_ more: [String]) -> [String] { ["{else}"] + blocks(more, count: 1, depth: 0) }

  /// A list, always behind a paragraph: two lists next to each other would be one.
  private mutating func list(_ more: [String]) -> [String] {
    let bullet = random.pick(["- ", "1. "])
    func item(_ text: String) -> String { bullet + text }
    switch Int.random(in: 0..<5, using: &random) {
    case 0: return [item(inline(more)), (bullet == "- " ? "- " : "2. ") + sentence(more)]
    case 1:
      return ["{for f in favorites first 3}", item("{f}"), "{else}", random.pick([item("none"), "None."]), "{end}"]
    case 2: return ["{if \(condition())}", item(sentence(more)), "{else}", item(inline(more)), "{end}"]
    case 3: return ["{if \(condition())}", item(sentence(more)), item("and"), "{end}"]
    default:
      return [
        "- first", "{if \(condition())}", "- \(inline(more))", "{end}", "{for \(turns())}", "- \(inline(more))",
        "{else}",
      ]
        + ["- none", "{end}", "- last"]
    }
  }

  private mutating func table(_ more: [String]) -> [String] {
    let head = ["| A \(value()) | B |", random.pick(["| :-- | --: |", "| --- | :-: |", "|---|---|"])]
    func row(_ left: String, _ right: String) -> String { "| \(left) | \(right) |" }
    switch Int.random(in: 0..<4, using: &random) {
    case 0: return head
    case 1: return head + [row(inline(more), "**\(value())**"), row("x", inline(more))]
    case 2: return head + ["{if \(condition())}", row(inline(more), "y"), "{end}"]
    default:
      return head + [
        "{for \(turns())}", row("r", inline(more)), "{else}", row("Nothing", "yet"), "{end}", row("end", "\(value())"),
      ]
    }
  }

  // MARK: Inlines

  /// Some words with values between them.
  private mutating func sentence(_ more: [String]) -> String {
    "W \(inline(more)) \(random.pick(["5 \\\\* 6", "R&D", "it's", "a < b", "\\\"so\\\"", "x"])) \(inline(more))."
  }

  private mutating func inline(_ more: [String]) -> String {
    switch Int.random(in: 0..<14, using: &random) {
    case 0: "**\(value()) b**"
    case 1: "*\(value())*"
    case 2: "`\(value()) <c>`"
    case 3: "[to \(value())](https://shop.example/\(component())?q=\(component())&r=1)"
    case 4: linkToValue()
    case 5: "[mail](mailto:hello@shop.example)"
    case 6: "<https://shop.example/a?b=1&c=2>"
    case 7: "![alt \(value()) *b*](https://shop.example/\(component()).png \"T\")"
    case 8: "**[Go](https://shop.example/go)**"
    case 9: "[https://shop.example/\(component())](https://shop.example/x)"
    case 10: "**{if \(condition())}\(value()){else}`N`{end}**"
    default: Self.markdown(random.pick(parts(more)))
    }
  }

  /// A part of a text, in which what would be markup is none.
  private static func markdown(_ part: String) -> String {
    outside(part) { $0 == "[" || $0 == "<" ? "(" : $0 == "]" || $0 == ">" ? ")" : String($0) }
  }

  /// A text of a block as it stands between single quotes.
  private static func quoted(_ text: String) -> String {
    outside(text.replacing("\\\"", with: "\"")) { $0 == "\"" ? "\\\"" : String($0) }
  }

  /// The text with all characters changed that stand outside of braces.
  private static func outside(_ text: String, _ change: (Character) -> String) -> String {
    var depth = 0
    return text.map { character in
      depth += character == "{" ? 1 : character == "}" ? -1 : 0
      return depth > 0 ? String(character) : change(character)
    }.joined()
  }

  private mutating func value() -> String {
    random.pick(["{city}", "{points}", "{name otherwise \"you\"}", "{joined as date}", "{tier as label}"])
  }

  /// What may stand in a part of an address.
  private mutating func component() -> String {
    random.pick(["{city}", "{name otherwise \"you\"}", "{tier as label}", "{campaign.id}", "x"])
  }

  /// A link whose whole address is data.
  private mutating func linkToValue() -> String {
    let (known, address) = isInTemplate || random.oneIn(2) ? ("site is known", "site") : ("best is known", "best.page")
    return "{if \(known)}[see *it*]({\(address)} \"T \(value())\"){else}-{end}"
  }

  private mutating func condition() -> String {
    random.pick(
      isInTemplate
        ? ["vip is known and vip", "points > «limit»", "favorites is not empty", "«loud»", "name is known"]
        : [
          "vip is known and vip", "points > 50", "favorites is not empty", "count(orders where total > 20 EUR) > 1",
          "spend >= 300 EUR", "tier is gold or city is \"Oslo\"",
        ])
  }

  private mutating func turns() -> String {
    isInTemplate
      ? "f in favorites"
      : random.pick([
        "o in orders by placed", "o in orders where total > 20 EUR by total descending first 2", "f in favorites",
      ])
  }
}
