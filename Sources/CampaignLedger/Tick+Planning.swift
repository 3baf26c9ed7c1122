/// What names a run: nobody is entered twice into the same one.
package struct RunName: Hashable, Sendable {
  /// By its row; a campaign that is renamed keeps it.
  package var campaign: Int64
  /// The local time that the schedule says, the same in every zone; empty where the campaign answers events, each of which is an occurrence.
  package var occurrence: String
  package var step: String

  package init(campaign: Int64, occurrence: String, step: String) {
    self.campaign = campaign
    self.occurrence = occurrence
    self.step = step
  }
}

/// Messages of a run that are due together: those of one zone and hour, on one channel.
package struct Wave: Hashable, Sendable {
  package var number: Int64
  package var channel: Int64
  /// Seconds since 1970; handed off from the one on and before the other.
  package var notBefore: Int64
  package var notAfter: Int64
  /// By whose clocks quiet hours and the days of caps go; nil for the tenant's.
  package var zone: String?

  package init(number: Int64, channel: Int64, notBefore: Int64, notAfter: Int64, zone: String? = nil) {
    self.number = number
    self.channel = channel
    self.notBefore = notBefore
    self.notAfter = notAfter
    self.zone = zone
  }
}

/// A message as it is put down before anything is sent.
package struct PlannedMessage: Hashable, Sendable {
  /// A person, or an event where the campaign answers events.
  package var entry: Int64
  package var wave: Int64
  package var channel: Int64
  /// One of `MessageState.planned`.
  package var state: MessageState
  /// A keyed digest of the address.
  package var address: Int64
  /// Where it lies in the run's file of messages.
  package var place: Int64
  package var reason: String?

  package init(
    entry: Int64, wave: Int64, channel: Int64, state: MessageState, address: Int64, place: Int64 = 0,
    reason: String? = nil
  ) {
    self.entry = entry
    self.wave = wave
    self.channel = channel
    self.state = state
    self.address = address
    self.place = place
    self.reason = reason
  }
}

extension Tick {
  /// The row of a campaign, which is activated at an instant where it is new. With `formerName`, the row of the campaign that had that name.
  package func campaign(_ name: String, formerName: String? = nil, at instant: Int64) throws(LedgerError) -> Int64 {
    if let id = try store.integer("SELECT id FROM campaign WHERE name = ?1", [.text(name)]) { return id }
    if let formerName {
      let renamed = try store.run("UPDATE campaign SET name = ?2 WHERE name = ?1", [.text(formerName), .text(name)])
      if renamed == 1 { return try campaign(name, at: instant) }
    }
    try store.run("INSERT INTO campaign(name, activated) VALUES(?1, ?2)", [.text(name), .integer(instant)])
    return store.connection.lastInsertedRow
  }

  /// The number of a person, who is added where they are new; nil where they asked to be forgotten, by the keyed digest of their key.
  package func person(_ key: String, digest: @autoclosure () -> [UInt8]) throws(LedgerError) -> Int64? {
    if let id = try store.integer("SELECT id FROM person WHERE key = ?1", [.text(key)]) { return id }
    if try store.integer("SELECT 1 FROM forgotten WHERE digest = ?1", [.bytes(digest())]) != nil { return nil }
    try store.run("INSERT INTO person(key) VALUES(?1)", [.text(key)])
    return store.connection.lastInsertedRow
  }

  /// The number of an event that a campaign answers by a run; nil where it was answered before. `person` is nil where nobody enters by it, `instant`
  /// when they do.
  package func newEvent(
    campaign: Int64, key: String, person: Int64?, instant: Int64, run: Int64
  ) throws(LedgerError) -> Int64? {
    let added = try store.run(
      "INSERT INTO event(campaign, key, person, instant, run) VALUES(?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING",
      [.integer(campaign), .text(key), .integer(person ?? 0), .integer(instant), .integer(run)])
    return added == 1 ? store.connection.lastInsertedRow : nil
  }

  /// An event that a campaign answered, by its key, and when its member entered by it.
  package func event(campaign: Int64, key: String) throws(LedgerError) -> (id: Int64, entered: Int64)? {
    try store.first(
      "SELECT id, instant FROM event WHERE campaign = ?1 AND key = ?2", [.integer(campaign), .text(key)]
    ) { (id: $0.row.int64(0), entered: $0.row.int64(1)) }
  }

  /// Begins a run; nil where there is one of that name already. `plan` is the digest of the plan that it keeps to.
  package func beginRun(
    _ name: RunName, plan: [UInt8], now: Int64, answersEvents: Bool = false
  ) throws(LedgerError) -> Int64? {
    let added = try store.run(
      """
      INSERT INTO run(campaign, occurrence, step, answers_events, plan, now) VALUES(?1, ?2, ?3, ?4, ?5, ?6)
      ON CONFLICT DO NOTHING
      """,
      [
        .integer(name.campaign), .text(name.occurrence), .text(name.step), .integer(answersEvents ? 1 : 0),
        .bytes(plan),
        .integer(now),
      ])
    return added == 1 ? store.connection.lastInsertedRow : nil
  }

  /// Adds a wave to a run that is not released.
  package func add(_ wave: Wave, to run: Int64) throws(LedgerError) {
    try store.run(
      "INSERT INTO wave(run, number, channel, not_before, not_after, cursor, zone) VALUES(?1, ?2, ?3, ?4, ?5, 0, ?6)",
      [
        .integer(run), .integer(wave.number), .integer(wave.channel), .integer(wave.notBefore),
        .integer(wave.notAfter), wave.zone.map { .text($0) } ?? .null,
      ])
  }

