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
    for member in members where !random.oneIn(6) {
      var events: Set<OracleEntry.Event> = []
      for step in campaign.steps.indices {
        for event in HistoryFact.Event.allCases where random.oneIn(2) {
          events.insert(OracleEntry.Event(event, step: step))
        }
      }
      entries[member.key] = OracleEntry(
        run: random.pick(["run", "earlier"]),
        entered: now - Int64.random(in: 0...(random.oneIn(4) ? 3_000_000 : 900_000), using: &random),
        events: events, hasConverted: random.oneIn(6))
    }
    return entries
  }
}
