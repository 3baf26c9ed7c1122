import CampaignSQLite
import Testing

@testable import CampaignLedger

@Suite struct LedgerRecoveryTests {
  @Test func theFlightFileSaysWhatBecameOfWhatWasOnItsWay() throws {
    let test = try TestLedger()
    let run = try test.run(5)
    let claim = try #require(try test.claim(run, 4))
    let statuses: [FlightStatus?] = [.answered(.accepted(reason: "250")), .handedOver, .loaded, nil]
    let open = try recover(test, isSameLife: true) { $0 == claim.id ? statuses[Int($1)] : nil }
    #expect(open == 4)
    #expect(try states(test, run) == [.accepted, .unknown, .pending, .pending, .pending])
    let again = try #require(try queued(test, at: 200))
    #expect(again.messages.map(\.entry) == [3, 4])
    try test.ledger.audit()
  }

  @Test func afterALossOfPowerOrARestoredBackupNobodyCanSay() throws {
    for isRestored in [false, true] {
      let test = try TestLedger()
      let run = try test.run(2)
      _ = try #require(try test.claim(run, 2))
      if isRestored { try test.ledger.tick { tick throws(LedgerError) in try tick.raiseEpoch() } }
      _ = try recover(test, isSameLife: isRestored) { _, _ in .loaded }
      #expect(try states(test, run) == [.unknown, .unknown])
      try test.ledger.audit()
    }
  }

  @Test func aBatchWithAKeyIsHandedOffAgainAsItWas() throws {
    let test = try TestLedger()
    let run = try test.run(3)
    let claim = try #require(try test.claim(run, 3, keyUntil: 500))
    try test.settle(claim, [.accepted(reason: "ok"), .unknown(reason: "no answer"), .unknown(reason: "no answer")])
    #expect(try states(test, run) == [.accepted, .unknown, .unknown])
    let again = try #require(try repeated(test, claim.id, at: 499))
    #expect(again.messages.map(\.entry) == claim.messages.map(\.entry))
    #expect(try states(test, run) == [.accepted, .claimed, .claimed])
    try test.settle(again, [.accepted(reason: "ok"), .accepted(reason: "ok"), .failed(reason: "550")])
    #expect(try states(test, run) == [.accepted, .accepted, .failed])
    #expect(try test.ledger.tick { tick throws(LedgerError) in try tick.repeatableClaims(channel: 0) } == [])
    try test.ledger.audit()
  }

  @Test func aBatchOfWhichOneMessageMayHaveGoneIsInDoubtAsAWhole() throws {
    let test = try TestLedger()
    let run = try test.run(2)
    let claim = try #require(try test.claim(run, 2, keyUntil: 500))
    _ = try recover(test, isSameLife: true) { $1 == 0 ? .handedOver : .loaded }
    #expect(try states(test, run) == [.unknown, .unknown])
    #expect(try queued(test, at: 200) == nil)
    #expect(try repeated(test, claim.id, at: 200)?.messages.map(\.entry) == [1, 2])
    try test.ledger.audit()
  }

  @Test func aBatchIsHeldWhereOneOfItsMessagesGoesByAnother() throws {
    let test = try TestLedger()
    let run = try test.run(2)
    let claim = try #require(try test.claim(run, 2, keyUntil: 500))
    try test.settle(claim, [.again(from: 200, reason: "429"), .unknown(reason: "no verdict")])
    #expect(try queued(test, at: 200)?.messages.map(\.entry) == [1])
    #expect(try repeated(test, claim.id, at: 201) == nil)
    #expect(try states(test, run) == [.claimed, .unknown])
    try test.ledger.audit()
  }

  @Test func aBatchIsHeldWhereSomebodySaidThatAMessageIsNotToGo() throws {
    let test = try TestLedger()
    let run = try test.run(2)
    let claim = try #require(try test.claim(run, 2, keyUntil: 500))
    try test.settle(claim, Array(repeating: .unknown(reason: "no answer"), count: 2))
    try test.ledger.tick { tick throws(LedgerError) in
      _ = try tick.resolve(run: run, entry: 1, wasSent: false, reason: "looked up", at: 150)
    }
    #expect(try repeated(test, claim.id, at: 200) == nil)
    #expect(try states(test, run) == [.failed, .unknown])
    try test.ledger.audit()
  }

