import CampaignCalendar
import CampaignHandOff
import CampaignLedger
import CampaignPlan
import CampaignValues
import Crypto
import Glibc

extension TenantEngine {
  /// A run whose entries are being put into the ledger.
  struct Planning {
    var run: Int64
    var begun: BegunRun
    var reader: SpoolReader
    /// Of the messages that were planned.
    let tokens = TokenCollector()
    /// Of a campaign with a schedule.
    var waves: RunWaves?
  }

  /// Entries of one transaction: short, so that other tenants wait little.
  private static let chunk = 1_000
  /// Of unsubscribe tokens that are put in order at once.
  private static let tokenChunk = 20_000

  /// Plans some more entries of the first run that is being planned, and releases it after the last. False where there is nothing to plan.
  func planSome(at now: Int64) throws(EngineError) -> Bool {
    guard let planning = plannings.first else { return false }
    let entries: [SpoolEntry]
    do throws(EngineError) {
      entries = try planning.reader.next(Self.chunk)
    } catch {
      try giveUp(planning.run, reason: "\(error)", at: now)
      return true
    }
    guard entries.isEmpty else {
      // Lost with the machine's power, the run is not released, and is taken back.
      try ticking(durability: .later) { tick throws(LedgerError) in
        for entry in entries { try plan(entry, &plannings[0], tick, at: now) }
      }
      return true
    }
    guard try planning.tokens.write(Self.tokenChunk, into: tokens, released: now) else {
      return true
    }
    tokens.removeOld(before: now - TokenIndex.lifeSeconds)
    plannings.removeFirst()
    let isEmpty = try ticking { tick throws(LedgerError) -> Bool in
      try tick.raiseClock(to: now)
      if planning.begun.campaign.answersEvents, planning.begun.step == 0, try tick.dropEmpty(planning.run) {
        return true
      }
      try tick.release(planning.run, at: now)
      return false
    }
    if isEmpty { dropped(planning) } else { try released(planning) }
    return true
  }

  private func plan(_ entry: SpoolEntry, _ planning: inout Planning, _ tick: Tick, at now: Int64) throws(LedgerError) {
    if let event = entry.event { return try plan(entry, of: event, planning, tick, at: now) }
    guard let person = try tick.person(entry.key, digest: digest(ofPerson: entry.key)) else { return }
    let (run, begun) = (planning.run, planning.begun)
    // Later steps are for those who entered; the history says who.
    if begun.step == 0 {
      let mayEnter = try tick.enter(
        person: person, campaign: begun.name.campaign, run: run, at: begun.instant,
        unlessSince: entryLimit(begun.campaign, at: begun.instant))
      guard mayEnter else { return }
    }
    var wave: Int64 = 0
    if case .message(_, let channel, _, let name) = entry.fate {
      let zone = name.flatMap { name in clocks.zone(name, world).map { (name: name, rules: $0) } }
      if let name, zone == nil {
        let unknown = PlannedMessage.quarantined(person, reason: "this machine knows no time zone `\(name)`")
        _ = try tick.plan(unknown, in: run, at: now)
        return
      }
      wave =
        try planning.waves?.number(of: person, zone: zone, channel: Int64(channel), in: run, tick, at: begun.began) ?? 0
    }
    guard let message = PlannedMessage(entry, as: person, wave: wave) else { return }
    try tick.plan(message, in: run, at: now)
    if let token = entry.token { planning.tokens.add(token, run: run, entry: person) }
  }

  /// Since when a member must not have entered; nil for ever.
  func entryLimit(_ campaign: ActiveCampaign, at instant: Int64) -> Int64? {
    switch campaign.repetition {
    case .never: nil
    case .everyRun: .max
    case .after(let offset):
      campaign.zone.adding(
        CalendarDuration(months: -offset.months, days: -offset.days, seconds: -offset.seconds), to: instant) + 1
    }
  }

  /// Stands for a person's key where it must not be known.
  func digest(ofPerson key: String) -> [UInt8] {
    Array(
      HMAC<SHA256>.authenticationCode(
        for: Array("person\u{0}\(key)".utf8), using: SymmetricKey(data: self.key.bytes)))
  }

  private func released(_ planning: Planning) throws(EngineError) {
    let run = planning.run
    forget(planning)
    // Its keys of members are in the ledger now.
    unlink("\(runFolder(run))/\(SpoolFiles.entries)")
    let planned = try EngineError.wrapping { () throws(LedgerError) in try ledger.run(run) }
    waves += try EngineError.wrapping { () throws(LedgerError) in try ledger.openWaves(of: run) }
    sortWaves()
    world.log(
      .runReleased(
        tenant: name, campaign: planning.begun.campaign.name, occurrence: planning.begun.name.occurrence,
        step: planning.begun.name.step,
        messages: planned?.counts[.pending] ?? 0))
  }

  /// Of a look that found no event to answer.
  private func dropped(_ planning: Planning) {
    forget(planning)
    world.removeFolder(runFolder(planning.run))
  }

  private func forget(_ planning: Planning) {
    begun[planning.run] = nil
    failing[planning.begun.campaign.name] = nil
    nextLook[planning.begun.campaign.name] = nil
  }
}

extension PlannedMessage {
  /// Of what a run found about a member or an event; nil where that comes to nothing.
  init?(_ entry: SpoolEntry, as id: Int64, wave: Int64) {
    switch entry.fate {
    case .message(let place, let channel, let address, _):
      self.init(
        entry: id, wave: wave, channel: Int64(channel), state: .pending, address: address, place: place)
    case .heldOut: self.init(entry: id, wave: 0, channel: -1, state: .heldOut, address: 0)
    case .quarantined(let reason): self = .quarantined(id, reason: reason)
    case .excluded: return nil
    }
  }

  static func quarantined(_ id: Int64, reason: String) -> PlannedMessage {
    PlannedMessage(entry: id, wave: 0, channel: -1, state: .quarantined, address: 0, reason: reason)
  }
}
