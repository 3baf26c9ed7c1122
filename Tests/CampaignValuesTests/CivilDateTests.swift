import Testing

@testable import CampaignValues

@Suite struct CivilDateTests {
  @Test func everyDayOfTheYears1To9999FollowsTheOneBefore() {
    var expected = CivilDate.Parts(year: 1, month: 1, day: 1)
    var weekday = 0  // 0001-01-01 was a Monday
    for days in CivilDate.first.days...CivilDate.last.days {
      let date = CivilDate(days: days)
      if date.parts != expected || date.weekday != weekday
        || CivilDate.days(year: expected.year, month: expected.month, day: expected.day) != days
      {
        Issue.record("day \(days): \(date.parts), not \(expected)")
        return
      }
      weekday = (weekday + 1) % 7
      expected.day += 1
      if expected.day > CivilDate.daysInMonth(year: expected.year, month: expected.month) {
        expected.day = 1
        expected.month += 1
      }
      if expected.month > 12 {
        expected.month = 1
        expected.year += 1
      }
    }
    #expect(expected == CivilDate.Parts(year: 10_000, month: 1, day: 1))
  }

  @Test func knownDays() {
    #expect(CivilDate(year: 1970, month: 1, day: 1)?.days == 0)
    #expect(CivilDate(year: 2000, month: 3, day: 1)?.days == 11_017)
    #expect(CivilDate(year: 2027, month: 3, day: 2)?.days == 20_879)
    #expect(CivilDate(year: 2027, month: 3, day: 2)?.weekday == 1)
    for (year, month, day) in [
      (2027, 2, 29), (2100, 2, 29), (2027, 13, 1), (2027, 0, 1), (2027, 4, 31), (0, 1, 1), (2027, 1, 0),
    ] {
      #expect(CivilDate(year: year, month: month, day: day) == nil)
    }
    #expect(CivilDate(year: 2028, month: 2, day: 29) != nil && CivilDate(year: 2000, month: 2, day: 29) != nil)
    for days in [Int32.min, -1, 0, Int32.max] {
      let parts = CivilDate(days: days).parts
      #expect(CivilDate.days(year: parts.year, month: parts.month, day: parts.day) == days)
      #expect((0...6).contains(CivilDate(days: days).weekday))
    }
  }

  @Test func monthsAreAddedWithinTheMonth() {
    func add(_ year: Int, _ month: Int, _ day: Int, _ months: Int) -> CivilDate.Parts? {
      CivilDate(year: year, month: month, day: day)?.adding(months: months).parts
    }
    #expect(add(2027, 1, 31, 1) == .init(year: 2027, month: 2, day: 28))
    #expect(add(2028, 1, 31, 1) == .init(year: 2028, month: 2, day: 29))
    #expect(add(2027, 3, 15, -3) == .init(year: 2026, month: 12, day: 15))
    #expect(add(2027, 12, 31, 14) == .init(year: 2029, month: 2, day: 28))
    #expect(add(2027, 1, 1, -25) == .init(year: 2024, month: 12, day: 1))
  }

  @Test func fullMonthsAreTheMostThatFit() throws {
    func months(_ from: (Int, Int, Int), _ to: (Int, Int, Int)) throws -> Int {
      try #require(CivilDate(year: from.0, month: from.1, day: from.2)).fullMonths(
        to: #require(CivilDate(year: to.0, month: to.1, day: to.2)))
    }
    #expect(try months((2027, 1, 31), (2027, 2, 27)) == 0)
    #expect(try months((2027, 1, 31), (2027, 2, 28)) == 1)
    #expect(try months((2028, 1, 31), (2028, 2, 28)) == 0)
    #expect(try months((2024, 2, 29), (2027, 2, 28)) == 36)
    #expect(try months((2027, 2, 28), (2027, 3, 31)) == 1)
    #expect(try months((2027, 3, 2), (2027, 3, 1)) == -1)
    #expect(try months((2027, 3, 31), (2027, 2, 28)) == -1)
    var generator = SeededGenerator(seed: 9)
    for _ in 0..<5_000 {
      let from = CivilDate(days: Int32.random(in: 0...30_000, using: &generator))
      let to = CivilDate(days: Int32.random(in: 0...30_000, using: &generator))
      let months = from.fullMonths(to: to)
      #expect(from.adding(months: months) <= to && from.adding(months: months + 1) > to, "\(from) \(to)")
    }
  }

  @Test func datesAreHeldToTheirYears() {
    #expect(CivilDate(limiting: .min) == .first && CivilDate(limiting: .max) == .last)
    #expect(CivilDate(limiting: 20_879).days == 20_879)
  }
}
