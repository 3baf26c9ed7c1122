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
    let (due, next) = try dueRuns(campaign, at: now)
    for run in due {
      if run.lastStart <= now {
        try miss(campaign, run, at: now)
        continue
      }
      try begin(campaign, run, at: now)
      // The next one waits for this one to be planned.
      return now
    }
    return next
  }

  /// Runs that are due, oldest first, and when to look again.
  private func dueRuns(_ campaign: ActiveCampaign, at now: Int64) throws(EngineError) -> (due: [DueRun], next: Int64?) {
    var (due, next) = try dueSteps(campaign, at: now)
    if campaign.answersEvents {
      let look = try dueLook(campaign, at: now)
      due += look.due.map { [$0] } ?? []
      next = earlier(next, look.next)
    } else {
      let last = try EngineError.wrapping { () throws(LedgerError) in
        try ledger.lastOccurrence(of: campaign.name, step: campaign.steps[0].name)
      }
      let coming = campaign.due(after: last.flatMap(LocalDateTime.init(occurrence:)), at: now, limit: 100)
      due += coming.due.map { occurrence in
        DueRun(
          occurrence: occurrence.local.occurrence, step: 0, instant: occurrence.first,
          lastStart: campaign.lastStart(of: occurrence.last))
      }
      next = earlier(next, coming.next)
    }
    return (due.sorted { ($0.instant, $0.step) < ($1.instant, $1.step) }, due.isEmpty ? next : now)
  }

  /// Later steps of runs that were released.
  private func dueSteps(_ campaign: ActiveCampaign, at now: Int64) throws(EngineError) -> (due: [DueRun], next: Int64?)
  {
    guard campaign.steps.count > 1 else { return ([], nil) }
    let known = try EngineError.wrapping { () throws(LedgerError) in
      try ledger.runNames(of: campaign.name, since: now - campaign.longestCourseSeconds)
    }
    let begun = Set(known.map { StepName(occurrence: $0.occurrence, step: $0.step) })
    var due: [DueRun] = []
    var next: Int64?
    for entered in known where entered.step == campaign.steps[0].name && entered.isReleased {
      for (index, step) in campaign.steps.enumerated().dropFirst()
      where !begun.contains(StepName(occurrence: entered.occurrence, step: step.name)) {
        let instant = campaign.zone.adding(CalendarDuration(step.delay), to: entered.now)
        if instant > now {
          next = earlier(next, instant)
        } else if instant >= campaign.scheduledSince {
          due.append(
            DueRun(
              occurrence: entered.occurrence, step: index, instant: instant,
              lastStart: campaign.lastStart(of: instant + campaign.spreadSeconds),
              eventsAfter: campaign.answersEvents ? entered.now - campaign.longestCourseSeconds : nil))
        }
      }
    }
    return (due, next)
  }

  private struct StepName: Hashable {
    var occurrence: String
    var step: String
  }

  struct DueRun {
    var occurrence: String
    /// Index into the campaign's steps.
    var step: Int
    var instant: Int64
    var lastStart: Int64
    /// Of a campaign that answers events.
    var eventsAfter: Int64?
  }

  /// Notes a run whose time was over before it could begin, so that it never fires late.
  private func miss(_ campaign: ActiveCampaign, _ due: DueRun, at now: Int64) throws(EngineError) {
    try ticking { tick throws(LedgerError) in
      let row = try tick.campaign(campaign.name, formerName: campaign.formerName, at: now)
      let name = RunName(campaign: row, occurrence: due.occurrence, step: campaign.steps[due.step].name)
      guard let run = try tick.beginRun(name, plan: Array(campaign.plan.utf8), now: due.instant) else { return }
      try tick.release(run, at: now)
    }
    world.log(.runMissed(tenant: self.name, campaign: campaign.name, occurrence: due.occurrence))
  }

  private func begin(_ campaign: ActiveCampaign, _ due: DueRun, at now: Int64) throws(EngineError) {
    // Lost with the machine's power, it is due again.
    let begun = try ticking(durability: .later) { tick throws(LedgerError) -> (run: Int64, name: RunName)? in
      let row = try tick.campaign(campaign.name, formerName: campaign.formerName, at: now)
      let name = RunName(campaign: row, occurrence: due.occurrence, step: campaign.steps[due.step].name)
      let run = try tick.beginRun(
        name, plan: Array(campaign.plan.utf8), now: due.instant, answersEvents: campaign.answersEvents)
      return run.map { ($0, name) }
    }
    guard let (run, name) = begun else { return }
    self.begun[run] = BegunRun(
      campaign: campaign, name: name, step: due.step, instant: due.instant, began: now, eventsAfter: due.eventsAfter)
    do throws(EngineError) {
      try world.makeFolder(runFolder(run))
    } catch {
      return try giveUp(run, reason: "\(error)", at: now)
    }
    world.log(
      .runBegan(tenant: self.name, campaign: campaign.name, occurrence: name.occurrence, step: name.step))
    waiting.append(run)
  }

  /// What a worker needs to evaluate a run.
  func request(_ run: Int64, plan: [UInt8]) throws(EngineError) -> EvaluationRequest? {
    guard let begun = begun[run] else { return nil }
    let rules = try world.zone(record.timezone)
    return EvaluationRequest(
      tenant: name, plan: plan, audiencePath: record.audiencePath, audienceFolder: record.audienceFolder,
      outputFolder: runFolder(run), now: begun.instant, zoneName: record.timezone, zoneRules: rules.rules,
      tenantKey: key, run: ISOText.string(instant: begun.instant), step: UInt16(begun.step),
      history: begun.step == 0 ? [] : try history(of: begun), events: try events(of: begun))
  }

  /// What became of those who entered with a run's occurrence, as its later step asks it.
  private func history(of begun: BegunRun) throws(EngineError) -> [EvaluationRequest.PastEntry] {
    let steps = Dictionary(
      begun.campaign.steps.enumerated().map { ($1.name, UInt16($0)) }, uniquingKeysWith: { first, _ in first })
    let entered = try EngineError.wrapping { () throws(LedgerError) in
      try ledger.entries(campaign: begun.name.campaign, occurrence: begun.name.occurrence)
    }
    return entered.map { entry in
      var past = EvaluationRequest.PastEntry(
        member: entry.key, event: entry.event, run: ISOText.string(instant: entry.entered), entered: entry.entered,
        facts: [],
        hasConverted: entry.hasConverted)
      for fact in entry.facts {
        guard let step = steps[fact.step], let event = PlanEvent(fact.fact) else { continue }
        past.facts.append((step: step, event: event.rawValue))
      }
      return past
    }
  }

  /// Takes what came of an evaluation: its entries are planned from now on, or the run is given up and tried again later.
  func evaluated(_ run: Int64, failure: String?, at now: Int64) throws(EngineError) {
    guard let begun = begun[run] else { return }
    wake = .min
    if let failure { return try giveUp(run, reason: failure, at: now) }
    do throws(EngineError) {
      let reader = try SpoolReader(folder: runFolder(run))
      plannings.append(Planning(run: run, begun: begun, reader: reader, waves: try waves(of: begun)))
    } catch {
      try giveUp(run, reason: "\(error)", at: now)
    }
  }

  private func waves(of begun: BegunRun) throws(EngineError) -> RunWaves? {
    guard let occurrence = LocalDateTime(occurrence: begun.name.occurrence), !begun.campaign.answersEvents else {
      return nil
    }
    let hours = try EngineError.wrapping { () throws(LedgerError) -> BestHours? in
      guard let range = begun.campaign.clocks.bestHour else { return nil }
      return try BestHours(range, now: begun.instant, in: begun.campaign.zone, ledger)
    }
    return RunWaves(begun.campaign, step: begun.step, occurrence: occurrence, hours: hours)
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
    looks[begun.campaign.name] = nil
    world.log(
      .runFailed(
        tenant: name, campaign: begun.campaign.name, occurrence: begun.name.occurrence, reason: reason))
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

extension PlanEvent {
  fileprivate init?(_ fact: EntryFact) {
    switch fact {
    case .sent: self = .sent
    case .opened: self = .opened
    case .clicked: self = .clicked
    }
  }
}
