import CampaignHandOff
import CampaignLedger
import Foundation
import Testing

@testable import CampaignEngine

/// What operators ask of the engine.
@Suite struct CommandTests {
  private func ask(_ fixture: EngineFixture, _ command: LedgerCommand) throws -> String {
    let other = try Register(path: fixture.register.path)
    let number = try other.ask(command, tenant: fixture.tenant, by: "test", at: fixture.world.clock)
    try fixture.settle()
    return try #require(try other.answer(to: number))
  }

  private func messages(_ fixture: EngineFixture) throws -> Data {
    try Data(contentsOf: URL(filePath: "\(fixture.folder)/spools/1/1/\(SpoolFiles.messages)"))
  }

  @Test func whoeverIsForgottenLeavesNothing() throws {
    let fixture = try EngineFixture(members: 3)
    fixture.world.react = { address, _ in address.hasPrefix("m1") ? .refuseForNow : .takeAndDrop }
    try fixture.advance(to: EngineFixture.due)
    #expect(try messages(fixture).range(of: Data("m1@mail.example".utf8)) != nil)
    // Who is to be sent what is in the ledger; the file that said it too is gone.
    #expect(!FileManager.default.fileExists(atPath: "\(fixture.folder)/spools/1/1/\(SpoolFiles.entries)"))
    let answer = try ask(fixture, .forget(member: "m1"))
    #expect(answer == "forgotten, with 1 messages, 1 of which waited and will not be sent")
    #expect(try ask(fixture, .forget(member: "nobody")).hasPrefix("no run has ever selected that member"))
    #expect(try ask(fixture, .cancel(run: 99)) == "there is no run 99")
    let lines = try fixture.register.auditLines().lines.map(\.what)
    #expect(lines.contains { $0.hasPrefix("cancel run 99 for shop") } && lines.allSatisfy { !$0.contains("m1") })
    let left = try messages(fixture)
    #expect(left.range(of: Data("m1@mail.example".utf8)) == nil && left.range(of: Data("m2@mail.example".utf8)) != nil)
    let ledger = try Data(contentsOf: URL(filePath: "\(fixture.folder)/tenants/1/ledger.sqlite"))
    #expect(ledger.range(of: Data("m2".utf8)) != nil && ledger.range(of: Data("m1".utf8)) == nil)
    try fixture.advance(to: EngineFixture.due + 600)
    #expect(fixture.world.attempts.filter { $0.key.hasPrefix("m1") }.values.reduce(0, +) == 1)
    // The next run's audience still has them.
    try fixture.advance(to: EngineFixture.due + 7 * 86_400)
    #expect(fixture.world.attempts.filter { $0.key.hasPrefix("m1") }.count == 1)
    #expect(fixture.world.attempts.filter { $0.key.hasPrefix("m2") }.count == 2)
    try fixture.ledger().audit()
  }

  @Test func theReportSaysHowManyAndWhatIsInTrouble() throws {
    let fixture = try EngineFixture(members: 3)
    fixture.world.react = { address, _ in address.hasPrefix("m0") ? .hold : .take }
    try fixture.advance(to: EngineFixture.due)
    let report = fixture.engine.report()
    #expect(report.inFlight == 1 && report.tenants.count == 1)
    #expect(report.tenants.first?.messages["accepted"] == 2 && report.tenants.first?.messages["claimed"] == 1)
    #expect(report.tenants.first?.trouble.isEmpty == true)
    fixture.world.evaluationFailure = "the audience is locked"
    try fixture.advance(to: EngineFixture.due + 7 * 86_400)
    let trouble = try #require(fixture.engine.report().tenants.first?.trouble.first)
    #expect(trouble.campaign == "weekly" && trouble.reason == "the audience is locked" && trouble.nextTry != nil)
  }

  /// A campaign of three, of whom m1 is claimed and with nobody yet.
  private func waiting() throws -> EngineFixture {
    let fixture = try EngineFixture()
    fixture.world.react = { address, attempt in address.hasPrefix("m1") && attempt == 1 ? .wait : .take }
    try fixture.advance(to: EngineFixture.due)
    #expect(try fixture.counts()[.claimed] == 1)
    return fixture
  }

  /// The channel comes to what was left to it.
  private func comeToIt(_ fixture: EngineFixture) throws {
    let flight = try #require(fixture.world.flight)
    let slots = (0..<flight.slotCount).filter { flight.contents($0).state != .free }
    let report = FlightReport(flight, slots: slots, notAfter: slots.map { _ in .max }, now: { 0 }, wake: {})
    #expect(slots.count == 1 && !report.mayBegin(0))
    try fixture.settle()
  }

  @Test func whatIsClaimedAndWithNobodyYetDoesNotGoOnceItIsStopped() throws {
    let fixture = try waiting()
    try fixture.setStopped(true)
    _ = try fixture.engine.turn()
    try comeToIt(fixture)
    try fixture.advance(to: EngineFixture.due + 3_600)
    #expect(try fixture.counts()[.pending] == 1)
    try fixture.setStopped(false)
    try fixture.advance(to: EngineFixture.due + 3_601)
    #expect(try fixture.counts()[.accepted] == 3)
  }

  @Test func whatIsCancelledStaysCancelledWhenItComesBack() throws {
    let fixture = try waiting()
    let other = try Register(path: fixture.register.path)
    _ = try other.ask(.cancel(run: 1), tenant: fixture.tenant, by: "test", at: fixture.world.clock)
    _ = try fixture.engine.turn()
    try comeToIt(fixture)
    try fixture.restart()
    try fixture.advance(to: EngineFixture.due + 3_600)
    #expect(try fixture.counts()[.cancelled] == 1 && fixture.counts()[.accepted] == 2)
    try fixture.ledger().audit()
  }

  @Test func whoeverIsForgottenWhileTheirMessageIsClaimedDoesNotGetIt() throws {
    let fixture = try waiting()
    let other = try Register(path: fixture.register.path)
    _ = try other.ask(.forget(member: "m1"), tenant: fixture.tenant, by: "test", at: fixture.world.clock)
    _ = try fixture.engine.turn()
    try comeToIt(fixture)
    try fixture.advance(to: EngineFixture.due + 3_600)
    #expect(try fixture.counts()[.suppressed] == 1 && fixture.counts()[.accepted] == 2)
  }

  @Test func anEngineThatIsToEndTakesBackWhatIsWithNobodyYet() throws {
    let fixture = try waiting()
    fixture.engine.stopClaiming()
    try comeToIt(fixture)
    #expect(!fixture.engine.isSending)
    try fixture.restart()
    try fixture.advance(to: EngineFixture.due + 60)
    #expect(try fixture.counts()[.accepted] == 3)
  }

  @Test func whatFailedIsTriedAgainWhileItIsKept() throws {
    let fixture = try EngineFixture(members: 2)
    fixture.world.react = { address, attempt in address.hasPrefix("m1") && attempt == 1 ? .refuse : .take }
    try fixture.advance(to: EngineFixture.due)
    #expect(try fixture.counts()[.failed] == 1)
    // The address was refused as one that does not exist, and is not written to again.
    #expect(try ask(fixture, .retry(run: 1)) == "1 messages are tried again")
    #expect(try fixture.counts()[.suppressed] == 1)
    #expect(try ask(fixture, .retry(run: 9)) == "there is no run 9")
  }
}
