import CampaignCalendar
import CampaignHandOff
import CampaignLedger
import CampaignPlan

/// What a tenant's turn came to.
struct TurnResult {
  /// Committed, and now to be handed off.
  var claims: [Claim] = []
  /// Of messages whose outcome is in the ledger now.
  var settledSlots: [Int] = []
  /// Whether there is more to do at once.
  var hasMore = false
  /// Whether messages could go, and there was no room for them.
  var isBlocked = false
  /// When there is something to do next; nil where only something from outside changes that.
  var wake: Int64?
}

extension TenantEngine {
  /// Settles what came back, and claims at most `room` messages that may go now: one transaction, if there is anything to do.
  func turn(at now: Int64, room: Int) throws(EngineError) -> TurnResult {
    var result = TurnResult()
    if try planSome(at: now) { result.hasMore = true }
    if now / 3_600 != lastSweep { try removeSpools(at: now) }
    let settled = answers
    let (due, wake) = try openChannels(at: now)
    let repeats = (nextRepeat ?? .max) <= now && room > 0
    result.isBlocked = !due.isEmpty && room == 0
    let open = room > 0 ? due : []
    result.wake = earlier(wake, nextRepeat.map { max($0, now + 1) })
    let expires = hasToExpire(at: now)
    guard !settled.isEmpty || !open.isEmpty || expires || repeats else { return result }
    result.claims = try ticking { tick throws(LedgerError) in
      try tick.raiseClock(to: now)
      for answer in settled { try settle(answer, tick, at: now) }
      if expires { for channel in PlanChannel.allCases { try expire(channel, tick, at: now) } }
      let again = repeats ? try repeatBatches(tick, room: room, at: now) : []
      return again + (try claim(open, tick, room: room - again.reduce(0) { $0 + $1.messages.count }, at: now))
    }
    answers = []
    result.wake = earlier(wake, nextRepeat)
    result.settledSlots = settled.map(\.slot)
    // What was settled may be due again, and the next look says when.
    if !result.claims.isEmpty || expires || !settled.isEmpty { result.hasMore = true }
    return result
  }

  private func settle(_ answer: Answer, _ tick: Tick, at now: Int64) throws(LedgerError) {
    let flying = answer.flying
    let outcome = policy.settled(answer.outcome, attempt: flying.attempt, at: now, random: world.random())
    note(answer.outcome, of: flying, at: now)
    let isNew = try tick.settle(claim: flying.claim, position: flying.position, outcome, at: now)
    switch outcome {
    // Of a batch that went again, what is refused for now stays in doubt.
    case .unknown, .again: nextRepeat = nextRepeat ?? now + policy.firstDelaySeconds
    case .accepted, .failed: break
    }
    if isNew, let reason = answer.outcome.reasonAgainstAddress {
      try tick.suppress(channel: flying.channel, address: flying.address, reason: reason, at: now)
    }
  }

  private func note(_ outcome: HandOffOutcome, of flying: FlyingMessage, at now: Int64) {
    guard let channel = UInt8(exactly: flying.channel) else { return }
    let way = world.way(tenant: name, channel: channel)
    switch circuits.note(outcome, by: way, at: now, random: world.random()) {
    case nil: break
    case 0?: world.log(.circuitClosed(way: way))
    case let seconds?: world.log(.circuitOpened(way: way, seconds: seconds))
    }
  }

  private func passage(_ channel: PlanChannel, at now: Int64) -> Circuits.Passage {
    circuits.passage(world.way(tenant: name, channel: channel.rawValue), at: now)
  }

  /// Hands batches off again of which nobody can say whether they were taken, where the provider recognises them by their key; quiet hours, stops and
  /// rates hold for them as for others.
  private func repeatBatches(_ tick: Tick, room: Int, at now: Int64) throws(LedgerError) -> [Claim] {
    var claims: [Claim] = []
    var room = room
    nextRepeat = nil
    for channel in PlanChannel.allCases {
      let traits = world.traits(tenant: name, channel: channel.rawValue)
      guard traits.keyMemorySeconds != nil else { continue }
      for claim in try tick.repeatableClaims(channel: Int64(channel.rawValue)) {
        if let wait = secondsToWait(claim, channel, room: room, at: now) {
          nextRepeat = earlier(nextRepeat, now + wait)
          continue
        }
        guard let again = try tick.repeatClaim(claim.id, at: now) else { continue }
        room -= again.messages.count
        rates[channel]?.use(again.messages.count)
        claims.append(again)
      }
    }
    return claims
  }

