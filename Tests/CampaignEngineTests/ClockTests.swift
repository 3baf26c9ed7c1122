import Testing

@testable import CampaignEngine

/// Wall clocks that somebody sets.
@Suite struct ClockTests {
  @Test func aClockThatGoesBackStandsStill() {
    var clock = EngineClock()
    #expect(clock.tell(wall: 1_000, uptime: 0) == (1_000, nil))
    #expect(clock.tell(wall: 400, uptime: 10) == (1_000, .wentBack(by: 600)))
    #expect(clock.tell(wall: 1_010, uptime: 620) == (1_010, nil))
  }

  @Test func aClockThatJumpsAheadIsNotBelievedAtOnce() {
    var clock = EngineClock()
    _ = clock.tell(wall: 1_000, uptime: 0)
    // As much as that is set right without anybody seeing it.
    #expect(clock.tell(wall: 1_065, uptime: 5) == (1_065, nil))
    #expect(clock.tell(wall: 87_470, uptime: 10) == (1_070, .wentAhead(by: 86_400)))
    #expect(clock.tell(wall: 87_570, uptime: 110) == (1_170, nil))
    // Somebody sets it right.
    #expect(clock.tell(wall: 1_180, uptime: 120) == (1_180, nil))
    #expect(clock.tell(wall: 90_000, uptime: 130).now == 1_190)
  }

  @Test func whatLastsIsBelieved() {
    var clock = EngineClock()
    _ = clock.tell(wall: 1_000, uptime: 0)
    #expect(clock.tell(wall: 8_200, uptime: 0).now == 1_000)
    #expect(clock.tell(wall: 9_099, uptime: 899).now == 1_899)
    #expect(clock.tell(wall: 9_100, uptime: 900) == (9_100, .believed(by: 7_200)))
    #expect(clock.tell(wall: 9_101, uptime: 901) == (9_101, nil))
  }

  @Test func anEngineThatSlept() {
    var clock = EngineClock()
    _ = clock.tell(wall: 1_000, uptime: 0)
    #expect(clock.tell(wall: 87_400, uptime: 86_400) == (87_400, nil))
  }

  @Test func nothingIsSentForAClockThatJumpsForAMoment() throws {
    let fixture = try EngineFixture(members: 2, startingAt: EngineFixture.due - 86_400)
    try fixture.settle()
    fixture.world.skew = 90_000
    try fixture.advance(to: fixture.world.clock + 90_000)
    #expect(fixture.world.requests.isEmpty)
    fixture.world.skew = 0
    try fixture.advance(to: EngineFixture.due - 86_400 + 120)
    #expect(fixture.world.requests.isEmpty)
    try fixture.advance(to: EngineFixture.due)
    #expect(fixture.world.taken.count == 2)
  }
}
