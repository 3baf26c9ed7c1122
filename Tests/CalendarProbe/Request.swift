import CampaignCalendar
import CampaignValues
import Foundation

/// A line that the probe is asked with: a schedule, a zone and a span of time, as JSON.
///
///     {"zone": "Europe/Berlin", "recurrence": "weekly", "days": [0, 4], "times": ["02:30"], "from": "2027-03-02",
///      "until": null, "after": 1803945600, "before": 1835568000, "stepping": false}
struct Request: Decodable {
  let zone: String
  /// `once`, `daily`, `weekly` or `monthly`.
  let recurrence: String
  /// The day of `once`.
  let date: String?
  /// The days of `weekly`, 0 for Monday to 6, or of `monthly`, 1 to 31 and 0 for the last.
  let days: [Int]?
  /// `09:30` or `09:30:15`.
  let times: [String]
  let from: String?
  let until: String?
  /// Seconds since 1970-01-01T00:00:00Z; what falls on it is not asked for.
  let after: Int64
  /// Seconds since 1970-01-01T00:00:00Z; what falls on it is asked for.
  let before: Int64
  /// Whether each instant is asked for anew, after the one before it, as an engine does that wakes up for each.
  let stepping: Bool

  /// What the probe can't make sense of.
  struct Unreadable: Error {
    let reason: String
  }

  func schedule() throws -> Schedule {
    let seconds = try times.map { try read($0, ISOText.time, "time") }
    let first = try from.map { try read($0, ISOText.date, "date") }
    let last = try until.map { try read($0, ISOText.date, "date") }
    guard let schedule = Schedule(try readRecurrence(), times: seconds, from: first, until: last) else {
      throw Unreadable(reason: "the schedule never runs")
    }
    return schedule
  }

  private func readRecurrence() throws -> Schedule.Recurrence {
    let numbers = days ?? []
    switch recurrence {
    case "once": return .once(try read(date ?? "", ISOText.date, "date"))
    case "daily": return .daily
    case "weekly": return .weekly(try known(numbers.map(Schedule.Weekdays.init(weekday:)), Schedule.Weekdays.init))
    case "monthly":
      let days = numbers.map { $0 == 0 ? .last : Schedule.MonthDays(day: $0) }
      return .monthly(try known(days, Schedule.MonthDays.init))
    default: throw Unreadable(reason: "`\(recurrence)` is no recurrence")
    }
  }

  private func known<Days>(_ days: [Days?], _ together: ([Days]) -> Days) throws -> Days {
    guard days.allSatisfy({ $0 != nil }) else { throw Unreadable(reason: "a day is out of range") }
    return together(days.compactMap { $0 })
  }

  private func read<Value>(
    _ text: String, _ reader: (UnsafeRawBufferPointer) -> Value?, _ kind: String
  ) throws -> Value {
    guard let value = Array(text.utf8).withUnsafeBytes(reader) else {
      throw Unreadable(reason: "`\(text)` is no \(kind)")
    }
    return value
  }
}
