import CampaignCalendar
import CampaignHandOff
import CampaignSimulation
import CampaignValues
import Testing

@testable import CampaignEngine
@testable import CampaignLedger

/// What comes back of messages, from the inbox to the ledger and to what is not sent any more.
@Suite struct NewsTests {
  private let due = EngineFixture.due
  private let nextWeek = EngineFixture.due + 7 * 86_400

  private func put(_ fixture: EngineFixture, _ records: InboxRecord...) throws {
    try InboxWriter(folder: Engine.inboxFolder(fixture.folder)).append(records)
  }

  private func token(_ member: String, _ fixture: EngineFixture, at instant: Int64) -> InboxRecord.Subject {
    .token(SimulatedWorld.token(member: member, run: ISOText.string(instant: instant)))
  }

  private func runs(_ fixture: EngineFixture) throws -> [RunRecord] { try fixture.ledger().runs() }

  private func files(_ fixture: EngineFixture) -> [String] {
    let reader = InboxReader(folder: Engine.inboxFolder(fixture.folder))
    _ = reader.next(.max)
    return reader.files
  }

  @Test func whoUnsubscribesGetsNothingMore() throws {
    let fixture = try EngineFixture()
    try fixture.advance(to: due)
    try put(fixture, InboxRecord(.unsubscribed, of: token("m1", fixture, at: due), at: due + 5))
    try fixture.advance(to: due + 6)
    #expect(files(fixture).isEmpty, "it is in the ledger, and nobody adds to the file")
    try fixture.advance(to: nextWeek)
    let counts = try #require(try runs(fixture).first).counts
    #expect((counts[.suppressed], counts[.accepted]) == (1, 2))
    #expect(try fixture.ledger().messages(of: "m1").map(\.reason) == ["unsubscribed", nil])
    try fixture.ledger().audit()
  }

  @Test func anOldMailUnsubscribesAfterItsMessageIsGone() throws {
    let fixture = try EngineFixture()
    try fixture.advance(to: due)
    fixture.world.removeFolder("\(fixture.folder)/spools/1/1")
    try fixture.restart()
    try put(fixture, InboxRecord(.unsubscribed, of: token("m0", fixture, at: due), at: due + 86_400))
    try fixture.advance(to: nextWeek)
    #expect(try runs(fixture).first?.counts[.suppressed] == 1)
  }

  @Test func whatWaitsToBeHandedOverIsNotOnceSomebodyUnsubscribed() throws {
    let fixture = try EngineFixture()
    fixture.world.react = { address, attempt in address.hasPrefix("m1") && attempt == 1 ? .wait : .take }
    try fixture.advance(to: due)
    #expect(try fixture.counts()[.claimed] == 1)
    try put(fixture, InboxRecord(.unsubscribed, of: token("m1", fixture, at: due), at: due + 1))
    fixture.world.clock = due + 1
    _ = try fixture.engine.turn()
    let flight = try #require(fixture.world.flight)
    let slots = (0..<flight.slotCount).filter { flight.contents($0).state != .free }
    #expect(slots.map { flight.contents($0).state } == [.withdrawn])
    // The channel comes to it only now.
    let report = FlightReport(flight, slots: slots, notAfter: [.max], now: { 0 }, wake: {})
    #expect(!report.mayComplete(0))
    try fixture.advance(to: due + 2)
    try fixture.advance(to: due + 60)
    let counts = try fixture.counts()
    #expect((counts[.suppressed], counts[.accepted], counts[.claimed]) == (1, 2, 0))
    #expect(fixture.world.taken.keys.allSatisfy { !$0.hasPrefix("m1") })
  }

  @Test func anAddressThatGaveAMailBackOrComplainedIsNotWrittenToAgain() throws {
    let fixture = try EngineFixture(members: 4)
    try fixture.advance(to: due)
    try put(
      fixture, InboxRecord(.bouncedForGood, of: .message(id: "1-1-1"), at: due + 1, detail: "5.1.1"),
      InboxRecord(.complained, of: .message(id: "1-1-2"), at: due + 1),
      InboxRecord(.bouncedForNow, of: .message(id: "1-1-3"), at: due + 1),
      InboxRecord(.opened, of: .message(id: "1-1-4"), at: due + 1))
    try fixture.advance(to: nextWeek)
    let ledger = try fixture.ledger()
    let reasons = try (0..<4).map { try ledger.messages(of: "m\($0)").first?.reason }
    #expect(reasons == ["bounced: 5.1.1", "complained", nil, nil])
    #expect(try runs(fixture).first?.counts[.accepted] == 2)
  }

