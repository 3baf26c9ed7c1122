import CampaignCalendar
import CampaignSemantics
import CampaignValues
import CampaignWorkspace
import Glibc

/// Which of a tenant's campaigns run in the days to come, and where its caps leave no room for all of them.
enum CalendarText {
  /// As many days as a year has, and one more.
  static let maxDays = 366

  static func text(days: Int, _ place: PlanPlace) throws -> String {
    let tenant = try Project(path: place.workspace).tenant(place.tenant)
    let zone = try ZoneFiles.zone(tenant.timezone)
    let first = try RunInputs.day(place.now, zone: zone, wallClock: Int64(time(nil)))
    return text(TenantCalendar(of: tenant, from: first, days: days), of: tenant, from: first, days: days)
  }

  static func text(_ calendar: TenantCalendar, of tenant: CheckedTenant, from first: CivilDate, days: Int) -> String {
    let last = CivilDate(days: first.days + Int32(clamping: days) - 1)
    var text = "calendar of \(tenant.name), \(ISOText.string(date: first)) to \(ISOText.string(date: last))\n"
    if !tenant.caps.isEmpty {
      text += "caps: \(tenant.caps.map { "\($0.count) per \($0.per.unitWords)" }.joined(separator: ", "))\n"
    }
    let width = calendar.days.flatMap(\.runs).map(\.campaign.count).max() ?? 0
    for day in calendar.days {
      text += "\n\(weekdays[day.date.weekday]) \(ISOText.string(date: day.date))\n"
      for run in day.runs { text += line(run, width) }
      for short in day.short {
        text +=
          "  up to \(short.messages) messages for one member, where the cap is \(short.room) per \(short.per.unitWords)\n"
      }
    }
    if calendar.days.isEmpty { text += "\nnothing runs\n" }
    if !calendar.answers.isEmpty {
      text += "\nat any time, as events come: \(calendar.answers.joined(separator: ", "))\n"
    }
    return text
  }

  private static let weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]

  private static func line(_ run: TenantCalendar.Run, _ width: Int) -> String {
    let name = run.campaign + String(repeating: " ", count: max(0, width - run.campaign.count))
    let time = run.time.asTime + (run.isBestHour ? " or later" : "")
    return "  \(time)  \(name)  priority \(run.priority), \(run.usesMemberZone ? "each member's clocks" : run.zone)\n"
  }
}
