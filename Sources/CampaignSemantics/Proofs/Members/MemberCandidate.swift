import CampaignCalendar
import CampaignValues

/// A made-up member, as far as conditions say something of one: what a test's fixture says, and the variants that they draw.
package struct MemberCandidate: Sendable {
  package internal(set) var fixture = CheckedFixture()
  package internal(set) var variants: [Int: Int] = [:]
}

/// Makes up members of a campaign's audience from what the solver finds of its conditions.
///
/// A candidate is no proof: what the solver takes for a question of its own, such as the greatest of several values, may come out
/// otherwise. Whoever shows one holds it to the machine before.
package struct MemberSynthesis {
  package enum Answer: Sendable {
    /// Likely first; one for each way in which open values can be chosen.
    case candidates([MemberCandidate])
    /// No member meets the conditions.
    case nobody
    /// There were too many cases.
    case undecided
    /// The conditions seem to agree, and no values were found that meet them.
    case unfound
  }

  let audience: CheckedAudience
  let clock: MemberClock

  package init(audience: CheckedAudience, zone: Zone, now: Int64) {
    self.audience = audience
    clock = MemberClock(zone: zone, now: now)
  }

  /// Members whom the campaign's first step reaches by the first channel that can.
  package func members(of campaign: CheckedCampaign) -> Answer {
    var asked = (campaign.clauses + campaign.standingClauses + campaign.pickClauses).map(\.expression)
    // At the first step nothing has happened yet.
    asked += asked.flatMap(\.questionsOfHistory).map(\.negated)
    let clock = clock.of(campaign, audience)
    var candidates: [MemberCandidate] = []
    var open: Answer?
    for message in campaign.steps.first?.messages ?? [] {
      let address = audience.attributes[message.reach.address.index]
      let known = CheckedExpression(.attribute(message.reach.address), address.type, address.span)
      let conditions = asked + [message.reach.consent] + (address.type.isOptional ? [known.isKnownTest] : [])
      let found = members(meeting: conditions, clock)
      switch found {
      case .candidates(let made): candidates += made
      case .undecided, .unfound: open = open ?? found
      case .nobody: break
      }
    }
    return candidates.isEmpty ? open ?? .nobody : .candidates(candidates)
  }

  private func members(meeting conditions: [CheckedExpression], _ clock: MemberClock) -> Answer {
    var search = PredicateSolver(audience: audience).search(conditions)
    guard let state = search.run() else { return search.isExhausted ? .undecided : .nobody }
    let candidates = MemberModel.Preference.allCases.compactMap { preference -> MemberCandidate? in
      guard let model = MemberModel(state, search.terms, clock, preference) else { return nil }
      var builder = MemberBuilder(audience: audience, clock: clock, preference: preference, model: model)
      return builder.member()
    }
    return candidates.isEmpty ? .unfound : .candidates(candidates + candidates.compactMap(withLargeRows))
  }

  /// The same with one more row in each table, whose values are as large as they can be: rows are often compared with the average of
  /// all.
  private func withLargeRows(_ candidate: MemberCandidate) -> MemberCandidate? {
    var larger = candidate
    for (id, rows) in candidate.fixture.rows where !rows.isEmpty && rows.count < audience.relations[id.index].upTo {
      var row: CheckedFixture.Row = [:]
      for (field, attribute) in audience.relations[id.index].fields.enumerated() where attribute.item == nil {
        switch attribute.type.base {
        case .integer(let range), .decimal(let range), .money(let range), .percent(let range):
          row[field] = .integer(range.upperBound)
        default: break
        }
      }
      if !row.isEmpty { larger.fixture.rows[id] = rows + [row] }
    }
    return larger.fixture.rows == candidate.fixture.rows ? nil : larger
  }
}

extension CheckedExpression {
  /// What it asks of what happened since the entry.
  var questionsOfHistory: [CheckedExpression] {
    if case .history = kind { return [self] }
    return kind.children.flatMap(\.questionsOfHistory)
  }
}

/// What instants come to that are counted from the run.
struct MemberClock: Sendable {
  let zone: Zone
  let now: Int64
  /// The instant of the event that the campaign answers.
  var event: (time: AttributeID, instant: Int64)?

  init(zone: Zone, now: Int64) {
    self.zone = zone
    self.now = now
  }

  /// With the event that a campaign answers now.
  func of(_ campaign: CheckedCampaign, _ audience: CheckedAudience) -> MemberClock {
    guard let trigger = campaign.trigger else { return self }
    var clock = self
    clock.event = (
      audience.events[trigger.event.index].time, zone.subtracting(CalendarDuration(trigger.delay), from: now)
    )
    return clock
  }

  var today: Int64 { Int64(zone.localDate(at: now).days) }

