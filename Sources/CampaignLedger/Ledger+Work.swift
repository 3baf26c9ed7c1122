import CampaignSQLite

/// A wave of a released run of which something may be left to claim.
package struct OpenWave: Hashable, Sendable {
  package var run: Int64
  package var wave: Wave
  /// Of the run.
  package var campaign: String
  package var now: Int64
}

/// A run as its campaign knows it.
package struct KnownRun: Hashable, Sendable {
  package var occurrence: String
  package var step: String
  package var now: Int64
  package var isReleased: Bool
}

/// What became of a message of a step, as later steps ask it.
package enum EntryFact: Hashable, Sendable { case sent, opened, clicked }

/// A member who entered a campaign, and what became of their messages.
package struct PastEntry: Sendable {
  package var key: String
  /// The instant of the run in which they entered.
  package var entered: Int64
  /// The event that they entered by.
  package var event: String?
  package var facts: [(step: String, fact: EntryFact)]
  package var hasConverted: Bool

  fileprivate mutating func note(_ fact: EntryFact, _ step: String) {
    if !facts.contains(where: { $0 == (step, fact) }) { facts.append((step, fact)) }
  }
}

/// What the engine asks when it starts, and between ticks: what there is to do.
extension Ledger {
  /// The waves of released runs that still have pending messages behind their cursor, or may have; of one run where it is named.
  package func openWaves(of run: Int64? = nil) throws(LedgerError) -> [OpenWave] {
    try store.all(
      """
      SELECT w.run, w.number, w.channel, w.not_before, w.not_after, c.name, r.now, w.zone
      FROM run r CROSS JOIN wave w ON w.run = r.id JOIN campaign c ON c.id = r.campaign
      WHERE r.pending > 0 AND r.released IS NOT NULL AND (?1 IS NULL OR r.id = ?1) ORDER BY w.run, w.number, w.channel
      """, [.optional(run)]
    ) { row in
      OpenWave(
        run: row.row.int64(0),
        wave: Wave(
          number: row.row.int64(1), channel: row.row.int64(2), notBefore: row.row.int64(3), notAfter: row.row.int64(4),
          zone: row.string(7)),
        campaign: row.string(5) ?? "", now: row.row.int64(6))
    }
  }

  /// The latest instant that the ledger has seen, as of its last tick.
  package func clock() throws(LedgerError) -> Int64 { try store.integer("SELECT clock FROM ledger") ?? 0 }

  /// When the next message of a channel that waits by itself is due; nil where none waits.
  package func nextQueued(channel: Int64) throws(LedgerError) -> Int64? {
    try store.integer("SELECT min(due) FROM queue WHERE channel = ?1", [.integer(channel)])
  }

  /// When a campaign was first active; nil where it never was.
  package func activation(of campaign: String) throws(LedgerError) -> Int64? {
    try store.integer("SELECT activated FROM campaign WHERE name = ?1", [.text(campaign)])
  }

  /// The latest occurrence for which a campaign has a run of its first step, as its schedule says it; nil where it has none.
  package func lastOccurrence(of campaign: String, step: String) throws(LedgerError) -> String? {
    try store.first(
      """
      SELECT max(r.occurrence) FROM run r JOIN campaign c ON c.id = r.campaign WHERE c.name = ?1 AND r.step = ?2
      """, [.text(campaign), .text(step)]
    ) { $0.string(0) } ?? nil
  }

  /// The runs of a campaign since an instant, in the order of their occurrences.
  package func runNames(of campaign: String, since instant: Int64) throws(LedgerError) -> [KnownRun] {
    try store.all(
      """
      SELECT r.occurrence, r.step, r.now, r.released IS NOT NULL FROM campaign c JOIN run r ON r.campaign = c.id
      WHERE c.name = ?1 AND r.now >= ?2 ORDER BY r.occurrence, r.step
      """, [.text(campaign), .integer(instant)]
    ) { row in
      KnownRun(
        occurrence: row.string(0) ?? "", step: row.string(1) ?? "", now: row.row.int64(2),
        isReleased: row.row.int64(3) == 1)
    }
  }

