import CampaignTestSupport

/// A template, its text with marks where parameters are read and where parts are open.
struct RandomTemplate {
  struct Parameter {
    var name: String
    var type: String
    var defaultValue: String?
    /// Source of what it may be given.
    var values: [String]
  }

  var name: String
  var parameters: [Parameter]
  var clauses: [String]
  var exceptions: [String]
  var items: [String]
  /// By the path by which `replace` names them: what is written there.
  var openParts: [String: String]
  /// The items that a campaign can't add.
  var taken: Set<String>
  /// What draws with a salt: the holdout, or an experiment's name.
  var draws: [String] = []

  var source: String {
    let list = parameters.map { parameter in
      "\(parameter.name): \(parameter.type)" + (parameter.defaultValue.map { " = \($0)" } ?? "")
    }
    let lines = Self.needs + RandomPrograms.audienceItem(clauses, exceptions) + items
    return (["template \(name)(\(list.joined(separator: ", "))) {"] + lines + ["}"]).joined(separator: "\n")
  }

  /// Some are wider than what the tenant has.
  private static let needs = [
    "  needs name      text(6, name)?", "  needs nick      text(40)?", "  needs city      text(5)",
    "  needs points    int(-5 to 100)", "  needs joined    timestamp", "  needs birthday  date?",
    "  needs tier      choice(bronze < silver < gold)", "  needs favorites set of text(5) up to 10",
    "  needs vip       bool?", "  needs discount  percent(0 to 50)", "  needs site      url on \"shop.example\"?",
  ]

  static let parameters = [
    Parameter(
      name: "lapse", type: "duration", defaultValue: "30 days", values: ["20 days", "6 weeks", "1 month", "1 year"]),
    Parameter(name: "hero", type: "text(20)", defaultValue: nil, values: ["\"Spring\"", "\"Ski & sun\"", "\"a\""]),
    Parameter(
      name: "share", type: "percent(1 to 50)", defaultValue: "5%", values: ["20%", "7.5%"]),
    Parameter(name: "limit", type: "int(-10 to 90)", defaultValue: nil, values: ["10", "-3", "55"]),
    Parameter(name: "loud", type: "bool", defaultValue: "no", values: ["yes", "no"]),
    Parameter(name: "since", type: "date", defaultValue: "2026-12-01", values: ["2020-01-01", "2027-03-01"]),
    Parameter(name: "opens", type: "time", defaultValue: "09:30", values: ["18:00"]),
  ]
}

