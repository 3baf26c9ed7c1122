import CampaignLedger
import CampaignSimulation

/// A ledger on a disk of its own, with a campaign in it.
struct TestLedger {
  let disk = SimulatedDisk()
  let ledger: Ledger
  let campaign: Int64

  init() throws {
    ledger = try Ledger(path: disk.ledgerPath, tenant: "shop", fileSystem: SimulatedDisk.fileSystem)
    campaign = try ledger.tick { tick throws(LedgerError) in try tick.campaign("weekly", at: 1) }
  }

  static let plan: [UInt8] = Array(repeating: 7, count: 32)

  /// A released run of so many pending messages in one wave from 100 to 1000.
  func run(_ count: Int, occurrence: String = "2027-03-02T10:00", channel: Int64 = 0) throws -> Int64 {
    try ledger.tick { tick throws(LedgerError) in
      let name = RunName(campaign: campaign, occurrence: occurrence, step: "")
      guard let run = try tick.beginRun(name, plan: Self.plan, now: 100) else { return 0 }
      try tick.add(Wave(number: 0, channel: channel, notBefore: 100, notAfter: 1000), to: run)
      for index in 0..<count {
        guard let person = try tick.person("m\(index)", digest: [UInt8(index % 256)]) else { continue }
        try tick.plan(
          PlannedMessage(entry: person, wave: 0, channel: channel, state: .pending, address: 1000 + person), in: run,
          at: 100)
      }
      try tick.release(run, at: 100)
      return run
    }
  }

  func claim(_ run: Int64, _ limit: Int, caps: [ContactCap] = [], keyUntil: Int64? = nil, at instant: Int64 = 100)
    throws
    -> Claim?
  {
    try ledger.tick { tick throws(LedgerError) in
      try tick.claim(
        run: run, wave: 0, ClaimTerms(channel: 0, limit: limit, day: 20_000, caps: caps, keyUntil: keyUntil),
        at: instant)
    }
  }

  func settle(_ claim: Claim, _ outcomes: [SettledOutcome], at instant: Int64 = 101) throws {
    try ledger.tick { tick throws(LedgerError) in
      for (message, outcome) in zip(claim.messages, outcomes) {
        try tick.settle(claim: claim.id, position: message.position, outcome, at: instant)
      }
    }
  }
}
