import CampaignPlan

/// What a run counts as it goes, in memory that its loop reaches without going through an object.
struct RunTally {
  /// Of steps after the first, and where conversions are asked for.
  var notEntered = 0
  var notDue = 0
  var converted = 0
  var notConverted = 0
  var heldOut = 0
  var unreachable = 0
  private(set) var emitted = 0
  /// Members whom SQL excluded, where the run sees them; and events without a member.
  var excludedBySQL = 0
  var unknownMembers = 0
  let byClause: UnsafeMutablePointer<Int>
  private let byMessage: UnsafeMutablePointer<Int>
  /// Behind an experiment's variants, those outside of its slice.
  private let byVariant: UnsafePointer<UnsafeMutablePointer<Int>>
  private let variantCounts: UnsafePointer<Int>
  private let experimentCount: Int
  private let clauseCount: Int
  private let messageCount: Int

  init(_ plan: Plan, _ memory: RunMemory) {
    byClause = memory.allocate(plan.clauses.count, 0)
    byMessage = memory.allocate(plan.messages.count, 0)
    byVariant = memory.copy(plan.experiments.map { memory.allocate($0.variants.count + 1, 0) })
    experimentCount = plan.experiments.count
    clauseCount = plan.clauses.count
    messageCount = plan.messages.count
    variantCounts = memory.copy(plan.experiments.map { $0.variants.count + 1 })
  }

  /// Adds what another worker of the same run counted.
  mutating func add(_ other: RunTally) {
    notEntered += other.notEntered
    notDue += other.notDue
    converted += other.converted
    notConverted += other.notConverted
    heldOut += other.heldOut
    unreachable += other.unreachable
    emitted += other.emitted
    excludedBySQL += other.excludedBySQL
    unknownMembers += other.unknownMembers
    for clause in 0..<clauseCount { byClause[clause] += other.byClause[clause] }
    for message in 0..<messageCount { byMessage[message] += other.byMessage[message] }
    for experiment in 0..<experimentCount {
      for variant in 0..<variantCounts[experiment] {
        byVariant[experiment][variant] += other.byVariant[experiment][variant]
      }
    }
  }

  @inline(__always)
  mutating func add(emitted message: Int, variants: UnsafePointer<Int>) {
    // SAFETY: the tables were made for the plan's messages, experiments and variants.
    emitted += 1
    byMessage[message] += 1
    for experiment in 0..<experimentCount { byVariant[experiment][variants[experiment]] += 1 }
  }

  /// Writes the figures of `rows` members or events; what is bad or quarantined stands in the summary already.
  func close(_ plan: Plan, rows: Int, limit: Int?, into summary: inout RunSummary) {
    summary.notEntered = notEntered
    summary.notDue = notDue
    summary.converted = converted
    summary.notConverted = notConverted
    summary.heldOut = heldOut
    summary.unreachable = unreachable
    summary.reachedLimit = emitted >= limit ?? .max
    summary.excludedBySQL = excludedBySQL
    summary.unknownMembers = unknownMembers
    summary.excludedByClause = plan.clauses.indices.map { byClause[$0] }
    for (index, clause) in plan.clauses.enumerated() where clause.kind == .conversion {
      summary.converted += summary.excludedByClause[index]
      summary.excludedByClause[index] = 0
    }
    summary.emittedByVariant = plan.experiments.enumerated().map { index, experiment in
      experiment.variants.indices.map { byVariant[index][$0] }
    }
    summary.emittedOutsideSlice = plan.experiments.enumerated().map { byVariant[$0][$1.variants.count] }
    for (index, message) in plan.messages.enumerated() where byMessage[index] > 0 {
      summary.emittedByChannel[message.channel, default: 0] += byMessage[index]
    }
    let left = rows - summary.notEntered - summary.notDue - summary.converted
    summary.selected = left - summary.excluded - summary.bad
  }
}
