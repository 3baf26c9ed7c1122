import CampaignTestSupport

/// How campaigns come to read what may be missing: something demands that it is there.
extension RandomPrograms {
  /// What a campaign demands of its members, and what its messages may say therefore.
  struct Narrowing {
    /// Of the audience; empty where the other says it.
    var clause = ""
    /// Whom the audience leaves out.
    var exception = ""
    /// Of every step; the audience's demands hold of the first only.
    var standing = ""
    var parts: [String]
  }

  /// What may be missing, and what can be said where it is there.
  private static let optionals: [(name: String, parts: [String])] = [
    ("name", ["{name}", "{name} {points}"]), ("nick", ["{nick}"]), ("code", ["{code}"]),
    ("birthday", ["{birthday as long date}", "{months until birthday}", "{(birthday + 1 year) as date}"]),
    ("score", ["{score}", "{score * 2}"]), ("level", ["{level}"]), ("seen", ["{seen as date}", "{seen as long time}"]),
    ("weight", ["{weight}"]), ("chance", ["{chance}"]), ("opens", ["{opens as long time}"]), ("visited", ["{visited}"]),
    ("best", ["{best.title} {best.price}"]), ("home", ["{home.town}"]),
    ("mail", ["{mail}"]), ("mobile", ["{mobile}"]), ("max(orders.rating)", ["{max(orders.rating)}"]),
  ]

  private static let rows: [(demands: [String], parts: [String])] = [
    (
      [
        "orders is not empty", "count(orders) >= 1", "any(orders where total > 5 EUR)", "not (orders is empty)",
        "sum(orders.total) > 0 EUR", "points + count(orders) > 100",
        "(any(orders where total > 5 EUR) or count(orders where total > 9 EUR) >= 2)",
      ],
      ["{for o in orders by placed}[{o.store}]{end}", "{max(orders.total)}", "{average(orders.total)}"]
    ),
    (["favorites is not empty", "count(favorites) > 0"], ["{for f in favorites}<{f}>{end}"]),
  ]

  /// Segments of which each demands that something is known.
  static let knowingSegments = ["name", "birthday", "score", "best", "opens"].map {
    "segment knows_\($0) where \($0) is known"
  }.joined(separator: "\n")

  /// Something that a campaign demands; not at every step where a template says already what is demanded of those.
  mutating func narrowing(mayStand: Bool) -> Narrowing {
    if random.oneIn(4) {
      let (demands, parts) = random.pick(Self.rows)
      return narrowing(random.pick(demands), parts, mayStand: mayStand)
    }
    let (name, parts) = random.pick(Self.optionals)
    let known = "\(name) is known"
    switch Int.random(in: 0..<8, using: &random) {
    case 0: return narrowing("(\(known) and points < 95)", parts, mayStand: mayStand)
    case 1: return narrowing("not (\(name) is not known or points > 95)", parts, mayStand: mayStand)
    case 2: return Narrowing(exception: "\(name) is not known", parts: parts)
    case 3:
      return narrowing("((\(known) and points > 40) or (wants_sms and \(known)))", parts, mayStand: mayStand)
    case 4 where Self.knowingSegments.contains("knows_\(name) "):
      return narrowing("in knows_\(name)", parts, mayStand: mayStand)
    case 5, 6: return narrowing(oneOf: name, parts, mayStand: mayStand)
    default: return narrowing(known, parts, mayStand: mayStand)
    }
  }

  /// One of two is there, which only the demand and the text's conditions say together.
  private mutating func narrowing(oneOf name: String, _ parts: [String], mayStand: Bool) -> Narrowing {
    let (other, otherParts) = random.pick(Self.optionals.filter { $0.name != name })
    let (text, otherText) = (random.pick(parts), random.pick(otherParts))
    return narrowing(
      "(\(name) is known or \(other) is known)",
      [
        "{if \(name) is known}\(text){else}\(otherText){end}",
        "{if \(name) is not known}\(otherText){else if points > 50}\(text){else}-{end}",
        "{if \(other) is known}-{else if points > 50}{if points > 70}\(text){else}{points}{end}{else}\(text){end}",
      ], mayStand: mayStand)
  }

  private mutating func narrowing(_ demand: String, _ parts: [String], mayStand: Bool) -> Narrowing {
    mayStand && random.oneIn(3) ? Narrowing(standing: demand, parts: parts) : Narrowing(clause: demand, parts: parts)
  }

  /// What asks within a text, and what brands have rules about.
  static let askingParts = [
    "{if level is known}{level}{else}-{end}", "{if score is not known}-{else}{score}{end}",
    "{if opens is not known or points > 50}-{else}{opens}{end}",
    "{if chance is known and points < 60}{chance}{else}~{end}",
    "{if best is known}{best.title}{if best.hint is known} {best.hint}{end}{else}-{end}",
    "{for o in orders where note is known by placed}{o.note}{else}-{end}",
    "{for o in orders where note is known and rating is known by placed first 2}{o.note}{o.rating}{else}-{end}",
    "{for o in orders by placed}{if o.rating is known}{o.rating}{else}?{end}{else}-{end}",
    "{if max(orders.total) is known}{max(orders.total)}{else}0{end}",
    "{if favorites is not empty}{for f in favorites}<{f}>{end}{else}-{end}",
    "{if vip is known}{if vip}V{else}N{end}{else}?{end}", "{if in knows_name}{name}{else}you{end}",
    "{if score is known and score < 0}{-score}{else if score is known}{score}{else}none{end}",
    "{mail otherwise \"no mail\"}", "{zone otherwise tenant.timezone}", "🎁", "🎁 and 🎉", "WOW", "!!", "Really?!", "STOP",
    "free money", "Hurry!",
  ]
}
