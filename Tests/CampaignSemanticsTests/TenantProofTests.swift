import CampaignDiagnostics
import CampaignTestSupport
import CampaignValues
import Testing

@testable import CampaignSemantics

/// What is found of a tenant's campaigns together, as of 2027-01-01, a Friday.
@Suite struct TenantProofTests {
  private static func tenant(_ items: String) -> String {
    """
    tenant shop {
      name "Shop", timezone "Europe/Oslo", currency EUR, languages en_GB, audience "audience.sqlite"
      channel push { app "com.shop.example" }
      \(items)
    }
    """
  }

  /// Campaigns by their lines; each has a message.
  private static func check(_ items: String, brand: String = "", _ campaigns: [(name: String, lines: String)])
    -> [String]
  {
    let texts = campaigns.map {
      "campaign \($0.name) {\n  \($0.lines)\n  push { title \"Hello\", text \"News from the shop\" }\n}"
    }
    return StandardTenant.check(([tenant(items), brand] + texts).joined(separator: "\n")).diagnostics.map {
      "\($0.code.id) \($0.message)"
    }
  }

  // MARK: Caps

  private static let cap = "cap 1 per day"

  @Test func equalsAreToldWithTheFirstDay() {
    let found = Self.check(
      Self.cap,
      [
        ("a", "audience where points > 10\n  schedule every tuesday at 10:00"),
        ("b", "audience where tier is gold\n  schedule every month on the 19th at 10:00"),
      ])
    #expect(
      found == ["W1341 `a` and `b` run at 10:00 on 2027-01-19, a cap leaves no room for all, and none goes first"])
  }

  @Test(arguments: [
    // Another rank, another time, another day, nobody in both, a campaign that is over, and one that answers an event.
    ("audience where yes\n  schedule every day at 10:00\n  priority 6"),
    ("audience where yes\n  schedule every day at 10:30"),
    ("audience where yes\n  schedule every wednesday at 10:00"),
    ("audience where tier is silver\n  schedule every day at 10:00"),
    ("audience where yes\n  schedule every day at 10:00 until 2026-12-31"),
    ("audience where yes\n  schedule every day at 10:00 in \"America/New_York\""),
  ]) func othersDoNotMeet(_ lines: String) {
    let first = ("a", "audience where tier is gold\n  schedule every tuesday at 10:00")
    #expect(Self.check(Self.cap, [first, ("b", lines)]).isEmpty)
  }

  @Test func membersClocksMeetThoseOfEachZone() {
    let found = Self.check(
      Self.cap,
      [
        ("a", "schedule every friday at 10:00 in home_zone otherwise tenant.timezone"),
        ("b", "schedule every friday at 10:00"),
      ])
    #expect(
      found == ["W1341 `a` and `b` run at 10:00 on 2027-01-01, a cap leaves no room for all, and none goes first"])
  }

  @Test func aCapOfTwoHasRoomForTwo() {
    let daily = "schedule every day at 10:00"
    #expect(Self.check("cap 2 per day", [("a", daily), ("b", daily)]).isEmpty)
    #expect(
      Self.check("cap 2 per day", [("a", daily), ("b", daily), ("c", daily)])
        == ["W1341 `a`, `b` and `c` run at 10:00 on 2027-01-01, a cap leaves no room for all, and none goes first"])
    #expect(
      Self.check(
        "cap 2 per day",
        [
          ("a", "audience where tier is gold\n  \(daily)"), ("b", daily),
          ("c", "audience where tier is bronze\n  \(daily)"),
        ]
      ).isEmpty)
    #expect(Self.check("", [("a", daily), ("b", daily), ("c", daily)]).isEmpty)
    // Where one goes first, two are left for the room of one; where two go first, there is none left.
    let first = "\(daily)\n  priority 8"
    #expect(
      Self.check("cap 2 per day", [("a", daily), ("b", first), ("c", daily)])
        == ["W1341 `a` and `c` run at 10:00 on 2027-01-01, a cap leaves no room for all, and none goes first"])
    #expect(Self.check("cap 2 per day", [("a", daily), ("b", first), ("c", "\(daily)\n  priority 3")]).isEmpty)
  }

  // MARK: Offers

  private static let brand = "brand { require offers.percent_off <= 40% }"

  private static func offer(_ percent: Int, _ rest: String) -> String {
    "offer { percent_off \(percent)%, code \"C\(percent)\", valid 7 days }\n  \(rest)"
  }

  @Test func offersStack() {
    let found = Self.check(
      "", brand: Self.brand,
      [
        ("a", Self.offer(25, "audience where points > 10\n  schedule every day at 10:00")),
        ("b", Self.offer(10, "schedule every day at 11:00")),
        ("c", Self.offer(20, "schedule once on 2027-06-01 at 12:00")),
      ])
    #expect(found == ["E1342 the offers of `a` and `c` can take off 45% together, which is more than 40%"])
  }

  @Test(arguments: [
    "schedule every day at 11:00 until 2026-12-24", "schedule every day at 11:00 from 2030-01-01",
  ]) func offersAreApart(_ rest: String) {
    let first = ("a", Self.offer(25, "audience where points > 10\n  schedule every day at 10:00"))
    #expect(Self.check("", brand: Self.brand, [first, ("b", Self.offer(20, rest))]).isEmpty)
    #expect(Self.check("", [first, ("b", Self.offer(20, "schedule every day at 11:00"))]).isEmpty)
  }

  private static let once = "once on 2027-06-01 at 10:00"

  @Test func audiencesKeepApartWhatIsSentAtOneInstant() {
    let first = ("a", Self.offer(25, "audience where points > 10\n  schedule \(Self.once)"))
    let other = Self.offer(20, "audience where points <= 10\n  schedule \(Self.once)")
    #expect(Self.check("", brand: Self.brand, [first, ("b", other)]).isEmpty)
    // Each week, for what was issued a week before has ended.
    let weekly = { (percent: Int, test: String) in
      "offer { percent_off \(percent)%, code \"C\", valid 6 days }\n  audience where points \(test) 10\n  schedule every friday at 10:00"
    }
    #expect(Self.check("", brand: Self.brand, [("a", weekly(25, ">")), ("b", weekly(20, "<="))]).isEmpty)
  }

  /// Between two instants anything may change.
  @Test(arguments: [
    // The same time of day and another day on which the first is still valid, another time, another zone, two times, members' clocks,
    // an hour that the engine chooses.
    "every day at 10:00", "once on 2027-06-02 at 10:00", "once on 2027-06-01 at 10:01",
    "once on 2027-06-01 at 10:00 in \"Europe/London\"", "once on 2027-06-01 at 10:00 and 17:00",
    "once on 2027-06-01 at 10:00 in home_zone otherwise tenant.timezone",
    "once on 2027-06-01 at the best hour between 10:00 and 12:00",
  ]) func audiencesAtDifferentInstantsKeepNothingApart(_ schedule: String) {
    let first = ("a", Self.offer(25, "audience where points > 10\n  schedule \(Self.once)"))
    let other = ("b", Self.offer(20, "audience where points <= 10\n  schedule \(schedule)"))
    #expect(
      Self.check("", brand: Self.brand, [first, other])
        == ["E1342 the offers of `a` and `b` can take off 45% together, which is more than 40%"])
  }

  @Test func whoJoinedIsNotNewForEver() {
    let offer = { (test: String, day: String) in
      "offer { percent_off 25%, code \"C\", valid 30 days }\n  audience where \(test)\n  schedule once on \(day) at 10:00"
    }
    let new = ("a", offer("joined within last 2 days", "2027-03-02"))
    let other = ("b", offer("joined before now - 5 days", "2027-03-10"))
    #expect(Self.check("", brand: Self.brand, [new, other]).map { $0.prefix(5) } == ["E1342"])
    let same = ("b", offer("joined before now - 5 days", "2027-03-02"))
    #expect(Self.check("", brand: Self.brand, [new, same]).isEmpty)
  }

  /// Of three, two are kept apart, and the third may join either.
  @Test func aThirdOfferMayJoinEither() {
    let apart = [
      ("a", Self.offer(20, "audience where points > 10\n  schedule \(Self.once)")),
      ("b", Self.offer(15, "audience where points <= 10\n  schedule \(Self.once)")),
    ]
    let third = { (percent: Int) in
      ("c", Self.offer(percent, "audience where points > 500\n  schedule every day at 10:00"))
    }
    #expect(Self.check("", brand: Self.brand, apart + [third(20)]).isEmpty)
    #expect(
      Self.check("", brand: Self.brand, apart + [third(21)])
        == ["E1342 the offers of `a` and `c` can take off 41% together, which is more than 40%"])
  }

  @Test func anOfferWithoutAnEndIsHeldForEver() {
    let found = Self.check(
      "", brand: Self.brand,
      [
        ("a", Self.offer(25, "schedule once on 2027-01-01 at 10:00")),
        ("b", "offer { percent_off 20%, code \"OLD\" }\n  schedule once on 2020-12-25 at 10:00"),
      ])
    #expect(found.map { $0.prefix(5) } == ["E1342"])
  }

  @Test func whatWasIssuedBeforeStillCounts() {
    let found = Self.check(
      "", brand: Self.brand,
      [
        ("a", Self.offer(25, "schedule once on 2027-01-01 at 10:00")),
        ("b", Self.offer(20, "schedule once on 2026-12-25 at 10:00")),
      ])
    #expect(found.map { $0.prefix(5) } == ["E1342"])
  }

  @Test func offersOnOtherDaysAreApart() {
    let short = { (day: String) in
      "offer { percent_off 25%, code \"C\", valid 1 day }\n  schedule every \(day) at 10:00"
    }
    #expect(Self.check("", brand: Self.brand, [("a", short("monday")), ("b", short("wednesday"))]).isEmpty)
    #expect(Self.check("", brand: Self.brand, [("a", short("monday")), ("b", short("tuesday"))]).count == 1)
  }

  @Test(arguments: [
    "require offers.percent_off >= 40%", "require offers.percent_off <= 40", "require offers.amount_off <= 40 EUR",
    "forbid offers.percent_off <= 40%",
  ]) func otherRulesAreRefused(_ rule: String) {
    #expect(Self.check("", brand: "brand { \(rule) }", []).map { $0.prefix(5) } == ["E0809"])
  }

  @Test func advice() {
    let found = Self.check(
      "", brand: "brand { advise offers.percent_off <= 40% }",
      [("a", Self.offer(25, "schedule every day at 10:00")), ("b", Self.offer(20, "schedule every day at 10:00"))])
    #expect(found.count == 1)
    #expect(found.first?.hasPrefix("W") == true)
  }

  @Test func tooManyCombinationsAreSaidToBe() {
    // All are apart, but no two alike: nothing is found, and not everything is tried.
    let campaigns = (0..<40).map { number in
      (
        "c\(number)",
        "audience where points is \(number)\n  offer { percent_off 15%, code \"C\(number)\" }\n  schedule \(Self.once)"
      )
    }
    let codes = Self.check("", brand: Self.brand, campaigns).map { String($0.prefix(5)) }
    #expect(codes == ["E1343"])
  }

  // MARK: Days

  @Test func daySets() {
    var set = DaySet(count: 130)
    #expect(set.first == nil)
    set.insert(-5..<0)
    #expect(set.first == nil)
    set.insert(70..<400)
    #expect(set.first == 70)
    var other = DaySet(count: 130)
    other.insert(0..<70)
    #expect(set.intersection(other).first == nil)
    other.insert(129..<130)
    #expect(set.intersection(other).first == 129)
  }

  @Test func calendarCountsWhatACapIsAskedFor() throws {
    let result = StandardTenant.check(
      """
      \(Self.tenant("cap 1 per day\n  cap 3 per 7 days"))
      campaign a { schedule every day at 10:00, repeat every run, push { title "Hello", text "News" } }
      campaign b { schedule every friday at 09:00, repeat after 14 days, push { title "Hello", text "News" } }
      """)
    let tenant = try #require(result.tenant)
    let calendar = TenantCalendar(of: tenant, from: SystemZones.start, days: 2)
    #expect(calendar.days.map { $0.runs.map(\.campaign) } == [["b", "a"], ["a"]])
    #expect(calendar.days.map { $0.short.map(\.messages) } == [[2, 8], [8]])
  }
}