  @Test func whatOnlyASentMessageBringsProvesThatItWasSent() throws {
    let fixture = try EngineFixture()
    fixture.world.react = { address, _ in address.hasPrefix("m2") ? .take : .hold }
    try fixture.advance(to: due)
    // Of the one before it is known that nobody can say, of the other after.
    try put(fixture, InboxRecord(.delivered, of: .message(id: "1-1-1"), at: due + 1))
    try fixture.advance(to: due + 2)
    fixture.engine.handOffEnded()
    try fixture.settle()
    #expect(try fixture.counts()[.unknown] == 1 && fixture.counts()[.accepted] == 2)
    try put(fixture, InboxRecord(.clicked, of: .message(id: "1-1-2"), at: due + 3))
    try fixture.advance(to: due + 4)
    #expect(try fixture.counts()[.unknown] == 0 && fixture.counts()[.accepted] == 3)
    try fixture.ledger().audit()
  }

  @Test func newsOfNoMessageOrOfAnotherTenantsChangeNothing() throws {
    let fixture = try EngineFixture(members: 2)
    fixture.world.react = { address, _ in address.hasPrefix("m1") ? .drop : .take }
    try fixture.advance(to: due)
    for id in ["", "1", "1-1", "1-1-", "2-1-1", "1-9-1", "1-1-99", "1-1-1-1", "a-b-c", "99999999999999999999-1-1"] {
      try put(fixture, InboxRecord(.complained, of: .message(id: id), at: due + 1))
    }
    try put(
      fixture, InboxRecord(.complained, of: .message(id: "1-1-1"), tenant: "other", at: due + 1),
      InboxRecord(.unsubscribed, of: .token(UnsubscribeToken(number: 7)), at: due + 1),
      InboxRecord(.unsubscribed, of: token("m0", fixture, at: due), tenant: "other", at: due + 1))
    try fixture.advance(to: due + 2)
    let passed = fixture.world.events.reduce(0) { sum, event in
      if case .newsPassedOver(let unknown, _) = event { sum + unknown } else { sum }
    }
    #expect(passed == 13)
    try fixture.advance(to: nextWeek)
    #expect(fixture.world.taken.keys.contains { $0.hasPrefix("m0@mail.example 2") })
  }

  @Test func nothingIsTakenTwiceWhenTheEngineStartsAnew() throws {
    let fixture = try EngineFixture()
    try fixture.advance(to: due)
    let writer = try InboxWriter(folder: Engine.inboxFolder(fixture.folder))
    try writer.append([InboxRecord(.opened, of: .message(id: "1-1-1"), at: due + 1)])
    try fixture.advance(to: due + 2)
    let name = try #require(files(fixture).first)
    let tenant = try #require(fixture.engine.tenants.first)
    let offset = try tenant.ledger.tick { tick throws(LedgerError) in try tick.offset(of: name) }
    #expect(offset > 17)
    // As if the fact had been taken back since: a second time would put it down again.
    try tenant.ledger.store.run("DELETE FROM fact")
    try fixture.restart()
    try writer.append([InboxRecord(.clicked, of: .message(id: "1-1-1"), at: due + 1)])
    try fixture.advance(to: due + 3)
    #expect(try tenant.ledger.store.all("SELECT kind FROM fact") { $0.row.int64(0) } == [MessageFact.clicked.rawValue])
    withExtendedLifetime(writer) {}
  }

  @Test func aTenantThatCantGoOnGetsItsNewsWhenItCan() throws {
    let fixture = try EngineFixture()
    try fixture.advance(to: due)
    fixture.engine.broken[1] = Breakage(reason: "the disk", nextTry: due + 30)
    try put(fixture, InboxRecord(.unsubscribed, of: token("m1", fixture, at: due), at: due + 1))
    try fixture.advance(to: due + 10)
    #expect(files(fixture).count == 1)
    try fixture.advance(to: due + 31)
    try fixture.advance(to: nextWeek)
    #expect(files(fixture).isEmpty)
    #expect(try runs(fixture).first?.counts[.suppressed] == 1)
  }

  @Test func moreThanATurnTakesIsTakenInSeveral() throws {
    let fixture = try EngineFixture(members: 5)
    try fixture.advance(to: due)
    let records = (0..<1_700).map { InboxRecord(.clicked, of: .message(id: "1-1-\($0 % 5 + 1)"), at: due + 1) }
    try InboxWriter(folder: Engine.inboxFolder(fixture.folder)).append(records)
    try fixture.advance(to: due + 1)
    #expect(files(fixture).isEmpty)
    let store = try #require(fixture.engine.tenants.first).ledger.store
    #expect(try store.integer("SELECT count(*) FROM fact") == 5)
    try put(fixture, InboxRecord(.opened, of: .message(id: "1-1-1"), at: due + 1))
    try fixture.advance(to: due + 2)
    try put(fixture, InboxRecord(.opened, of: .message(id: "1-1-2"), at: due + 1))
    try fixture.advance(to: due + 3)
    #expect(try store.integer("SELECT count(*) FROM inbox") == 1, "files that are gone are forgotten")
  }
}
