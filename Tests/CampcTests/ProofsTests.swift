import Foundation
import Testing

/// What `campc check --proofs` lists of times and tenants, and what `campc explain --calendar` shows.
@Suite struct ProofsTests {
  @Test func samplesArePromised() throws {
    let result = try Tool.run("check", "samples", "--proofs")
    #expect(result.status == 0)
    let lines = result.out.split(separator: "\n").map(String.init)
    #expect(lines.contains("  freshmart/weekly_deals: none of its times lies in the quiet hours 21:00 to 08:00"))
    #expect(lines.contains("  freshmart/welcome: no step comes surely after its offer's 14 days"))
    #expect(lines.contains { $0.hasPrefix("  journey/first_year: is over: ") })
    #expect(lines.contains { $0.hasPrefix("  journey: campaigns that run at the same time") })
    #expect(lines.contains("  winback fits 2 of 2 tenants"))
    let json = try Tool.run("check", "samples", "--proofs", "--output-format", "json")
    let document = try #require(try JSONSerialization.jsonObject(with: Data(json.out.utf8)) as? [String: Any])
    let times = try #require(document["times"] as? [[String: String]])
    #expect(
      times.contains { $0["campaign"] == "welcome" && $0["says"] == "no step comes surely after its offer's 14 days" })
    #expect((document["templates"] as? [[String: Any]])?.first?["fitting"] as? Int == 2)
    #expect((document["together"] as? [[String: String]])?.count == 4)
  }

  @Test func nothingIsProvenUnasked() throws {
    #expect(try Tool.run("check", "samples").out == "")
  }

  @Test func calendarShowsWhatRunsInOrder() throws {
    let result = try Tool.run(
      "explain", "--calendar", "1", "--workspace", "samples", "--tenant", "freshmart", "--now", "2027-03-02T00:00")
    #expect(result.status == 0, "\(result.err)")
    #expect(
      result.out == """
        calendar of freshmart, 2027-03-02 to 2027-03-02
        caps: 1 per day, 4 per 7 days

        Tue 2027-03-02
          09:30  spring_winback  priority 5, America/Chicago
          10:00  welcome         priority 5, each member's clocks
          12:00  coupon_expiry   priority 8, each member's clocks
          18:00  coffee          priority 5, each member's clocks
          up to 4 messages for one member, where the cap is 1 per day
          up to 5 messages for one member, where the cap is 4 per 7 days

        at any time, as events come: basket, tier_up

        """)
  }

  @Test func aCalendarBeginsOnADay() throws {
    let asked = ["explain", "--calendar", "1", "--workspace", "samples", "--tenant", "freshmart", "--now"]
    let day = try Tool.run(asked + ["2027-03-02"])
    let instant = try Tool.run(asked + ["2027-03-02T00:00"])
    #expect(day.status == 0 && day.out == instant.out, "\(day.err)")
    #expect(try Tool.run(asked + ["2027-02-30"]).status == 2)
  }

  @Test(arguments: [["0"], ["367"], ["3", "--plan", "welcome"]]) func otherCalendarsAreRefused(_ more: [String]) throws
  {
    #expect(try Tool.run(["explain", "--calendar"] + more).status == 2)
  }
}
