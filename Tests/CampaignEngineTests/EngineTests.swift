import CampaignHandOff
import CampaignLedger
import CampaignSimulation
import Testing

@testable import CampaignEngine

@Suite struct EngineTests {
  private let due = EngineFixture.due

  @Test func aRunBeginsWhenItIsDueAndEachMemberGetsOneMessage() throws {
    let fixture = try EngineFixture(members: 25)
    try fixture.settle()
    #expect(fixture.world.taken.isEmpty)
    try fixture.advance(to: due)
    #expect(fixture.world.taken.count == 25 && fixture.world.taken.values.allSatisfy { $0 == 1 })
    #expect(try fixture.counts()[.accepted] == 25)
    try fixture.advance(to: due + 7 * 86_400)
    #expect(fixture.world.taken.count == 50, "the next week's run is another one")
    try fixture.ledger().audit()
  }

  @Test func whatARestartFindsIsSettledByHowFarItHadCome() throws {
    let fixture = try EngineFixture(members: 4)
    // One is taken with its answer lost, one stays on its way, one is refused for now; the last is taken.
    fixture.world.react = { address, attempt in
      switch (address.first, address.dropFirst().first, attempt) {
      case (_, "0", 1): .takeAndDrop
      case (_, "1", 1): .hold
      case (_, "2", 1): .refuseForNow
      default: .take
      }
    }
    try fixture.advance(to: due)
    #expect(try fixture.counts()[.claimed] == 2)
    try fixture.restart()
    try fixture.settle()
    let counts = try fixture.counts()
    #expect((counts[.unknown], counts[.accepted], counts[.pending]) == (2, 1, 1))
    try fixture.advance(to: due + 120)
    #expect(try fixture.counts()[.accepted] == 2)
    #expect(fixture.world.taken.values.allSatisfy { $0 == 1 })
    // Somebody looks into the server's log.
    for message in try fixture.ledger().messages(in: .unknown, limit: 10) {
      let key = try #require(try fixture.ledger().memberKey(run: message.run, entry: message.entry))
      _ = try Register(path: fixture.register.path).ask(
        .resolve(run: message.run, entry: message.entry, wasSent: key == "m0"), tenant: fixture.tenant, by: "test",
        at: due + 130)
    }
    try fixture.advance(to: due + 130)
    let resolved = try fixture.counts()
    #expect((resolved[.unknown], resolved[.accepted], resolved[.failed]) == (0, 3, 1))
  }

  @Test func aHandOffThatEndsLeavesInDoubtWhatItMayHaveSent() throws {
    let fixture = try EngineFixture(members: 3)
    fixture.world.react = { address, attempt in address.hasPrefix("m0") && attempt == 1 ? .hold : .take }
    try fixture.advance(to: due)
    fixture.engine.handOffEnded()
    try fixture.settle()
    let counts = try fixture.counts()
    #expect((counts[.unknown], counts[.accepted]) == (1, 2))
  }

  @Test func aBatchThatTheProviderRecognisesGoesAgain() throws {
    let fixture = try EngineFixture(members: 3)
    fixture.world.keyMemorySeconds = 3_600
    fixture.world.react = { address, attempt in address.hasPrefix("m1") && attempt == 1 ? .hold : .take }
    try fixture.advance(to: due)
    fixture.engine.handOffEnded()
    try fixture.settle()
    #expect(try fixture.counts()[.accepted] == 3)
    #expect(fixture.world.attempts.values.allSatisfy { $0 == 2 }, "the whole batch, each message of it")
  }

  @Test func aBatchGoesAgainOnlyWhenAMessageMayGo() throws {
    let fixture = try EngineFixture(members: 3)
    fixture.world.keyMemorySeconds = 86_400
    fixture.world.react = { _, attempt in attempt == 1 ? .hold : .take }
    try fixture.advance(to: due)
    let other = try Register(path: fixture.register.path)
    #expect(try other.setStopped(true, tenant: fixture.tenant, campaign: "weekly", by: "test", at: due))
    fixture.engine.handOffEnded()
    try fixture.advance(to: due + 100)
    #expect(fixture.world.taken.isEmpty, "the campaign is stopped")
    try fixture.apply("repeat every run", quietHours: TenantRecord.QuietHours(from: 9 * 3_600, until: 11 * 3_600))
    #expect(try other.setStopped(false, tenant: fixture.tenant, campaign: "weekly", by: "test", at: due + 100))
    try fixture.advance(to: due + 3_000)
    #expect(fixture.world.taken.isEmpty, "it is quiet until 11:00")
    try fixture.apply("repeat every run", quietHours: nil, ratePerSecond: 0.01)
    try fixture.advance(to: due + 3_599)
    #expect(fixture.world.taken.count == 3)
  }

