/// How far a message had come when the process that handed it off ended.
package enum FlightStatus: Hashable, Sendable {
  /// Nothing was written that could complete it.
  case loaded
  /// It may have been completed, and no answer was noted.
  case handedOver
  /// With the reason for which nothing goes to its address any more, where the answer says that.
  case answered(SettledOutcome, suppressing: String? = nil)
}

/// A batch of which something is in doubt.
package struct RepeatableClaim: Hashable, Sendable {
  package var id: Int64
  /// Of all its messages.
  package var count: Int
  /// Names of those whose messages are in doubt.
  package var campaigns: Set<String>
  /// By whose clocks those go; an empty name is the tenant's.
  package var zones: Set<String>
}

extension FlightStatus? {
  fileprivate var mayHaveGone: Bool {
    switch self {
    case .handedOver, .answered: true
    case .loaded, nil: false
    }
  }
}

extension Tick {
  /// Settles what was on its way when the engine ended, by what the flight file says of each claimed message; how many were open.
  ///
  /// A message that the flight file does not know was never handed over to anybody. `isSameLife` is false after a restart of the machine, which may
  /// have lost what the file said, and after a backup was restored: then nobody can say of any.
  package func recover(
    isSameLife: Bool, at instant: Int64, status: (_ claim: Int64, _ position: Int64) -> FlightStatus?
  ) throws(LedgerError) -> Int {
    let epoch = try epoch()
    let open = try store.all(
      """
      SELECT c.claim, c.position, l.epoch, l.key_until FROM claim l CROSS JOIN claimed c ON c.claim = l.id
      WHERE c.standing IN (1, 4) ORDER BY c.claim, c.position
      """
    ) { (claim: $0.row.int64(0), position: $0.row.int64(1), epoch: $0.row.int64(2), hasKey: !$0.isNull(3)) }
    // A batch with a key goes as a whole, and is handed off again as a whole: where one of its messages may have gone, so may all.
    let gone = Set(open.filter { $0.hasKey && status($0.claim, $0.position).mayHaveGone }.map(\.claim))
    for (claim, position, claimedEpoch, _) in open {
      let outcome: SettledOutcome
      if !isSameLife || claimedEpoch != epoch {
        outcome = .unknown(reason: "the machine stopped meanwhile")
      } else if case .answered(let answer, let reason) = status(claim, position) {
        outcome = answer
        if let reason { try suppressAddress(of: claim, position, reason, at: instant) }
      } else if status(claim, position).mayHaveGone || gone.contains(claim) {
        outcome = .unknown(reason: "sending ended before the answer")
      } else {
        outcome = .again(from: instant, reason: "sending ended before it was handed off")
      }
      try settle(claim: claim, position: position, outcome, at: instant)
    }
    return open.count
  }

  private func suppressAddress(
    of claim: Int64, _ position: Int64, _ reason: String, at instant: Int64
  ) throws(LedgerError) {
    let found = try store.first(
      """
      SELECT m.channel, m.address FROM claimed c JOIN message m ON m.run = c.run AND m.entry = c.entry
      WHERE c.claim = ?1 AND c.position = ?2
      """, [.integer(claim), .integer(position)]
    ) { (channel: $0.row.int64(0), address: $0.row.int64(1)) }
    guard let found else { return }
    try suppress(channel: found.channel, address: found.address, reason: reason, at: instant)
  }

  /// Claims of a channel of which something is unknown, and nothing on its way: they may be handed off again under the same key.
  package func repeatableClaims(channel: Int64) throws(LedgerError) -> [RepeatableClaim] {
    try store.all(
      """
      SELECT l.id, (SELECT count(*) FROM claimed WHERE claim = l.id), (
        SELECT group_concat(DISTINCT n.name) FROM claimed c JOIN run r ON r.id = c.run JOIN campaign n ON n.id = r.campaign
        WHERE c.claim = l.id AND c.standing = 2), (
        SELECT group_concat(DISTINCT coalesce(w.zone, '')) FROM claimed c
        JOIN message m ON m.run = c.run AND m.entry = c.entry
        LEFT JOIN wave w ON w.run = m.run AND w.number = m.wave AND w.channel = m.channel
        WHERE c.claim = l.id AND c.standing = 2)
      FROM claim l WHERE l.channel = ?1 AND l.key_until IS NOT NULL
      AND NOT EXISTS(SELECT 1 FROM claimed WHERE claim = l.id AND standing IN (1, 4))
      AND EXISTS(SELECT 1 FROM claimed WHERE claim = l.id AND standing = 2) ORDER BY l.id
      """, [.integer(channel)]
    ) { row in
      let names = { (column: Int32) in
        Set((row.string(column) ?? "").split(separator: ",", omittingEmptySubsequences: false).map(String.init))
      }
      // A comma is in no name of a campaign or a zone.
      return RepeatableClaim(
        id: row.row.int64(0), count: Int(row.row.int64(1)),
        campaigns: names(2), zones: names(3))
    }
  }