  /// Who entered a campaign with an occurrence, and was to get a message, and what became of the messages of its steps.
  package func entries(campaign: Int64, occurrence: String) throws(LedgerError) -> [PastEntry] {
    var entries: [PastEntry] = []
    var places: [Int64: Int] = [:]
    let rows = try store.all(
      """
      SELECT m.entry, p.key, r.step, coalesce(e.instant, r.now), m.state, f.kind, e.key
      FROM run r JOIN message m ON m.run = r.id LEFT JOIN event e ON r.answers_events AND e.id = m.entry
      JOIN person p ON p.id = coalesce(e.person, m.entry) LEFT JOIN fact f ON f.run = m.run AND f.entry = m.entry
      WHERE r.campaign = ?1 AND r.occurrence = ?2 ORDER BY r.now, m.entry
      """, [.integer(campaign), .text(occurrence)]
    ) { row in
      (
        entry: row.row.int64(0), key: row.string(1) ?? "", step: row.string(2) ?? "", now: row.row.int64(3),
        state: row.state(4), fact: row.optional(5).flatMap(MessageFact.init(rawValue:)), event: row.string(6)
      )
    }
    for row in rows where row.state != .heldOut && row.state != .quarantined {
      let place = places[row.entry] ?? entries.count
      if place == entries.count {
        places[row.entry] = place
        entries.append(
          PastEntry(key: row.key, entered: row.now, event: row.event, facts: [], hasConverted: false))
      }
      if row.state == .accepted || row.state == .unknown { entries[place].note(.sent, row.step) }
      switch row.fact {
      case .opened: entries[place].note(.opened, row.step)
      case .clicked: entries[place].note(.clicked, row.step)
      case .converted: entries[place].hasConverted = true
      default: break
      }
    }
    return entries
  }

  /// Keys of events that a campaign answered, by which a member enters, or would have, behind an instant.
  package func answeredEvents(of campaign: String, after instant: Int64) throws(LedgerError) -> [String] {
    try store.all(
      "SELECT e.key FROM campaign c JOIN event e ON e.campaign = c.id WHERE c.name = ?1 AND e.instant > ?2",
      [.text(campaign), .integer(instant)]
    ) { $0.string(0) ?? "" }
  }

  /// Who looked at a message, and when, since an instant: for each person's best hour.
  package func looks(since instant: Int64, _ body: (_ person: Int64, _ at: Int64) -> Void) throws(LedgerError) {
    _ = try store.all(
      """
      SELECT coalesce(e.person, f.entry), f.at FROM fact f JOIN run r ON r.id = f.run
      LEFT JOIN event e ON r.answers_events AND e.id = f.entry
      WHERE f.kind IN (\(MessageFact.opened.rawValue), \(MessageFact.clicked.rawValue)) AND f.at >= ?1
      """, [.integer(instant)]
    ) { body($0.row.int64(0), $0.row.int64(1)) }
  }

  /// The zones of waves of which something is still to be sent.
  package func zones() throws(LedgerError) -> [String] {
    try store.all(
      "SELECT DISTINCT w.zone FROM run r CROSS JOIN wave w ON w.run = r.id WHERE r.pending > 0 AND w.zone IS NOT NULL"
    ) { $0.string(0) ?? "" }
  }

  package func run(_ id: Int64) throws(LedgerError) -> RunRecord? {
    try store.first(Self.selectRuns + " WHERE r.id = ?1", [.integer(id)], Self.runRecord)
  }

  /// Runs whose messages may still be needed: of which something is pending, on its way or in doubt, or stands in a batch that may be handed off again;
  /// and those released since an instant of which something failed, which may be tried again.
  package func runsWithMessages(failedSince instant: Int64) throws(LedgerError) -> [Int64] {
    try store.all(
      """
      SELECT id FROM run WHERE released IS NULL OR pending > 0 OR claimed > 0 OR unknown > 0
      OR (failed > 0 AND released >= ?1) OR id IN (SELECT run FROM claimed) ORDER BY id
      """, [.integer(instant)]
    ) { $0.row.int64(0) }
  }

  /// The key of whom a message is for; nil where they are forgotten.
  package func memberKey(run: Int64, entry: Int64) throws(LedgerError) -> String? {
    let key = try store.first(
      """
      SELECT p.key FROM run r LEFT JOIN event e ON r.answers_events AND e.id = ?2
      JOIN person p ON p.id = coalesce(e.person, ?2) WHERE r.id = ?1
      """, [.integer(run), .integer(entry)]
    ) { $0.string(0) }
    return key.flatMap { $0 }.flatMap { $0.hasPrefix("\u{0}") ? nil : $0 }
  }
}
