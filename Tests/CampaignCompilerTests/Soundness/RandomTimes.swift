import CampaignTestSupport
import Foundation

/// A random campaign as far as time goes, and what Foundation's calendar says of it: a second computation of days, clocks and ends.
struct RandomTimes {
  static let zones = ["Europe/Oslo", "America/New_York", "Australia/Lord_Howe", "America/St_Johns", "Asia/Tokyo"]
  /// As `SystemZones.start`, and as far as campaigns are followed.
  private static let start = DateComponents(year: 2027, month: 1, day: 1)
  private static let horizonDays = 731

  private enum Days {
    case daily
    case weekdays([Int])
    case monthly([Int])
  }

  let source: String
  private let zone: TimeZone
  private let days: Days
  /// Minutes since midnight.
  private let times: [Int]
  /// Days since the start, both included.
  private let span: (from: Int, until: Int)?
  private let expiresMinutes: Int?
  private let validity: (days: Int, hours: Int)
  private let delay: (days: Int, hours: Int)
  private let windowDays: Int
  private let showsOffer: Bool
  private let asksConversion: Bool

  private static let weekdayNames = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"]

  init(name: String, zone: String, _ random: inout SeededGenerator) {
    func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }
    func clock(_ minutes: Int) -> String { String(format: "%02d:%02d", minutes / 60, minutes % 60) }
    self.zone = TimeZone(identifier: zone) ?? .gmt
    var lines: [String] = []
    var schedule = "every day"
    switch number(0...2) {
    case 0: days = .daily
    case 1:
      let chosen = Array(Set((0...number(0...2)).map { _ in number(1...7) })).sorted()
      days = .weekdays(chosen)
      schedule = "every " + chosen.map { Self.weekdayNames[$0 - 1] }.joined(separator: " and ")
    default:
      let day = number(1...28)
      days = .monthly([day])
      schedule =
        "every month on the \(day)\(["st", "nd", "rd"].indices.contains(day % 10 - 1) && !(11...13).contains(day) ? ["st", "nd", "rd"][day % 10 - 1] : "th")"
    }
    // Often at night, when clocks change.
    times =
      random.oneIn(2)
      ? [number(0...3) * 60 + random.pick([0, 15, 30, 45])] : [number(0...23) * 60 + random.pick([0, 30])]
    schedule += " at \(clock(times[0]))"
    if random.oneIn(3) {
      let from = number(-20...400)
      span = (from, from + number(0...12))
      schedule += " from \(Self.written(from)) until \(Self.written(from + (span?.until ?? 0) - from))"
    } else {
      span = nil
    }
    lines.append("schedule \(schedule)")
    expiresMinutes = random.oneIn(2) ? random.pick([30, 60, 6 * 60, 11 * 60, 24 * 60]) : nil
    if let expiresMinutes { lines.append("expires after \(expiresMinutes) minutes") }
    validity = random.oneIn(2) ? (number(1...9), 0) : (0, number(1...40))
    lines.append(
      "offer { percent_off 10%, code \"A\(name)\", valid \(validity.days > 0 ? "\(validity.days) days" : "\(validity.hours) hours") }"
    )
    windowDays = number(1...9)
    lines.append("conversion points > 50 within \(windowDays) days")
    lines.append("push { title \"Hello\", text \"{offer.code}\" }")
    delay = random.oneIn(3) ? (0, number(1...40)) : (number(1...12), 0)
    (showsOffer, asksConversion) = (random.oneIn(2), random.oneIn(2))
    lines.append(
      "then again after \(delay.days > 0 ? "\(delay.days) days" : "\(delay.hours) hours")"
        + (asksConversion ? " where not converted" : " where points < 90")
        + " { push { title \"Again\", text \"\(showsOffer ? "{offer.percent_off}" : "News")\" } }")
    source = (["campaign \(name) {"] + lines.map { "  " + $0 } + ["}"]).joined(separator: "\n")
  }

  // MARK: Foundation's calendar

  private var calendar: Calendar {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = zone
    return calendar
  }

  /// By a calendar without changes of clocks.
  private static let plain: Calendar = {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = .gmt
    return calendar
  }()

  private static let firstDay = plain.date(from: start) ?? .distantPast

  private static func written(_ day: Int) -> String {
    let parts = plain.dateComponents([.year, .month, .day], from: firstDay.addingTimeInterval(Double(day) * 86_400))
    return String(format: "%04d-%02d-%02d", parts.year ?? 0, parts.month ?? 0, parts.day ?? 0)
  }

  private func runs(on day: Int) -> Bool {
    let date = Self.firstDay.addingTimeInterval(Double(day) * 86_400)
    switch days {
    case .daily: return true
    case .weekdays(let chosen): return chosen.contains(Self.plain.component(.weekday, from: date))
    case .monthly(let chosen): return chosen.contains(Self.plain.component(.day, from: date))
    }
  }

  private var followedDays: [Int] {
    let range = max(span?.from ?? 0, 0)...max(min(span?.until ?? Self.horizonDays, Self.horizonDays), 0)
    return (span.map { $0.until >= 0 && $0.from <= Self.horizonDays } ?? true) ? range.filter(runs) : []
  }

  var neverRuns: Bool { span.map { span in !(span.from...span.until).contains(where: runs) } ?? false }

  /// The instants at which the clocks show a time, none, one or two.
  private func instants(_ day: Int, _ minutes: Int) -> [Date] {
    let wall = Self.firstDay.addingTimeInterval(Double(day) * 86_400 + Double(minutes) * 60)
    let offsets = Set([-86_400.0, 86_400].map { zone.secondsFromGMT(for: wall.addingTimeInterval($0)) })
    return offsets.map { wall.addingTimeInterval(-Double($0)) }.filter { instant in
      instant.addingTimeInterval(Double(zone.secondsFromGMT(for: instant))) == wall
    }.sorted()
  }

  private static func isQuiet(_ minutes: Int) -> Bool { minutes % 1_440 >= 21 * 60 || minutes % 1_440 < 8 * 60 }

  /// Whether some occurrence is skipped, or comes twice; in the quiet hours it waits, whatever the clocks do.
  func clocksChange(hasQuietHours: Bool) -> Bool {
    times.contains { time in
      !(hasQuietHours && Self.isQuiet(time)) && followedDays.contains { instants($0, time).count != 1 }
    }
  }

  /// Whether a message waits for the end of the quiet hours until it has expired; minute by minute.
  var expiresInQuietHours: Bool {
    guard let expiresMinutes else { return false }
    let dues = times + (delay.hours > 0 ? times.map { $0 + delay.hours * 60 } : [])
    return dues.contains { due in
      var waited = 0
      while Self.isQuiet(due + waited) { waited += 1 }
      return waited > expiresMinutes
    }
  }

  /// Whether the later step shows the offer, and to nobody before it has ended.
  var isEachOfferEnded: Bool {
    showsOffer
      && entries.allSatisfy { entry in
        due(entry)
          > (validity.days > 0
            ? endOfDay(entry, validity.days) : entry.addingTimeInterval(Double(validity.hours) * 3_600))
      }
  }

  /// Whether the later step asks for conversions, and of nobody while they count.
  var isEachConversionLate: Bool {
    asksConversion && entries.allSatisfy { due($0) > (calendar.date(byAdding: .day, value: windowDays, to: $0) ?? $0) }
  }

  /// Of more than a year, and of those that end before they are looked at too.
  private var entries: [Date] {
    (followedDays.isEmpty
      ? (span.map { Array($0.from...$0.until) } ?? []).filter(runs) : Array(followedDays.prefix(400))).flatMap { day in
        times.compactMap { instants(day, $0).first }
      }
  }

  private func due(_ entry: Date) -> Date {
    delay.hours > 0
      ? entry.addingTimeInterval(Double(delay.hours) * 3_600)
      : calendar.date(byAdding: .day, value: delay.days, to: entry) ?? entry
  }

  private func endOfDay(_ entry: Date, _ days: Int) -> Date {
    let day = calendar.date(byAdding: .day, value: days, to: entry) ?? entry
    return calendar.date(byAdding: .day, value: 1, to: calendar.startOfDay(for: day)) ?? day
  }
}
