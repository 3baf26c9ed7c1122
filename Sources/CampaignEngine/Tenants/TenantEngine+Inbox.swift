import CampaignHandOff
import CampaignLedger

extension TenantEngine {
  /// News of a message that is the tenant's.
  struct Arrival {
    /// The inbox's file, and how far that is read with this.
    var file: String
    var end: Int64
    /// The message; the first that the ledger knows, where there are several.
    var places: [TokenIndex.Place]
    var record: InboxRecord
  }

  /// Where nothing is to be sent any more.
  struct ClosedAddress: Hashable {
    var channel: Int64
    /// A keyed digest.
    var address: Int64
  }

  /// Takes news into the ledger, together with how far the inbox was read: one transaction, and none of them twice.
  ///
  /// What is pending for somebody who unsubscribed is left when it is to be claimed. `present` are the inbox's files.
  func take(
    _ arrivals: [Arrival], present: [String], at now: Int64
  ) throws(EngineError) -> (closed: Set<ClosedAddress>, unknown: Int) {
    var closed: Set<ClosedAddress> = []
    var unknown = 0
    var offsets: [String: Int64] = [:]
    try ticking { tick throws(LedgerError) in
      try tick.raiseClock(to: now)
      for arrival in arrivals {
        let taken: Int64
        if let known = offsets[arrival.file] { taken = known } else { taken = try tick.offset(of: arrival.file) }
        offsets[arrival.file] = max(taken, arrival.end)
        guard arrival.end > taken else { continue }
        guard let (place, recipient) = try known(arrival.places, tick) else {
          unknown += 1
          continue
        }
        if try note(arrival.record, place, recipient, tick, at: now) {
          closed.insert(ClosedAddress(channel: recipient.channel, address: recipient.address))
        }
      }
      for (file, offset) in offsets.sorted(by: { $0.key < $1.key }) { try tick.advance(file, to: offset) }
      try tick.forgetInboxes(except: present)
    }
    return (closed, unknown)
  }

  private func known(
    _ places: [TokenIndex.Place], _ tick: Tick
  ) throws(LedgerError) -> (TokenIndex.Place, MessageRecipient)? {
    for place in places {
      if let recipient = try tick.recipient(run: place.run, entry: place.entry) { return (place, recipient) }
    }
    return nil
  }

  /// True where nothing is to be sent to the address any more.
  private func note(
    _ record: InboxRecord, _ place: TokenIndex.Place, _ recipient: MessageRecipient, _ tick: Tick, at now: Int64
  ) throws(LedgerError) -> Bool {
    // Nothing has happened yet that will.
    let instant = min(record.instant, now)
    let fact: MessageFact =
      switch record.news {
      case .delivered: .delivered
      case .bouncedForGood, .bouncedForNow: .bounced
      case .complained: .complained
      case .opened: .opened
      case .clicked: .clicked
      case .unsubscribed: .unsubscribed
      }
    try tick.record(fact, run: place.run, entry: place.entry, at: instant)
    let channel = recipient.channel
    switch record.news {
    case .delivered, .bouncedForNow, .opened, .clicked: return false
    case .bouncedForGood:
      let status = record.detail
      try tick.suppress(
        channel: channel, address: recipient.address, reason: status.isEmpty ? "bounced" : "bounced: \(status)",
        at: instant)
    case .complained:
      try tick.suppress(channel: channel, address: recipient.address, reason: "complained", at: instant)
      try tick.optOut(person: recipient.person, channel: channel, reason: "complained", at: instant)
    case .unsubscribed:
      try tick.optOut(person: recipient.person, channel: channel, reason: "unsubscribed", at: instant)
    }
    return true
  }
}