  /// How long until a batch may be looked at that can't go again now; nil where it can.
  private func secondsToWait(
    _ claim: RepeatableClaim, _ channel: PlanChannel, room: Int, at now: Int64
  ) -> Int64? {
    if claim.campaigns.contains(where: isStopped) { return 60 }
    let quietEnds = claim.zones.compactMap { clocks.quietEnd(in: $0.isEmpty ? nil : $0, at: now) }
    if let end = quietEnds.max() { return end - now }
    if case .none(let until) = passage(channel, at: now) { return max(1, until - now) }
    if rates[channel]?.admits(claim.count, at: now) == false || room < claim.count { return 1 }
    return nil
  }

  /// The channels on which something may be claimed now.
  private func openChannels(at now: Int64) throws(EngineError) -> (open: [PlanChannel], wake: Int64?) {
    var open: [PlanChannel] = []
    var wake: Int64?
    let quietEnd = clocks.end(ofQuietIn: clocks.quietZones(at: now), at: now)
    for channel in PlanChannel.allCases {
      let queued = try EngineError.wrapping { () throws(LedgerError) in
        try ledger.nextQueued(channel: Int64(channel.rawValue))
      }
      let due = waves.filter { $0.wave.channel == channel.rawValue && !isStopped($0.campaign) }.map { open in
        open.wave.notBefore > now
          ? open.wave.notBefore : clocks.quietEnd(in: open.wave.zone, at: now) ?? open.wave.notBefore
      }
      guard let next = earlier(queued.map { $0 > now ? $0 : quietEnd ?? $0 }, due.min()) else { continue }
      // What waits may expire.
      wake = earlier(wake, now + 60)
      if next > now {
        wake = earlier(wake, next)
      } else if case .none(let until) = passage(channel, at: now) {
        wake = earlier(wake, until)
      } else if rates[channel]?.left(at: now) == 0 {
        wake = earlier(wake, now + 1)
      } else {
        open.append(channel)
      }
    }
    return (open, wake)
  }

  /// How long a call may take to reach the provider, which remembers its key from then on.
  private static let secondsOfCall: Int64 = 60

  private func claim(
    _ channels: [PlanChannel], _ tick: Tick, room: Int, at now: Int64
  ) throws(LedgerError) -> [Claim] {
    var claims: [Claim] = []
    var room = room
    for channel in channels {
      let traits = world.traits(tenant: name, channel: channel.rawValue)
      while room > 0 {
        let passage = passage(channel, at: now)
        if case .none = passage { break }
        let limit = min(room, traits.batchSize, rates[channel]?.left(at: now) ?? .max)
        guard limit > 0, let claim = try claim(channel, traits, tick, limit: limit, at: now) else { break }
        rates[channel]?.use(claim.messages.count)
        room -= claim.messages.count
        if claim.messages.isEmpty { continue }
        claims.append(claim)
        if passage == .toSee { circuits.see(world.way(tenant: name, channel: channel.rawValue), at: now) }
      }
    }
    return claims
  }

  private func claim(
    _ channel: PlanChannel, _ traits: ChannelTraits, _ tick: Tick, limit: Int, at now: Int64
  ) throws(LedgerError) -> Claim? {
    var terms = ClaimTerms(
      channel: Int64(channel.rawValue), limit: limit, day: Int64(clocks.own.localDate(at: now).days),
      caps: record.caps.map { ContactCap(count: Int64($0.count), days: Int64($0.days)) },
      keyUntil: traits.keyMemorySeconds.map { now + max(0, Int64($0) - Self.secondsOfCall) })
    terms.exceptCampaigns = stopped
    terms.exceptZones = clocks.quietZones(at: now)
    terms.days = clocks.days(at: now)
    if let claim = try tick.claimQueued(terms, at: now) { return claim }
    while let index = waves.firstIndex(where: {
      $0.wave.channel == channel.rawValue && $0.wave.notBefore <= now && !isStopped($0.campaign)
        && !terms.exceptZones.contains($0.wave.zone ?? "")
    }) {
      let wave = waves[index]
      if let claim = try tick.claim(run: wave.run, wave: wave.wave.number, terms, at: now) { return claim }
      // Nothing is left of it, or its time is over: what that leaves pending expires.
      waves.remove(at: index)
    }
    return nil
  }

  /// Once a minute, while something waits.
  private func hasToExpire(at now: Int64) -> Bool {
    guard now / 60 != lastExpiry else { return false }
    lastExpiry = now / 60
    return true
  }

  private func expire(_ channel: PlanChannel, _ tick: Tick, at now: Int64) throws(LedgerError) {
    while try tick.expire(channel: Int64(channel.rawValue), limit: 1_000, at: now) == 1_000 {}
  }
}
