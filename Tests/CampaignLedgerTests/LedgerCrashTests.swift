import CampaignSQLite
import CampaignSimulation
import CampaignTestSupport
import Testing

@testable import CampaignLedger

/// A scripted life of a ledger, ended at each of its writes and syncs, by the end of the process and by the loss of power.
@Suite struct LedgerCrashTests {
  enum Crash: CaseIterable { case process, power }

  @Test(arguments: Crash.allCases)
  func aCrashAtAnyWriteLosesNoTickThatWasCommitted(_ crash: Crash) throws {
    let whole = try Life(seed: 1)
    for _ in 0..<Life.ticks { try whole.tick() }
    let operations = whole.disk.operations
    #expect(operations > 150)
    // All of them where somebody asks for it; else as many as a suite has time for, others by each kind of crash.
    let stride = TestSetting.number("LEDGER_CRASH_STRIDE") ?? 5
    for site in Swift.stride(from: crash == .power ? 0 : 2, to: operations, by: stride) {
      try Life(seed: 1).lead(endingAt: site, by: crash, seed: UInt64(site))
    }
  }

  @Test(arguments: Crash.allCases)
  func randomLivesSurviveManyCrashes(_ crash: Crash) throws {
    for seed in 100..<UInt64(100 + (TestSetting.number("LEDGER_LIVES") ?? 40)) {
      var random = SeededGenerator(seed: seed)
      let life = try Life(seed: seed)
      for round in 0..<4 {
        try life.lead(endingAt: Int.random(in: 0..<60, using: &random), by: crash, seed: seed &+ UInt64(round))
      }
    }
  }
}

/// A ledger that may die, and a twin that does the same and doesn't.
private final class Life {
  static let ticks = 40

  let disk = SimulatedDisk()
  private let twinDisk = SimulatedDisk()
  private let seed: UInt64
  private var done = 0
  private var ledger: Ledger?
  private let twin: Ledger

  init(seed: UInt64) throws {
    self.seed = seed
    twin = try Ledger(path: twinDisk.ledgerPath, tenant: "shop", fileSystem: SimulatedDisk.fileSystem)
    try open()
  }

  private func open() throws {
    ledger = try Ledger(path: disk.ledgerPath, tenant: "shop", fileSystem: SimulatedDisk.fileSystem)
  }

  func tick() throws {
    if ledger == nil { try open() }
    guard let ledger else { return }
    try LedgerScript(seed: seed, number: done).run(on: ledger)
    done += 1
  }

  /// Goes on until the disk dies after so many operations, then starts anew: what was committed is there, and the tick that was under way is there as a whole or not at all.
  func lead(endingAt site: Int, by crash: LedgerCrashTests.Crash, seed: UInt64) throws {
    disk.dieAfter(site)
    for _ in 0..<Self.ticks {
      let number = done
      do {
        try tick()
        try LedgerScript(seed: self.seed, number: number).run(on: twin)
      } catch is LedgerError {
        try restart(crash, seed)
        let found = try #require(ledger).contents()
        let before = try twin.contents()
        try LedgerScript(seed: self.seed, number: number).run(on: twin)
        let after = try twin.contents()
        #expect(found == before || found == after, "tick \(number), crash at \(site)")
        if found != after { try tick() } else { done += 1 }
        try #require(ledger).audit()
        return
      }
    }
    try restart(crash, seed)
    #expect(try #require(ledger).contents() == twin.contents())
  }

  private func restart(_ crash: LedgerCrashTests.Crash, _ seed: UInt64) throws {
    ledger = nil
    switch crash {
    case .process: disk.restartProcess()
    case .power: disk.losePower(seed: seed)
    }
    try open()
  }
}

/// One tick of a life, the same for the same numbers and the same ledger.
private struct LedgerScript {
  let seed: UInt64
  let number: Int