  /// Takes up a claim again, with all its messages in their order, so that its key stands for the same bytes; nil where the provider may have
  /// forgotten the key, the time of one of the messages is over, one of them goes by another batch or not at all, or somebody whose message is in doubt
  /// wants nothing any more: then what is unknown stays so until somebody says more. All of it goes until the same instant, or not at all.
  package func repeatClaim(_ id: Int64, at instant: Int64) throws(LedgerError) -> Claim? {
    guard
      let claim = try store.first(
        "SELECT epoch, channel, key_until FROM claim WHERE id = ?1 AND key_until IS NOT NULL", [.integer(id)],
        { (epoch: $0.row.int64(0), channel: $0.row.int64(1), keyUntil: $0.row.int64(2)) })
    else { return nil }
    let messages = try store.all(
      """
      SELECT c.position, c.run, c.entry, m.attempts, m.address, c.until, c.standing, m.place,
        o.reason IS NOT NULL OR s.reason IS NOT NULL
      FROM claimed c JOIN message m ON m.run = c.run AND m.entry = c.entry JOIN run r ON r.id = m.run
      LEFT JOIN event e ON r.answers_events AND e.id = m.entry
      LEFT JOIN opt_out o ON o.person = coalesce(e.person, m.entry) AND o.channel = m.channel
      LEFT JOIN suppression s ON s.channel = m.channel AND s.address = m.address
      WHERE c.claim = ?1 ORDER BY c.position
      """, [.integer(id)]
    ) { row in
      let standing = ClaimedMessage.Standing(rawValue: row.row.int64(6))
      return (
        message: Claim.Message(
          position: row.row.int64(0), run: row.row.int64(1), entry: row.row.int64(2), attempt: row.row.int64(3),
          address: row.row.int64(4), place: row.row.int64(7), until: row.row.int64(5)),
        isUnknown: standing == .inDoubt, isReturned: standing == .returned, isUnwanted: row.row.int64(8) == 1
      )
    }
    let until = messages.reduce(claim.keyUntil) { $1.isUnknown ? min($0, $1.message.until) : $0 }
    let mayGo =
      until > instant && messages.allSatisfy { !$0.isReturned && !($0.isUnknown && $0.isUnwanted) }
    guard mayGo else {
      try store.run("UPDATE claim SET key_until = NULL WHERE id = ?1", [.integer(id)])
      try store.run("DELETE FROM claimed WHERE claim = ?1 AND standing IN (0, 3)", [.integer(id)])
      forgetFacts(of: id)
      return nil
    }
    for message in messages where message.isUnknown {
      let (run, entry) = (message.message.run, message.message.entry)
      try move(run: run, entry: entry, from: .unknown, to: .pending, at: instant)
      try move(run: run, entry: entry, from: .pending, to: .claimed, at: instant)
      try set(.underWayAgain, id, message.message.position)
    }
    return Claim(
      id: id, epoch: claim.epoch, channel: claim.channel,
      messages: messages.map { known in
        var message = known.message
        message.until = until
        return message
      })
  }

  /// Says of a message that is unknown what became of it: by an event that only a sent message can have, or by somebody who looked. False where it
  /// is not unknown.
  @discardableResult
  package func resolve(
    run: Int64, entry: Int64, wasSent: Bool, reason text: String, at instant: Int64
  ) throws(LedgerError) -> Bool {
    guard try state(run: run, entry: entry) == .unknown else { return false }
    try move(
      run: run, entry: entry, from: .unknown, to: wasSent ? .accepted : .failed, at: instant, reason: try reason(text))
    let places = try store.all(
      """
      SELECT c.run, c.entry, c.day, c.until, c.claim, c.position FROM claim l CROSS JOIN claimed c ON c.claim = l.id
      WHERE c.run = ?1 AND c.entry = ?2 AND c.standing = 2
      """, [.integer(run), .integer(entry)]
    ) { (ClaimedMessage($0), claim: $0.row.int64(4), position: $0.row.int64(5)) }
    for (message, claim, position) in places {
      if !wasSent { try giveBackContact(message) }
      if let facts = try facts(of: claim) { try close(claim, position, facts, as: wasSent ? .closed : .returned) }
    }
    return true
  }
}
