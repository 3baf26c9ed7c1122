/// One transaction on a ledger. It lives as long as the call of `Ledger.tick` that made it.
package final class Tick {
  let store: Store
  let ledger: Ledger
  /// Of runs whose messages changed: what is added to each count.
  private var changes: [Int64: MessageCounts] = [:]
  /// Claims that were looked at.
  private var claims: [Int64: ClaimFacts] = [:]
  /// Of claims, how many messages were closed.
  private var closed: [Int64: Int64] = [:]

  init(_ ledger: Ledger) {
    self.ledger = ledger
    store = ledger.store
  }

  /// Messages of a run left one state, or none, for another.
  func count(run: Int64, from: MessageState?, to: MessageState, by count: Int = 1) {
    var change = changes[run] ?? MessageCounts()
    if let from { change[from] -= count }
    change[to] += count
    changes[run] = change
  }

  /// What is written once for all that was done: the figures of runs and claims. With its last message a claim is gone.
  func finish() throws(LedgerError) {
    for (claim, count) in closed.sorted(by: { $0.key < $1.key }) {
      let open = try store.integer(
        "UPDATE claim SET open = open - ?2 WHERE id = ?1 RETURNING open", [.integer(claim), .integer(count)])
      guard open == 0 else { continue }
      try store.run("DELETE FROM claimed WHERE claim = ?1", [.integer(claim)])
      try store.run("DELETE FROM claim WHERE id = ?1", [.integer(claim)])
    }
    try writeCounts()
  }

  func close(_ claim: Int64) { closed[claim, default: 0] += 1 }

  func facts(of claim: Int64) throws(LedgerError) -> ClaimFacts? {
    if let known = claims[claim] { return known }
    let facts = try store.first("SELECT channel, key_until FROM claim WHERE id = ?1", [.integer(claim)]) {
      ClaimFacts(channel: $0.row.int64(0), keyUntil: $0.optional(1))
    }
    claims[claim] = facts
    return facts
  }

  /// Its facts are about to be others.
  func forgetFacts(of claim: Int64) { claims[claim] = nil }

  private func writeCounts() throws(LedgerError) {
    for (run, change) in changes.sorted(by: { $0.key < $1.key }) where !change.isZero {
      try store.run(
        Self.addCounts,
        [.integer(run), .integer(Int64(change.total))]
          + MessageState.allCases.map { .integer(Int64(change[$0])) })
    }
    changes = [:]
  }

  private static let addCounts =
    "UPDATE run SET planned = planned + ?2, "
    + MessageState.allCases.map { "\($0.column) = \($0.column) + ?\($0.rawValue + 3)" }.joined(separator: ", ")
    + " WHERE id = ?1"

  /// Moves a message on. Throws, and with it the whole tick fails, where its state does not allow that.
  func move(
    run: Int64, entry: Int64, from: MessageState, to: MessageState, at instant: Int64, reason: Int64? = nil
  ) throws(LedgerError) {
    guard from.next.contains(to) else { throw .transition(run: run, entry: entry, from: from, to: to) }
    let changed = try store.run(
      Self.moveMessage, run, entry, Int64(from.rawValue), Int64(to.rawValue), instant, reason)
    guard changed == 1 else {
      throw .transition(run: run, entry: entry, from: try state(run: run, entry: entry), to: to)
    }
    count(run: run, from: from, to: to)
  }

  private static let moveMessage = HotQuery(
    "UPDATE message SET state = ?4, since = ?5, reason = ?6 WHERE run = ?1 AND entry = ?2 AND state = ?3")

  func state(run: Int64, entry: Int64) throws(LedgerError) -> MessageState? {
    try store.first(
      "SELECT state FROM message WHERE run = ?1 AND entry = ?2", [.integer(run), .integer(entry)]
    ) { $0.state(0) } ?? nil
  }

  /// The number of a reason, which is added where it is new. Reasons are few: they carry no data of members.
  func reason(_ text: String?) throws(LedgerError) -> Int64? {
    guard let text else { return nil }
    if let known = ledger.reasons[text] { return known }
    try store.run("INSERT INTO reason(text) VALUES(?1) ON CONFLICT DO NOTHING", [.text(text)])
    let id = try store.integer("SELECT id FROM reason WHERE text = ?1", [.text(text)])
    ledger.reasons[text] = id
    return id
  }

  /// The latest instant that the ledger has seen; the clock must not go back before it.
  package func clock() throws(LedgerError) -> Int64 { try store.integer("SELECT clock FROM ledger") ?? 0 }

  package func raiseClock(to instant: Int64) throws(LedgerError) {
    try store.run("UPDATE ledger SET clock = max(clock, ?1)", [.integer(instant)])
  }

  /// Which life of the ledger this is: one more with each restored backup and each move to another node.
  package func epoch() throws(LedgerError) -> Int64 { try store.integer("SELECT epoch FROM ledger") ?? 0 }

  package func raiseEpoch() throws(LedgerError) { try store.run("UPDATE ledger SET epoch = epoch + 1") }
}

/// What all messages of a claim have in common.
struct ClaimFacts {
  var channel: Int64
  /// Until when the provider recognises the batch; nil where it does not.
  var keyUntil: Int64?
}