  @Test func aBatchWhoseKeyMayBeForgottenIsHeld() throws {
    let test = try TestLedger()
    let run = try test.run(1)
    let claim = try #require(try test.claim(run, 1, keyUntil: 500))
    try test.settle(claim, [.unknown(reason: "no answer")])
    #expect(try repeated(test, claim.id, at: 500) == nil)
    #expect(try states(test, run) == [.unknown])
    #expect(try repeated(test, claim.id, at: 499) == nil)
    try test.ledger.audit()
  }

  @Test func aBatchIsHeldWhereTheTimeOfAMessageIsOver() throws {
    let test = try TestLedger()
    let run = try test.run(1)
    let claim = try #require(try test.claim(run, 1, keyUntil: 5000))
    try test.settle(claim, [.unknown(reason: "no answer")])
    #expect(try repeated(test, claim.id, at: 1000) == nil)
    #expect(try states(test, run) == [.unknown])
    try test.ledger.audit()
  }

  @Test func aBatchThatCouldNotGoAgainStaysInDoubt() throws {
    let test = try TestLedger()
    let run = try test.run(3)
    let claim = try #require(try test.claim(run, 3, keyUntil: 500))
    try test.settle(claim, [.accepted(reason: "ok"), .unknown(reason: "no answer"), .unknown(reason: "no answer")])
    let again = try #require(try repeated(test, claim.id, at: 200))
    #expect(again.messages.map(\.until) == [500, 500, 500], "all of it, or nothing")
    let refusal = SettledOutcome.again(from: 210, reason: "429")
    try test.settle(again, [refusal, refusal, .accepted(reason: "ok")], at: 201)
    #expect(try states(test, run) == [.accepted, .unknown, .accepted])
    #expect(try queued(test, at: 300) == nil, "the first attempt may have been taken")
    _ = try #require(try repeated(test, claim.id, at: 300))
    _ = try recover(test, isSameLife: true) { _, _ in .loaded }
    #expect(try states(test, run) == [.accepted, .unknown, .accepted])
    try test.ledger.audit()
  }

  @Test func aBatchIsHeldWhereSomebodyWantsNothingAnyMore() throws {
    for isAddress in [false, true] {
      let test = try TestLedger()
      let run = try test.run(2)
      let claim = try #require(try test.claim(run, 2, keyUntil: 500))
      try test.settle(claim, Array(repeating: .unknown(reason: "no answer"), count: 2))
      try test.ledger.tick { tick throws(LedgerError) in
        if isAddress { try tick.suppress(channel: 0, address: 1002, reason: "complained", at: 150) }
        if !isAddress { try tick.optOut(person: 2, channel: 0, reason: "unsubscribed", at: 150) }
      }
      #expect(try repeated(test, claim.id, at: 200) == nil)
      #expect(try states(test, run) == [.unknown, .unknown])
    }
  }

  @Test func anAddressThatWasRefusedBeforeTheEndIsNotWrittenToAfterwards() throws {
    let test = try TestLedger()
    let run = try test.run(2)
    _ = try #require(try test.claim(run, 2))
    _ = try recover(test, isSameLife: true) { _, position in
      .answered(.failed(reason: "550 5.1.1"), suppressing: position == 0 ? "address refused: 550 5.1.1" : nil)
    }
    let next = try test.run(2, occurrence: "2027-03-09T10:00")
    #expect(try test.claim(next, 2)?.messages.map(\.entry) == [2])
    #expect(try states(test, next) == [.suppressed, .claimed])
  }

