import CampaignHandOff
import CampaignLedger
import Testing

@testable import CampaignEngine

/// Circuit breakers: by themselves, and in the engine.
@Suite struct CircuitTests {
  private static let failed = HandOffOutcome.notHandedOff(reason: "no connection")
  private static let answers = [
    HandOffOutcome.accepted(ProviderAnswer(code: "250")), .refused(ProviderAnswer(code: "550")),
  ]

  private func fail(_ circuits: Circuits, _ count: Int, at now: Int64) -> Int64? {
    var seconds: Int64?
    for _ in 0..<count { seconds = circuits.note(Self.failed, by: "email", at: now, random: 0.5) ?? seconds }
    return seconds
  }

  @Test(arguments: answers)
  func itOpensAfterFailuresInARowAndClosesWithAnAnswer(_ answer: HandOffOutcome) {
    let circuits = Circuits()
    #expect(fail(circuits, Circuits.failuresToOpen - 1, at: 0) == nil)
    #expect(circuits.note(answer, by: "email", at: 0, random: 0.5) == nil)
    #expect(fail(circuits, Circuits.failuresToOpen - 1, at: 0) == nil && circuits.passage("email", at: 0) == .free)
    #expect(fail(circuits, 1, at: 0) == Circuits.firstSeconds)
    #expect(circuits.passage("email", at: 29) == .none(until: 30) && circuits.passage("sms", at: 0) == .free)
    // What was on its way comes back and opens nothing.
    #expect(fail(circuits, 100, at: 10) == nil)
    #expect(circuits.passage("email", at: 30) == .toSee)
    circuits.see("email", at: 30)
    #expect(circuits.passage("email", at: 31) == .none(until: 90) && circuits.passage("email", at: 90) == .toSee)
    #expect(circuits.note(answer, by: "email", at: 91, random: 0.5) == 0)
    #expect(circuits.passage("email", at: 91) == .free)
  }

  @Test func itStaysOpenForTwiceAsLongEachTimeUpToTenMinutes() {
    let circuits = Circuits()
    var (now, seconds) = (Int64(0), [Int64]())
    _ = fail(circuits, Circuits.failuresToOpen, at: now)
    for _ in 0..<7 {
      guard let until = circuits.closed(at: now).first?.until else { break }
      seconds.append(until - now)
      now = until
      _ = fail(circuits, 1, at: now)
    }
    #expect(seconds == [30, 60, 120, 240, 480, 600, 600])
  }

  @Test func messagesWaitForTheirProviderWithoutSpendingAttempts() throws {
    let fixture = try EngineFixture(members: 400)
    var isDown = true
    fixture.world.react = { _, _ in isDown ? .drop : .take }
    try fixture.advance(to: EngineFixture.due)
    // A turn's batches were on their way when it opened.
    let tried = fixture.world.attempts.values.reduce(0, +)
    #expect(tried < 200)
    #expect(fixture.engine.report().closedWays.map(\.way) == ["shop 0"])
    for minute in 1...60 { try fixture.advance(to: EngineFixture.due + Int64(minute) * 60) }
    // An hour costs a batch now and then, not an attempt of each message.
    #expect(fixture.world.attempts.values.reduce(0, +) < tried + 200)
    isDown = false
    for minute in 61...90 { try fixture.advance(to: EngineFixture.due + Int64(minute) * 60) }
    #expect(fixture.world.taken.count == 400 && fixture.world.taken.values.allSatisfy { $0 == 1 })
    #expect(fixture.engine.report().closedWays.isEmpty)
    try fixture.ledger().audit()
  }
}
