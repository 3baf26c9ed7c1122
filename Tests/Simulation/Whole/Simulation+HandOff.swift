import CampaignEngine
import CampaignHandOff

/// What a provider remembers of a batch that it has seen.
struct KnownBatch {
  var firstSeen: Int64
  var content: [String]
  var outcomes: [HandOffOutcome]
}

/// The process that hands off, and the providers behind it.
extension Simulation {
  package func handOff(_ ticket: HandOffTicket) {
    guard !disk.isDead, let tenant = tenants.first(where: { $0.number == ticket.tenantNumber }) else { return }
    var messages: [JournalMessage] = []
    for place in ticket.messages {
      guard let message = message(at: place, of: ticket) else {
        judge.found("a message of \(ticket.idempotencyKey) is not in its run's files")
        return
      }
      messages.append(message)
    }
    judge.journal.note("\(time) ticket \(ticket.idempotencyKey): \(messages.map(\.identity).joined(separator: ", "))")
    let open = messages.indices.filter { messages[$0].standing != .accepted && messages[$0].standing != .refused }
    judge.letsGo(ticket, messages, tenant)
    for index in open { flying[Int(ticket.messages[index].slot)] = Flying(message: messages[index]) }
    // What the socket took of a process that is dead is lost with it.
    guard !isHandOffDead else { return }
    let life = handOffLife
    after(chance(5) ? between(20...200) : between(0...3)) {
      guard life == self.handOffLife else { return }
      if tenant.keyMemorySeconds[ticket.channel] != nil {
        self.serveBatch(ticket, messages, tenant)
      } else {
        self.serve(ticket, messages, from: 0)
      }
    }
  }

