import CampaignHandOff
import CampaignLedger

/// What is on its way: slots are taken when a claim is on the disk, and given back when its outcome is.
extension Engine {
  /// Whether an answer is there that was not taken yet.
  package var hasAnswers: Bool {
    flying.contains { !taken.contains($0.key) && broken[$0.value.tenant] == nil && flight.isAnswered($0.key) }
  }

  /// Whether anything is on its way.
  package var isSending: Bool { !flying.isEmpty }

  func takeAnswers() {
    // In the order of slots, so that the same answers are always settled in the same order.
    for slot in flying.keys.filter({ !taken.contains($0) && flight.isAnswered($0) }).sorted() {
      guard let message = flying[slot], broken[message.tenant] == nil, let tenant = tenantsByNumber[message.tenant]
      else { continue }
      let outcome = flight.contents(slot).outcome ?? .unknown(reason: "the answer can't be read")
      tenant.answers.append(TenantEngine.Answer(slot: slot, flying: message, outcome: outcome))
      taken.insert(slot)
    }
  }

  /// Frees what was settled, and hands off what was claimed.
  func dispatch(_ result: TurnResult, of tenant: TenantEngine) {
    for slot in result.settledSlots { free(slot) }
    for claim in result.claims { world.handOff(ticket(for: claim, of: tenant)) }
  }

  func free(_ slot: Int) {
    flight.free(slot)
    flying[slot] = nil
    taken.remove(slot)
    freeSlots.append(slot)
  }

  private func ticket(for claim: Claim, of tenant: TenantEngine) -> HandOffTicket {
    var spools: [Int64] = []
    var messages: [HandOffTicket.Message] = []
    for message in claim.messages {
      // A turn claims no more than there are slots.
      guard let slot = freeSlots.popLast() else { break }
      flight.load(slot, tenant: tenant.number, claim: claim.id, position: message.position)
      flying[slot] = FlyingMessage(
        tenant: tenant.number, claim: claim.id, position: message.position, run: message.run, entry: message.entry,
        channel: claim.channel, attempt: message.attempt, address: message.address)
      let spool = spools.firstIndex(of: message.run) ?? spools.count
      if spool == spools.count { spools.append(message.run) }
      messages.append(
        HandOffTicket.Message(
          slot: UInt32(slot), run: message.run, entry: message.entry, spool: UInt16(spool), place: message.place,
          address: message.address, notAfter: message.until))
    }
    return HandOffTicket(
      tenant: tenant.name, tenantNumber: tenant.number, addressKey: tenant.key, channel: UInt8(clamping: claim.channel),
      idempotencyKey: "\(tenant.number)-\(claim.epoch)-\(claim.id)",
      spools: spools.map(tenant.runFolder), messages: messages)
  }

  /// What is claimed and not handed over yet is not handed over: it comes back, and its state says whether it goes another time.
  func withdraw(_ tenant: Int64?, where isMeant: (FlyingMessage) -> Bool) {
    for (slot, message) in flying where (tenant == nil || message.tenant == tenant) && isMeant(message) {
      flight.withdraw(slot)
    }
  }

  /// What the flight file says of messages of tenants that could not be taken up is kept until their ledgers can take it; all else was taken.
  func clearFlight() {
    var kept: Set<Int> = []
    for slot in 0..<flight.slotCount where flight.isSameBoot {
      let contents = flight.contents(slot)
      guard contents.state != .free, broken[contents.tenant] != nil else { continue }
      kept.insert(slot)
      flying[slot] = FlyingMessage(
        tenant: contents.tenant, claim: contents.claim, position: contents.position, run: 0, entry: 0, channel: -1,
        attempt: 1, address: 0
      )
      flight.answer(slot, .unknown(reason: "sending ended before the answer"))
    }
    flight.clear(except: kept)
    freeSlots.removeAll(where: kept.contains)
  }

  /// The process that hands off has ended, and another one takes its place: what it had is settled by how far it had come.
  package func handOffEnded() {
    let now = tellTime()
    let known = FlightIndex(flight)
    for tenant in tenants where broken[tenant.number] == nil {
      tenant.answers = []
      contain(tenant) { () throws(EngineError) in try tenant.recover(known, isSameLife: true, at: now) }
    }
    // What a broken tenant had on its way is kept until its ledger can take it.
    let kept = Set(flying.filter { broken[$0.value.tenant] != nil }.keys)
    for slot in 0..<flight.slotCount where !kept.contains(slot) { flight.free(slot) }
    for slot in kept { flight.answer(slot, .unknown(reason: "sending ended before the answer")) }
    flying = flying.filter { kept.contains($0.key) }
    taken.formIntersection(kept)
    freeSlots = (0..<flight.slotCount).reversed().filter { !kept.contains($0) }
  }
}

/// What the flight file says, by message.
struct FlightIndex {
  private struct Key: Hashable {
    var tenant: Int64
    var claim: Int64
    var position: Int64
  }

  private var contents: [Key: FlightFile.Contents] = [:]

  init(_ flight: FlightFile) {
    for slot in 0..<flight.slotCount {
      let found = flight.contents(slot)
      guard found.state != .free else { continue }
      contents[Key(tenant: found.tenant, claim: found.claim, position: found.position)] = found
    }
  }

  func status(tenant: Int64, claim: Int64, position: Int64, policy: RetryPolicy, at now: Int64) -> FlightStatus? {
    guard let found = contents[Key(tenant: tenant, claim: claim, position: position)] else { return nil }
    switch found.state {
    case .free: return nil
    case .loaded, .withdrawn: return .loaded
    case .handedOver: return .handedOver
    case .answered:
      let outcome = found.outcome ?? .unknown(reason: "the answer can't be read")
      return .answered(
        policy.settled(outcome, attempt: 1, at: now, random: 0.5), suppressing: outcome.reasonAgainstAddress)
    }
  }
}