  /// Nil for what hangs on a member.
  func value(of e: CheckedExpression) -> Int64? {
    switch e.kind {
    case .runInstant(let offset): zone.adding(CalendarDuration(offset), to: now)
    case .runDate(let offset):
      Int64(zone.localDate(at: now).adding(months: offset.months).days) + Int64(offset.days)
    case .localInstant(let seconds): zone.instant(LocalDateTime(secondsSince1970: seconds))
    case .entered: now
    case .history: 0
    case .constant(.integer(let value)): value
    case .attribute(let id): id == event?.time ? event?.instant : nil
    case .localDate(let instant): value(of: instant).map { Int64(zone.localDate(at: $0).days) }
    default: nil
    }
  }

  func noon(of days: Int64) -> Int64 { zone.instant(LocalDateTime(secondsSince1970: days * 86_400 + 43_200)) }
}

/// Numbers, answers and texts for a state that the solver found.
struct MemberModel {
  /// What is wanted of numbers that may be several.
  enum Preference: CaseIterable { case nearNow, least, most }

  let terms: TermTable
  let numbers: [Int: Int64]
  let state: SolverState

  /// Nil where no numbers were found.
  init?(_ state: SolverState, _ terms: TermTable, _ clock: MemberClock, _ preference: Preference) {
    guard let solution = NumberSolution(state, terms) else { return nil }
    var wanted: [Int: Int64] = [:]
    for (index, term) in terms.terms.enumerated() {
      guard let e = term.expression else { continue }
      if let fixed = clock.value(of: e) { wanted[index] = fixed }
    }
    // What the clock says comes before what is wanted.
    guard let fixed = solution.values(wanted: wanted) else { return nil }
    var numbers = fixed
    if preference != .least {
      for (index, term) in terms.terms.enumerated() where wanted[index] == nil {
        guard let e = term.expression else { continue }
        switch preference {
        case .least: break
        case .most: if case .attribute = e.kind { wanted[index] = term.range.upperBound }
        case .nearNow:
          if e.type.base == .date { wanted[index] = clock.today }
          if e.type.base == .timestamp { wanted[index] = clock.now }
        }
      }
      numbers = solution.values(wanted: wanted) ?? fixed
    }
    for sum in terms.sumsOfTerms {
      if let amount = numbers[sum.index] { Self.share(amount, among: sum.parts, terms, &numbers) }
    }
    self.terms = terms
    self.numbers = numbers
    self.state = state
  }

  /// Gives the terms of a sum values that come to it, as far as nothing else is laid down for them.
  private static func share(
    _ amount: Int64, among parts: [(term: Int, factor: Int64)], _ terms: TermTable, _ numbers: inout [Int: Int64]
  ) {
    let open = parts.map(\.term).filter { numbers[$0] == nil }
    for term in open {
      numbers[term] = min(max(0, terms.terms[term].range.lowerBound), terms.terms[term].range.upperBound)
    }
    for (term, factor) in parts where open.contains(term) {
      let others = parts.reduce(Int64(0)) { $1.term == term ? $0 : $0 &+ (numbers[$1.term] ?? 0) &* $1.factor }
      let range = terms.terms[term].range
      numbers[term] = min(max((amount &- others) / factor, range.lowerBound), range.upperBound)
    }
  }

  /// The text of a term, which is of the type; nil where none is found that will do.
  func text(_ index: Int, _ base: BaseType) -> String? {
    if let allowed = state.allowedTexts[index] {
      return allowed.filter { state.mayBe(index, $0) && base.mayHold($0) }.min()
    }
    let held = state.textTests.filter { $0.x == index && $0.isHeld }
    let first = held.filter { $0.test == .startsWith }.map(\.text).max { $0.count < $1.count } ?? ""
    let last = held.filter { $0.test == .endsWith }.map(\.text).max { $0.count < $1.count } ?? ""
    let inside = held.filter { $0.test == .contains || $0.test == .equals }.map(\.text).joined(separator: " ")
    let plain = BaseType.plainText(base)
    let candidates = [
      first.isEmpty && last.isEmpty && inside.isEmpty ? plain : inside, first + inside + last,
      first + " " + inside + last,
      first + plain + last, "x", "xx", "Ann", "y",
    ]
    return candidates.first { !$0.isBlankText && state.mayBe(index, $0) && base.mayHold($0) }
  }
}

extension BaseType {
  static func plainText(_ base: BaseType) -> String {
    switch base {
    case .email: "member@mail.example"
    case .phone: "+12025550100"
    case .url(let host): "https://\(host)/"
    case .timezone: "UTC"
    default: "x"
    }
  }

  fileprivate func mayHold(_ text: String) -> Bool {
    guard case .text(let type) = self else { return true }
    guard text.count <= type.maxCharacters else { return false }
    switch type.textClass {
    case .any: return true
    case .name:
      return text.contains(where: \.isLetter) && text.allSatisfy { $0.isLetter || $0 == " " || $0 == "-" || $0 == "'" }
    case .gsm: return text.unicodeScalars.allSatisfy { GSMAlphabet.septets($0.value) > 0 }
    }
  }
}