  /// What lies at a message's place, if it is for the address that was planned.
  private func message(at place: HandOffTicket.Message, of ticket: HandOffTicket) -> JournalMessage? {
    guard ticket.spools.indices.contains(Int(place.spool)), let file = spools[ticket.spools[Int(place.spool)]] else {
      return nil
    }
    let spooled = file.withUnsafeBytes { bytes -> SpooledMessage? in
      let start = Int(place.place)
      guard start >= 0, start + 4 <= bytes.count else { return nil }
      let count = Int(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: start, as: UInt32.self)))
      guard start + 4 + count <= bytes.count else { return nil }
      return try? SpooledMessage(UnsafeRawBufferPointer(rebasing: bytes[(start + 4)..<(start + 4 + count)]))
    }
    guard let spooled else { return nil }
    let name = ticket.channel == 0 ? "email" : "push"
    guard AddressDigest.of(Array(spooled.address.utf8), channel: name, key: ticket.addressKey) == place.address else {
      return nil
    }
    switch spooled.content {
    case .mail(let bytes): return judge.journal.messages[String(decoding: bytes, as: UTF8.self)]
    case .push(let push): return judge.journal.messages[push.body]
    case .text: return nil
    }
  }

  // MARK: - One message after the other

  private func serve(_ ticket: HandOffTicket, _ messages: [JournalMessage], from index: Int) {
    guard messages.indices.contains(index) else { return }
    let seconds = handOffOne(ticket, ticket.messages[index], messages[index])
    let life = handOffLife
    after(seconds) {
      guard life == self.handOffLife else { return }
      self.serve(ticket, messages, from: index + 1)
    }
  }

  /// Hands a message off; how long the next one waits for it.
  private func handOffOne(
    _ ticket: HandOffTicket, _ place: HandOffTicket.Message, _ message: JournalMessage
  ) -> Int64 {
    let slot = Int(place.slot)
    guard place.notAfter > wall else {
      count("time was over at hand-off")
      answer(slot, message, .notHandedOff(reason: "its time was over"))
      return 0
    }
    let choice = isCalm ? 99 : Int.random(in: 0..<100, using: &generator)
    if choice < 4 {
      count("dropped before it was complete")
      answer(slot, message, .notHandedOff(reason: "the connection ended"))
      return 0
    }
    guard handOver(slot) else {
      judge.found("\(message.identity) may not go by its slot")
      return 0
    }
    var seconds = between(0...1)
    var outcome = HandOffOutcome.accepted(ProviderAnswer(code: "250"))
    switch choice {
    case 4..<7:
      count("refused for now")
      outcome = .refusedForNow(ProviderAnswer(code: "451", enhancedCode: "4.7.1"))
    case 7..<10:
      count("throttled with Retry-After")
      outcome = .refusedForNow(ProviderAnswer(code: "429", retryAfterSeconds: Int(between(30...1_200))))
    case 10:
      count("refused for good")
      outcome = .refused(ProviderAnswer(code: "550", enhancedCode: "5.7.1"))
    case 11:
      count("address refused")
      outcome = .refused(ProviderAnswer(code: "550", enhancedCode: "5.1.1"))
    case 12..<15:
      count("taken, and the answer lost")
      judge.takes(message, at: wall)
      outcome = .unknown(reason: "the connection ended before the answer")
    case 15..<17:
      count("cut before it was taken")
      outcome = .unknown(reason: "the connection ended before the answer")
    case 17:
      count("timed out")
      if chance(50) { judge.takes(message, at: wall) }
      (outcome, seconds) = (.unknown(reason: "no answer in time"), 60)
    case 18:
      count("hung")
      if chance(50) { judge.takes(message, at: wall) }
      (outcome, seconds) = (.unknown(reason: "no answer in time"), between(300...900))
    default: judge.takes(message, at: wall)
    }
    if choice == 19 { count("answered twice") }
    let life = handOffLife
    after(seconds) {
      guard life == self.handOffLife else { return }
      self.answer(slot, message, outcome)
      if choice == 19 { self.flight?.answer(slot, .refusedForNow(ProviderAnswer(code: "451"))) }
    }
    return seconds
  }

  private func handOver(_ slot: Int) -> Bool {
    flying[slot]?.isHandedOver = true
    return flight?.handOver(slot) ?? false
  }

  /// Notes what became of a message, where it was open.
  private func answer(_ slot: Int, _ message: JournalMessage, _ outcome: HandOffOutcome) {
    flight?.answer(slot, outcome)
    guard flying.removeValue(forKey: slot) != nil else { return }
    judge.journal.note("\(time) answer \(message.identity): \(outcome)")
    switch outcome {
    case .accepted: message.standing = .accepted
    case .refusedForNow, .notHandedOff:
      judge.cameBack(message)
      if !isCalm, chance(3) { stopSoon(message.tenant, message.campaign.name) }
    case .unknown: message.standing = .inDoubt
    case .refused(let answer):
      judge.noteReturn(message)
      message.standing = .refused
      guard answer.enhancedCode == "5.1.1" else { return }
      let address = "\(message.tenant)|\(message.campaign.channel)|\(message.address)"
      judge.refused[address] = judge.highWater
      judge.everRefused.insert(address)
      // The engine ends before it has taken the answer.
      guard !isCalm, chance(20) else { return }
      after(0) { if self.engine != nil { self.crash(isPowerLoss: false) } }
    }
  }

  // MARK: - Whole batches under a key

  private func serveBatch(_ ticket: HandOffTicket, _ messages: [JournalMessage], _ tenant: SimulatedTenant) {
    let slots = ticket.messages.map { Int($0.slot) }
    let all = { (outcome: HandOffOutcome) in
      for (slot, message) in zip(slots, messages) { self.answer(slot, message, outcome) }
    }
    guard ticket.messages.allSatisfy({ $0.notAfter > wall }) else {
      count("time of a batch was over at hand-off")
      return all(.notHandedOff(reason: "its time was over"))
    }
    let choice = isCalm ? 99 : Int.random(in: 0..<100, using: &generator)
    if choice < 5 {
      count("batch not begun")
      return all(.notHandedOff(reason: "no connection"))
    }
    for slot in slots where !handOver(slot) { judge.found("\(ticket.idempotencyKey) may not go by its slot \(slot)") }
    if choice < 10 {
      count("batch cut before it was taken")
      return all(.unknown(reason: "the connection ended before the answer"))
    }
    if choice < 15 {
      count("batch throttled with Retry-After")
      return all(.refusedForNow(ProviderAnswer(code: "429", retryAfterSeconds: Int(between(10...600)))))
    }
    let outcomes = provider(ticket, messages, tenant)
    if choice < 25 {
      count("batch taken, and the answer lost")
      return all(.unknown(reason: "no answer in time"))
    }
    let isPartial = choice < 30
    if isPartial { count("batch answered in part") }
    let life = handOffLife
    after(choice < 32 ? between(100...700) : between(0...2)) {
      guard life == self.handOffLife else { return }
      for (index, slot) in slots.enumerated() {
        let isSaid = !isPartial || index % 2 == 0
        self.answer(slot, messages[index], isSaid ? outcomes[index] : .unknown(reason: "no verdict"))
      }
    }
  }

  /// What the provider says of a batch: of one that it knows, what it said before.
  private func provider(
    _ ticket: HandOffTicket, _ messages: [JournalMessage], _ tenant: SimulatedTenant
  ) -> [HandOffOutcome] {
    let name = "\(tenant.number) \(ticket.channel) \(ticket.idempotencyKey)"
    let content = messages.map(\.identity)
    let memory = Int64(tenant.keyMemorySeconds[ticket.channel] ?? 0)
    if let known = batches[name] {
      if known.content != content { judge.found("\(name) stood for \(known.content), and stands for \(content)") }
      // An engine whose clock stands still after the wall clock went back is as much behind.
      if time < known.firstSeen + memory + wentBack {
        count("batch recognised")
        return known.outcomes
      }
      count("batch forgotten")
    }
    let outcomes = messages.map { message -> HandOffOutcome in
      switch isCalm ? 99 : Int.random(in: 0..<100, using: &generator) {
      case 0..<3: return .refused(ProviderAnswer(code: "400"))
      case 3..<5: return .refused(ProviderAnswer(code: "400", enhancedCode: "5.1.1"))
      default:
        judge.takes(message, at: wall)
        return .accepted(ProviderAnswer(code: "202"))
      }
    }
    batches[name] = KnownBatch(firstSeen: time, content: content, outcomes: outcomes)
    return outcomes
  }
}
