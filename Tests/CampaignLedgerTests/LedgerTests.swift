import CampaignSimulation
import Testing

@testable import CampaignLedger

@Suite struct LedgerTests {
  @Test func whatWasPlannedIsClaimedInOrderAndSettled() throws {
    let test = try TestLedger()
    let run = try test.run(5)
    let first = try #require(try test.claim(run, 3))
    #expect(first.messages.map(\.entry) == [1, 2, 3])
    #expect(first.messages.map(\.address) == [1001, 1002, 1003])
    try test.settle(first, [.accepted(reason: "250"), .failed(reason: "550 5.1.1"), .unknown(reason: "no answer")])
    let second = try #require(try test.claim(run, 3))
    #expect(second.messages.map(\.entry) == [4, 5])
    #expect(try test.claim(run, 3) == nil)
    let counts = try #require(try test.ledger.runs().first?.counts)
    #expect(counts[.accepted] == 1 && counts[.failed] == 1 && counts[.unknown] == 1 && counts[.claimed] == 2)
    try test.ledger.audit()
  }

  @Test func aRunHasItsNameOnce() throws {
    let test = try TestLedger()
    _ = try test.run(2)
    #expect(try test.run(2) == 0)
    #expect(try test.ledger.runs().count == 1)
  }

  @Test func nobodyIsEnteredTwiceIntoARun() throws {
    let test = try TestLedger()
    let run = try test.run(1)
    let added = try test.ledger.tick { tick throws(LedgerError) in
      try tick.plan(PlannedMessage(entry: 1, wave: 0, channel: 0, state: .pending, address: 5), in: run, at: 100)
    }
    #expect(!added)
    try test.ledger.audit()
  }

