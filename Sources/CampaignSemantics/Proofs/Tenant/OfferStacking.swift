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
/// Two offers stack where both are valid on a day: what keeps a member out of one audience may have changed until the other is asked.
/// Only offers that are always issued at one instant are kept apart by their audiences. A campaign's own offers count once.
struct OfferStacking {
  let context: TenantContext
  let audience: CheckedAudience
  let campaigns: [CheckedCampaign]

  /// So many sets of offers are looked at, at most.
  private static let maxSets = 200
  /// No offer that was issued earlier than forty years ago is thought of.
  private static let maxDaysBefore = 14_610

  /// The one time of day at which a campaign runs, by clocks that are the same for every member.
  private struct Moment: Equatable {
    var time: Int
    var zone: String
  }

  private struct Held {
    var campaign: Int
    var percentOff: Int64
    /// The days on which it is valid, from the first day that is looked at.
    var days: DaySet
    /// The days on which it is issued, in order, counted from the same day; those of events are not known.
    var runs: [Int] = []
    /// How many days after that on which it was issued it is valid.
    var length = 0
    /// Nil where it isn't issued at one time of the day.
    var moment: Moment?
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
    var held = Held(campaign: index, percentOff: most, days: DaySet(count: count))
    guard let schedule = campaign.schedule, let calendar = schedule.calendar else {
      held.days.insert(0..<count)
      return held
    }
    held.length =
      campaign.offer?.validity.map { $0.months * 31 + $0.days + Int(($0.seconds + 86_399) / 86_400) }
      ?? Self.maxDaysBefore + count
    if case .named(let zone) = schedule.zone, schedule.times.count == 1 {
      held.moment = Moment(time: schedule.times[0], zone: zone)
    }
    // Those that were issued before may still be valid.
    var covered = 0
    for day in -min(held.length, Self.maxDaysBefore)..<count
    where calendar.includes(CivilDate(days: basis.start.days + Int32(day))) {
      held.runs.append(day)
      held.days.insert(max(day, covered)..<day + held.length + 1)
      covered = day + held.length + 1
    }
    return held.days.first == nil ? nil : held
  }

  // MARK: Instants

  /// Whether two offers that one member holds at the same time were surely issued at the same instant.
  private func areIssuedTogether(_ a: Held, _ b: Held) -> Bool {
    guard let moment = a.moment, moment == b.moment else { return false }
    return !Self.hasLaterRun(b, beside: a) && !Self.hasLaterRun(a, beside: b)
  }

  /// Whether one offer is issued on a day behind that of the other, which is still valid then.
  private static func hasLaterRun(_ later: Held, beside earlier: Held) -> Bool {
    var next = later.runs.startIndex
    for day in earlier.runs {
      while next < later.runs.endIndex, later.runs[next] <= day { next += 1 }
      guard next < later.runs.endIndex else { return false }
      if later.runs[next] <= day + earlier.length { return true }
    }
    return false
  }

  /// Those of a set that were issued at the instant at which the last one was.
  private func issuedWithLast(_ offers: [Held]) -> [Held] {
    guard let last = offers.last else { return [] }
    var found = [last]
    var rest = offers.dropLast()
    while let index = rest.firstIndex(where: { other in found.contains { areIssuedTogether($0, other) } }) {
      found.append(rest.remove(at: index))
    }
    return found
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
        let together = issuedWithLast(larger.offers)
        let conditions = together.flatMap { campaigns[$0.campaign].entryConditions }
        if together.count > 1, PredicateSolver(audience: audience).isContradiction(conditions) { continue }
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
    let isOneInstant = issuedWithLast(order).count == order.count
    let isOwn = campaigns[last.campaign].file == offer.span.file
    context.report(
      Diagnostic(
        limit.strength == .advise ? .brandAdvice : .stackedOffers,
        "the offers of \(names) can take off \(Int(stack.percentOff).asPercent) together, which is more than \(Int(limit.most).asPercent)",
        at: isOwn ? offer.span : campaigns[last.campaign].span,
        notes: [
          Note("the brand's rule\(why)", at: limit.span),
          Note(
            isOneInstant
              ? "on \(date) one member can hold all of them: nothing keeps their audiences apart"
              : "on \(date) one member can hold all of them: they are not all sent at the same instant, and who is in one audience then may come into another"
          ),
        ]
          + order.dropLast().prefix(3).map {
            Note(
              "`\(campaigns[$0.campaign].name)` takes off \(Int($0.percentOff).asPercent)",
              at: campaigns[$0.campaign].span)
          },
        helps: [
          isOneInstant
            ? "keep the audiences apart with `except where`, let one offer end before the other, or take off less"
            : "let one offer end before the other is sent, send them at the same instant to audiences that are apart, or take off less"
        ]))
  }
}
