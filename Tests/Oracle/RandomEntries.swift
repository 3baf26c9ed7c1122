import CampaignSemantics
import CampaignTestSupport

/// Who entered a campaign when, and what happened since.
package struct RandomEntries {
  private var random: SeededGenerator
  private let now: Int64

  package init(seed: UInt64, now: Int64) {
    random = SeededGenerator(seed: seed)
    self.now = now
  }

  /// By key; some members did not enter.
  package mutating func entries(_ members: [OracleMember], _ campaign: CheckedCampaign) -> [Int64: OracleEntry] {
    var entries: [Int64: OracleEntry] = [:]
    for member in members where !random.oneIn(6) { entries[member.key] = entry(of: member.key, campaign) }
    return entries
  }

  /// By the key of the event; by some nobody entered, and some are another member's since.
  package mutating func entries(_ events: [OracleEvent], _ campaign: CheckedCampaign) -> [Int64: OracleEntry] {
    var entries: [Int64: OracleEntry] = [:]
    for event in events where !random.oneIn(6) {
      guard case .integer(let member) = event.member else { continue }
      entries[event.key] = entry(of: random.oneIn(8) ? member + 1 : member, campaign)
    }
    return entries
  }

  private mutating func entry(of member: Int64, _ campaign: CheckedCampaign) -> OracleEntry {
    var events: Set<OracleEntry.Event> = []
    for step in campaign.steps.indices {
      for event in HistoryFact.Event.allCases where random.oneIn(2) {
        events.insert(OracleEntry.Event(event, step: step))
      }
    }
    return OracleEntry(
      member: member, run: random.pick(["run", "earlier"]),
      entered: now - Int64.random(in: 0...(random.oneIn(4) ? 3_000_000 : 900_000), using: &random), events: events,
      hasConverted: random.oneIn(6))
  }
}
