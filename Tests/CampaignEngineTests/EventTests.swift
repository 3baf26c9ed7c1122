import CampaignLedger
import Testing

@testable import CampaignEngine

/// Campaigns that answer events.
@Suite struct EventTests {
  private static let start = EngineFixture.due

  private func fixture(_ items: String = "repeat every run", steps: String = "") throws -> EngineFixture {
    try EngineFixture(
      campaign: items, members: 0, startingAt: Self.start, schedule: "trigger abandoned after 2 hours", steps: steps)
  }

  private func happen(_ fixture: EngineFixture, _ key: String, _ member: String, entered: Int64) {
    fixture.world.happened.append((key: key, member: member, entered: Self.start + entered))
    fixture.world.stamps += 1
  }

  private func taken(_ fixture: EngineFixture) -> Int { fixture.world.taken.values.reduce(0, +) }

  @Test func anEventIsAnsweredOnceAndSoon() throws {
    let fixture = try fixture()
    try fixture.settle()
    happen(fixture, "e1", "m1", entered: 7)
    try fixture.advance(to: Self.start + 6)
    #expect(taken(fixture) == 0)
    // It is there already, and becomes due: the next look without a change is a minute after the last.
    try fixture.advance(to: Self.start + 70)
    #expect(taken(fixture) == 1)
    happen(fixture, "e2", "m1", entered: 71)
    try fixture.advance(to: Self.start + 76)
    #expect(taken(fixture) == 2)
    try fixture.restart()
    for minute in 2...20 { try fixture.advance(to: Self.start + Int64(minute) * 60) }
    #expect(taken(fixture) == 2)
    try fixture.ledger().audit()
    // Looks that found nothing leave no runs.
    #expect(try fixture.ledger().runs().count == 2)
  }

  @Test func whoMayEnterOnceIsAnsweredOnce() throws {
    let fixture = try fixture("repeat never")
    happen(fixture, "e1", "m1", entered: 1)
    happen(fixture, "e2", "m1", entered: 2)
    happen(fixture, "e3", "m2", entered: 2)
    try fixture.advance(to: Self.start + 60)
    #expect(taken(fixture) == 2)
    happen(fixture, "e4", "m1", entered: 100)
    try fixture.advance(to: Self.start + 200)
    #expect(taken(fixture) == 2)
  }

  @Test func whatHappenedBeforeItWasAppliedOrTooLongAgoIsNotAnswered() throws {
    let fixture = try fixture()
    happen(fixture, "before", "m1", entered: -1)
    try fixture.advance(to: Self.start + 10)
    #expect(taken(fixture) == 0)
    happen(fixture, "late", "m2", entered: 20)
    happen(fixture, "too late", "m3", entered: 20)
    fixture.world.happened.removeLast()
    try fixture.advance(to: Self.start + 11 * 3_600)
    #expect(taken(fixture) == 1)
    happen(fixture, "over", "m3", entered: 30)
    try fixture.advance(to: Self.start + 13 * 3_600)
    #expect(taken(fixture) == 1)
  }

  @Test func anEvaluationThatFailsIsTriedAgain() throws {
    let fixture = try fixture()
    happen(fixture, "e1", "m1", entered: 1)
    fixture.world.evaluationFailure = "the audience is locked"
    try fixture.advance(to: Self.start + 10)
    fixture.world.evaluationFailure = nil
    try fixture.advance(to: Self.start + 60)
    #expect(taken(fixture) == 1)
    try fixture.ledger().audit()
  }

  @Test func stepsFollowTheirEvent() throws {
    let fixture = try fixture(steps: EngineFixture.reminder)
    happen(fixture, "e1", "m1", entered: 1)
    try fixture.advance(to: Self.start + 10)
    #expect(taken(fixture) == 1)
    try fixture.advance(to: Self.start + 3 * 86_400 - 60)
    #expect(taken(fixture) == 1)
    try fixture.advance(to: Self.start + 3 * 86_400 + 60)
    #expect(taken(fixture) == 2)
    #expect(fixture.world.requests.last { $0.step == 1 }?.history.first?.event == "e1")
  }

  @Test func aStopKeepsEventsUnanswered() throws {
    let fixture = try fixture()
    try fixture.settle()
    try fixture.setStopped(true)
    happen(fixture, "e1", "m1", entered: 1)
    try fixture.advance(to: Self.start + 600)
    #expect(taken(fixture) == 0)
    try fixture.setStopped(false)
    try fixture.advance(to: Self.start + 700)
    #expect(taken(fixture) == 1)
  }
}
