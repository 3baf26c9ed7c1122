import CampaignValues

/// A time zone: the offsets from UTC that its clocks have had, have, and by today's rules will have.
///
/// Instants are seconds since 1970-01-01T00:00:00Z without leap seconds; they are held to `±instantLimit`.
package struct Zone: Equatable, Sendable {
  /// The instants a zone answers for lie within this many seconds of 1970, which is some 31,000 years.
  @inlinable package static var instantLimit: Int64 { 1_000_000_000_000 }
  /// No clock is this many seconds from UTC (RFC 9636 allows less than 26 hours).
  static let offsetLimit: Int64 = 26 * 3600

  /// The name by which the zone was asked for, such as `Europe/Berlin`.
  package let name: String
  /// The instants at which the offset may change, rising.
  let transitions: [Int64]
  /// Seconds east of UTC from each transition on.
  let offsets: [Int32]
  /// Seconds east of UTC before the first transition.
  let firstOffset: Int32
  /// What holds from the last transition on; nil if nothing is said, and then the last offset goes on.
  let rule: PosixRule?

  /// Coordinated Universal Time.
  package static let utc = Zone(name: "UTC", transitions: [], offsets: [], firstOffset: 0, rule: nil)

  /// Seconds east of UTC at an instant.
  package func offset(at instant: Int64) -> Int32 {
    let index = transitionsUpTo(instant)
    if index == transitions.count, let rule { return rule.offset(at: Self.limited(instant)) }
    return index == 0 ? firstOffset : offsets[index - 1]
  }

  /// What a wall clock in the zone shows at an instant.
  package func local(at instant: Int64) -> LocalDateTime {
    let limited = Self.limited(instant)
    return LocalDateTime(secondsSince1970: limited + Int64(offset(at: limited)))
  }

  /// The date in the zone at an instant.
  package func localDate(at instant: Int64) -> CivilDate { local(at: instant).date }

  /// The instant of a wall clock's reading.
  ///
  /// A reading that the zone skips is taken at the end of the gap, one that comes twice the first time.
  package func instant(_ local: LocalDateTime) -> Int64 {
    let reading = Self.limited(local.secondsSince1970)
    // The instants at which any clock may show the reading; walk the offsets in force among them.
    let end = reading + Self.offsetLimit
    var start = reading - Self.offsetLimit
    var offset = Int64(self.offset(at: start))
    while let next = transition(after: start), next <= end {
      // Not passed before the change, and by the clock after it either not reached or in the gap.
      if reading - offset < next { return reading - offset < start ? start : reading - offset }
      start = next
      offset = Int64(self.offset(at: start))
    }
    return reading - offset < start ? start : reading - offset
  }

  /// The instant a duration later: its calendar part keeps the wall clock's time (by the rule of `instant`), its exact
  /// part is added after that.
  package func adding(_ duration: CalendarDuration, to instant: Int64) -> Int64 {
    var result = Self.limited(instant)
    if duration.months != 0 || duration.days != 0 {
      var local = local(at: result)
      if duration.months != 0 { local.date = local.date.adding(months: Int(duration.months)) }
      let (days, overflow) = local.date.days.addingReportingOverflow(duration.days)
      local.date = CivilDate(days: overflow ? (duration.days < 0 ? .min : .max) : days)
      result = self.instant(local)
    }
    let (sum, overflow) = result.addingReportingOverflow(duration.seconds)
    return Self.limited(overflow ? (duration.seconds < 0 ? .min : .max) : sum)
  }

  /// The instant a duration earlier.
  package func subtracting(_ duration: CalendarDuration, from instant: Int64) -> Int64 {
    adding(duration.negated, to: instant)
  }

  /// The first instant after `instant` at which the offset may change; nil if there is none.
  package func transition(after instant: Int64) -> Int64? {
    let index = transitionsUpTo(instant)
    if index < transitions.count { return transitions[index] }
    return rule?.change(after: Self.limited(instant))
  }

  /// The number of transitions at or before an instant.
  private func transitionsUpTo(_ instant: Int64) -> Int {
    var low = 0
    var high = transitions.count
    while low < high {
      let middle = (low + high) / 2
      if transitions[middle] <= instant { low = middle + 1 } else { high = middle }
    }
    return low
  }

  static func limited(_ seconds: Int64) -> Int64 { max(-instantLimit, min(instantLimit, seconds)) }
}
