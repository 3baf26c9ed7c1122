import CampaignCalendar
import CampaignHandOff
import CampaignLedger
import CampaignPlan
import CampaignValues
import Crypto

extension TenantEngine {
  /// A run whose entries are being put into the ledger.
  struct Planning {
    var run: Int64
    var begun: BegunRun
    var reader: SpoolReader
    /// Of the messages that were planned.
    let tokens = TokenCollector()
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
        for entry in entries { try plan(entry, planning, tick, at: now) }
      }
      return true
    }
    guard try planning.tokens.write(Self.tokenChunk, into: tokens, run: planning.run, released: now) else {
      return true
    }
    tokens.removeOld(before: now - TokenIndex.lifeSeconds)
    plannings.removeFirst()
    try ticking { tick throws(LedgerError) in
      try tick.raiseClock(to: now)
      try tick.release(planning.run, at: now)
    }
    try released(planning)
    return true
  }

  private func plan(_ entry: SpoolEntry, _ planning: Planning, _ tick: Tick, at now: Int64) throws(LedgerError) {
    guard let person = try tick.person(entry.key, digest: digest(ofPerson: entry.key)) else { return }
    let (run, begun) = (planning.run, planning.begun)
    // Later steps are for those who entered; the history says who.
    if begun.step == 0 {
      let mayEnter = try tick.enter(
        person: person, campaign: begun.name.campaign, run: run, at: begun.instant,
        unlessSince: entryLimit(begun.campaign, at: begun.instant))
      guard mayEnter else { return }
    }
    let message: PlannedMessage
    switch entry.fate {
    case .message(let place, let channel, let address):
      message = PlannedMessage(
        entry: person, wave: 0, channel: Int64(channel), state: .pending, address: address, place: place)
    case .heldOut:
      message = PlannedMessage(entry: person, wave: 0, channel: -1, state: .heldOut, address: 0)
    case .quarantined(let reason):
      message = PlannedMessage(entry: person, wave: 0, channel: -1, state: .quarantined, address: 0, reason: reason)
    }
    try tick.plan(message, in: run, at: now)
    if let token = entry.token { planning.tokens.add(token, entry: person) }
  }

  /// Since when a member must not have entered; nil for ever.
  private func entryLimit(_ campaign: ActiveCampaign, at instant: Int64) -> Int64? {
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
    begun[run] = nil
    failing[planning.begun.campaign.name] = nil
    nextLook[planning.begun.campaign.name] = nil
    let planned = try EngineError.wrapping { () throws(LedgerError) in try ledger.run(run) }
    waves += try EngineError.wrapping { () throws(LedgerError) in try ledger.openWaves(of: run) }
    sortWaves()
    world.log(
      .runReleased(
        tenant: name, campaign: planning.begun.campaign.name, occurrence: planning.begun.name.occurrence,
        step: planning.begun.name.step,
        messages: planned?.counts[.pending] ?? 0))
  }
}
