import CampaignValues
import Testing

@testable import CampaignCalendar

@Suite struct ScheduleTests {
  func days(_ numbers: Int...) -> Schedule.MonthDays {
    Schedule.MonthDays(numbers.compactMap { Schedule.MonthDays(day: $0) })
  }

  func occurrences(
    _ recurrence: Schedule.Recurrence, at times: [String] = ["09:30"], from: String? = nil, until: String? = nil,
    in zone: Zone = .utc, after: String, limit: Int
  ) throws -> [String] {
    let schedule = try #require(
      Schedule(
        recurrence, times: times.compactMap { $0.withBytes(ISOText.time) }, from: from.map(date), until: until.map(date)
      ))
    return schedule.occurrences(after: try instant(after), in: zone, limit: limit).map {
      let local = ISOText.string(date: $0.local.date) + " " + ISOText.string(secondOfDay: $0.local.secondOfDay)
      return local + " = " + ISOText.string(instant: $0.instant)
    }
  }

  @Test func once() throws {
    let berlin = try zone("Europe/Berlin")
    let day = Schedule.Recurrence.once(try date("2027-09-01"))
    #expect(
      try occurrences(day, at: ["18:00", "09:00", "09:00"], in: berlin, after: "2020-01-01T00:00Z", limit: 9) == [
        "2027-09-01 09:00 = 2027-09-01T07:00:00Z", "2027-09-01 18:00 = 2027-09-01T16:00:00Z",
      ])
    #expect(try occurrences(day, at: ["09:00"], in: berlin, after: "2027-09-01T07:00Z", limit: 9) == [])
    #expect(try occurrences(day, at: ["09:00"], in: berlin, after: "2027-09-01T06:59:59Z", limit: 9).count == 1)
  }

  @Test func weekdaysBetweenDates() throws {
    let both = Schedule.Weekdays([1, 4].compactMap { Schedule.Weekdays(weekday: $0) })
    #expect(
      try occurrences(
        .weekly(both), from: "2027-03-02", until: "2027-03-12", after: "2026-01-01T00:00Z", limit: 99) == [
          "2027-03-02 09:30 = 2027-03-02T09:30:00Z", "2027-03-05 09:30 = 2027-03-05T09:30:00Z",
          "2027-03-09 09:30 = 2027-03-09T09:30:00Z", "2027-03-12 09:30 = 2027-03-12T09:30:00Z",
        ])
    #expect(try occurrences(.weekly(both), until: "2027-03-12", after: "2027-03-12T09:30Z", limit: 9) == [])
    #expect(
      try occurrences(.weekly(both), after: "2027-03-12T09:30Z", limit: 1) == [
        "2027-03-16 09:30 = 2027-03-16T09:30:00Z"
      ])
  }

  @Test func shortMonthsTakeTheirLastDay() throws {
    func dates(_ days: Schedule.MonthDays, _ after: String, _ limit: Int) throws -> [String] {
      try occurrences(.monthly(days), at: ["00:00"], after: after, limit: limit).map { String($0.prefix(10)) }
    }
    #expect(try dates(days(31), "2028-01-01T00:00Z", 4) == ["2028-01-31", "2028-02-29", "2028-03-31", "2028-04-30"])
    #expect(
      try dates(days(29, 30, 31), "2027-01-30T12:00Z", 4) == ["2027-01-31", "2027-02-28", "2027-03-29", "2027-03-30"])
    #expect(try dates([.last], "2027-01-01T00:00Z", 3) == ["2027-01-31", "2027-02-28", "2027-03-31"])
    #expect(try dates(days(1, 15), "2027-01-01T00:00Z", 3) == ["2027-01-15", "2027-02-01", "2027-02-15"])
    #expect(try dates(days(28), "2027-02-01T00:00Z", 2) == ["2027-02-28", "2027-03-28"])
  }

  @Test func dailyAcrossClockChanges() throws {
    let berlin = try zone("Europe/Berlin")
    #expect(
      try occurrences(.daily, at: ["02:15", "02:45"], in: berlin, after: "2027-03-27T12:00Z", limit: 3) == [
        "2027-03-28 02:15 = 2027-03-28T01:00:00Z", "2027-03-28 02:45 = 2027-03-28T01:00:00Z",
        "2027-03-29 02:15 = 2027-03-29T00:15:00Z",
      ])
    #expect(
      try occurrences(.daily, at: ["02:30"], in: berlin, after: "2027-10-30T12:00Z", limit: 2) == [
        "2027-10-31 02:30 = 2027-10-31T00:30:00Z", "2027-11-01 02:30 = 2027-11-01T01:30:00Z",
      ])
    let apia = try zone("Pacific/Apia")
    #expect(
      try occurrences(.daily, at: ["10:00"], in: apia, after: "2011-12-30T00:00Z", limit: 2) == [
        "2011-12-30 10:00 = 2011-12-30T10:00:00Z", "2011-12-31 10:00 = 2011-12-30T20:00:00Z",
      ])
  }

  @Test func occurrencesAreTheSameFromWhereverOneStarts() throws {
    let schedule = try #require(Schedule(.daily, times: [0, 8_000, 9_000, 86_399]))
    for name in ["America/Sao_Paulo", "Pacific/Apia", "Africa/Casablanca", "Antarctica/Troll"] {
      let zone = try zone(name)
      let all = schedule.occurrences(after: try instant("2011-01-01T00:00Z"), in: zone, limit: 1600)
      #expect(all.count == 1600)
      for (earlier, later) in zip(all, all.dropFirst()) {
        #expect(earlier.local < later.local && earlier.instant <= later.instant, "\(name)")
        let next = schedule.occurrences(after: earlier.instant, in: zone, limit: 1).first
        if later.instant > earlier.instant { #expect(next == later, "\(name)") }
      }
    }
  }

  @Test func endsByItself() throws {
    #expect(try occurrences(.daily, until: "2027-01-01", after: "2027-01-02T00:00Z", limit: .max) == [])
    #expect(try occurrences(.daily, after: "9999-12-30T23:00Z", limit: .max).count == 1)
    #expect(try occurrences(.daily, after: "2027-01-01T00:00Z", limit: 0) == [])
    #expect(try occurrences(.daily, after: "2027-01-01T00:00Z", limit: -1) == [])
    let schedule = try #require(Schedule(.daily, times: [0]))
    #expect(schedule.occurrences(after: .max, in: .utc, limit: 5) == [])
    #expect(schedule.occurrences(after: .min, in: .utc, limit: 1).first?.local.date == .first)
  }

  @Test func refusesSchedulesThatNeverRun() throws {
    #expect(Schedule(.daily, times: []) == nil && Schedule(.daily, times: [86_400]) == nil)
    #expect(Schedule(.daily, times: [-1]) == nil && Schedule(.weekly([]), times: [0]) == nil)
    #expect(Schedule(.monthly([]), times: [0]) == nil)
    #expect(try Schedule(.daily, times: [0], from: date("2027-01-02"), until: date("2027-01-01")) == nil)
    #expect(
      Schedule.Weekdays(weekday: 7) == nil && Schedule.MonthDays(day: 32) == nil && Schedule.MonthDays(day: 0) == nil)
  }
}