  @Test func theMessagesOfABatchThatMayGoAgainAreKeptWhateverBecameOfTheirRun() throws {
    let test = try TestLedger()
    let runs = [try test.run(1), try test.run(1, occurrence: "2027-03-09T10:00")]
    for run in runs {
      let first = try #require(try test.claim(run, 1))
      try test.settle(first, [.again(from: 150, reason: "451")])
    }
    let claim = try test.ledger.tick { tick throws(LedgerError) in
      try tick.claimQueued(ClaimTerms(channel: 0, limit: 10, day: 20_000, keyUntil: 500), at: 150)
    }
    try test.settle(try #require(claim), [.accepted(reason: "ok"), .unknown(reason: "no answer")], at: 160)
    #expect(try test.ledger.runsWithMessages(failedSince: 0) == runs)
  }

  @Test(arguments: [Int64?.none, 5000])
  func whatIsUnknownIsResolvedByEventsAndByPeople(_ keyUntil: Int64?) throws {
    let test = try TestLedger()
    let run = try test.run(3)
    let claim = try #require(
      try test.claim(run, 3, caps: [ContactCap(count: 5, days: 1)], keyUntil: keyUntil))
    try test.settle(claim, Array(repeating: .unknown(reason: "no answer"), count: 3))
    try test.ledger.tick { tick throws(LedgerError) in
      try tick.record(.clicked, run: run, entry: 1, at: 300)
      try tick.record(.converted, run: run, entry: 2, at: 300)
      try tick.resolve(run: run, entry: 3, wasSent: false, reason: "looked up", at: 300)
    }
    #expect(try states(test, run) == [.accepted, .unknown, .failed])
    #expect(try test.ledger.store.integer("SELECT count FROM contact WHERE person = 3") == 0)
    let known = try test.ledger.tick { tick throws(LedgerError) in
      try tick.record(.clicked, run: run, entry: 1, at: 301)
    }
    #expect(!known)
    try test.ledger.audit()
  }

  @Test func whoeverIsForgottenIsNeverEnteredAgain() throws {
    let test = try TestLedger()
    let run = try test.run(2)
    try test.ledger.tick { tick throws(LedgerError) in
      try tick.forget(key: "m0", digest: [9, 9], at: 150)
      let person = try tick.person("m0", digest: [9, 9])
      #expect(person == nil)
    }
    #expect(try states(test, run) == [.suppressed, .pending])
    #expect(try test.ledger.messages(of: "m0").isEmpty)
    #expect(try test.ledger.messages(of: "m1").map(\.entry) == [2])
    try test.ledger.audit()
  }

  @Test func theNumberOfWhoeverIsForgottenIsNobodyElses() throws {
    let test = try TestLedger()
    let run = try test.run(2)
    try test.ledger.tick { tick throws(LedgerError) in
      try tick.forget(key: "m1", digest: [9, 9], at: 150)
      let next = try tick.person("m2", digest: [3])
      #expect(next == 3)
    }
    #expect(try test.ledger.memberKey(run: run, entry: 1) == "m0")
    #expect(try test.ledger.memberKey(run: run, entry: 2) == nil)
  }

  @Test func aBatchOfWhoeverIsForgottenIsNotHandedOffAgain() throws {
    let test = try TestLedger()
    let run = try test.run(2)
    let claim = try #require(try test.claim(run, 2, keyUntil: 900))
    try test.settle(claim, [.accepted(reason: nil), .unknown(reason: "cut")])
    try test.ledger.tick { tick throws(LedgerError) in
      try tick.forget(key: "m0", digest: [9, 9], at: 150)
      let repeatable = try tick.repeatableClaims(channel: 0)
      #expect(repeatable.isEmpty)
    }
    try test.ledger.audit()
  }

  @Test func whatFailedIsTriedAgainWhereSomebodySaysSo() throws {
    let test = try TestLedger()
    let run = try test.run(3)
    let claim = try #require(try test.claim(run, 3, keyUntil: 900))
    try test.settle(claim, [.failed(reason: "535"), .unknown(reason: "cut"), .accepted(reason: nil)])
    #expect(try test.ledger.runsWithMessages(failedSince: 1_000) == [run])
    let count = try test.ledger.tick { tick throws(LedgerError) in
      try tick.retry(run: run, until: 5_000, limit: 10, at: 200)
    }
    #expect(try count == 1 && states(test, run) == [.pending, .unknown, .accepted])
    // It goes by another batch: the old one would send it twice.
    let old = try test.ledger.tick { tick throws(LedgerError) in try tick.repeatClaim(claim.id, at: 201) }
    #expect(old == nil)
    let again = try test.ledger.tick { tick throws(LedgerError) in
      try tick.claimQueued(ClaimTerms(channel: 0, limit: 5, day: 20_000), at: 202)
    }
    #expect(again?.messages.map(\.entry) == [1])
    try test.ledger.audit()
  }

