import CampaignValues
import Testing

@testable import CampaignCalendar

@Suite struct ZoneTests {
  @Test func skippedTimesAreTakenAtTheEndOfTheGapAndRepeatedOnesFirst() throws {
    let berlin = try zone("Europe/Berlin")
    #expect(try berlin.instant(local("2027-03-28T02:30")) == (instant("2027-03-28T03:00+02:00")))
    #expect(try berlin.instant(local("2027-03-28T02:00")) == (instant("2027-03-28T01:00Z")))
    #expect(try berlin.instant(local("2027-10-31T02:30")) == (instant("2027-10-31T02:30+02:00")))
    #expect(try berlin.instant(local("2027-10-31T03:00")) == (instant("2027-10-31T03:00+01:00")))
    let apia = try zone("Pacific/Apia")
    #expect(try apia.instant(local("2011-12-30T10:00")) == (instant("2011-12-31T00:00+14:00")))
    #expect(try apia.localDate(at: instant("2011-12-30T09:59:59Z")) == (date("2011-12-29")))
    #expect(try apia.localDate(at: instant("2011-12-30T10:00:00Z")) == (date("2011-12-31")))
    let santiago = try zone("America/Sao_Paulo")
    #expect(try santiago.instant(local("2018-11-04T00:00")) == (instant("2018-11-04T01:00-02:00")))
    #expect(try Zone.utc.instant(local("2027-03-02T10:00")) == (instant("2027-03-02T10:00Z")))
  }

  @Test func localTimeAndInstantAreInverse() throws {
    var generator = SeededGenerator(seed: 9)
    for name in ["America/New_York", "Australia/Lord_Howe", "Europe/Dublin", "Antarctica/Troll", "Africa/Casablanca"] {
      let zone = try zone(name)
      for round in 0..<2_000 {
        let moment = Int64.random(in: -3_000_000_000...6_000_000_000, using: &generator)
        let local = zone.local(at: moment)
        let back = zone.instant(local)
        // The first of two instants with one reading comes back.
        #expect(back <= moment && zone.local(at: back) == local, "\(name), seed 9, round \(round): \(moment)")
      }
    }
  }

  @Test func calendarPartsKeepTheWallClock() throws {
    let berlin = try zone("Europe/Berlin")
    let start = try instant("2027-03-27T02:30+01:00")
    func add(_ count: Int64, _ unit: CalendarDuration.Unit) throws -> Int64 {
      berlin.adding(try #require(CalendarDuration(count, unit)), to: start)
    }
    #expect(try add(1, .day) == instant("2027-03-28T03:00+02:00"))
    #expect(try add(2, .day) == instant("2027-03-29T02:30+02:00"))
    #expect(try add(48, .hour) == instant("2027-03-29T03:30+02:00"))
    #expect(try add(1, .week) == instant("2027-04-03T02:30+02:00"))
    #expect(try add(-45, .day) == instant("2027-02-10T02:30+01:00"))
    #expect(try add(11, .month) == instant("2028-02-27T02:30+01:00"))
    #expect(try add(90, .minute) == instant("2027-03-27T04:00+01:00"))
    let leap = try instant("2028-02-29T12:00Z")
    #expect(try Zone.utc.adding(#require(CalendarDuration(1, .year)), to: leap) == (instant("2029-02-28T12:00Z")))
    let month = try #require(CalendarDuration(1, .month))
    #expect(try Zone.utc.subtracting(month, from: leap) == (instant("2028-01-29T12:00Z")))
    #expect(CalendarDuration(365_001, .day) == nil && CalendarDuration(.min, .hour) == nil)
  }

  @Test func extremesNeverTrap() throws {
    let zones = try [Zone.utc, zone("America/New_York"), zone("Europe/Dublin"), zone("Africa/Casablanca")]
    let widest = CalendarDuration(months: .max, days: .max, seconds: .max)
    for zone in zones {
      for moment in [Int64.min, -Zone.instantLimit - 1, -Zone.instantLimit, 0, Zone.instantLimit, Int64.max] {
        #expect(abs(zone.offset(at: moment)) < 26 * 3600)
        let local = zone.local(at: moment)
        #expect((0..<86_400).contains(local.secondOfDay))
        #expect(abs(zone.instant(local)) <= Zone.instantLimit + 2 * 26 * 3600)
        #expect(abs(zone.adding(widest, to: moment)) <= Zone.instantLimit)
        #expect(abs(zone.subtracting(widest, from: moment)) <= Zone.instantLimit)
      }
      for days in [Int32.min, Int32.max] {
        #expect(
          abs(zone.instant(LocalDateTime(date: CivilDate(days: days), secondOfDay: 0))) <= Zone.instantLimit + 26 * 3600
        )
      }
    }
  }
}

