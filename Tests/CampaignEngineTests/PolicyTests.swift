import CampaignHandOff
import CampaignLedger
import Testing

@testable import CampaignEngine

@Suite struct PolicyTests {
  private let policy = RetryPolicy(firstDelaySeconds: 60)

  private func due(_ outcome: HandOffOutcome, attempt: Int64, random: Double = 0.5) -> Int64? {
    if case .again(let from, _) = policy.settled(outcome, attempt: attempt, at: 1_000, random: random) {
      return from - 1_000
    }
    return nil
  }

  @Test func delaysDoubleUpToAnHourAndSpread() {
    let refusal = HandOffOutcome.refusedForNow(ProviderAnswer(code: "451"))
    #expect([1, 2, 3, 4].map { due(refusal, attempt: $0) } == [60, 120, 240, 480])
    #expect(due(refusal, attempt: 50) == 3_600)
    #expect(due(refusal, attempt: 1, random: 0) == 48)
    #expect(due(refusal, attempt: 1, random: 0.999) == 71)
  }

  @Test func whatTheProviderAsksForIsKeptTo() {
    let throttled = HandOffOutcome.refusedForNow(ProviderAnswer(code: "429", retryAfterSeconds: 900))
    #expect(due(throttled, attempt: 1) == 900)
  }

  @Test func outcomesAreSettledByWhatTheySay() {
    let gone = ProviderAnswer(code: "550", enhancedCode: "5.1.1", text: "no such ada@mail.example")
    #expect(policy.settled(.refused(gone), attempt: 1, at: 0, random: 0) == .failed(reason: "550 5.1.1"))
    #expect(policy.settled(.unknown(reason: "cut"), attempt: 1, at: 0, random: 0) == .unknown(reason: "cut"))
    #expect(due(.notHandedOff(reason: "no connection"), attempt: 1) == 5)
    #expect(gone.isAboutAddress && !ProviderAnswer(code: "550", enhancedCode: "5.7.1").isAboutAddress)
  }

  @Test(arguments: [20_000.0 / 3_600, 50, 0.5, 1])
  func aRateIsKeptInTheLongRunAndNeverMoreThanASecondAhead(_ rate: Double) {
    var meter = RateMeter(perSecond: rate)
    var sent = 0
    for second in Int64(7_200)..<10_800 {
      let left = meter.left(at: second)
      #expect(Double(left) <= rate + 1)
      meter.use(left)
      #expect(meter.left(at: second) == 0)
      sent += left
    }
    #expect(abs(Double(sent) - rate * 3_600) <= 1)
  }

  @Test func quietHoursMayPassMidnight() {
    let night = TenantRecord.QuietHours(from: 21 * 3_600, until: 8 * 3_600)
    #expect([20, 21, 0, 7, 8].map { night.contain($0 * 3_600) } == [false, true, true, true, false])
    let noon = TenantRecord.QuietHours(from: 12 * 3_600, until: 13 * 3_600)
    #expect([11, 12, 13].map { noon.contain($0 * 3_600) } == [false, true, false])
  }

  @Test func commandsAreReadAsTheyWereWritten() {
    let commands: [LedgerCommand] = [
      .resolve(run: 1, entry: -2, wasSent: true), .resolve(run: 1, entry: 2, wasSent: false), .cancel(run: 9),
      .optOut(member: "a \u{1F} b", channel: 2), .retry(run: 7), .forget(member: "a \u{1F} b"),
    ]
    for command in commands {
      #expect(LedgerCommand(verb: command.verb, arguments: command.arguments) == command)
    }
    #expect(LedgerCommand(verb: "resolve", arguments: "1") == nil)
  }
}
