import CampaignCalendar
import CampaignDiagnostics
import CampaignTestSupport
import CampaignValues
import Testing

@testable import CampaignSemantics

/// What is found of schedules, quiet hours and clocks, with the system's zones, as of 2027-01-01.
@Suite struct TimeProofTests {
  private static func tenant(_ zone: String, _ items: String = "") -> String {
    """
    tenant shop {
      name "Shop", timezone "\(zone)", currency EUR, languages en_GB, audience "audience.sqlite"
      channel push { app "com.shop.example" }
      \(items)
    }
    """
  }

  private static func findings(_ zone: String, _ schedule: String, tenant items: String = "", _ more: String = "")
    -> [String]
  {
    let result = StandardTenant.check(
      """
      \(tenant(zone, items))
      campaign hello {
        schedule \(schedule)
        \(more)
        push { title "Hello", text "News from the shop" }
      }
      """)
    return result.diagnostics.map { "\($0.code.id) \($0.message)" + $0.notes.map { "; \($0.text)" }.joined() }
  }

  // MARK: Clocks

  /// Both hemispheres, a change by half an hour, and one at midnight.
  @Test(arguments: [
    (
      "Europe/Oslo", "02:30",
      "does not exist on 2027-03-28 in Europe/Oslo: it runs at 03:00; nor does it exist on 2028-03-26; it comes twice on 2027-10-31, 2028-10-29, and runs the first time"
    ),
    (
      "America/New_York", "02:30",
      "does not exist on 2027-03-14 in America/New_York: it runs at 03:00; nor does it exist on 2028-03-12"
    ),
    (
      "America/New_York", "01:30",
      "comes twice on 2027-11-07 in America/New_York: it runs the first time; it comes twice on 2028-11-05 too"
    ),
    (
      "Australia/Sydney", "02:00",
      "does not exist on 2027-10-03 in Australia/Sydney: it runs at 03:00; nor does it exist on 2028-10-01; it comes twice on 2027-04-04, 2028-04-02, and runs the first time"
    ),
    (
      "Australia/Lord_Howe", "02:15",
      "does not exist on 2027-10-03 in Australia/Lord_Howe: it runs at 02:30; nor does it exist on 2028-10-01"
    ),
    (
      "Australia/Lord_Howe", "01:45",
      "comes twice on 2027-04-04 in Australia/Lord_Howe: it runs the first time; it comes twice on 2028-04-02 too"
    ),
    (
      "America/Santiago", "00:30",
      "does not exist on 2027-09-05 in America/Santiago: it runs at 01:00; nor does it exist on 2028-09-03"
    ),
  ]) func clocksSkipOrRepeat(_ zone: String, _ time: String, _ says: String) {
    #expect(Self.findings(zone, "every day at \(time)") == ["W1323 `\(time)` \(says)"])
  }

  @Test(arguments: [
    ("Europe/Oslo", "every day at 03:00"), ("Europe/Oslo", "every day at 01:59"),
    ("Australia/Lord_Howe", "every day at 02:30"),
    ("UTC", "every day at 02:30"),
    // Clocks change on Sundays.
    ("Europe/Oslo", "every monday at 02:30"), ("Europe/Oslo", "every day at 02:30 from 2027-04-01 until 2027-10-30"),
    // It is over, or not looked at any more.
    ("Europe/Oslo", "every day at 02:30 until 2026-12-31"), ("Europe/Oslo", "once on 2026-03-29 at 02:30"),
    ("Europe/Oslo", "once on 2031-03-30 at 02:30"),
  ]) func clocksShowItOnce(_ zone: String, _ schedule: String) {
    #expect(Self.findings(zone, schedule).isEmpty)
  }