extension RandomPrograms {
  /// What conditions of templates read.
  mutating func needed() -> String {
    switch Int.random(in: 0..<12, using: &random) {
    case 0: "points \(comparison()) «limit»"
    case 1: "joined \(random.pick(["before", "after"])) now - «lapse»"
    case 2: "birthday is known and birthday \(random.pick(["before", "after"])) «since»"
    case 3: "(«loud» or points > \(number(0...100)))"
    case 4: "tier \(random.pick(["is", "is not", "<", ">="])) \(random.pick(["bronze", "silver", "gold"]))"
    case 5: "favorites \(random.pick(["contains \"\(word())\"", "is not empty"]))"
    case 6: "discount \(comparison()) «share»"
    case 7: "city is not \"\(word())\""
    case 8: "name is \(random.pick(["", "not "]))known"
    case 9: "vip is known and vip"
    case 10: "months since joined \(comparison()) \(number(0...3))"
    default: "nick is known and nick contains any of (\"\(word())\", \"x\")"
    }
  }

  static let neededParts = [
    "{name otherwise \"you\"}", "{nick fits (3, gsm) otherwise \"hi\"}", "{points}", "{city}", "{joined as long date}",
    "{if birthday is known}{birthday as short date}{else}-{end}", "{for f in favorites first 2}<{f}>{else}-{end}",
    "{if vip is known and vip}V{else if «loud»}L{else}N{end}", "{months since joined}", "{tenant.name}", "{«hero»}",
    "{«hero»} {«share»}", "{«limit»}", "{«opens»}", "{«since» as long date}", "{if points > «limit»}M{else}F{end}",
    "{plural points one \"a point\" other \"{n} points\"}", "{today as weekday}", "{discount}",
  ]

  mutating func makeTemplate(_ name: String) -> RandomTemplate {
    let flags = (isTriggered, namesSegments)
    (isTriggered, namesSegments, isInTemplate) = (false, false, true)
    defer { (isTriggered, namesSegments, isInTemplate) = (flags.0, flags.1, false) }
    var template = RandomTemplate(
      name: name, parameters: RandomTemplate.parameters, clauses: [], exceptions: [], items: [], openParts: [:],
      taken: [])
    if !random.oneIn(4) { template.clauses = [member(depth: 1)] }
    if random.oneIn(4) { template.exceptions = [member(depth: 0)] }
    if random.oneIn(4) {
      template.items.append("  holdout 10% salt «\(name).holdout.salt»")
      template.draws.append("holdout")
      template.taken.insert("holdout")
    }
    var more: [String] = []
    if random.oneIn(3) {
      template.items += [
        "  experiment tone salt «\(name).tone.salt» {", "    variant a 40% { line \"{«hero»}!\", rate «share» }",
        "    variant b 60% { line \"Hei {name otherwise \"du\"}\", rate 3% }", "  }",
      ]
      more += ["{tone.line}", "{tone.rate}"]
      template.draws.append("tone")
    }
    if random.oneIn(3) {
      template.items.append("  offer { percent_off «share», code \"\(name)\", valid 2 weeks }")
      more += ["{offer.percent_off} {offer.code}", "{offer.ends as long date}"]
      template.taken.insert("offer")
    }
    let channels = ["email", "sms", "push"].shuffled(using: &random).prefix(Int.random(in: 1...2, using: &random))
    for channel in channels {
      template.taken.insert(channel)
      template.items += messages(channel, more).map { open($0, channel, &template) }
      if random.oneIn(4) {
        marks["\(name).\(channel).sv"] = ("  \(channel) in sv_SE { \(swedish(channel)) }", "")
        template.items.append("«\(name).\(channel).sv»")
      }
    }
    if random.oneIn(3) {
      template.items += course("", more).map { open($0, "", &template) }
      template.taken.insert("course")
    }
    return template
  }

  /// A message for tenants that write in Swedish, as this one doesn't.
  private func swedish(_ channel: String) -> String {
    switch channel {
    case "email": "subject \"Hej\", body \"Hej {«hero»}\""
    case "push": "title \"Hej\", text \"{«hero»}\""
    default: "text \"{«hero»}\""
    }
  }

  /// Opens a part of the message, where it stands on one line.
  private mutating func open(_ line: String, _ channel: String, _ template: inout RandomTemplate) -> String {
    for part in ["subject", "title"] where random.oneIn(2) {
      let path = line.hasPrefix("  \(channel) {") ? "\(channel).\(part)" : ""
      guard !path.isEmpty, let start = line.firstRange(of: "\(part) \""),
        let end = line[start.upperBound...].firstRange(of: part == "title" ? "\", text " : "\"\n")
      else { continue }
      let written = String(line[start.lowerBound..<end.lowerBound]) + "\""
      let mark = "\(template.name).\(path)"
      template.openParts[path] = written
      marks[mark] = ("open \(written)", written)
      return line[..<start.lowerBound] + "«\(mark)»" + line[line.index(after: end.lowerBound)...]
    }
    return line
  }

  /// What a campaign made of the template is headed with, and what it replaces; the marks mean this instance then.
  mutating func instantiate(_ template: RandomTemplate, as name: String) -> (header: String, added: [String]) {
    var arguments: [String] = []
    for parameter in template.parameters {
      let value = parameter.defaultValue == nil || random.oneIn(2) ? random.pick(parameter.values) : nil
      let written = value ?? parameter.defaultValue ?? ""
      marks[parameter.name] = (parameter.name, written.hasPrefix("-") ? "(\(written))" : written)
      if let value { arguments.append("\(parameter.name): \(value)") }
    }
    var added: [String] = []
    for (path, part) in template.openParts.sorted(by: { $0.key < $1.key }) {
      let word = part.prefix { $0 != " " }
      var text = part
      if random.oneIn(2) {
        text = "\(word) \"R \(message([], count: 1))\""
        added.append("  replace \(path) \(text.dropFirst(word.count + 1))")
      }
      marks["\(template.name).\(path)"] = ("open \(part)", text)
    }
    for draw in template.draws {
      let mark = "\(template.name).\(draw).salt"
      let own = "\"\(template.name)-\(draw)\""
      // Only one campaign draws with the template's own salt, or there would be a salt twice where they are written out.
      let isFirst = marks[mark] == nil
      let salt = isFirst && random.oneIn(2) ? own : "\"\(name)-\(draw)\""
      if salt != own { added.append("  replace \(draw).salt \(salt)") }
      marks[mark] = (own, salt)
    }
    return (" from \(template.name)(\(arguments.shuffled(using: &random).joined(separator: ", ")))", added)
  }
}
