import CampaignCalendar

/// The part of each day in which a tenant sends nothing, in seconds after midnight; it may go over midnight.
package struct QuietHours: Equatable, Sendable {
  package let from: Int
  package let until: Int

  package init(from: Int, until: Int) {
    self.from = from
    self.until = until
  }

  package func contains(_ time: Int) -> Bool {
    from < until ? from <= time && time < until : from <= time || time < until
  }

  /// How long a message waits that is due at a quiet time, on a day on which the clocks don't change.
  package func secondsLeft(at time: Int) -> Int { (until - time + 86_400) % 86_400 }

  package var lengthSeconds: Int { secondsLeft(at: from) }

  /// Whether a whole hour of the day within the range is not quiet.
  func leavesHour(in range: ClosedRange<Int>) -> Bool {
    let (start, end) = (range.lowerBound, range.upperBound)
    if from < until { return min(end, from) - start >= 3_600 || end - max(start, until) >= 3_600 }
    // Over midnight: what is left of a day lies between the two.
    return min(end, from) - max(start, until) >= 3_600
  }

  /// `21:00 to 08:00`.
  package var words: String { "\(from.asTime) to \(until.asTime)" }
}

extension Int {
  /// Seconds after midnight as a time of day is written: `21:00`.
  package var asTime: String { ISOText.string(secondOfDay: Int32(clamping: (self % 86_400 + 86_400) % 86_400)) }
}