@Suite struct PosixRuleTests {
  func rule(_ text: String) -> PosixRule? { text.withBytes { PosixRule($0) } }

  @Test func readsOffsetsAndRules() throws {
    #expect(rule("EST5")?.standardOffset == -18_000 && rule("<+0545>-5:45")?.standardOffset == 20_700)
    let newYork = try #require(rule("EST5EDT,M3.2.0,M11.1.0"))
    #expect(try newYork.offset(at: instant("2050-03-13T06:59:59Z")) == -18_000)
    #expect(try newYork.offset(at: instant("2050-03-13T07:00:00Z")) == -14_400)
    #expect(try newYork.offset(at: instant("2050-11-06T05:59:59Z")) == -14_400)
    #expect(try newYork.offset(at: instant("2050-11-06T06:00:00Z")) == -18_000)
    #expect(try newYork.change(after: instant("2050-11-06T06:00:00Z")) == (instant("2051-03-12T07:00:00Z")))
    let dublin = try #require(rule("IST-1GMT0,M10.5.0,M3.5.0/1"))
    #expect(
      try dublin.offset(at: instant("2050-01-01T00:00Z")) == 0
        && dublin.offset(at: instant("2050-07-01T00:00Z")) == 3600)
    let gaza = try #require(rule("EET-2EEST,M3.4.4/50,M10.4.4/50"))
    #expect(try gaza.offset(at: instant("2050-03-26T00:00Z")) == 10_800)
    #expect(try gaza.offset(at: instant("2050-03-25T23:59:59Z")) == 7200)
  }

  @Test func countsJulianAndOrdinalDays() throws {
    let julian = try #require(rule("AAA0BBB,J60/0,J300/0"))
    #expect(
      try julian.offset(at: instant("2028-02-29T23:59:59Z")) == 0
        && julian.offset(at: instant("2028-03-01T00:00Z")) == 3600)
    let ordinal = try #require(rule("AAA0BBB,59/0,300/0"))
    #expect(
      try ordinal.offset(at: instant("2028-02-29T00:00Z")) == 3600
        && ordinal.offset(at: instant("2027-02-28T23:59:59Z")) == 0)
    #expect(try ordinal.offset(at: instant("2027-03-01T00:00Z")) == 3600)
  }

  @Test func daylightTimeMayLastAllYear() throws {
    let always = try #require(rule("XXX3EDT4,0/0,J365/23"))
    for text in [
      "2027-01-01T02:59:59Z", "2027-01-01T03:00Z", "2027-07-01T00:00Z", "2027-12-31T23:00Z", "2028-12-31T23:59Z",
    ] {
      #expect(try always.offset(at: instant(text)) == -14_400, "\(text)")
    }
  }

  @Test func refusesWhatIsNotARule() {
    for text in [
      "", "E5", "EST", "EST25", "EST5EDT", "EST5EDT,", "EST5EDT,M3.2.0", "EST5EDT,M3.2.0,", "EST5EDT,M13.2.0,M11.1.0",
      "EST5EDT,M3.6.0,M11.1.0", "EST5EDT,M3.2.7,M11.1.0", "EST5EDT,J0,J300", "EST5EDT,366,1", "<EST5", "EST5:60",
      "EST5EDT,M3.2.0/168,M11.1.0", "EST5EDT,M3.2.0,M11.1.0x", "EST5 ", "<+1>-1",
    ] {
      #expect(rule(text) == nil, "\(text)")
    }
  }
}
