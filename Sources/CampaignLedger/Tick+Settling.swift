import CampaignSQLite

/// What became of a message that was claimed.
package enum SettledOutcome: Hashable, Sendable {
  case accepted(reason: String?)
  /// For good.
  case failed(reason: String)
  /// It may have been handed off, and nobody can say.
  case unknown(reason: String)
  /// Nothing was handed off, or it was refused temporarily: it is tried again from an instant on, or expires where its time ends before.
  case again(from: Int64, reason: String)
}

extension Tick {
  /// Settles a message of a claim. An answer that comes a second time changes nothing: false.
  ///
  /// Of a batch that was handed off again, what was not handed off now is unknown as before: it does not go by another batch.
  @discardableResult
  package func settle(
    claim: Int64, position: Int64, _ outcome: SettledOutcome, at instant: Int64
  ) throws(LedgerError) -> Bool {
    guard let facts = try facts(of: claim), let (message, isRepeat) = try underWay(claim, position) else {
      return false
    }
    var outcome = outcome
    // The attempt before may have been taken, and that this one was not says nothing of it.
    if isRepeat, case .again(_, let reason) = outcome { outcome = .unknown(reason: reason) }
    if case .unknown = outcome, try isProvenSent(run: message.run, entry: message.entry) {
      outcome = .accepted(reason: "what came back proves it")
    }
    let state: MessageState
    let text: String?
    switch outcome {
    case .accepted(let reason): (state, text) = (.accepted, reason)
    case .failed(let reason): (state, text) = (.failed, reason)
    case .unknown(let reason): (state, text) = (.unknown, reason)
    case .again(_, let reason): (state, text) = (.pending, reason)
    }
    try move(
      run: message.run, entry: message.entry, from: .claimed, to: state, at: instant, reason: try reason(text))
    if state == .failed || state == .pending { try giveBackContact(message) }
    switch outcome {
    case .accepted, .failed: try close(claim, position, facts, as: .closed)
    // It keeps its place: it may be resolved, or handed off again with its batch.
    case .unknown: try set(.inDoubt, claim, position)
    case .again(let due, let reason):
      try close(claim, position, facts, as: .returned)
      try putBack(message, facts.channel, due: max(due, instant), reason, at: instant)
    }
    return true
  }

  /// A message that is pending again waits for its next try, if there can be one in its time.
  private func putBack(
    _ message: ClaimedMessage, _ channel: Int64, due: Int64, _ text: String, at instant: Int64
  ) throws(LedgerError) {
    let (run, entry) = (message.run, message.entry)
    if try store.integer("SELECT cancelled_at FROM run WHERE id = ?1", [.integer(run)]) != nil {
      try move(run: run, entry: entry, from: .pending, to: .cancelled, at: instant)
    } else if due < message.until {
      try enqueue(channel: channel, due: due, until: message.until, run: run, entry: entry)
    } else {
      try move(run: run, entry: entry, from: .pending, to: .expired, at: instant, reason: try reason(text))
    }
  }

  /// Messages whose time is over become expired, at most so many at once: those of a wave that were not looked at, and those in the queue.
  package func expire(channel: Int64, limit: Int, at instant: Int64) throws(LedgerError) -> Int {
    var expired = 0
    let queued = try store.all(
      // Whatever stands in the queue is due before its time ends, so that those that are not due need no look.
      "SELECT due, run, entry FROM queue WHERE channel = ?1 AND due <= ?2 AND until <= ?2 LIMIT ?3",
      [.integer(channel), .integer(instant), .integer(Int64(limit))]
    ) { ($0.row.int64(0), $0.row.int64(1), $0.row.int64(2)) }
    for (due, run, entry) in queued {
      try store.run(
        "DELETE FROM queue WHERE channel = ?1 AND due = ?2 AND run = ?3 AND entry = ?4",
        [.integer(channel), .integer(due), .integer(run), .integer(entry)])
      try move(run: run, entry: entry, from: .pending, to: .expired, at: instant)
      expired += 1
    }
    let waves = try store.all(
      """
      SELECT w.run, w.number, w.cursor FROM run r CROSS JOIN wave w ON w.run = r.id
      WHERE r.pending > 0 AND w.channel = ?1 AND w.not_after <= ?2 AND r.released IS NOT NULL
      """, [.integer(channel), .integer(instant)]
    ) { ($0.row.int64(0), $0.row.int64(1), $0.row.int64(2)) }
    for (run, number, cursor) in waves where expired < limit {
      expired += try end(run, number, channel, after: cursor, as: .expired, limit: limit - expired, at: instant)
    }
    return expired
  }

  /// Cancels what is pending of a run, at most so many messages at once; how many were left to cancel. What is on its way and comes back is cancelled
  /// then.
  package func cancel(run: Int64, limit: Int, at instant: Int64) throws(LedgerError) -> Int {
    try store.run(
      "UPDATE run SET cancelled_at = coalesce(cancelled_at, ?2) WHERE id = ?1", [.integer(run), .integer(instant)])
    let entries = try store.all(
      """
      SELECT entry, channel FROM message WHERE run = ?1 AND state = \(MessageState.pending.rawValue) ORDER BY entry LIMIT ?2
      """, [.integer(run), .integer(Int64(limit))]
    ) { ($0.row.int64(0), $0.row.int64(1)) }
    for (entry, channel) in entries {
      try store.run(
        "DELETE FROM queue WHERE channel = ?1 AND run = ?2 AND entry = ?3",
        [.integer(channel), .integer(run), .integer(entry)])
      try move(run: run, entry: entry, from: .pending, to: .cancelled, at: instant)
    }
    return entries.count
  }