  /// Adds a message to a run; false where the entry has one in it already.
  @discardableResult
  package func plan(_ message: PlannedMessage, in run: Int64, at instant: Int64) throws(LedgerError) -> Bool {
    guard MessageState.planned.contains(message.state) else {
      throw .transition(run: run, entry: message.entry, from: nil, to: message.state)
    }
    let added = try store.run(
      """
      INSERT INTO message(run, entry, state, wave, channel, attempts, since, reason, address, place)
      VALUES(?1, ?2, ?3, ?4, ?5, 0, ?6, ?7, ?8, ?9) ON CONFLICT DO NOTHING
      """,
      [
        .integer(run), .integer(message.entry), .integer(Int64(message.state.rawValue)), .integer(message.wave),
        .integer(message.channel), .integer(instant), .optional(try reason(message.reason)), .integer(message.address),
        .integer(message.place),
      ])
    guard added == 1 else { return false }
    count(run: run, from: nil, to: message.state)
    return true
  }

  /// Adds a message that is due by itself, as an event's is.
  @discardableResult
  package func plan(
    _ message: PlannedMessage, in run: Int64, due: Int64, until: Int64, at instant: Int64
  ) throws(LedgerError) -> Bool {
    guard try plan(message, in: run, at: instant) else { return false }
    if message.state == .pending {
      try enqueue(channel: message.channel, due: due, until: until, run: run, entry: message.entry)
    }
    return true
  }

  func enqueue(channel: Int64, due: Int64, until: Int64, run: Int64, entry: Int64) throws(LedgerError) {
    try store.run(
      "INSERT INTO queue(channel, due, run, entry, until) VALUES(?1, ?2, ?3, ?4, ?5)",
      [.integer(channel), .integer(due), .integer(run), .integer(entry), .integer(until)])
  }

  /// A person enters a campaign by a run of an instant, unless another run entered them since `after`; then false. Without `after`, only who never
  /// did. By an event, a person can enter several times by one run.
  package func enter(
    person: Int64, campaign: Int64, run: Int64, byEvent: Bool = false, at instant: Int64, unlessSince after: Int64?
  ) throws(LedgerError) -> Bool {
    let last = try store.first(
      "SELECT at, run FROM entered WHERE campaign = ?1 AND person = ?2", [.integer(campaign), .integer(person)]
    ) { (at: $0.row.int64(0), run: $0.row.int64(1)) }
    if let last {
      if last.run == run, !byEvent { return true }
      if last.at >= after ?? .min { return false }
    }
    try store.run(
      """
      INSERT INTO entered(campaign, person, at, run) VALUES(?1, ?2, ?3, ?4)
      ON CONFLICT(campaign, person) DO UPDATE
      SET before = CASE WHEN run = excluded.run THEN before ELSE at END, at = excluded.at, run = excluded.run
      """, [.integer(campaign), .integer(person), .integer(instant), .integer(run)])
    return true
  }

  /// The run is planned as a whole: from now on its messages may be claimed.
  package func release(_ run: Int64, at instant: Int64) throws(LedgerError) {
    try store.run(
      "UPDATE run SET released = ?2 WHERE id = ?1 AND released IS NULL", [.integer(run), .integer(instant)])
  }

  /// Takes back a run that was not released, at most so many of its messages at a time; true where nothing is left of it.
  package func discard(_ run: Int64, limit: Int) throws(LedgerError) -> Bool {
    guard try store.integer("SELECT 1 FROM run WHERE id = ?1 AND released IS NULL", [.integer(run)]) != nil else {
      return true
    }
    try store.run(
      """
      UPDATE entered SET at = before, run = 0, before = NULL WHERE run = ?1 AND before IS NOT NULL
      AND campaign = (SELECT campaign FROM run WHERE id = ?1) AND person IN (\(Self.firstPersons))
      """, [.integer(run), .integer(Int64(limit))])
    try store.run(
      """
      DELETE FROM entered WHERE run = ?1 AND campaign = (SELECT campaign FROM run WHERE id = ?1)
      AND person IN (\(Self.firstPersons))
      """, [.integer(run), .integer(Int64(limit))])
    let removed = try store.run(
      """
      DELETE FROM message WHERE run = ?1 AND entry IN (SELECT entry FROM message WHERE run = ?1 ORDER BY entry LIMIT ?2)
      """, [.integer(run), .integer(Int64(limit))])
    if removed == limit { return false }
    if try store.integer("SELECT answers_events FROM run WHERE id = ?1", [.integer(run)]) == 1 {
      try store.run("DELETE FROM queue WHERE run = ?1", [.integer(run)])
      try store.run("DELETE FROM event WHERE run = ?1", [.integer(run)])
    }
    try remove(run)
    return true
  }

  private static let firstPersons = """
    SELECT coalesce(e.person, m.entry) FROM message m JOIN run r ON r.id = m.run
    LEFT JOIN event e ON r.answers_events AND e.id = m.entry WHERE m.run = ?1 ORDER BY m.entry LIMIT ?2
    """

  /// Takes away a run of events to which nothing was planned; what it looked at stays answered. False where there is something.
  package func dropEmpty(_ run: Int64) throws(LedgerError) -> Bool {
    guard try store.integer("SELECT 1 FROM message WHERE run = ?1 LIMIT 1", [.integer(run)]) == nil else {
      return false
    }
    try store.run("UPDATE event SET run = 0 WHERE run = ?1", [.integer(run)])
    try remove(run)
    return true
  }

  private func remove(_ run: Int64) throws(LedgerError) {
    try store.run("DELETE FROM wave WHERE run = ?1", [.integer(run)])
    try store.run("DELETE FROM run WHERE id = ?1", [.integer(run)])
  }
}
