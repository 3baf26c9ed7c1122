import CampaignCalendar
import CampaignHandOff
import CampaignLedger

/// What a campaign that answers events saw of the audience when it looked last.
struct EventLook {
  var stamp: AudienceStamp?
  var at: Int64

  /// How often is looked whether the audience changed; and how often in any case, as an event that is there already becomes due by its delay.
  static let secondsBetween: Int64 = 5
  static let mostSecondsBetween: Int64 = 60
}

extension TenantEngine {
  /// A look at the events, where one is due; and when to look again.
  ///
  /// An event is answered once: those in the ledger are left out. One that comes to the table late is answered as long as a run may begin late.
  func dueLook(_ campaign: ActiveCampaign, at now: Int64) throws(EngineError) -> (due: DueRun?, next: Int64?) {
    let stamp = world.stamp(audience: record.audiencePath)
    if let last = looks[campaign.name], last.at <= now {
      let isDue =
        now - last.at >= EventLook.mostSecondsBetween
        || (last.stamp != stamp && now - last.at >= EventLook.secondsBetween)
      guard isDue else { return (nil, now + EventLook.secondsBetween) }
    }
    let after = max(campaign.scheduledSince - 1, now - (campaign.lastStart(of: now) - now))
    looks[campaign.name] = EventLook(stamp: stamp, at: now)
    return (
      DueRun(
        occurrence: Self.occurrence(ofLook: now), step: 0, instant: now, lastStart: .max, eventsAfter: after), nil
    )
  }

  /// No two looks of a campaign are at the same second.
  private static func occurrence(ofLook instant: Int64) -> String { ISOText.string(instant: instant) }

  /// Which events a run answers.
  func events(of begun: BegunRun) throws(EngineError) -> EvaluationRequest.EventWindow? {
    guard let after = begun.eventsAfter else { return nil }
    guard begun.step == 0 else { return EvaluationRequest.EventWindow(after: after, until: .max, answered: []) }
    let answered = try EngineError.wrapping { () throws(LedgerError) in
      try ledger.answeredEvents(of: begun.campaign.name, after: after)
    }
    return EvaluationRequest.EventWindow(after: after, until: begun.instant, answered: answered)
  }

  /// Plans what became of an event: its message goes by itself, as long after the event as the campaign says.
  func plan(
    _ entry: SpoolEntry, of event: SpoolEntry.Event, _ planning: Planning, _ tick: Tick, at now: Int64
  ) throws(LedgerError) {
    let (run, begun) = (planning.run, planning.begun)
    let campaign = begun.name.campaign
    let entered = event.entered ?? begun.instant
    guard begun.step == 0 else {
      guard let known = try tick.event(campaign: campaign, key: event.key) else { return }
      let due = begun.campaign.zone.adding(
        CalendarDuration(begun.campaign.steps[begun.step].delay), to: known.entered)
      return try plan(entry, as: known.id, due: due, planning, tick, at: now)
    }
    let person =
      entry.fate == .excluded ? nil : try tick.person(entry.key, digest: digest(ofPerson: entry.key))
    guard let id = try tick.newEvent(campaign: campaign, key: event.key, person: person, instant: entered, run: run),
      let person
    else { return }
    let mayEnter = try tick.enter(
      person: person, campaign: campaign, run: run, byEvent: true, at: entered,
      unlessSince: entryLimit(begun.campaign, at: entered))
    if mayEnter { try plan(entry, as: id, due: entered, planning, tick, at: now) }
  }

  private func plan(
    _ entry: SpoolEntry, as id: Int64, due: Int64, _ planning: Planning, _ tick: Tick, at now: Int64
  ) throws(LedgerError) {
    guard let message = PlannedMessage(entry, as: id, wave: 0) else { return }
    try tick.plan(message, in: planning.run, due: due, until: planning.begun.campaign.end(of: due), at: now)
    if let token = entry.token { planning.tokens.add(token, run: planning.run, entry: id) }
  }
}
