/// How far a message had come when the process that handed it off ended.
package enum FlightStatus: Hashable, Sendable {
  /// Nothing was written that could complete it.
  case loaded
  /// It may have been completed, and no answer was noted.
  case handedOver
  case answered(SettledOutcome)
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
      WHERE c.standing = 1
      """
    ) { (claim: $0.row.int64(0), position: $0.row.int64(1), epoch: $0.row.int64(2), hasKey: !$0.isNull(3)) }
    // A batch with a key goes as a whole, and is handed off again as a whole: where one of its messages may have gone, so may all.
    let gone = Set(open.filter { $0.hasKey && status($0.claim, $0.position).mayHaveGone }.map(\.claim))
    for (claim, position, claimedEpoch, _) in open {
      let outcome: SettledOutcome
      if !isSameLife || claimedEpoch != epoch {
        outcome = .unknown(reason: "the machine stopped meanwhile")
      } else if case .answered(let answer) = status(claim, position) {
        outcome = answer
      } else if status(claim, position).mayHaveGone || gone.contains(claim) {
        outcome = .unknown(reason: "sending ended before the answer")
      } else {
        outcome = .again(from: instant, reason: "sending ended before it was handed off")
      }
      try settle(claim: claim, position: position, outcome, at: instant)
    }
    return open.count
  }

  /// Claims of a channel of which something is unknown, and nothing on its way: they may be handed off again under the same key.
  package func repeatableClaims(channel: Int64) throws(LedgerError) -> [Int64] {
    try store.all(
      """
      SELECT l.id FROM claim l WHERE l.channel = ?1 AND l.key_until IS NOT NULL
      AND NOT EXISTS(SELECT 1 FROM claimed WHERE claim = l.id AND standing = 1)
      AND EXISTS(SELECT 1 FROM claimed WHERE claim = l.id AND standing = 2)
      """, [.integer(channel)]
    ) { $0.row.int64(0) }
  }

  /// Takes up a claim again, with all its messages in their order, so that its key stands for the same bytes; nil where the provider may have
  /// forgotten the key, the time of one of the messages is over, or one of them goes by another batch or not at all: then what is unknown stays so
  /// until somebody says more.
  package func repeatClaim(_ id: Int64, at instant: Int64) throws(LedgerError) -> Claim? {
    guard
      let claim = try store.first(
        "SELECT epoch, channel, key_until FROM claim WHERE id = ?1 AND key_until IS NOT NULL", [.integer(id)],
        { (epoch: $0.row.int64(0), channel: $0.row.int64(1), keyUntil: $0.row.int64(2)) })
    else { return nil }
    let messages = try store.all(
      """
      SELECT c.position, c.run, c.entry, m.attempts, m.address, c.until, c.standing, m.place
      FROM claimed c JOIN message m ON m.run = c.run AND m.entry = c.entry WHERE c.claim = ?1 ORDER BY c.position
      """, [.integer(id)]
    ) { row in
      let standing = ClaimedMessage.Standing(rawValue: row.row.int64(6))
      return (
        message: Claim.Message(
          position: row.row.int64(0), run: row.row.int64(1), entry: row.row.int64(2), attempt: row.row.int64(3),
          address: row.row.int64(4), place: row.row.int64(7), until: row.row.int64(5)),
        isUnknown: standing == .inDoubt, isReturned: standing == .returned
      )
    }
    let mayGo =
      claim.keyUntil > instant
      && messages.allSatisfy { !$0.isReturned && (!$0.isUnknown || $0.message.until > instant) }
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
      try set(.underWay, id, message.message.position)
    }
    return Claim(id: id, epoch: claim.epoch, channel: claim.channel, messages: messages.map(\.message))
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