  func run(on ledger: Ledger) throws(LedgerError) {
    var random = SeededGenerator(seed: seed &* 1_000 &+ UInt64(number))
    let choice = number % 10 == 0 ? 0 : Int.random(in: 0..<9, using: &random)
    let instant = Int64(100 + number)
    try ledger.tick { tick throws(LedgerError) in
      switch choice {
      case 0: try plan(tick, instant, &random)
      case 1, 2, 3: try claim(tick, instant, &random)
      case 4, 5, 6: try settle(tick, ledger, instant, &random)
      case 7:
        try tick.optOut(person: .random(in: 1...30, using: &random), channel: 0, reason: "unsubscribed", at: instant)
        for claim in try tick.repeatableClaims(channel: 0) { _ = try tick.repeatClaim(claim.id, at: instant) }
      default: _ = try tick.expire(channel: 0, limit: 5, at: instant)
      }
    }
  }

  private func plan(
    _ tick: Tick, _ instant: Int64, _ random: inout SeededGenerator
  ) throws(LedgerError) {
    let campaign = try tick.campaign("weekly", at: instant)
    let name = RunName(campaign: campaign, occurrence: "\(number)", step: "")
    guard let run = try tick.beginRun(name, plan: [1], now: instant) else { return }
    for wave in 0..<2 {
      let until = instant + .random(in: 5...60, using: &random)
      try tick.add(Wave(number: Int64(wave), channel: 0, notBefore: instant, notAfter: until), to: run)
    }
    for index in 0..<Int.random(in: 5...40, using: &random) {
      guard let person = try tick.person("member \(index)", digest: []) else { continue }
      let state = MessageState.planned.sorted { $0.rawValue < $1.rawValue }.randomElement(using: &random) ?? .pending
      let chosen = Bool.random(using: &random) ? state : .pending
      try tick.plan(
        PlannedMessage(entry: person, wave: Int64(index % 2), channel: 0, state: chosen, address: person), in: run,
        at: instant)
    }
    try tick.release(run, at: instant)
  }

  private func claim(_ tick: Tick, _ instant: Int64, _ random: inout SeededGenerator) throws(LedgerError) {
    let keyUntil = Bool.random(using: &random) ? instant + 20 : nil
    let terms = ClaimTerms(
      channel: 0, limit: .random(in: 1...12, using: &random), day: instant / 10,
      caps: [ContactCap(count: 2, days: 1)], keyUntil: keyUntil)
    _ = try tick.claimQueued(terms, at: instant)
    let runs = try tick.ledger.runs()
    for run in runs.prefix(2) { _ = try tick.claim(run: run.id, wave: 0, terms, at: instant) }
  }

  private func settle(
    _ tick: Tick, _ ledger: Ledger, _ instant: Int64, _ random: inout SeededGenerator
  ) throws(LedgerError) {
    let open = try ledger.store.all("SELECT claim, position FROM claimed WHERE standing IN (1, 4) ORDER BY 1, 2") {
      ($0.row.int64(0), $0.row.int64(1))
    }
    for (claim, position) in open where Int.random(in: 0..<3, using: &random) > 0 {
      let outcome: SettledOutcome =
        switch Int.random(in: 0..<5, using: &random) {
        case 0, 1: .accepted(reason: "250")
        case 2: .failed(reason: "550")
        case 3: .unknown(reason: "no answer")
        default: .again(from: instant + 3, reason: "451")
        }
      try tick.settle(claim: claim, position: position, outcome, at: instant)
    }
  }
}

extension Ledger {
  /// All rows of all tables, as one text.
  fileprivate func contents() throws(LedgerError) -> String {
    let tables = try store.all("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name") {
      $0.string(0) ?? ""
    }
    var text = ""
    for table in tables {
      text += table + "\n"
      let rows = try store.all("SELECT * FROM \(table)") { row in
        (0..<row.columnCount).map { row.string(Int32($0)) ?? "-" }.joined(separator: " ")
      }
      text += rows.sorted().joined(separator: "\n") + "\n"
    }
    return text
  }
}
