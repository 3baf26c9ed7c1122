import CampaignCalendar
import CampaignSemantics

extension Oracle {
  /// What becomes of an event at a step: its member is looked for among the members, and the run's instant is its own, or
  /// its entry's (`entry`, for steps after the first) moved by the step's delay; the oracle's own instant is not asked.
  package func outcome(
    _ event: OracleEvent, members: [OracleMember], step: Int = 0, entry: OracleEntry? = nil
  ) throws -> OracleOutcome {
    guard let trigger = campaign.trigger else { return .excluded }
    if step > 0, entry == nil { return .notEntered }
    let time = tenant.audience.attributes[tenant.audience.events[trigger.event.index].time.index]
    guard case .known(.integer(let instant)) = decoding.read(event.columns[time.column] ?? .null, time) else {
      return .bad
    }
    guard let member = members.first(where: { event.member == .integer($0.key) }) else { return .excluded }
    let ownEntry = entry?.member == member.key ? entry : nil
    if step > 0, ownEntry == nil { return .notEntered }
    let entered = ownEntry?.entered ?? zone.adding(CalendarDuration(trigger.delay), to: instant)
    let now = zone.adding(CalendarDuration(campaign.steps[step].delay), to: entered)
    return try at(now).outcome(member, event, step: step, entry: ownEntry)
  }

  /// Whether an event's member has converted by what the data says at the oracle's instant; nil where a value that the
  /// campaign reads is bad, and where there is no such entry.
  package func hasConverted(_ event: OracleEvent, members: [OracleMember], entry: OracleEntry) -> Bool? {
    guard let conversion = campaign.conversion, event.member == .integer(entry.member),
      let member = members.first(where: { $0.key == entry.member })
    else { return nil }
    let context = OracleContext(oracle: self, member: member, event: event, entry: entry)
    let hasInstant = campaign.trigger.map { context.attribute(tenant.audience.events[$0.event.index].time) != nil }
    return hasInstant != true || context.isBad(everything) ? nil : context.hasConverted(conversion)
  }
}
