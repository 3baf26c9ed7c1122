import CampaignPlan

/// Counts members whose message would break a rule of the brand; only touched for those.
struct BreachCounts {
  private let wordings: [WordingRecord]
  private var counts: [(count: Int, keys: [String])]

  init(_ plan: Plan) {
    wordings = plan.wordings
    counts = plan.wordings.map { _ in (0, []) }
  }

  mutating func add(_ wording: Int, key: String) {
    counts[wording].count += 1
    if counts[wording].keys.count < RunSummary.BadValue.maxKeys { counts[wording].keys.append(key) }
  }

  /// Adds what was counted of the members that come next, and forgets it there.
  mutating func take(_ next: inout BreachCounts) {
    for index in counts.indices where next.counts[index].count > 0 {
      counts[index].count += next.counts[index].count
      counts[index].keys += next.counts[index].keys.prefix(RunSummary.BadValue.maxKeys - counts[index].keys.count)
      next.counts[index] = (0, [])
    }
  }

  /// In the plan's order.
  var list: [RunSummary.Breach] {
    zip(wordings, counts).filter { $1.count > 0 }.map {
      RunSummary.Breach(rule: $0.text, count: $1.count, firstKeys: $1.keys)
    }
  }

  var total: Int { counts.reduce(0) { $0 + $1.count } }

  /// Writes what was counted.
  func close(into summary: inout RunSummary) {
    summary.breaches = list
    if total > 0 { summary.quarantined[.wording] = total }
  }
}
