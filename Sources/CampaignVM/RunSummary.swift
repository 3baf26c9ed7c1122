import CampaignPlan

/// What became of every member of the audience, or of every event where the campaign answers one:
/// `read = not entered + not due + excluded + converted + bad + selected`, and
/// `selected = held out + unreachable + quarantined + emitted`. At the first step, nobody is one of `not entered`,
/// `not due` and `converted`; where only conversions are asked for, who is selected has not converted.
package struct RunSummary: Hashable, Sendable {
  /// Members in the table, counted in the run's own snapshot; up to the last one seen where a limit ended the run. Or events, likewise.
  package var read = 0
  /// By the clauses that SQLite decided, together.
  package var excludedBySQL = 0
  /// By the clauses that the machine decided, in the plan's order; without push-down all are.
  package var excludedByClause: [Int] = []
  /// Events whose member the audience doesn't have.
  package var unknownMembers = 0
  /// Members, or events, that the history doesn't have.
  package var notEntered = 0
  /// Members who entered too late for the step to be due.
  package var notDue = 0
  package var converted = 0
  package var notConverted = 0
  package var bad = 0
  /// A member with several bad values counts under each of them.
  package var badValues: [BadValue] = []
  package var selected = 0
  package var heldOut = 0
  package var unreachable = 0
  package var quarantined: [QuarantineReason: Int] = [:]
  /// Of those, whose message would break a rule of the brand, by rule.
  package var breaches: [Breach] = []
  package var emittedByChannel: [PlanChannel: Int] = [:]
  /// By experiment and variant, as in the plan.
  package var emittedByVariant: [[Int]] = []
  /// By experiment: to members outside of its slice, who have no variant.
  package var emittedOutsideSlice: [Int] = []
  /// Made, but not of a kind that the output takes: a part of what was emitted.
  package var skippedByOutput: [PlanChannel: Int] = [:]
  /// Whether `limit` ended the run.
  package var reachedLimit = false

  package init() {}

  package var excluded: Int { excludedBySQL + excludedByClause.reduce(0, +) + unknownMembers }
  package var emitted: Int { emittedByChannel.values.reduce(0, +) }

  package var isBalanced: Bool {
    let everyVariantCounted =
      emittedByVariant.count == emittedOutsideSlice.count
      && zip(emittedByVariant, emittedOutsideSlice).allSatisfy { $0.reduce($1, +) == emitted }
    return excludedBySQL >= 0 && read == notEntered + notDue + excluded + converted + bad + selected
      && selected == notConverted + heldOut + unreachable + quarantined.values.reduce(0, +) + emitted
      && everyVariantCounted
  }

  /// How often a column broke its type in one way.
  package struct BadValue: Hashable, Sendable {
    /// `table.column`.
    package var column: String
    package var reason: BadReason
    package var count: Int
    /// Of the first members.
    package var firstKeys: [String]
    package static let maxKeys = 5
  }

  /// How often what data fills in broke a rule of the brand.
  package struct Breach: Hashable, Sendable {
    /// As it is written.
    package var rule: String
    package var count: Int
    /// Of the first members.
    package var firstKeys: [String]
  }

  package enum QuarantineReason: String, Hashable, Sendable, CaseIterable {
    /// The message's parts have more than 256 KiB together.
    case tooLarge
    /// What data fills in breaks a rule of the brand.
    case wording
    /// The program runs more instructions in loops over the member's rows than one member may take.
    case tooCostly
  }
}