  @Test func allThatIsKnownOfAPersonIsToldAndAllMessages() throws {
    let test = try TestLedger()
    let run = try test.run(2)
    let claim = try #require(try test.claim(run, 2, caps: [ContactCap(count: 3, days: 1)]))
    try test.settle(claim, [.accepted(reason: nil), .failed(reason: "550 5.1.1")])
    try test.ledger.tick { tick throws(LedgerError) in
      try tick.record(.clicked, run: run, entry: 1, at: 300)
      try tick.optOut(person: 1, channel: 0, reason: "unsubscribed", at: 310)
    }
    let person = try #require(try test.ledger.person("m0"))
    #expect(person.messages.map(\.state) == [.accepted] && person.facts.map(\.kind) == [.clicked])
    #expect(person.optOuts.map(\.reason) == ["unsubscribed"] && person.contacts == [20_000: 1])
    #expect(try test.ledger.person("nobody") == nil)
    var exported: [String] = []
    try test.ledger.export(campaign: "weekly", run: nil) { message throws(LedgerError) in
      exported.append("\(message.member ?? "-") \(message.message.state.words) \(message.message.reason ?? "")")
    }
    #expect(exported == ["m0 accepted ", "m1 failed 550 5.1.1"])
  }

  @Test func stoppingACampaignCancelsWhatIsPending() throws {
    let test = try TestLedger()
    let run = try test.run(5)
    let claim = try #require(try test.claim(run, 2))
    try test.settle(claim, [.again(from: 300, reason: "451")])
    let cancel = { (limit: Int) in
      try test.ledger.tick { tick throws(LedgerError) in try tick.cancel(run: run, limit: limit, at: 200) }
    }
    #expect(try cancel(3) == 3)
    #expect(try cancel(3) == 1)
    #expect(try states(test, run) == [.cancelled, .claimed, .cancelled, .cancelled, .cancelled])
    try test.ledger.audit()
  }

  @Test func aCampaignThatIsRenamedKeepsItsRuns() throws {
    let test = try TestLedger()
    _ = try test.run(1)
    let renamed = try test.ledger.tick { tick throws(LedgerError) in
      try tick.campaign("weekly_news", formerName: "weekly", at: 500)
    }
    #expect(renamed == test.campaign)
    #expect(try test.ledger.runs(campaign: "weekly_news").count == 1)
    #expect(try test.ledger.runs(campaign: "weekly").isEmpty)
  }

  @Test func anEventIsAnsweredOnceAndInItsTime() throws {
    let test = try TestLedger()
    try test.ledger.tick { tick throws(LedgerError) in
      let name = RunName(campaign: test.campaign, occurrence: "", step: "")
      let run = try tick.beginRun(name, plan: [1], now: 0, answersEvents: true) ?? 0
      try tick.release(run, at: 1)
      let person = try tick.person("ann", digest: []) ?? 0
      let event = try tick.newEvent(campaign: test.campaign, key: "cart-1", person: person, instant: 50, run: 0) ?? 0
      let second = try tick.newEvent(campaign: test.campaign, key: "cart-1", person: person, instant: 60, run: 0)
      #expect(second == nil)
      let message = PlannedMessage(entry: event, wave: 0, channel: 0, state: .pending, address: 1)
      try tick.plan(message, in: run, due: 200, until: 300, at: 60)
    }
    #expect(try queued(test, at: 199) == nil)
    #expect(try queued(test, at: 300) == nil)
    #expect(try queued(test, at: 299)?.messages.count == 1)
    #expect(try test.ledger.messages(of: "ann").count == 1)
    try test.ledger.audit()
  }

  private func states(_ test: TestLedger, _ run: Int64) throws -> [MessageState] {
    try test.ledger.store.all("SELECT state FROM message WHERE run = ?1 ORDER BY entry", [.integer(run)]) {
      $0.state(0)
    }.compactMap { $0 }
  }

  private func recover(
    _ test: TestLedger, isSameLife: Bool, _ status: (Int64, Int64) -> FlightStatus?
  ) throws -> Int {
    try test.ledger.tick { tick throws(LedgerError) in
      try tick.recover(isSameLife: isSameLife, at: 150, status: status)
    }
  }

  private func repeated(_ test: TestLedger, _ claim: Int64, at instant: Int64) throws -> Claim? {
    try test.ledger.tick { tick throws(LedgerError) in try tick.repeatClaim(claim, at: instant) }
  }

  private func queued(_ test: TestLedger, at instant: Int64) throws -> Claim? {
    try test.ledger.tick { tick throws(LedgerError) in
      try tick.claimQueued(ClaimTerms(channel: 0, limit: 10, day: 20_000), at: instant)
    }
  }
}
