import CampaignValues

/// A date and a time of day as a clock on a wall shows them, in no zone.
///
/// Instants, by contrast, are plain `Int64` seconds since 1970-01-01T00:00:00Z, without leap seconds.
package struct LocalDateTime: Equatable, Hashable, Comparable, Sendable {
  package var date: CivilDate
  /// Seconds since midnight by the wall clock, 0 to 86,399.
  package var secondOfDay: Int32

  @inlinable package init(date: CivilDate, secondOfDay: Int32) {
    self.date = date
    self.secondOfDay = secondOfDay
  }

  /// Reads seconds counted from 1970-01-01T00:00:00 by the wall clock; they are held to `±Zone.instantLimit`.
  @inlinable package init(secondsSince1970 seconds: Int64) {
    let limited = max(-Zone.instantLimit, min(Zone.instantLimit, seconds))
    let days = (limited >= 0 ? limited : limited - 86_399) / 86_400
    date = CivilDate(days: Int32(truncatingIfNeeded: days))
    secondOfDay = Int32(truncatingIfNeeded: limited - days * 86_400)
  }

  /// Seconds counted from 1970-01-01T00:00:00 by the wall clock.
  @inlinable package var secondsSince1970: Int64 { Int64(date.days) * 86_400 + Int64(secondOfDay) }

  @inlinable package static func < (left: LocalDateTime, right: LocalDateTime) -> Bool {
    left.secondsSince1970 < right.secondsSince1970
  }
}