  @Test func whatIsKnownOfATenantThatCanNotBeTakenUpIsKept() throws {
    let fixture = try EngineFixture(members: 4)
    fixture.world.react = { address, attempt in
      switch (address.dropFirst().first, attempt) {
      case ("0", 1): .takeAndDrop
      case ("1", 1): .hold
      case ("2", 1): .refuseForNow
      default: .take
      }
    }
    try fixture.advance(to: due)
    let other = try Register(path: fixture.register.path)
    #expect(try other.setStopped(true, tenant: fixture.tenant, campaign: "weekly", by: "test", at: due))
    fixture.world.folderFailure = "the disk is away"
    try fixture.restart()
    try fixture.advance(to: due + 1)
    fixture.world.folderFailure = nil
    let command = try other.ask(.optOut(member: "m3", channel: 0), tenant: fixture.tenant, by: "test", at: due + 1)
    try fixture.advance(to: due + 600)
    let counts = try fixture.counts()
    #expect((counts[.unknown], counts[.accepted], counts[.pending]) == (2, 1, 1))
    #expect(fixture.world.taken.values.allSatisfy { $0 == 1 } && fixture.world.taken.count == 2, "it is stopped")
    #expect(try other.answer(to: command) == "opted out")
    #expect(!fixture.engine.hasAnswers && !fixture.engine.isSending)
  }

  @Test func aRunThatCouldNotBeginInTimeIsLeftOut() throws {
    let fixture = try EngineFixture()
    try fixture.advance(to: due + ActiveCampaign.usualLatenessSeconds)
    #expect(fixture.world.taken.isEmpty)
    #expect(
      fixture.world.events.contains(.runMissed(tenant: "shop", campaign: "weekly", occurrence: "2027-03-02T10:00")))
    let late = try EngineFixture()
    try late.advance(to: due + ActiveCampaign.usualLatenessSeconds - 1)
    #expect(late.world.taken.count == 3)
  }

  @Test func whatExpiresIsNotSent() throws {
    let fixture = try EngineFixture(campaign: "repeat every run\n  expires after 1 hour")
    fixture.world.react = { _, _ in .refuseForNow }
    try fixture.advance(to: due)
    for minute in stride(from: Int64(1), through: 62, by: 1) { try fixture.advance(to: due + minute * 60) }
    #expect(try fixture.counts()[.expired] == 3)
    #expect(try fixture.counts()[.pending] == 0)
  }

  @Test func anEvaluationThatFailsIsTriedAgain() throws {
    let fixture = try EngineFixture()
    fixture.world.evaluationFailure = "the audience is locked"
    try fixture.advance(to: due)
    #expect(fixture.world.taken.isEmpty)
    fixture.world.evaluationFailure = nil
    try fixture.advance(to: due + 5)
    #expect(fixture.world.taken.count == 3)
  }

  @Test func aStoppedCampaignSendsNothingAndGoesOnAfterwards() throws {
    let fixture = try EngineFixture()
    fixture.world.react = { _, attempt in attempt == 1 ? .refuseForNow : .take }
    try fixture.advance(to: due)
    let other = try Register(path: fixture.register.path)
    #expect(try other.setStopped(true, tenant: fixture.tenant, campaign: "weekly", by: "test", at: due))
    try fixture.advance(to: due + 600)
    #expect(fixture.world.taken.isEmpty)
    #expect(try other.setStopped(false, tenant: fixture.tenant, campaign: "weekly", by: "test", at: due + 600))
    try fixture.advance(to: due + 601)
    #expect(fixture.world.taken.count == 3)
  }

  @Test func anAddressThatDoesNotExistIsNotWrittenToAgain() throws {
    let fixture = try EngineFixture()
    fixture.world.react = { address, _ in address.hasPrefix("m0") ? .refuse : .take }
    try fixture.advance(to: due)
    #expect(try fixture.counts()[.failed] == 1)
    try fixture.advance(to: due + 7 * 86_400)
    let counts = try fixture.counts()
    #expect((counts[.suppressed], counts[.accepted]) == (1, 2))
  }

  @Test func aClockThatGoesBackStandsStill() throws {
    let fixture = try EngineFixture()
    try fixture.advance(to: due)
    try fixture.advance(to: due - 7_200)
    #expect(fixture.world.events.contains(.clockWentBack(by: 7_200)))
    #expect(fixture.world.taken.count == 3)
  }

  @Test func aClockThatGoesBackMeanwhileStandsStillToo() throws {
    let fixture = try EngineFixture()
    try fixture.advance(to: due)
    fixture.world.clock = due - 86_400
    try fixture.restart()
    try fixture.settle()
    #expect(fixture.world.events.last == .clockWentBack(by: 86_400))
  }

  @Test func theRecordOfChangesShowsWhatWasTakenOut() throws {
    let fixture = try EngineFixture()
    let register = fixture.register
    _ = try register.setStopped(true, tenant: fixture.tenant, campaign: nil, by: "ada", at: 5)
    _ = try register.setStopped(false, tenant: fixture.tenant, campaign: nil, by: "ada", at: 6)
    #expect(try register.auditLines().firstBroken == nil)
    #expect(try register.auditLines().lines.map(\.what).suffix(2) == ["stop shop", "resume shop"])
    try register.store.run("DELETE FROM audit WHERE id = 2")
    #expect(try register.auditLines().firstBroken == 3)
  }
}
