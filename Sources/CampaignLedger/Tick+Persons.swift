extension Tick {
  /// A person wants nothing by a channel any more.
  package func optOut(person: Int64, channel: Int64, reason text: String, at instant: Int64) throws(LedgerError) {
    try store.run(
      "INSERT INTO opt_out(person, channel, since, reason) VALUES(?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
      [.integer(person), .integer(channel), .integer(instant), .optional(try reason(text))])
  }

  /// Nothing is sent to an address any more: it does not exist, or somebody complained.
  package func suppress(channel: Int64, address: Int64, reason text: String, at instant: Int64) throws(LedgerError) {
    try store.run(
      "INSERT INTO suppression(channel, address, since, reason) VALUES(?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
      [.integer(channel), .integer(address), .integer(instant), .optional(try reason(text))])
  }

  /// Forgets a person by their key, and keeps a digest of it, so that they are never entered again. What was sent stays, under a number that
  /// leads to nobody. False where nobody of that key is known.
  @discardableResult
  package func forget(key: String, digest: [UInt8], at instant: Int64) throws(LedgerError) -> Bool {
    try store.run("INSERT INTO forgotten(digest) VALUES(?1) ON CONFLICT DO NOTHING", [.bytes(digest)])
    guard let person = try store.integer("SELECT id FROM person WHERE key = ?1", [.text(key)]) else { return false }
    let pending = try store.all(
      """
      SELECT m.run, m.entry FROM run r CROSS JOIN message m ON m.run = r.id
      WHERE r.pending > 0 AND m.state = \(MessageState.pending.rawValue) AND CASE WHEN r.answers_events
        THEN m.entry IN (SELECT id FROM event WHERE person = ?1) ELSE m.entry = ?1 END
      """, [.integer(person)]
    ) { ($0.row.int64(0), $0.row.int64(1)) }
    for (run, entry) in pending {
      try withdraw(run: run, entry: entry, as: .suppressed, reason: "forgotten", at: instant)
    }
    try store.run("DELETE FROM person WHERE id = ?1", [.integer(person)])
    // The key of an event may name the member.
    try store.run("UPDATE event SET key = '#' || id WHERE person = ?1", [.integer(person)])
    try store.run("DELETE FROM contact WHERE person = ?1", [.integer(person)])
    return true
  }
}
