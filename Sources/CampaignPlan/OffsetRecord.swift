/// A distance in time: months and days by the calendar of the run's zone, then seconds exactly.
package struct OffsetRecord: Hashable, Sendable {
  package var months: Int32
  package var days: Int32
  package var seconds: Int64

  package init(months: Int32, days: Int32, seconds: Int64) {
    self.months = months
    self.days = days
    self.seconds = seconds
  }

  package static let none = OffsetRecord(months: 0, days: 0, seconds: 0)

  /// Whether none of its parts goes back.
  var isForward: Bool { months >= 0 && days >= 0 && seconds >= 0 }

  /// Whether it leads to a later time, and to one that there is.
  var isAhead: Bool { isNear && isForward && self != .none }

  /// Whether it moves no date beyond those of years that there are.
  var isNear: Bool {
    (-120_000...120_000).contains(months) && (-4_000_000...4_000_000).contains(days)
      && (-400_000_000_000...400_000_000_000).contains(seconds)
  }
}
