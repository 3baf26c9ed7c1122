import CampaignPlan

/// What is told of members one by one, and so in their order: of a range, or of all ranges up to now.
struct RunAccount {
  /// Members in the audience's table, whether or not SQL handed them over.
  var read = 0
  /// Those whom it handed over.
  var rows = 0
  var bad = 0
  /// Of those, who have a value that was not read for its size.
  var oversized = 0
  var quarantined: [RunSummary.QuarantineReason: Int] = [:]
  var badValues: BadValueCounts
  var breaches: BreachCounts
  /// For the observer, of a range whose turn has not come.
  var outcomes: [MemberOutcome] = []

  init(_ plan: Plan) {
    badValues = BadValueCounts(plan)
    breaches = BreachCounts(plan)
  }

  /// Adds the account of the members that come next, and empties it.
  mutating func take(_ next: inout RunAccount) {
    read += next.read
    rows += next.rows
    bad += next.bad
    oversized += next.oversized
    for (reason, count) in next.quarantined { quarantined[reason, default: 0] += count }
    badValues.take(&next.badValues)
    breaches.take(&next.breaches)
    (next.read, next.rows, next.bad, next.oversized) = (0, 0, 0, 0)
    if !next.quarantined.isEmpty { next.quarantined = [:] }
    if !next.outcomes.isEmpty { next.outcomes.removeAll(keepingCapacity: true) }
  }
}
