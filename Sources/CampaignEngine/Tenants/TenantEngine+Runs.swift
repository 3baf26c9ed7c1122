import CampaignCalendar
import CampaignHandOff
import CampaignLedger
import CampaignPlan
import CampaignValues

extension TenantEngine {
  /// Begins the runs that are due, and gives up those that can't begin in time; the instant at which to look again, nil where there is none.
  func beginDueRuns(at now: Int64) throws(EngineError) -> Int64? {
    var wake: Int64?
    for campaign in campaigns {
      let look = nextLook[campaign.name] ?? .min
      if look > now {
        wake = earlier(wake, look)
        continue
      }
      if isStopped(campaign.name) || begun.values.contains(where: { $0.campaign.name == campaign.name }) { continue }
      if let failing = failing[campaign.name], failing.next > now {
        wake = earlier(wake, failing.next)
        continue
      }
      let next = try begin(campaign, at: now)
      nextLook[campaign.name] = next ?? .max
      if let next { wake = earlier(wake, next) }
    }
    return wake
  }

  private func begin(_ campaign: ActiveCampaign, at now: Int64) throws(EngineError) -> Int64? {
    let last = try EngineError.wrapping { () throws(LedgerError) in
      try ledger.lastOccurrence(of: campaign.name, step: campaign.steps[0].name)
    }
    let (due, next) = campaign.due(after: last.flatMap(LocalDateTime.init(occurrence:)), at: now, limit: 100)
    for occurrence in due {
      if campaign.lastStart(of: occurrence.instant) <= now {
        try miss(campaign, occurrence, at: now)
        continue
      }
      try begin(campaign, occurrence, at: now)
      // The next one waits for this one to be planned.
      return now
    }
    return next
  }

  /// Notes an occurrence whose time was over before it could begin, so that it never fires late.
  private func miss(_ campaign: ActiveCampaign, _ occurrence: Schedule.Occurrence, at now: Int64) throws(EngineError) {
    try ticking { tick throws(LedgerError) in
      let row = try tick.campaign(campaign.name, formerName: campaign.formerName, at: now)
      let name = RunName(campaign: row, occurrence: occurrence.local.occurrence, step: campaign.steps[0].name)
      guard let run = try tick.beginRun(name, plan: Array(campaign.plan.utf8), now: occurrence.instant) else { return }
      try tick.release(run, at: now)
    }
    world.log(.runMissed(tenant: self.name, campaign: campaign.name, occurrence: occurrence.local.occurrence))
  }

  private func begin(_ campaign: ActiveCampaign, _ occurrence: Schedule.Occurrence, at now: Int64) throws(EngineError) {
    let step = campaign.steps[0]
    var row: Int64 = 0
    let end = campaign.end(of: occurrence.instant)
    let begun = try ticking { tick throws(LedgerError) -> Int64? in
      row = try tick.campaign(campaign.name, formerName: campaign.formerName, at: now)
      let name = RunName(campaign: row, occurrence: occurrence.local.occurrence, step: step.name)
      guard let run = try tick.beginRun(name, plan: Array(campaign.plan.utf8), now: occurrence.instant) else {
        return nil
      }
      for channel in campaign.channels.sorted(by: { $0.rawValue < $1.rawValue }) {
        try tick.add(
          Wave(number: 0, channel: Int64(channel.rawValue), notBefore: occurrence.instant, notAfter: end), to: run)
      }
      return run
    }
    guard let run = begun else { return }
    self.begun[run] = BegunRun(campaign: campaign, occurrence: occurrence, campaignRow: row, step: step)
    do throws(EngineError) {
      try world.makeFolder(runFolder(run))
    } catch {
      return try giveUp(run, reason: "\(error)", at: now)
    }
    let event = EngineEvent.runBegan(
      tenant: name, campaign: campaign.name, occurrence: occurrence.local.occurrence, step: step.name)
    world.log(event)
    waiting.append(run)
  }

  /// What a worker needs to evaluate a run.
  func request(_ run: Int64, plan: [UInt8]) throws(EngineError) -> EvaluationRequest? {
    guard let begun = begun[run] else { return nil }
    let rules = try world.zone(record.timezone)
    return EvaluationRequest(
      tenant: name, plan: plan, audiencePath: record.audiencePath, audienceFolder: record.audienceFolder,
      outputFolder: runFolder(run), now: begun.occurrence.instant, zoneName: record.timezone, zoneRules: rules.rules,
      tenantKey: key, run: ISOText.string(instant: begun.occurrence.instant))
  }

  /// Takes what came of an evaluation: its entries are planned from now on, or the run is given up and tried again later.
  func evaluated(_ run: Int64, failure: String?, at now: Int64) throws(EngineError) {
    guard let begun = begun[run] else { return }
    wake = .min
    if let failure { return try giveUp(run, reason: failure, at: now) }
    do throws(EngineError) {
      plannings.append(Planning(run: run, begun: begun, reader: try SpoolReader(folder: runFolder(run))))
    } catch {
      try giveUp(run, reason: "\(error)", at: now)
    }
  }

  /// Takes a run back as a whole; its occurrence is still due.
  func giveUp(_ run: Int64, reason: String, at now: Int64) throws(EngineError) {
    guard let begun = begun.removeValue(forKey: run) else { return }
    plannings.removeAll { $0.run == run }
    try discard(run)
    let tries = (failing[begun.campaign.name]?.tries ?? 0) + 1
    let delay = min(300, Int64(5) << min(tries - 1, 10))
    failing[begun.campaign.name] = Failing(tries: tries, next: now + delay, reason: reason)
    nextLook[begun.campaign.name] = nil
    world.log(
      .runFailed(
        tenant: name, campaign: begun.campaign.name, occurrence: begun.occurrence.local.occurrence, reason: reason))
  }

  func discard(_ run: Int64) throws(EngineError) {
    while try !ticking({ tick throws(LedgerError) in try tick.discard(run, limit: 2_000) }) {}
    world.removeFolder(runFolder(run))
  }
}

func earlier(_ first: Int64?, _ second: Int64?) -> Int64? {
  guard let first else { return second }
  return second.map { min(first, $0) } ?? first
}

extension LocalDateTime {
  /// As a run is named after it: `2027-03-02T10:00`, with seconds where there are any.
  package var occurrence: String {
    let time = ISOText.string(secondOfDay: secondOfDay)
    return "\(ISOText.string(date: date))T\(secondOfDay % 60 == 0 ? String(time.prefix(5)) : time)"
  }

  package init?(occurrence: String) {
    guard case .local(let local)? = Array(occurrence.utf8).withUnsafeBytes({ ISOText.timestamp($0) }) else {
      return nil
    }
    self = local
  }
}
