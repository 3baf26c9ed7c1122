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
  ///
  /// Of their messages nothing but that is needed any more: a batch that one of them is in is not handed off again.
  @discardableResult
  package func forget(key: String, digest: [UInt8], at instant: Int64) throws(LedgerError) -> Bool {
    try store.run("INSERT INTO forgotten(digest) VALUES(?1) ON CONFLICT DO NOTHING", [.bytes(digest)])
    guard let person = try store.integer("SELECT id FROM person WHERE key = ?1", [.text(key)]) else { return false }
    let messages = try ledger.placedMessages(of: person)
    for message in messages where message.state == .pending {
      try withdraw(run: message.run, entry: message.entry, as: .suppressed, reason: "forgotten", at: instant)
    }
    for message in messages {
      try store.run(
        "UPDATE claim SET key_until = NULL WHERE id IN (SELECT claim FROM claimed WHERE run = ?1 AND entry = ?2)",
        [.integer(message.run), .integer(message.entry)])
    }
    // What is on its way and comes back does not go again.
    for channel in Set(messages.map(\.channel)) where channel >= 0 {
      try optOut(person: person, channel: channel, reason: "forgotten", at: instant)
    }
    // The number is nobody else's ever; no key has that character.
    try store.run("UPDATE person SET key = char(0) || id WHERE id = ?1", [.integer(person)])
    // The key of an event may name the member.
    try store.run("UPDATE event SET key = '#' || id WHERE person = ?1", [.integer(person)])
    try store.run("DELETE FROM contact WHERE person = ?1", [.integer(person)])
    return true
  }
}
