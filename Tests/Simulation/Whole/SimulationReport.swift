import CampaignLedger

/// How often things happened.
package struct SimulationReport: Sendable {
  package private(set) var counts: [String: Int] = [:]
  /// Of messages, from one state to another, as the ledgers' own triggers counted them.
  package private(set) var transitions: [String: Int] = [:]
  package var days = 0

  package init() {}

  mutating func count(_ name: String, by count: Int = 1) { counts[name, default: 0] += count }

  mutating func countTransition(from: MessageState, to: MessageState, by count: Int) {
    transitions["\(from.words) -> \(to.words)", default: 0] += count
  }

  package mutating func add(_ other: SimulationReport) {
    counts.merge(other.counts, uniquingKeysWith: +)
    transitions.merge(other.transitions, uniquingKeysWith: +)
    days += other.days
  }

  /// Every transition that a ledger allows, by its name here.
  package static let allTransitions: [String] = MessageState.allCases.flatMap { from in
    from.next.sorted { $0.rawValue < $1.rawValue }.map { "\(from.words) -> \($0.words)" }
  }

  /// A line for each, the rarest last.
  package var text: String {
    let lines = { (counts: [String: Int]) in
      counts.sorted { ($0.value, $1.key) > ($1.value, $0.key) }.map { "  \($0.value)\t\($0.key)" }
    }
    let all = Dictionary(uniqueKeysWithValues: Self.allTransitions.map { ($0, transitions[$0] ?? 0) })
    return (["transitions:"] + lines(all) + ["faults and other events:"] + lines(counts)).joined(separator: "\n")
  }
}
