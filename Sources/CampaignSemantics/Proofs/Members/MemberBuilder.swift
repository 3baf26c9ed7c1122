import CampaignCalendar
import CampaignValues

/// Writes a model of the solver down as a member: values of attributes, and related rows.
struct MemberBuilder {
  let audience: CheckedAudience
  let clock: MemberClock
  let preference: MemberModel.Preference
  let model: MemberModel
  private var candidate = MemberCandidate()
  /// The fields of the row that is being made; nil for a member.
  private var row: (variable: VariableID, values: CheckedFixture.Row)?

  init(audience: CheckedAudience, clock: MemberClock, preference: MemberModel.Preference, model: MemberModel) {
    self.audience = audience
    self.clock = clock
    self.preference = preference
    self.model = model
  }

  mutating func member() -> MemberCandidate {
    readTerms()
    var rows = MemberRows(audience: audience, clock: clock, preference: preference, values: candidate.fixture.values)
    for (relation, made) in rows.rows(of: model) { candidate.fixture.rows[relation] = made }
    candidate.fixture.values.merge(rows.values) { own, _ in own }
    return candidate
  }

  /// What a row is that the model is of, and the member's values that it hangs on.
  mutating func row(_ variable: VariableID) -> (row: CheckedFixture.Row, values: [AttributeID: FixtureValue]) {
    row = (variable, [:])
    readTerms()
    return (row?.values ?? [:], candidate.fixture.values)
  }

  // MARK: Terms

  private mutating func readTerms() {
    let terms = model.terms.terms
    for (index, term) in terms.enumerated() {
      guard let e = term.expression else { continue }
      if case .isKnown(let inner) = e.kind, let isKnown = model.state.flags[index] {
        if !isKnown { set(inner, .missing, replaces: true) }
      } else if let flag = model.state.flags[index] {
        set(e, .integer(flag ? 1 : 0), replaces: true)
      }
    }
    // What is said of a value itself comes before what is said of something that is worked out from it.
    let stored = terms.indices.filter { terms[$0].expression?.isStored == true }
    for index in stored + terms.indices.filter({ !stored.contains($0) }) {
      guard let e = terms[index].expression else { continue }
      if e.type.base.isTextual {
        guard isAsked(index), let text = model.text(index, e.type.base) else { continue }
        set(e, .text(text), replaces: false)
      } else if let number = model.numbers[index] {
        assign(e, number)
      }
    }
    for test in model.state.sameTexts where test.isHeld {
      guard let a = terms[test.x].expression, let b = terms[test.y].expression else { continue }
      let text = model.text(test.x, a.type.base) ?? "x"
      for e in [a, b] { set(e, .text(text), replaces: true) }
    }
    for (index, term) in terms.enumerated() {
      if case .isKnown(let inner)? = term.expression?.kind, model.state.flags[index] == true { setKnown(inner) }
    }
  }

  /// Whether anything was laid down for a text.
  private func isAsked(_ index: Int) -> Bool {
    let state = model.state
    return state.allowedTexts[index] != nil || state.excludedTexts[index] != nil
      || state.textTests.contains { $0.x == index }
  }

  /// A number of something that is stored, or is worked out from one such value.
  private mutating func assign(_ e: CheckedExpression, _ number: Int64) {
    switch e.kind {
    case .attribute, .field: set(e, .integer(number), replaces: false)
    case .variant(let experiment, _): candidate.variants[experiment] = Int(clamping: number)
    case .localDate(let instant): assign(instant, clock.noon(of: number))
    case .movedInstant(let instant, let offset):
      assign(instant, clock.zone.subtracting(CalendarDuration(offset), from: number))
    case .movedDate(let date, let offset):
      assign(date, Int64(CivilDate(limiting: number - Int64(offset.days)).adding(months: -offset.months).days))
    case .months(let from, let to):
      if let end = clock.value(of: to) {
        assign(from, Int64(CivilDate(limiting: end).adding(months: -Int(number)).days))
      }
      if let start = clock.value(of: from) {
        assign(to, Int64(CivilDate(limiting: start).adding(months: Int(number)).days))
      }
    case .divide(let inner, let divisor): assign(inner, number &* divisor)
    case .subtract(let a, let b):
      if let known = clock.value(of: a) { assign(b, known &- number) }
      if let known = clock.value(of: b) { assign(a, known &+ number) }
    case .add(let a, let b):
      if let known = clock.value(of: a) { assign(b, number &- known) }
      if let known = clock.value(of: b) { assign(a, number &- known) }
    case .otherwise(let inner, _): assign(inner, number)
    default: break
    }
  }

  /// A value that has to be there, whatever it is.
  private mutating func setKnown(_ e: CheckedExpression) {
    let base = e.type.base
    let value: FixtureValue =
      switch base {
      case .integer(let bounds), .decimal(let bounds), .money(let bounds), .percent(let bounds):
        .integer(max(bounds.lowerBound, min(0, bounds.upperBound)))
      case .date: .integer(clock.today)
      case .timestamp: .integer(clock.now)
      case .item: .integer(1)
      default: base.isTextual ? .text(BaseType.plainText(base)) : .integer(0)
      }
    set(e, value, replaces: false)
  }

  private mutating func set(_ e: CheckedExpression, _ value: FixtureValue, replaces: Bool) {
    switch e.kind {
    case .attribute(let id) where id != clock.event?.time:
      if replaces || candidate.fixture.values[id] == nil { candidate.fixture.values[id] = value }
      // A field of an item has one.
      if let item = audience.attributes[id.index].item, value != .missing {
        candidate.fixture.values[AttributeID(item.reference)] = .integer(1)
      }
    case .field(let variable, _, let field):
      guard row?.variable == variable else { return }
      if replaces || row?.values[field] == nil { row?.values[field] = value }
    case .fits(let inner, _): set(inner, value, replaces: replaces)
    default: break
    }
  }
}