  @Test func clocksOfARunThatComesOnce() {
    #expect(
      Self.findings("Europe/Oslo", "once on 2027-03-28 at 02:30")
        == ["W1323 `02:30` does not exist on 2027-03-28 in Europe/Oslo: it runs at 03:00"])
    #expect(
      Self.findings("UTC", "once on 2027-03-28 at 02:30 in \"Europe/Oslo\"")
        == ["W1323 `02:30` does not exist on 2027-03-28 in Europe/Oslo: it runs at 03:00"])
  }

  @Test func withoutABasisNothingIsSaidOfClocks() {
    let workspace = TestWorkspace([
      "workspace.campaign": "workspace example { tenants \"tenants/*\" }",
      "tenants/shop/all.campaign": Self.tenant("Europe/Oslo") + "\n" + StandardTenant.audience
        + "\ncampaign hello {\n  schedule every day at 02:30\n  push { title \"Hello\", text \"News\" }\n}\n",
    ])
    let codes = { (basis: ProofBasis?) in
      workspace.check(basis: basis).diagnostics.map(\.code.id).filter { $0.hasPrefix("W13") }
    }
    #expect(codes(SystemZones.basis) == ["W1323"])
    #expect(codes(nil).isEmpty)
  }

  /// What is found of a zone's clocks is what they show: each reading of two years, in all zones that are like no other.
  @Test(arguments: [
    "Europe/Oslo", "America/New_York", "Australia/Lord_Howe", "America/Santiago", "Africa/Casablanca", "Asia/Kolkata",
    "Africa/Cairo", "America/Asuncion",
  ]) func changesAreThoseOfTheClocks(_ name: String) throws {
    let zone = try #require(SystemZones.zone(name))
    let first = SystemZones.start
    let changes = ClockChange.of(zone, from: first, until: CivilDate(days: first.days + 730))
    for day in first.days..<first.days + 730 {
      for time in stride(from: 0, to: 86_400, by: 900) {
        let reading = LocalDateTime(date: CivilDate(days: day), secondOfDay: Int32(time))
        let instant = zone.instant(reading)
        let isShown = zone.local(at: instant) == reading
        let isShownLater = zone.transition(after: instant).map { next in
          let later = reading.secondsSince1970 - Int64(zone.offset(at: next))
          return later != instant && later >= next && later - next < 86_400 && zone.local(at: later) == reading
        }
        let found = changes.filter { $0.readings.contains(reading.secondsSince1970) }
        #expect(found.contains(where: \.isGap) == !isShown, "\(name) \(reading.words)")
        #expect(found.contains { !$0.isGap } == (isShown && isShownLater == true), "\(name) \(reading.words)")
      }
    }
  }

  // MARK: Quiet hours

  private static let quiet = "quiet_hours 21:00 to 08:00"

  @Test func quietTimesGoOutLater() {
    let waits =
      "W0666 `22:00` lies in the quiet hours, so the messages go out at 08:00; the tenant's quiet hours are from 21:00 to 08:00"
    #expect(Self.findings("Europe/Oslo", "every day at 22:00", tenant: Self.quiet) == [waits])
    #expect(Self.findings("Europe/Oslo", "every day at 22:00", tenant: Self.quiet, "expires after 10 hours") == [waits])
    #expect(Self.findings("Europe/Oslo", "every day at 22:00", tenant: Self.quiet, "expires after 1 day") == [waits])
    // Nothing is known of the members' clocks.
    #expect(Self.findings("Europe/Oslo", "every day at 22:00 in \"Asia/Tokyo\"", tenant: Self.quiet).isEmpty)
    #expect(Self.findings("Europe/Oslo", "every day at 08:00 and 20:59", tenant: Self.quiet).isEmpty)
  }

  @Test func whatExpiresWhileItWaitsIsNeverSent() {
    let found = Self.findings(
      "Europe/Oslo", "every day at 12:00 and 22:00", tenant: Self.quiet, "expires after 9 hours")
    #expect(found.count == 1)
    #expect(
      found.first?.hasPrefix("E1322 `22:00` lies in the quiet hours, and the messages expire at 07:00") == true,
      "\(found)")
    // The clocks don't matter to what waits anyway.
    let early = Self.findings("Europe/Oslo", "every day at 02:30", tenant: Self.quiet)
    #expect(early.map { $0.prefix(5) } == ["W0666"])
  }

  private static func steps(_ delay: String, _ more: String = "") -> [String] {
    let result = StandardTenant.check(
      """
      \(tenant("Europe/Oslo", quiet))
      campaign hello {
        schedule every day at 10:00
        \(more)
        push { title "Hello", text "News from the shop" }
        then reminder after \(delay) { push { title "Hello again", text "News from the shop" } }
      }
      """)
    return result.diagnostics.map { "\($0.code.id) \($0.message)" }
  }

  @Test func stepsComeInQuietHours() {
    #expect(Self.steps("10 hours").isEmpty)
    #expect(
      Self.steps("36 hours") == [
        "W0666 `36 hours` after `10:00` is 22:00, in the quiet hours, so `reminder` goes out at 08:00"
      ])
    #expect(Self.steps("1 day").isEmpty)
    #expect(
      Self.steps("12 hours", "expires after 2 hours")
        == [
          "E1322 `12 hours` after `10:00` is 22:00, in the quiet hours, and the messages expire at 00:00, before those end: nobody gets one"
        ])
  }

  // MARK: Runs

  @Test(arguments: [
    ("every tuesday and friday at 10:00 from 2027-03-03 until 2027-03-04", "no tuesday and no friday", "2027-03-05"),
    ("every month on the 15th at 10:00 from 2027-03-16 until 2027-04-14", "none of its days", "2027-04-15"),
    ("every month on the last at 10:00 from 2027-02-01 until 2027-02-27", "none of its days", "2027-02-28"),
  ]) func neverRuns(_ schedule: String, _ days: String, _ next: String) {
    let result = StandardTenant.check(
      "campaign hello {\n  schedule \(schedule)\n  push { title \"Hello\", text \"News\" }\n}")
    #expect(result.codes == ["E1321"])
    #expect(result.diagnostics.first?.message.contains(days) == true)
    #expect(result.diagnostics.first?.helps.first?.contains(next) == true)
  }

  @Test(arguments: [
    "every tuesday at 10:00 from 2027-03-03 until 2027-03-09", "every day at 10:00 from 2027-03-03 until 2027-03-03",
    // A month that has no 31st has a last day.
    "every month on the 31st at 10:00 from 2027-04-01 until 2027-04-30",
    "every month on the 31st at 10:00 from 2027-02-01 until 2027-03-03",
  ]) func runsOnce(_ schedule: String) {
    #expect(Self.findings("UTC", schedule).isEmpty)
  }

  // MARK: Ends of offers

  @Test(arguments: [
    ("7 days", "7 days", false), ("7 days", "8 days", true), ("1 month", "31 days", false),
    ("1 month", "40 days", true),
    ("48 hours", "48 hours", true), ("48 hours", "47 hours", false), ("1 day", "40 hours", false),
    ("1 day", "60 hours", true),
    ("48 hours", "2 days", false), ("40 hours", "2 days", true),
  ]) func offersEnd(_ valid: String, _ delay: String, _ isOver: Bool) {
    let campaign = { (text: String) in
      StandardTenant.check(
        """
        campaign hello {
          schedule every day at 10:00
          offer { percent_off 10%, code "HELLO", valid \(valid) }
          push { title "Hello", text "{offer.code}" }
          then reminder after \(delay) { push { title "Hello again", text "\(text)" } }
        }
        """)
    }
    #expect(campaign("{offer.code}").codes == (isOver ? ["W1324"] : []))
    #expect(campaign("{offer.percent_off} off").codes == (isOver ? ["W1324"] : []))
    #expect(campaign("it ended {offer.ends as date}").codes.isEmpty)
    #expect(campaign("News from the shop").codes.isEmpty)
  }

  @Test func endsAreShown() throws {
    let result = StandardTenant.check(DiagnosticCode.endedOffer.bad)
    let notes = try #require(result.diagnostics.first).notes.map(\.text)
    #expect(
      notes.last == "who enters at 2027-01-01 10:00 has it up to 2027-01-08, and gets `reminder` at 2027-01-11 10:00")
  }
}
