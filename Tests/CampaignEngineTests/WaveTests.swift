import CampaignLedger
import Testing

@testable import CampaignEngine

/// Campaigns that go by each member's clocks, or by their best hour.
@Suite struct WaveTests {
  private static let byMembers = "schedule every tuesday at 10:00 in zone otherwise tenant.timezone"
  private static let hour: Int64 = 3_600

  private func taken(_ fixture: EngineFixture) -> [String] {
    fixture.world.taken.keys.compactMap { $0.split(separator: "@").first.map(String.init) }.sorted()
  }

  @Test func eachZoneIsSentWhenItsClocksSaySo() throws {
    let fixture = try EngineFixture(
      members: 4, startingAt: EngineFixture.due - 20 * Self.hour, schedule: Self.byMembers)
    fixture.world.zones = ["m0": "Asia/Tokyo", "m1": "America/New_York", "m2": "Europe/London"]
    // 10:00 in Tokyo is 01:00 UTC; the run begins when the first zone on earth reaches the time.
    try fixture.advance(to: EngineFixture.due - 14 * Self.hour)
    #expect(fixture.world.requests.count == 1 && fixture.world.taken.isEmpty)
    try fixture.advance(to: EngineFixture.due - 9 * Self.hour)
    #expect(taken(fixture) == ["m0"])
    try fixture.advance(to: EngineFixture.due - 1)
    #expect(taken(fixture) == ["m0"])
    // Who has no zone goes by the tenant's.
    try fixture.advance(to: EngineFixture.due)
    #expect(taken(fixture) == ["m0", "m2", "m3"])
    try fixture.advance(to: EngineFixture.due + 5 * Self.hour)
    #expect(taken(fixture) == ["m0", "m1", "m2", "m3"])
    try fixture.ledger().audit()
  }

  @Test func zonesWhoseTimeWasOverWhenItWasAppliedGetNothing() throws {
    let fixture = try EngineFixture(members: 2, startingAt: EngineFixture.due - Self.hour, schedule: Self.byMembers)
    fixture.world.zones = ["m0": "Asia/Tokyo", "m1": "America/New_York"]
    try fixture.advance(to: EngineFixture.due + 60)
    try fixture.advance(to: EngineFixture.due + 6 * Self.hour)
    #expect(taken(fixture) == ["m1"])
    #expect(try fixture.counts()[.expired] == 1)
  }

  @Test func anUnknownZoneIsNobodysClock() throws {
    let fixture = try EngineFixture(
      members: 2, startingAt: EngineFixture.due - 20 * Self.hour, schedule: Self.byMembers)
    fixture.world.zones = ["m0": "Mars/Olympus"]
    try fixture.advance(to: EngineFixture.due - 14 * Self.hour)
    try fixture.advance(to: EngineFixture.due)
    #expect(taken(fixture) == ["m1"])
    #expect(try fixture.counts()[.quarantined] == 1)
  }

  @Test func quietHoursAreThoseOfTheMembersZone() throws {
    // 10:00 to 12:00, so that both zones are in them when they are due.
    let quiet = TenantRecord.QuietHours(from: 10 * 3_600, until: 12 * 3_600)
    let fixture = try EngineFixture(
      members: 2, startingAt: EngineFixture.due - 20 * Self.hour, schedule: Self.byMembers, quietHours: quiet)
    fixture.world.zones = ["m0": "Asia/Tokyo"]
    for hours in -19...(-8) { try fixture.advance(to: EngineFixture.due + Int64(hours) * Self.hour) }
    #expect(taken(fixture).isEmpty)
    try fixture.advance(to: EngineFixture.due - 7 * Self.hour + 2)
    #expect(taken(fixture) == ["m0"])
    try fixture.advance(to: EngineFixture.due + Self.hour)
    #expect(taken(fixture) == ["m0"])
    try fixture.advance(to: EngineFixture.due + 2 * Self.hour + 2)
    #expect(taken(fixture) == ["m0", "m1"])
  }

  @Test func laterStepsGoByTheSameClocks() throws {
    let fixture = try EngineFixture(
      members: 2, startingAt: EngineFixture.due - 20 * Self.hour, schedule: Self.byMembers,
      steps: EngineFixture.reminder)
    fixture.world.zones = ["m0": "Asia/Tokyo", "m1": "America/New_York"]
    for hours in -19...6 { try fixture.advance(to: EngineFixture.due + Int64(hours) * Self.hour) }
    #expect(taken(fixture) == ["m0", "m1"])
    let days = 3 * 24 * Self.hour
    for hours in -15...(-9) { try fixture.advance(to: EngineFixture.due + days + Int64(hours) * Self.hour) }
    #expect(fixture.world.requests.map(\.step) == [0, 1])
    #expect(taken(fixture) == ["m0", "m0", "m1"])
    for hours in -8...5 { try fixture.advance(to: EngineFixture.due + days + Int64(hours) * Self.hour) }
    #expect(taken(fixture) == ["m0", "m0", "m1", "m1"])
  }

  @Test func theBestHourIsThatOfEarlierLooks() throws {
    let fixture = try EngineFixture(
      members: 3, schedule: "schedule every tuesday at the best hour between 09:00 and 18:00 in tenant.timezone")
    let nine = EngineFixture.due - Self.hour
    try fixture.advance(to: nine)
    #expect(taken(fixture).count == 3)
    // m0 looks at it at three in the afternoon, m1 at night.
    let path = "\(fixture.folder)/tenants/1/ledger.sqlite"
    let ledger = try Ledger(path: path, tenant: "shop")
    try ledger.tick { tick throws(LedgerError) in
      for (key, hour) in [("m0", Int64(15)), ("m1", 3)] {
        guard let message = try ledger.messages(of: key).first else { continue }
        try tick.record(.opened, run: message.run, entry: message.entry, at: nine + (hour - 9) * Self.hour)
      }
    }
    try fixture.restart()
    let next = nine + 7 * 24 * Self.hour
    try fixture.advance(to: next)
    // Nobody else says anything else than m0's hour, so that it is the usual one.
    #expect(taken(fixture).count == 3)
    try fixture.advance(to: next + 6 * Self.hour - 1)
    #expect(taken(fixture).count == 3)
    try fixture.advance(to: next + 6 * Self.hour)
    #expect(taken(fixture).count == 6)
  }

}
