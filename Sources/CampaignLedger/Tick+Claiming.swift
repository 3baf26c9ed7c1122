import CampaignSQLite

/// The most messages of all campaigns that a person gets in so many calendar days, the day of the message included.
package struct ContactCap: Hashable, Sendable {
  package var count: Int64
  package var days: Int64

  package init(count: Int64, days: Int64) {
    self.count = count
    self.days = days
  }
}

/// Messages that are claimed together, and are handed off together.
package struct Claim: Hashable, Sendable {
  package struct Message: Hashable, Sendable {
    package var position: Int64
    package var run: Int64
    package var entry: Int64
    /// From 1.
    package var attempt: Int64
    package var address: Int64
    /// In the run's file of messages.
    package var place: Int64
    /// Seconds since 1970, from which on it must not go any more.
    package var until: Int64
  }

  /// Unique in the ledger's life.
  package var id: Int64
  package var epoch: Int64
  package var channel: Int64
  package var messages: [Message]
}

/// What a claim is made by.
package struct ClaimTerms: Hashable, Sendable {
  package var channel: Int64
  /// The most messages.
  package var limit: Int
  /// By the tenant's clocks, for caps: days since 1970.
  package var day: Int64
  /// By those of other zones.
  package var days: [String: Int64] = [:]
  package var caps: [ContactCap]
  /// Until when the provider recognises the batch; nil where it takes no keys, or where what is unknown is held.
  package var keyUntil: Int64?
  /// Names of campaigns whose messages that wait by themselves are left; with an empty one among them, of all.
  package var exceptCampaigns: Set<String> = []
  /// Zones whose messages that wait by themselves are left, as it is quiet there; an empty name is the tenant's.
  package var exceptZones: Set<String> = []

  package init(channel: Int64, limit: Int, day: Int64, caps: [ContactCap] = [], keyUntil: Int64? = nil) {
    self.channel = channel
    self.limit = limit
    self.day = day
    self.caps = caps
    self.keyUntil = keyUntil
  }

  fileprivate func day(in zone: String?) -> Int64 { zone.flatMap { days[$0] } ?? day }
}

extension Tick {
  /// Claims messages of a wave that were not looked at yet; nil where there are none any more. Whoever may not be sent to is suppressed on the way.
  ///
  /// The claim can be empty: then all that were looked at were suppressed, and there may be more.
  package func claim(
    run: Int64, wave: Int64, _ terms: ClaimTerms, at instant: Int64
  ) throws(LedgerError) -> Claim? {
    let values: [StoredField] = [.integer(run), .integer(wave), .integer(terms.channel)]
    let wave = try store.first(
      """
      SELECT cursor, not_after FROM wave JOIN run ON run.id = wave.run
      WHERE run = ?1 AND number = ?2 AND channel = ?3 AND not_before <= ?4 AND not_after > ?4 AND released IS NOT NULL
      """, values + [.integer(instant)]
    ) { (cursor: $0.row.int64(0), until: $0.row.int64(1)) }
    guard let wave else { return nil }
    let candidates = try store.all(
      Candidate.ofWave, values + [.integer(wave.cursor), .integer(Int64(terms.limit)), .integer(wave.until)],
      Candidate.init)
    guard let last = candidates.last else { return nil }
    try store.run(
      "UPDATE wave SET cursor = ?4 WHERE run = ?1 AND number = ?2 AND channel = ?3", values + [.integer(last.entry)])
    let claim = try claim(candidates, terms, at: instant)
    let taken = try store.run(
      """
      UPDATE message SET state = \(MessageState.claimed.rawValue), attempts = attempts + 1, since = ?6, reason = NULL
      WHERE run = ?1 AND entry > ?4 AND entry <= ?5 AND wave = ?2 AND channel = ?3 AND state = \(MessageState.pending.rawValue)
      """, values + [.integer(wave.cursor), .integer(last.entry), .integer(instant)])
    guard taken == claim.messages.count else {
      throw .unbalanced(
        path: store.path, run: run, what: "\(taken) of \(claim.messages.count) messages could be claimed")
    }
    count(run: run, from: .pending, to: .claimed, by: taken)
    return claim
  }

  /// Claims messages that are due to be tried again, or came by themselves; nil where none are.
  package func claimQueued(_ terms: ClaimTerms, at instant: Int64) throws(LedgerError) -> Claim? {
    guard !terms.exceptCampaigns.contains("") else { return nil }
    let values: [StoredField] = [.integer(terms.channel), .integer(instant), .integer(Int64(terms.limit))]
    let candidates =
      terms.exceptCampaigns.isEmpty && terms.exceptZones.isEmpty
      ? try store.all(Candidate.ofQueue(""), values, Candidate.init)
      : try store.all(
        Candidate.ofQueue(Candidate.exceptions), values + [.lines(terms.exceptCampaigns), .lines(terms.exceptZones)],
        Candidate.init)
    guard !candidates.isEmpty else { return nil }
    for candidate in candidates {
      try store.run(
        "DELETE FROM queue WHERE channel = ?1 AND due = ?2 AND run = ?3 AND entry = ?4",
        [.integer(terms.channel), .integer(candidate.due), .integer(candidate.run), .integer(candidate.entry)])
    }
    let claim = try claim(candidates, terms, at: instant)
    for message in claim.messages { try take(run: message.run, entry: message.entry, at: instant) }
    return claim
  }

