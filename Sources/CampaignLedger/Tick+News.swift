/// Whom a message went to, or is on its way to.
package struct MessageRecipient: Hashable, Sendable {
  package var person: Int64
  package var channel: Int64
  /// A keyed digest.
  package var address: Int64
}

extension Tick {
  /// Whom a message was handed off for; nil where none of it ever was, or the ledger has no such message.
  package func recipient(run: Int64, entry: Int64) throws(LedgerError) -> MessageRecipient? {
    try store.first(
      """
      SELECT coalesce(e.person, m.entry), m.channel, m.address FROM message m JOIN run r ON r.id = m.run
      LEFT JOIN event e ON r.answers_events AND e.id = m.entry WHERE m.run = ?1 AND m.entry = ?2 AND m.attempts > 0
      """, [.integer(run), .integer(entry)]
    ) { MessageRecipient(person: $0.row.int64(0), channel: $0.row.int64(1), address: $0.row.int64(2)) }
  }

  /// Whether something became known of a message that only one that was sent can have.
  func isProvenSent(run: Int64, entry: Int64) throws(LedgerError) -> Bool {
    try store.integer(
      "SELECT 1 FROM fact WHERE run = ?1 AND entry = ?2 AND kind <> \(MessageFact.converted.rawValue) LIMIT 1",
      [.integer(run), .integer(entry)]) != nil
  }

  /// How far inboxes were read that are there no more is of no use.
  package func forgetInboxes(except present: [String]) throws(LedgerError) {
    let known = try store.all("SELECT name FROM inbox") { $0.string(0) ?? "" }
    for name in known where !present.contains(name) {
      try store.run("DELETE FROM inbox WHERE name = ?1", [.text(name)])
    }
  }
}
