import CampaignCalendar
import CampaignDiagnostics
import CampaignPlan
import CampaignSemantics
import CampaignValues
import CampaignWorkspace
import Glibc

/// Shows a made-up member whom a campaign selects: what its audience asks of them, and no more.
struct MemberExplanation {
  private let trial: MemberTrial
  private let answer: MemberTrial.Answer

  init(campaign: String, _ place: PlanPlace) throws {
    let project = try Project(path: place.workspace)
    let tenant = try project.tenant(place.tenant)
    let chosen = try project.campaign(campaign, of: tenant)
    let compiled = try project.compile(chosen, of: tenant)
    let zone = try ZoneFiles.zone(tenant.timezone)
    let now = try RunInputs.now(place.now, zone: zone, wallClock: Int64(time(nil)))
    do throws(PlanError) {
      trial = MemberTrial(
        tenant: tenant, campaign: chosen, plan: try Verifier.verify(compiled), zone: zone, now: now)
    } catch {
      throw Failure("`\(chosen.name)`: \(error.description)")
    }
    answer = try trial.member()
  }

  private var name: String { "\(trial.tenant.name)/\(trial.campaign.name)" }

  // MARK: For people

  var text: String {
    switch answer {
    case .nobody: return "\(name) selects nobody: no member can meet all that its audience and its channels ask for\n"
    case .open(let reason):
      return "no member of \(name) was found, which doesn't say that there is none: \(reason)\n"
    case .selected(let selected):
      let values = self.values(of: selected)
      let width = values.map(\.name.count).max() ?? 0
      func padded(_ name: String) -> String { name + String(repeating: " ", count: width - name.count) }
      var text = "a made-up member whom \(name) selects at \(ISOText.string(instant: trial.now))\n"
      for value in values { text += "  \(padded(value.name)) = \(value.text)\n" }
      for table in tables(of: selected) {
        text += "  \(table.name): \(table.rows.count) \(table.rows.count == 1 ? "row" : "rows")\n"
        for row in table.rows where !row.isEmpty {
          text += "    \(row.map { "\($0.name) = \($0.text)" }.joined(separator: ", "))\n"
        }
      }
      return text + "by \(selected.message.channel) they get: \(Self.shown(selected.message))\n"
        + "What isn't shown may be anything that its type allows.\n"
    }
  }

  private static func shown(_ message: MadeMessage) -> String {
    let text = message.parts[.subject] ?? message.parts[.title] ?? message.parts[.text] ?? ""
    let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
    return line.count <= 100 ? line : line.prefix(100) + "…"
  }

  // MARK: For programs

  var json: String {
    var json = JSONWriter()
    json.object { json in
      json.string("tenant", trial.tenant.name)
      json.string("campaign", trial.campaign.name)
      json.string("now", ISOText.string(instant: trial.now))
      switch answer {
      case .nobody: json.string("answer", "nobody")
      case .open(let reason):
        json.string("answer", "open")
        json.string("reason", reason)
      case .selected(let selected):
        json.string("answer", "member")
        json.string("key", selected.key)
        json.string("channel", "\(selected.message.channel)")
        json.key("values")
        Self.write(values(of: selected), to: &json)
        json.key("rows")
        json.object { json in
          for table in tables(of: selected) {
            json.key(table.name)
            json.array { json in for row in table.rows { Self.write(row, to: &json) } }
          }
        }
      }
    }
    return json.text + "\n"
  }

  private static func write(_ values: [Value], to json: inout JSONWriter) {
    json.object { json in for value in values { json.string(value.name, value.text) } }
  }

  // MARK: Values

  private struct Value {
    var name: String
    var text: String
  }

  /// The key and the attributes that something is asked of, in the order in which they are declared.
  private func values(of selected: MemberTrial.Selected) -> [Value] {
    let audience = trial.tenant.audience
    let own = selected.candidate.fixture.values.sorted { $0.key.index < $1.key.index }
    let shown = own.compactMap { id, value -> Value? in
      let attribute = audience.attributes[id.index]
      if case .item = attribute.type.base { return nil }
      let owner = attribute.owner == .member ? "" : "event."
      return Value(name: owner + attribute.name, text: text(value, attribute.type.base))
    }
    let drawn = selected.candidate.variants.sorted { $0.key < $1.key }.map { experiment, variant in
      let drawn = trial.campaign.experiments[experiment]
      return Value(name: drawn.name, text: drawn.variants[variant].name)
    }
    return [Value(name: audience.keyColumn, text: selected.key)] + shown + drawn
  }

  private func tables(of selected: MemberTrial.Selected) -> [(name: String, rows: [[Value]])] {
    let audience = trial.tenant.audience
    return selected.candidate.fixture.rows.sorted { $0.key.index < $1.key.index }.map { id, rows in
      let relation = audience.relations[id.index]
      return (
        relation.name,
        rows.map { row in
          row.sorted { $0.key < $1.key }.map { field, value in
            let name = relation.isSet ? "value" : relation.fields[field].name
            return Value(name: name, text: text(value, relation.fields[field].type.base))
          }
        }
      )
    }
  }

  private func text(_ value: FixtureValue, _ base: BaseType) -> String {
    switch value {
    case .missing: "missing"
    case .text(let text): "\"\(text)\""
    case .localInstant(let seconds):
      ISOText.string(instant: trial.zone.instant(LocalDateTime(secondsSince1970: seconds)))
    case .integer(let number): text(number, base)
    }
  }

  private func text(_ number: Int64, _ base: BaseType) -> String {
    switch base {
    case .bool: number == 0 ? "no" : "yes"
    case .choice(let choice):
      choice.options.indices.contains(Int(number)) ? choice.options[Int(number)].name : "\(number)"
    case .date: ISOText.string(date: CivilDate(days: Int32(clamping: number)))
    case .timestamp: ISOText.string(instant: number)
    case .time: ISOText.string(secondOfDay: Int32(clamping: number))
    case .money:
      Self.decimal(number, digits: trial.tenant.currency.fractionDigits) + " " + trial.tenant.currency.code
    case .percent: Self.decimal(number, digits: 2) + "%"
    case .decimal: Self.decimal(number, digits: 4)
    default: "\(number)"
    }
  }

  private static func decimal(_ number: Int64, digits: Int) -> String {
    guard digits > 0 else { return "\(number)" }
    let written = String(number.magnitude)
    let text = String(repeating: "0", count: max(0, digits + 1 - written.count)) + written
    return (number < 0 ? "-" : "") + text.dropLast(digits) + "." + text.suffix(digits)
  }
}