  /// Puts down the claim of those that may be sent; their own state is the caller's to change. The others are suppressed.
  private func claim(
    _ candidates: [Candidate], _ terms: ClaimTerms, at instant: Int64
  ) throws(LedgerError) -> Claim {
    let id = try store.integer("UPDATE ledger SET next_claim = next_claim + 1 RETURNING next_claim - 1") ?? 0
    var claim = Claim(id: id, epoch: try epoch(), channel: terms.channel, messages: [])
    for candidate in candidates {
      if let reason = try reasonAgainst(candidate, terms) {
        try move(
          run: candidate.run, entry: candidate.entry, from: .pending, to: .suppressed, at: instant, reason: reason)
        continue
      }
      let position = Int64(claim.messages.count)
      let day = terms.day(in: candidate.zone)
      if !terms.caps.isEmpty { try addContact(candidate.person, day: day, by: 1) }
      _ = try store.run(
        Self.putClaimed, id, position, candidate.run, candidate.entry, terms.caps.isEmpty ? nil : day, candidate.until)
      claim.messages.append(
        Claim.Message(
          position: position, run: candidate.run, entry: candidate.entry, attempt: candidate.attempts + 1,
          address: candidate.address, place: candidate.place, until: candidate.until))
    }
    guard !claim.messages.isEmpty else { return claim }
    try store.run(
      "INSERT INTO claim(id, epoch, channel, at, key_until, open) VALUES(?1, ?2, ?3, ?4, ?5, ?6)",
      [
        .integer(id), .integer(claim.epoch), .integer(terms.channel), .integer(instant), .optional(terms.keyUntil),
        .integer(Int64(claim.messages.count)),
      ])
    return claim
  }

  private static let putClaimed = HotQuery(
    "INSERT INTO claimed(claim, position, run, entry, day, until, standing) VALUES(?1, ?2, ?3, ?4, ?5, ?6, 1)")

  private func take(run: Int64, entry: Int64, at instant: Int64) throws(LedgerError) {
    try move(run: run, entry: entry, from: .pending, to: .claimed, at: instant)
    try store.run(
      "UPDATE message SET attempts = attempts + 1 WHERE run = ?1 AND entry = ?2", [.integer(run), .integer(entry)])
  }

  /// Why a message must not be sent now: facts that came in since it was planned, and caps.
  private func reasonAgainst(_ candidate: Candidate, _ terms: ClaimTerms) throws(LedgerError) -> Int64? {
    if let reason = candidate.reasonAgainst { return reason }
    let day = terms.day(in: candidate.zone)
    for cap in terms.caps {
      let sent =
        try store.integer(
          "SELECT sum(count) FROM contact WHERE person = ?1 AND day > ?2 AND day <= ?3",
          [.integer(candidate.person), .integer(day - cap.days), .integer(day)]) ?? 0
      if sent >= cap.count { return try reason("cap of \(cap.count) in \(cap.days) days") }
    }
    return nil
  }

  func addContact(_ person: Int64, day: Int64, by count: Int64) throws(LedgerError) {
    try store.run(
      """
      INSERT INTO contact(person, day, count) VALUES(?1, ?2, ?3)
      ON CONFLICT(person, day) DO UPDATE SET count = count + excluded.count
      """, [.integer(person), .integer(day), .integer(count)])
  }
}

/// A message that may be claimed, with what speaks against it.
private struct Candidate {
  var run: Int64
  var entry: Int64
  var attempts: Int64
  var address: Int64
  var person: Int64
  var reasonAgainst: Int64?
  /// When it had to be looked at, if it stood in the queue.
  var due: Int64
  var until: Int64
  var place: Int64
  var zone: String?

  static let ofWave =
    select("0, ?6", "message m")
      + """
       WHERE m.run = ?1 AND m.entry > ?4 AND m.wave = ?2 AND m.channel = ?3 AND m.state = \(MessageState.pending.rawValue)
      ORDER BY m.entry LIMIT ?5
      """

  static func ofQueue(_ condition: String) -> String {
    select("q.due, q.until", "queue q CROSS JOIN message m ON m.run = q.run AND m.entry = q.entry")
      + " WHERE q.channel = ?1 AND q.due <= ?2 AND q.until > ?2 AND r.released IS NOT NULL \(condition) ORDER BY q.due, q.run, q.entry LIMIT ?3"
  }

  /// A line feed is in no name of a campaign or a zone.
  static let exceptions = """
    AND instr(?4, char(10) || (SELECT name FROM campaign WHERE id = r.campaign) || char(10)) = 0
    AND instr(?5, char(10) || coalesce(w.zone, '') || char(10)) = 0
    """

  private static func select(_ window: String, _ source: String) -> String {
    """
    SELECT m.run, m.entry, m.attempts, m.address, coalesce(e.person, m.entry), coalesce(o.reason, s.reason), \(window),
      m.place, w.zone
    FROM \(source) JOIN run r ON r.id = m.run
    LEFT JOIN event e ON r.answers_events AND e.id = m.entry
    LEFT JOIN wave w ON w.run = m.run AND w.number = m.wave AND w.channel = m.channel
    LEFT JOIN opt_out o ON o.person = coalesce(e.person, m.entry) AND o.channel = m.channel
    LEFT JOIN suppression s ON s.channel = m.channel AND s.address = m.address
    """
  }

  init(_ row: Statement) {
    run = row.row.int64(0)
    entry = row.row.int64(1)
    attempts = row.row.int64(2)
    address = row.row.int64(3)
    person = row.row.int64(4)
    reasonAgainst = row.optional(5)
    due = row.row.int64(6)
    until = row.row.int64(7)
    place = row.row.int64(8)
    zone = row.string(9)
  }
}

extension StoredField {
  /// Each name between two line feeds.
  fileprivate static func lines(_ names: Set<String>) -> StoredField {
    .text(names.isEmpty ? "" : "\n" + names.sorted().joined(separator: "\n") + "\n")
  }
}
