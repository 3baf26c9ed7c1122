import CampaignCalendar
import CampaignValues

/// Which of a tenant's campaigns run on which days, and how that stands to its caps.
package struct TenantCalendar: Sendable {
  /// A campaign at one time of a day, by the clocks of its schedule's zone.
  package struct Run: Equatable, Sendable {
    package var campaign: String
    package var priority: Int
    /// Seconds after midnight; of a best hour when it may begin.
    package var time: Int
    package var isBestHour: Bool
    package var zone: String
    package var usesMemberZone: Bool
  }

  /// A cap, and the most messages that one member could be due in its days up to one day.
  package struct Demand: Equatable, Sendable {
    package var room: Int
    package var per: CalendarOffset
    package var messages: Int
  }

  package struct Day: Equatable, Sendable {
    package var date: CivilDate
    /// In the order in which they run; of the same time, those that go first.
    package var runs: [Run]
    /// The caps that leave no room for all.
    package var short: [Demand]
  }

  /// Those on which something runs.
  package private(set) var days: [Day] = []
  /// Campaigns that answer events, at any time.
  package private(set) var answers: [String]

  /// The first messages of campaigns; steps that follow are not in it.
  package init(of tenant: CheckedTenant, from first: CivilDate, days count: Int) {
    answers = tenant.campaigns.filter { $0.trigger != nil }.map(\.name)
    let scheduled = tenant.campaigns.compactMap { campaign in
      campaign.schedule.flatMap { schedule in schedule.calendar.map { (campaign, schedule, $0) } }
    }
    for day in first.days..<first.days + Int32(clamping: count) {
      let date = CivilDate(days: day)
      let due = scheduled.filter { $0.2.includes(date) }
      if due.isEmpty { continue }
      let runs = due.flatMap { Self.runs($0.0, $0.1) }
      let short = tenant.caps.compactMap { cap in
        let windowDays = max(1, cap.per.months * 31 + cap.per.days + Int((cap.per.seconds + 86_399) / 86_400))
        let messages = scheduled.reduce(0) { $0 + Self.messages($1.0, $1.2, until: date, windowDays) }
        return messages > cap.count ? Demand(room: cap.count, per: cap.per, messages: messages) : nil
      }
      days.append(
        Day(
          date: date, runs: runs.sorted { ($0.time, -$0.priority, $0.campaign) < ($1.time, -$1.priority, $1.campaign) },
          short: short))
    }
  }

  private static func runs(_ campaign: CheckedCampaign, _ schedule: CheckedSchedule) -> [Run] {
    (schedule.bestHour.map { [$0.lowerBound] } ?? schedule.times).map {
      Run(
        campaign: campaign.name, priority: campaign.priority, time: $0, isBestHour: schedule.bestHour != nil,
        zone: schedule.zoneName, usesMemberZone: schedule.usesMemberZone)
    }
  }

  /// The most messages that a campaign has for one member in so many days.
  private static func messages(
    _ campaign: CheckedCampaign, _ calendar: Schedule, until last: CivilDate, _ windowDays: Int
  ) -> Int {
    let first = last.days - Int32(clamping: windowDays) + 1
    let runs = (first...last.days).count { calendar.includes(CivilDate(days: $0)) } * calendar.times.count
    switch campaign.repetition {
    case .everyRun: return runs
    case .never: return min(runs, 1)
    case .after(let offset):
      let apart = max(1, offset.months * 28 + offset.days + Int(offset.seconds / 86_400))
      return min(runs, (windowDays + apart - 1) / apart)
    }
  }
}
