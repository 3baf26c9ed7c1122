import CampaignValues

extension Schedule {
  /// One time that a schedule falls due in a zone. What identifies it is `local`, the same in every zone.
  package struct Occurrence: Equatable, Hashable, Sendable {
    /// What the schedule says; not what the clock shows, if it skips that reading.
    package let local: LocalDateTime
    /// Seconds since 1970-01-01T00:00:00Z; two occurrences of one gap have the same.
    package let instant: Int64
  }

  /// The occurrences after an instant, in order, computed as they are asked for.
  ///
  /// The sequence ends with `until`, or with the year 9999.
  package func occurrences(after instant: Int64, in zone: Zone) -> Occurrences {
    Occurrences(schedule: self, zone: zone, after: instant)
  }

  /// At most `limit` occurrences after an instant, in order.
  package func occurrences(after instant: Int64, in zone: Zone, limit: Int) -> [Occurrence] {
    Array(occurrences(after: instant, in: zone).prefix(max(limit, 0)))
  }

  /// The occurrences of a schedule in a zone, lazily.
  package struct Occurrences: Sequence, IteratorProtocol, Sendable {
    private let schedule: Schedule
    private let zone: Zone
    private let after: Int64
    private let lastDate: CivilDate
    private var date: CivilDate
    private var timeIndex = 0

    init(schedule: Schedule, zone: Zone, after: Int64) {
      self.schedule = schedule
      self.zone = zone
      self.after = after
      var first = Swift.max(schedule.from ?? .first, .first)
      var last = Swift.min(schedule.until ?? .last, .last)
      if case .once(let day) = schedule.recurrence {
        first = Swift.max(first, day)
        last = Swift.min(last, day)
      }
      // A gap can move an occurrence by a whole day (Samoa, 2011), so begin two before.
      let nearby = Swift.max(zone.localDate(at: after), CivilDate(days: CivilDate.first.days + 2)).days - 2
      date = Swift.max(first, CivilDate(days: nearby))
      lastDate = last
    }

    package mutating func next() -> Occurrence? {
      while date <= lastDate {
        if !schedule.includes(date) || timeIndex == schedule.times.count {
          date.days += 1
          timeIndex = 0
          continue
        }
        let local = LocalDateTime(date: date, secondOfDay: schedule.times[timeIndex])
        timeIndex += 1
        let instant = zone.instant(local)
        if instant > after { return Occurrence(local: local, instant: instant) }
      }
      return nil
    }
  }
}
