import CampaignCalendar
import CampaignValues

/// What is proven of a campaign's times, and what of them no proof can say.
package struct TimeFacts {
  let tenant: CheckedTenant
  let campaign: CheckedCampaign
  let basis: ProofBasis

  package init(tenant: CheckedTenant, campaign: CheckedCampaign, basis: ProofBasis) {
    self.tenant = tenant
    self.campaign = campaign
    self.basis = basis
  }

  private var quiet: QuietHours? { tenant.quietHours.map { QuietHours(from: $0.from, until: $0.until) } }

  /// A sentence for each, without its subject.
  package var sentences: [String] {
    if let schedule = campaign.schedule { return scheduled(schedule) + offer() }
    return answers() + offer()
  }

  // MARK: Schedules

  private func scheduled(_ schedule: CheckedSchedule) -> [String] {
    guard let calendar = schedule.calendar, let zone = basis.zone(schedule.zoneName) else {
      return ["nothing is proven of its times: there are no rules for the zone \(schedule.zoneName)"]
    }
    let start = zone.instant(LocalDateTime(date: basis.start, secondOfDay: 0)) - 1
    guard let next = calendar.occurrences(after: start, in: zone, limit: 1).first else {
      return ["is over: it runs on no day from \(ISOText.string(date: basis.start)) on"]
    }
    let clocks = schedule.usesMemberZone ? "each member's clocks" : "the clocks of \(zone.name)"
    return ["runs next on \(ISOText.string(date: next.local.date)), by \(clocks)"]
      + quietSentences(schedule) + clockSentences(schedule, calendar, zone)
  }

  private func quietSentences(_ schedule: CheckedSchedule) -> [String] {
    guard let quiet else { return [] }
    let waiting = schedule.times.filter(quiet.contains)
    let isTenants = schedule.zone == .named(tenant.timezone)
    guard isTenants || schedule.usesMemberZone else {
      return [
        "nothing is proven of the quiet hours: it goes by the clocks of \(schedule.zoneName), not of the tenant's zone"
      ]
    }
    var sentences: [String] = []
    if !schedule.times.isEmpty {
      sentences.append(
        waiting.isEmpty
          ? "none of its times lies in the quiet hours \(quiet.words)"
          : "\(waiting.map(\.asTime).joined(separator: ", ")) lies in the quiet hours, and its messages wait until \(quiet.until.asTime)"
      )
    }
    if isTenants, let elsewhere = elsewhere(schedule, quiet) { sentences.append(elsewhere) }
    return sentences
  }

  /// Zones that stand for members who live elsewhere, from east to west.
  private static let distantZones = [
    "Asia/Tokyo", "Asia/Kolkata", "Europe/London", "America/New_York", "America/Los_Angeles", "Pacific/Honolulu",
  ]

  /// Where members have zones of their own, and it is quiet by the clocks of one: one such zone, in winter and in summer.
  private func elsewhere(_ schedule: CheckedSchedule, _ quiet: QuietHours) -> String? {
    let hasZones = tenant.audience.attributes.contains { $0.type.base == .timezone && $0.owner == .member }
    guard hasZones, let time = schedule.times.first, let own = basis.zone(schedule.zoneName) else { return nil }
    let year = basis.start.parts.year
    for name in Self.distantZones {
      guard let zone = basis.zone(name) else { continue }
      let times = [1, 7].map { month in
        let date = CivilDate(days: CivilDate.days(year: year, month: month, day: 15))
        return zone.local(at: own.instant(LocalDateTime(date: date, secondOfDay: Int32(clamping: time)))).secondOfDay
      }.map(Int.init)
      guard times.contains(where: quiet.contains) else { continue }
      return
        "not proven for members in other zones: at \(time.asTime) it is \(times[0].asTime) in January and \(times[1].asTime) in July in \(name)"
    }
    return nil
  }

  private func clockSentences(_ schedule: CheckedSchedule, _ calendar: Schedule, _ zone: Zone) -> [String] {
    guard !schedule.times.isEmpty else { return [] }
    let last = min(calendar.lastDay, basis.end)
    let changes = ClockChange.of(zone, from: max(calendar.firstDay, basis.start), until: last)
    let met = changes.flatMap { change in schedule.times.flatMap(change.readings) }.contains {
      calendar.includes($0.date)
    }
    if met { return [] }
    return ["the clocks of \(zone.name) skip and repeat none of its times up to \(ISOText.string(date: last))"]
  }

  // MARK: Answers to events, and offers

  private func answers() -> [String] {
    guard let quiet else { return [] }
    let waits =
      "an answer waits for at most \(CalendarOffset(seconds: Int64(quiet.lengthSeconds)).words) for the end of the quiet hours"
    guard let expires = campaign.expires, expires.isExact, expires.seconds < Int64(quiet.lengthSeconds) else {
      return [waits + (campaign.expires == nil ? "" : ", and does not expire before")]
    }
    let safe = (quiet.until - Int(expires.seconds) + 86_400) % 86_400
    return [
      "answers that are due from \(quiet.from.asTime) to \(safe.asTime) expire before the quiet hours end, and are not sent"
    ]
  }

  private func offer() -> [String] {
    guard let validity = campaign.offer?.validity, campaign.steps.count > 1 else { return [] }
    let late = campaign.steps.filter { $0.delay.isSurelyPast(endOf: validity) }
    return late.isEmpty ? ["no step comes surely after its offer's \(validity.words)"] : []
  }
}
