import CampaignCalendar
import CampaignPlan
import CampaignValues

/// A time zone in the form that the interpreter reads: the offsets of the years that data is mostly of, and the last one used.
struct ZoneImage {
  /// 1970-01-01 and 2100-01-01.
  private static let first: Int64 = 0
  private static let end: Int64 = 4_102_444_800

  private let zone: Zone
  /// The instant at which each stretch begins, rising; one more than there are offsets, so that each has an end.
  private let starts: UnsafePointer<Int64>
  private let offsets: UnsafePointer<Int64>
  private let count: Int
  /// The stretch that was asked for last: what comes next is mostly of the same half of a year.
  private var last = 0

  init(_ zone: Zone, memory: RunMemory) {
    var starts = [Self.first]
    var offsets = [Int64(zone.offset(at: Self.first))]
    while let last = starts.last, let next = zone.transition(after: last), next < Self.end {
      starts.append(next)
      offsets.append(Int64(zone.offset(at: next)))
    }
    self.zone = zone
    self.starts = memory.copy(starts + [Self.end])
    self.offsets = memory.copy(offsets)
    count = offsets.count
  }

  /// As `Zone.localDate(at:)`, in days since 1970.
  @inline(__always)
  mutating func localDays(at instant: Int64) -> Int64 {
    // SAFETY: `last` is below `count`, and there is one start more.
    if instant < starts[last] || instant >= starts[last + 1] {
      guard instant >= Self.first && instant < Self.end else { return Int64(zone.localDate(at: instant).days) }
      last = stretch(at: instant)
    }
    // No offset is as much as two days, so that what is divided is never negative.
    return Int64((UInt64(bitPattern: instant &+ offsets[last] &+ 2 * 86_400)) / 86_400) &- 2
  }

  /// Seconds after the local midnight of an instant.
  func localSeconds(at instant: Int64) -> Int64 { Int64(zone.local(at: instant).secondOfDay) }

  /// As `Zone.adding`.
  func moved(_ instant: Int64, by offset: OffsetRecord) -> Int64 {
    zone.adding(CalendarDuration(months: offset.months, days: offset.days, seconds: offset.seconds), to: instant)
  }

  /// Days since 1970 of a date moved by an offset's months and days.
  static func moved(date days: Int64, by offset: OffsetRecord) -> Int64 {
    let date = CivilDate(days: Int32(clamping: days))
    return Int64(date.adding(months: Int(offset.months)).days) + Int64(offset.days)
  }

  private func stretch(at instant: Int64) -> Int {
    var low = 0
    var high = count
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= instant { low = middle } else { high = middle }
    }
    return low
  }
}