  /// Takes a message that is pending out: consent that was taken back, or a text that breaks a rule. False where it is not pending any more.
  @discardableResult
  package func withdraw(
    run: Int64, entry: Int64, as state: MessageState, reason text: String, at instant: Int64
  ) throws(LedgerError) -> Bool {
    guard try self.state(run: run, entry: entry) == .pending else { return false }
    try store.run(
      """
      DELETE FROM queue WHERE run = ?1 AND entry = ?2 AND channel = (SELECT channel FROM message WHERE run = ?1 AND entry = ?2)
      """, [.integer(run), .integer(entry)])
    try move(run: run, entry: entry, from: .pending, to: state, at: instant, reason: try reason(text))
    return true
  }

  private func end(
    _ run: Int64, _ wave: Int64, _ channel: Int64, after cursor: Int64, as state: MessageState, limit: Int,
    at instant: Int64
  ) throws(LedgerError) -> Int {
    let entries = try store.all(
      """
      SELECT entry FROM message WHERE run = ?1 AND entry > ?2 AND wave = ?3 AND channel = ?4
      AND state = \(MessageState.pending.rawValue) ORDER BY entry LIMIT ?5
      """, [.integer(run), .integer(cursor), .integer(wave), .integer(channel), .integer(Int64(limit))]
    ) { $0.row.int64(0) }
    for entry in entries { try move(run: run, entry: entry, from: .pending, to: state, at: instant) }
    if let last = entries.last {
      try store.run(
        "UPDATE wave SET cursor = ?4 WHERE run = ?1 AND number = ?2 AND channel = ?3",
        [.integer(run), .integer(wave), .integer(channel), .integer(last)])
    }
    return entries.count
  }
}

/// A message of a claim.
struct ClaimedMessage {
  /// The numbers are those of the ledger's file.
  enum Standing: Int64 {
    case closed = 0
    case underWay = 1
    case inDoubt = 2
    /// It goes by another batch, or not at all: the batch must not be handed off again.
    case returned = 3
    /// On its way once more, with its batch, after an attempt that may have been taken.
    case underWayAgain = 4
  }

  var run: Int64
  var entry: Int64
  /// What a cap counts it under.
  var day: Int64?
  var until: Int64

  init(_ row: Statement) {
    run = row.row.int64(0)
    entry = row.row.int64(1)
    day = row.optional(2)
    until = row.row.int64(3)
  }
}

extension Tick {
  /// A message that is on its way; nil where it is not.
  private func underWay(
    _ claim: Int64, _ position: Int64
  ) throws(LedgerError) -> (message: ClaimedMessage, isRepeat: Bool)? {
    let statement = try store.statement(Self.lookUp)
    _ = statement.row.bind(1, claim)
    _ = statement.row.bind(2, position)
    return try LedgerError.storing { () throws(SQLiteError) in
      defer { statement.reset() }
      guard try statement.step() else { return nil }
      return (ClaimedMessage(statement), statement.row.int64(4) == ClaimedMessage.Standing.underWayAgain.rawValue)
    }
  }

  private static let lookUp = HotQuery(
    "SELECT run, entry, day, until, standing FROM claimed WHERE claim = ?1 AND position = ?2 AND standing IN (1, 4)")
  private static let takeOut = HotQuery("DELETE FROM claimed WHERE claim = ?1 AND position = ?2")
  private static let setStanding = HotQuery("UPDATE claimed SET standing = ?3 WHERE claim = ?1 AND position = ?2")

  func set(_ standing: ClaimedMessage.Standing, _ claim: Int64, _ position: Int64) throws(LedgerError) {
    _ = try store.run(Self.setStanding, claim, position, standing.rawValue)
  }

  /// Nothing of a message is on its way or in doubt any more. A batch with a key keeps its members until all are closed: it is handed off again
  /// as a whole.
  func close(
    _ claim: Int64, _ position: Int64, _ facts: ClaimFacts, as standing: ClaimedMessage.Standing
  ) throws(LedgerError) {
    if facts.keyUntil == nil {
      _ = try store.run(Self.takeOut, claim, position)
    } else {
      try set(standing, claim, position)
    }
    close(claim)
  }

  /// A message that was not sent counts for no cap.
  func giveBackContact(_ message: ClaimedMessage) throws(LedgerError) {
    guard let day = message.day else { return }
    let person =
      try store.integer(
        "SELECT e.person FROM run r JOIN event e ON e.id = ?2 WHERE r.id = ?1 AND r.answers_events",
        [.integer(message.run), .integer(message.entry)]) ?? message.entry
    try addContact(person, day: day, by: -1)
  }
}
