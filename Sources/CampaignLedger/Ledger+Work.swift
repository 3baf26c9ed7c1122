import CampaignSQLite

/// A wave of a released run of which something may be left to claim.
package struct OpenWave: Hashable, Sendable {
  package var run: Int64
  package var wave: Wave
  /// Of the run.
  package var campaign: String
  package var now: Int64
}

/// What the engine asks when it starts, and between ticks: what there is to do.
extension Ledger {
  /// The waves of released runs that still have pending messages behind their cursor, or may have; of one run where it is named.
  package func openWaves(of run: Int64? = nil) throws(LedgerError) -> [OpenWave] {
    try store.all(
      """
      SELECT w.run, w.number, w.channel, w.not_before, w.not_after, c.name, r.now
      FROM run r CROSS JOIN wave w ON w.run = r.id JOIN campaign c ON c.id = r.campaign
      WHERE r.pending > 0 AND r.released IS NOT NULL AND (?1 IS NULL OR r.id = ?1) ORDER BY w.run, w.number, w.channel
      """, [.optional(run)]
    ) { row in
      OpenWave(
        run: row.row.int64(0),
        wave: Wave(
          number: row.row.int64(1), channel: row.row.int64(2), notBefore: row.row.int64(3), notAfter: row.row.int64(4)),
        campaign: row.string(5) ?? "", now: row.row.int64(6))
    }
  }

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

  package func run(_ id: Int64) throws(LedgerError) -> RunRecord? {
    try store.first(Self.selectRuns + " WHERE r.id = ?1", [.integer(id)], Self.runRecord)
  }

  /// Runs whose messages may still be needed: of which something is pending, on its way or in doubt.
  package func runsWithMessages() throws(LedgerError) -> [Int64] {
    try store.all(
      "SELECT id FROM run WHERE released IS NULL OR pending > 0 OR claimed > 0 OR unknown > 0 ORDER BY id"
    ) { $0.row.int64(0) }
  }

  /// The key of a person; nil where they are forgotten.
  package func key(ofPerson person: Int64) throws(LedgerError) -> String? {
    try store.first("SELECT key FROM person WHERE id = ?1", [.integer(person)]) { $0.string(0) } ?? nil
  }
}
