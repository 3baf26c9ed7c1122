import CampaignCalendar
import CampaignPlan
import CampaignValues

extension RunConstant {
  /// Its value for a run at `now`: seconds since 1970, or days since 1970 of the local date.
  func value(now: Int64, zone: Zone) -> Int64 {
    switch kind {
    case .localInstant: return zone.instant(LocalDateTime(secondsSince1970: seconds))
    case .instant:
      return zone.adding(CalendarDuration(months: months, days: days, seconds: seconds), to: now)
    case .date:
      let moved = zone.localDate(at: zone.adding(CalendarDuration(seconds: seconds), to: now)).adding(
        months: Int(months))
      return Int64(moved.days) + Int64(days)
    }
  }
}
