/// What became known of a message after it was handed off. The numbers are those of the ledger's file.
package enum MessageFact: Int64, CaseIterable, Sendable {
  case delivered = 0
  case bounced = 1
  case complained = 2
  case opened = 3
  case clicked = 4
  case converted = 5
  case unsubscribed = 6

  /// Whether only a message that was sent can have it.
  var provesSending: Bool { self != .converted }
}

extension Tick {
  /// Notes what became of a message, the first time that it is said; of one that was unknown it proves that it was sent. False where it was known, or
  /// the message isn't.
  @discardableResult
  package func record(_ fact: MessageFact, run: Int64, entry: Int64, at instant: Int64) throws(LedgerError) -> Bool {
    guard let state = try state(run: run, entry: entry) else { return false }
    let added = try store.run(
      "INSERT INTO fact(run, entry, kind, at) VALUES(?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
      [.integer(run), .integer(entry), .integer(fact.rawValue), .integer(instant)])
    if state == .unknown, fact.provesSending {
      try resolve(run: run, entry: entry, wasSent: true, reason: "\(fact)", at: instant)
    }
    return added == 1
  }

  /// How far an inbox was read; what was taken from it is in the same tick as its offset.
  package func offset(of inbox: String) throws(LedgerError) -> Int64 {
    try store.integer("SELECT offset FROM inbox WHERE name = ?1", [.text(inbox)]) ?? 0
  }

  package func advance(_ inbox: String, to offset: Int64) throws(LedgerError) {
    try store.run(
      "INSERT INTO inbox(name, offset) VALUES(?1, ?2) ON CONFLICT(name) DO UPDATE SET offset = excluded.offset",
      [.text(inbox), .integer(offset)])
  }

  /// How many messages of a channel were claimed in a period, such as an hour; of another period than the last, none.
  package func used(channel: Int64, period: Int64) throws(LedgerError) -> Int64 {
    try store.integer(
      "SELECT used FROM allowance WHERE channel = ?1 AND period = ?2", [.integer(channel), .integer(period)]) ?? 0
  }

  package func use(_ count: Int64, channel: Int64, period: Int64) throws(LedgerError) {
    try store.run(
      """
      INSERT INTO allowance(channel, period, used) VALUES(?1, ?2, ?3) ON CONFLICT(channel) DO UPDATE
      SET used = CASE WHEN period = excluded.period THEN used ELSE 0 END + excluded.used, period = excluded.period
      """, [.integer(channel), .integer(period), .integer(count)])
  }
}
