import CampaignSQLite

/// Where a message of a person lies.
package struct PlacedMessage: Hashable, Sendable {
  package var run: Int64
  package var entry: Int64
  package var state: MessageState
  package var channel: Int64
  /// In the run's file of messages.
  package var place: Int64
}

/// All that the ledger knows of one person.
package struct PersonRecord: Hashable, Sendable {
  package struct Entry: Hashable, Sendable {
    package var campaign: String
    /// When they entered it last.
    package var at: Int64
  }

  package struct Fact: Hashable, Sendable {
    package var run: Int64
    package var entry: Int64
    package var kind: MessageFact
    package var at: Int64
  }

  package struct Refusal: Hashable, Sendable {
    package var channel: Int64
    package var since: Int64
    package var reason: String
  }

  package var key: String
  package var entries: [Entry]
  package var messages: [MessageRecord]
  package var facts: [Fact]
  package var optOuts: [Refusal]
  /// Messages that caps count, by day: days since 1970.
  package var contacts: [Int64: Int64]
}

extension Ledger {
  func placedMessages(of person: Int64) throws(LedgerError) -> [PlacedMessage] {
    try store.all(
      """
      SELECT m.run, m.entry, m.state, m.channel, m.place FROM run r CROSS JOIN message m ON m.run = r.id
      WHERE CASE WHEN r.answers_events THEN m.entry IN (SELECT id FROM event WHERE person = ?1) ELSE m.entry = ?1 END
      """, [.integer(person)]
    ) {
      PlacedMessage(
        run: $0.row.int64(0), entry: $0.row.int64(1), state: $0.state(2) ?? .unknown, channel: $0.row.int64(3),
        place: $0.row.int64(4))
    }
  }

  /// Where the messages of a person lie, by their key; none where nobody of that key is known.
  package func placedMessages(of key: String) throws(LedgerError) -> [PlacedMessage] {
    guard let person = try number(of: key) else { return [] }
    return try placedMessages(of: person)
  }

  package func isKnown(_ key: String) throws(LedgerError) -> Bool { try number(of: key) != nil }

  private func number(of key: String) throws(LedgerError) -> Int64? {
    try store.integer("SELECT id FROM person WHERE key = ?1", [.text(key)])
  }

  /// Nil where nobody of that key is known.
  package func person(_ key: String) throws(LedgerError) -> PersonRecord? {
    guard let person = try number(of: key) else { return nil }
    let id: [StoredField] = [.integer(person)]
    let messages = try messages(of: key)
    var facts: [PersonRecord.Fact] = []
    for message in messages {
      facts += try store.all(
        "SELECT kind, at FROM fact WHERE run = ?1 AND entry = ?2 ORDER BY at, kind",
        [.integer(message.run), .integer(message.entry)]
      ) { (kind: $0.row.int64(0), at: $0.row.int64(1)) }.compactMap { fact in
        MessageFact(rawValue: fact.kind).map {
          PersonRecord.Fact(run: message.run, entry: message.entry, kind: $0, at: fact.at)
        }
      }
    }
    return PersonRecord(
      key: key,
      entries: try store.all(
        "SELECT c.name, e.at FROM entered e JOIN campaign c ON c.id = e.campaign WHERE e.person = ?1 ORDER BY e.at", id
      ) { PersonRecord.Entry(campaign: $0.string(0) ?? "", at: $0.row.int64(1)) },
      messages: messages, facts: facts,
      optOuts: try store.all(
        """
        SELECT o.channel, o.since, t.text FROM opt_out o LEFT JOIN reason t ON t.id = o.reason
        WHERE o.person = ?1 ORDER BY o.channel
        """, id
      ) { PersonRecord.Refusal(channel: $0.row.int64(0), since: $0.row.int64(1), reason: $0.string(2) ?? "") },
      contacts: Dictionary(
        try store.all("SELECT day, count FROM contact WHERE person = ?1", id) { ($0.row.int64(0), $0.row.int64(1)) },
        uniquingKeysWith: +))
  }

  /// Leaves nothing of what was deleted or changed on the disk: free pages and the write-ahead log are overwritten.
  package func scrub(_ body: () throws(LedgerError) -> Void) throws(LedgerError) {
    _ = try store.integer("PRAGMA secure_delete=1")
    try body()
    _ = try store.integer("PRAGMA wal_checkpoint(TRUNCATE)")
    _ = try store.integer("PRAGMA secure_delete=0")
  }
}
