import CampaignCalendar
import CampaignSemantics

extension Oracle {
  /// What becomes of an event: its member is looked for among the members, and its instant is the run's.
  package static func outcome(
    _ event: OracleEvent, members: [OracleMember], tenant: CheckedTenant, campaign: CheckedCampaign, zone: Zone,
    catalogs: [String: [[String: Cell]]] = [:]
  ) throws -> OracleOutcome {
    guard let trigger = campaign.trigger else { return .excluded }
    let time = tenant.audience.attributes[tenant.audience.events[trigger.event.index].time.index]
    let decoding = OracleDecoding(placeholders: tenant.placeholders)
    guard case .known(.integer(let instant)) = decoding.read(event.columns[time.column] ?? .null, time) else {
      return .bad
    }
    let now = zone.adding(CalendarDuration(trigger.delay), to: instant)
    guard let member = members.first(where: { event.member == .integer($0.key) }) else { return .excluded }
    return try Oracle(tenant: tenant, campaign: campaign, now: now, zone: zone, catalogs: catalogs)
      .outcome(member, event)
  }
}
