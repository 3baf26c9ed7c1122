import CampaignCalendar
import CampaignDiagnostics
import CampaignSyntax
import CampaignValues

/// A brand's limit to what the offers of several campaigns take off together: `require offers.percent_off <= 40%`.
struct StackingLimit {
  var strength: BrandSyntax.Strength
  /// The most that they may take off, in basis points.
  var most: Int64
  var because: StringLiteral?
  var span: Span
}

/// Offers of a tenant's campaigns that one member can hold on one day.
///
/// Two offers stack where both are valid on a day and one member can meet both audiences. A campaign's own offers count once.
struct OfferStacking {
  let context: TenantContext
  let audience: CheckedAudience
  let campaigns: [CheckedCampaign]

  /// So many sets of audiences are held against each other, at most.
  private static let maxSets = 200

  private struct Held {
    var campaign: Int
    var percentOff: Int64
    var days: DaySet
  }

  /// A set of offers, in order, and a day on which all are valid.
  private struct Stack {
    var offers: [Held] = []
    var days: DaySet
    var percentOff: Int64 { offers.reduce(0) { $0 + $1.percentOff } }
  }

  private enum Outcome {
    case within
    case beyond(Stack)
    case undecided
  }

  /// Reports what goes beyond a limit; false where nothing is limited, or not all limits were proven.
  func check(_ limits: [StackingLimit]) -> Bool {
    guard let basis = context.basis, !limits.isEmpty else { return false }
    var isProven = true
    let held = campaigns.indices.compactMap { self.held($0, basis) }
    for limit in limits {
      switch search(held, limit.most) {
      case .within: continue
      case .beyond(let stack):
        isProven = false
        report(stack, limit, basis)
      case .undecided:
        isProven = false
        guard limit.strength != .advise else { continue }
        context.report(
          .unprovenStacking,
          "can't prove that offers take off at most \(Int(limit.most).asPercent) together, because \(held.count) campaigns have too many combinations",
          at: limit.span, helps: ["let fewer offers be valid at the same time, or take off less in each"])
      }
    }
    return isProven
  }

  // MARK: Days

  /// The offer on the days on which somebody can hold it; nil where it takes off no percentage.
  private func held(_ index: Int, _ basis: ProofBasis) -> Held? {
    let campaign = campaigns[index]
    guard let percent = campaign.offer?.percentOff, let most = percent.type.base.bounds?.upperBound else { return nil }
    let count = Int(ProofBasis.horizonDays) + 1
    var days = DaySet(count: count)
    let length = campaign.offer?.validity.map { $0.months * 31 + $0.days + Int(($0.seconds + 86_399) / 86_400) }
    if let calendar = campaign.schedule?.calendar {
      // Those that were issued before may still be valid.
      let before = min(length ?? count, count)
      for day in -before..<count where calendar.includes(CivilDate(days: basis.start.days + Int32(day))) {
        days.insert(day..<day + 1 + (length ?? 2 * count))
      }
    } else {
      days.insert(0..<count)
    }
    return days.first == nil ? nil : Held(campaign: index, percentOff: most, days: days)
  }

  // MARK: Sets

  /// The first set beyond the limit, of the deepest offers first.
  private func search(_ held: [Held], _ most: Int64) -> Outcome {
    let sorted = held.sorted { ($1.percentOff, $0.campaign) < ($0.percentOff, $1.campaign) }
    var all = DaySet(count: Int(ProofBasis.horizonDays) + 1)
    all.insert(0..<Int(ProofBasis.horizonDays) + 1)
    var sets = Self.maxSets
    let found = extend(Stack(days: all), sorted[...], most, &sets)
    if let found { return .beyond(found) }
    return sets > 0 ? .within : .undecided
  }

  private func extend(_ stack: Stack, _ rest: ArraySlice<Held>, _ most: Int64, _ sets: inout Int) -> Stack? {
    if stack.percentOff > most { return stack }
    for (index, next) in zip(rest.indices, rest) {
      // All that is left is not enough.
      guard stack.percentOff + rest[index...].reduce(0, { $0 + $1.percentOff }) > most else { return nil }
      var larger = stack
      larger.days = stack.days.intersection(next.days)
      guard larger.days.first != nil else { continue }
      larger.offers.append(next)
      if larger.offers.count > 1 {
        guard sets > 0 else { return nil }
        sets -= 1
        let conditions = larger.offers.flatMap { campaigns[$0.campaign].entryConditions }
        if PredicateSolver(audience: audience).isContradiction(conditions) { continue }
      }
      if let found = extend(larger, rest[(index + 1)...], most, &sets) { return found }
    }
    return nil
  }

  private func report(_ stack: Stack, _ limit: StackingLimit, _ basis: ProofBasis) {
    let order = stack.offers.sorted { $0.campaign < $1.campaign }
    guard let last = order.last, let day = stack.days.first, let offer = campaigns[last.campaign].offer else { return }
    let names = order.map { campaigns[$0.campaign].name }.quotedList
    let date = ISOText.string(date: CivilDate(days: basis.start.days + Int32(day)))
    let why = limit.because.map { ", because \($0.value)" } ?? ""
    let isOwn = campaigns[last.campaign].file == offer.span.file
    context.report(
      Diagnostic(
        limit.strength == .advise ? .brandAdvice : .stackedOffers,
        "the offers of \(names) can take off \(Int(stack.percentOff).asPercent) together, which is more than \(Int(limit.most).asPercent)",
        at: isOwn ? offer.span : campaigns[last.campaign].span,
        notes: [
          Note("the brand's rule\(why)", at: limit.span),
          Note("on \(date) one member can hold all of them: nothing keeps their audiences apart"),
        ]
          + order.dropLast().prefix(3).map {
            Note(
              "`\(campaigns[$0.campaign].name)` takes off \(Int($0.percentOff).asPercent)",
              at: campaigns[$0.campaign].span)
          },
        helps: ["keep the audiences apart with `except where`, let one offer end before the other, or take off less"]))
  }
}
