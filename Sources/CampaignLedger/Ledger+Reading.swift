import CampaignSQLite

/// A run with its figures.
package struct RunRecord: Hashable, Sendable {
  package var id: Int64
  package var campaign: String
  package var occurrence: String
  package var step: String
  package var plan: [UInt8]
  package var now: Int64
  /// When all of it was planned; nil before.
  package var released: Int64?
  package var planned: Int
  package var counts: MessageCounts
}

/// A message as it stands.
package struct MessageRecord: Hashable, Sendable {
  package var run: Int64
  package var entry: Int64
  package var state: MessageState
  package var channel: Int64
  package var attempts: Int64
  /// Of the last change.
  package var since: Int64
  package var reason: String?
}

extension Ledger {
  /// All runs, the latest first; of one campaign where it is named.
  package func runs(campaign: String? = nil) throws(LedgerError) -> [RunRecord] {
    try store.all(
      Self.selectRuns + " WHERE ?1 IS NULL OR c.name = ?1 ORDER BY r.id DESC",
      [campaign.map { .text($0) } ?? .null], Self.runRecord)
  }

  /// Of all runs together.
  package func messageCounts() throws(LedgerError) -> MessageCounts {
    let sums = MessageState.allCases.map { "sum(\($0.column))" }.joined(separator: ", ")
    var counts = MessageCounts()
    _ = try store.first("SELECT \(sums) FROM run", []) { row in
      for (index, state) in MessageState.allCases.enumerated() { counts[state] = Int(row.row.int64(Int32(index))) }
    }
    return counts
  }

  static let selectRuns = """
    SELECT r.id, c.name, r.occurrence, r.step, r.plan, r.now, r.released, r.planned,
      \(MessageState.allCases.map { "r.\($0.column)" }.joined(separator: ", "))
    FROM run r JOIN campaign c ON c.id = r.campaign
    """

  static func runRecord(_ row: Statement) -> RunRecord {
    var counts = MessageCounts()
    for state in MessageState.allCases { counts[state] = Int(row.row.int64(Int32(8 + state.rawValue))) }
    return RunRecord(
      id: row.row.int64(0), campaign: row.string(1) ?? "", occurrence: row.string(2) ?? "", step: row.string(3) ?? "",
      plan: Array(row.row.blob(4)), now: row.row.int64(5), released: row.optional(6), planned: Int(row.row.int64(7)),
      counts: counts)
  }

  /// Runs that were begun and are not planned as a whole: after a restart they are taken back.
  package func unreleasedRuns() throws(LedgerError) -> [Int64] {
    try store.all("SELECT id FROM run WHERE released IS NULL ORDER BY id") { $0.row.int64(0) }
  }

  package func message(run: Int64, entry: Int64) throws(LedgerError) -> MessageRecord? {
    try store.first(
      Self.selectMessages + " WHERE m.run = ?1 AND m.entry = ?2", [.integer(run), .integer(entry)], Self.messageRecord)
  }

  /// All messages of a person, the latest run first.
  package func messages(of key: String) throws(LedgerError) -> [MessageRecord] {
    guard let person = try store.integer("SELECT id FROM person WHERE key = ?1", [.text(key)]) else { return [] }
    return try store.all(
      Self.selectMessages
        + """
         WHERE CASE WHEN r.answers_events THEN m.entry IN (SELECT id FROM event WHERE person = ?1) ELSE m.entry = ?1 END
        ORDER BY m.run DESC, m.entry DESC
        """, [.integer(person)], Self.messageRecord)
  }

  /// Messages in a state, in the order of their runs.
  package func messages(in state: MessageState, limit: Int) throws(LedgerError) -> [MessageRecord] {
    try store.all(
      Self.selectMessages + " WHERE r.\(state.column) > 0 AND m.state = ?1 ORDER BY m.run, m.entry LIMIT ?2",
      [.integer(Int64(state.rawValue)), .integer(Int64(limit))], Self.messageRecord)
  }

  private static let selectMessages = """
    SELECT m.run, m.entry, m.state, m.channel, m.attempts, m.since, t.text
    FROM run r CROSS JOIN message m ON m.run = r.id LEFT JOIN reason t ON t.id = m.reason
    """

  static func messageRecord(_ row: Statement) -> MessageRecord {
    MessageRecord(
      run: row.row.int64(0), entry: row.row.int64(1), state: row.state(2) ?? .unknown, channel: row.row.int64(3),
      attempts: row.row.int64(4), since: row.row.int64(5), reason: row.string(6))
  }
}