  @Test func aTickThatThrowsChangesNothing() throws {
    let test = try TestLedger()
    let run = try test.run(3)
    let claim = try #require(try test.claim(run, 3))
    #expect(throws: LedgerError.self) {
      try test.ledger.tick { tick throws(LedgerError) in
        try tick.settle(claim: claim.id, position: 0, .accepted(reason: "250"), at: 101)
        try tick.move(run: run, entry: 2, from: .pending, to: .claimed, at: 101)
      }
    }
    #expect(try test.ledger.runs().first?.counts[.claimed] == 3)
    try test.ledger.audit()
  }

  @Test(arguments: MessageState.allCases)
  func aStateIsLeftOnlyForWhereItMayLead(_ from: MessageState) throws {
    let test = try TestLedger()
    let run = try test.run(1)
    for to in MessageState.allCases where !from.next.contains(to) {
      #expect(throws: LedgerError.transition(run: run, entry: 1, from: from, to: to)) {
        try test.ledger.tick { tick throws(LedgerError) in
          try tick.move(run: run, entry: 1, from: from, to: to, at: 1)
        }
      }
    }
  }

  @Test func whatIsRefusedForNowIsTriedAgainInItsTime() throws {
    let test = try TestLedger()
    let run = try test.run(2)
    let claim = try #require(try test.claim(run, 2))
    try test.settle(claim, [.again(from: 160, reason: "451"), .again(from: 2000, reason: "451")])
    #expect(try queued(test, at: 159) == nil)
    let again = try #require(try queued(test, at: 160))
    #expect(again.messages.map(\.entry) == [1])
    #expect(again.messages.map(\.attempt) == [2])
    #expect(again.id != claim.id)
    // The other one's time is over before it may be tried again.
    #expect(try test.ledger.message(run: run, entry: 2)?.state == .expired)
    #expect(try test.ledger.message(run: run, entry: 2)?.reason == "451")
    try test.settle(again, [.again(from: 999, reason: "451")])
    #expect(try queued(test, at: 1000) == nil)
    let expired = try test.ledger.tick { tick throws(LedgerError) in try tick.expire(channel: 0, limit: 10, at: 1000) }
    #expect(expired == 1)
    try test.ledger.audit()
  }

  @Test func anAnswerThatComesTwiceCountsOnce() throws {
    let test = try TestLedger()
    let run = try test.run(2)
    let claim = try #require(try test.claim(run, 2))
    try test.settle(claim, [.accepted(reason: "250")])
    let changed = try test.ledger.tick { tick throws(LedgerError) in
      try tick.settle(claim: claim.id, position: 0, .failed(reason: "550"), at: 102)
    }
    #expect(!changed)
    #expect(try test.ledger.runs().first?.counts[.accepted] == 1)
    try test.ledger.audit()
  }

  @Test func wavesGoInTheirTimeAndExpireAfterIt() throws {
    let test = try TestLedger()
    let run = try test.run(4)
    #expect(try test.claim(run, 2, at: 99) == nil)
    #expect(try test.claim(run, 2, at: 999)?.messages.count == 2)
    #expect(try test.claim(run, 2, at: 1000) == nil)
    let expired = try test.ledger.tick { tick throws(LedgerError) in try tick.expire(channel: 0, limit: 1, at: 1000) }
    #expect(expired == 1)
    _ = try test.ledger.tick { tick throws(LedgerError) in try tick.expire(channel: 0, limit: 10, at: 1000) }
    #expect(try test.ledger.runs().first?.counts[.expired] == 2)
    try test.ledger.audit()
  }

  @Test func aRunIsSilentUntilItIsReleasedAndCanBeTakenBack() throws {
    let test = try TestLedger()
    let name = RunName(campaign: test.campaign, occurrence: "x", step: "")
    let run = try test.ledger.tick(durability: .later) { tick throws(LedgerError) in
      let run = try tick.beginRun(name, plan: TestLedger.plan, now: 100) ?? 0
      try tick.add(Wave(number: 0, channel: 0, notBefore: 0, notAfter: 1000), to: run)
      for entry in 1...5 {
        try tick.plan(
          PlannedMessage(entry: Int64(entry), wave: 0, channel: 0, state: .pending, address: 1), in: run, at: 1)
      }
      return run
    }
    #expect(try test.claim(run, 5) == nil)
    #expect(try test.ledger.unreleasedRuns() == [run])
    #expect(try discard(test, run, limit: 3) == false)
    #expect(try discard(test, run, limit: 3) == true)
    #expect(try test.ledger.runs().isEmpty)
    try test.ledger.audit()
  }

  @Test func whoOptedOutOrGivesMailBackIsPassedOver() throws {
    let test = try TestLedger()
    let run = try test.run(4)
    try test.ledger.tick { tick throws(LedgerError) in
      try tick.optOut(person: 1, channel: 0, reason: "unsubscribed", at: 100)
      try tick.optOut(person: 2, channel: 1, reason: "unsubscribed", at: 100)
      try tick.suppress(channel: 0, address: 1003, reason: "bounced", at: 100)
    }
    #expect(try test.claim(run, 10)?.messages.map(\.entry) == [2, 4])
    #expect(try test.ledger.message(run: run, entry: 3)?.reason == "bounced")
    try test.ledger.audit()
  }

  @Test func capsCountDaysAndAreGivenBack() throws {
    let test = try TestLedger()
    let first = try test.run(2)
    let second = try test.run(2, occurrence: "later")
    let caps = [ContactCap(count: 1, days: 1)]
    let claim = try #require(try test.claim(first, 10, caps: caps))
    try test.settle(claim, [.accepted(reason: "250"), .failed(reason: "550")])
    #expect(try test.claim(second, 10, caps: caps)?.messages.map(\.entry) == [2])
    #expect(try test.ledger.message(run: second, entry: 1)?.reason == "cap of 1 in 1 days")
    try test.ledger.audit()
  }

  @Test func aCapOfSeveralDaysLooksBackOverThem() throws {
    let test = try TestLedger()
    let runs = try (0..<4).map { try test.run(1, occurrence: "\($0)") }
    let sent = try zip(runs, [20_000, 20_001, 20_002, 20_003]).map { run, day in
      let terms = ClaimTerms(channel: 0, limit: 10, day: Int64(day), caps: [ContactCap(count: 2, days: 3)])
      return try test.ledger.tick { tick throws(LedgerError) in
        try tick.claim(run: run, wave: 0, terms, at: 100)?.messages.count
      }
    }
    #expect(sent == [1, 1, 0, 1])
    try test.ledger.audit()
  }

  @Test func theClockGoesForwardAndInboxesKeepTheirPlace() throws {
    let test = try TestLedger()
    try test.ledger.tick { tick throws(LedgerError) in
      try tick.raiseClock(to: 500)
      try tick.raiseClock(to: 400)
      try tick.advance("events", to: 70)
      try tick.advance("events", to: 90)
    }
    let found = try test.ledger.tick { tick throws(LedgerError) in
      (try tick.clock(), try tick.offset(of: "events"), try tick.offset(of: "others"))
    }
    #expect(found == (500, 90, 0))
  }

  @Test func ratesAreCountedByPeriod() throws {
    let test = try TestLedger()
    let used = { (period: Int64) in
      try test.ledger.tick { tick throws(LedgerError) in try tick.used(channel: 0, period: period) }
    }
    try test.ledger.tick { tick throws(LedgerError) in
      try tick.use(5, channel: 0, period: 1)
      try tick.use(6, channel: 0, period: 1)
    }
    #expect(try used(1) == 11)
    #expect(try used(2) == 0)
    try test.ledger.tick { tick throws(LedgerError) in try tick.use(2, channel: 0, period: 2) }
    #expect(try used(2) == 2)
  }

  @Test func aLedgerIsOfOneTenantAndOneForm() throws {
    let disk = SimulatedDisk()
    let open = { (tenant: String) in
      try Ledger(path: disk.ledgerPath, tenant: tenant, fileSystem: SimulatedDisk.fileSystem)
    }
    _ = try open("shop")
    #expect(throws: LedgerError.wrongTenant(path: disk.ledgerPath, found: "shop", expected: "other")) {
      try open("other")
    }
    try open("shop").store.connection.execute("PRAGMA user_version=99")
    #expect(throws: LedgerError.version(path: disk.ledgerPath, found: 99, known: LedgerSchema.version)) {
      try open("shop")
    }
  }

  private func queued(_ test: TestLedger, at instant: Int64) throws -> Claim? {
    try test.ledger.tick { tick throws(LedgerError) in
      try tick.claimQueued(ClaimTerms(channel: 0, limit: 10, day: 20_000), at: instant)
    }
  }

  private func discard(_ test: TestLedger, _ run: Int64, limit: Int) throws -> Bool {
    try test.ledger.tick { tick throws(LedgerError) in try tick.discard(run, limit: limit) }
  }
}
