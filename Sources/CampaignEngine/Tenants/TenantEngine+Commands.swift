import CampaignHandOff
import CampaignLedger
import Glibc

extension TenantEngine {
  /// Does a command; what came of it, in words.
  func run(_ command: LedgerCommand, at now: Int64) throws(EngineError) -> String {
    switch command {
    case .resolve(let run, let entry, let wasSent):
      let isDone = try ticking { tick throws(LedgerError) in
        try tick.resolve(run: run, entry: entry, wasSent: wasSent, reason: "said by an operator", at: now)
      }
      return isDone ? "resolved" : "that message is not unknown"
    case .cancel(let run):
      guard try hasRun(run) else { return "there is no run \(run)" }
      let count = try inParts { tick throws(LedgerError) in try tick.cancel(run: run, limit: Self.part, at: now) }
      return "cancelled \(count) messages"
    case .retry(let run):
      guard try hasRun(run) else { return "there is no run \(run)" }
      guard access("\(runFolder(run))/\(SpoolFiles.messages)", F_OK) == 0 else {
        return "nothing is left of the messages of run \(run): they are kept for \(Self.daysOfFailed) days"
      }
      let until = now + ActiveCampaign.usualLifeSeconds
      let count = try inParts { tick throws(LedgerError) in
        try tick.retry(run: run, until: until, limit: Self.part, at: now)
      }
      return "\(count) messages are tried again"
    case .optOut(let member, let channel):
      return try ticking { tick throws(LedgerError) in
        guard let person = try tick.person(member, digest: self.digest(ofPerson: member)) else {
          return "that member was forgotten"
        }
        try tick.optOut(person: person, channel: Int64(channel), reason: "opted out", at: now)
        return "opted out"
      }
    case .forget(let member): return try forget(member, at: now)
    }
  }

  private func hasRun(_ run: Int64) throws(EngineError) -> Bool {
    try EngineError.wrapping { () throws(LedgerError) in try ledger.run(run) != nil }
  }

  /// Messages of one transaction.
  private static let part = 1_000

  private func inParts(_ body: (Tick) throws(LedgerError) -> Int) throws(EngineError) -> Int {
    var count = 0
    while true {
      let done = try ticking(body)
      count += done
      if done < Self.part { return count }
    }
  }

  /// First what lies outside of the ledger: once that has forgotten the member, nobody knows any more where it is.
  private func forget(_ member: String, at now: Int64) throws(EngineError) -> String {
    let (messages, isKnown) = try EngineError.wrapping { () throws(LedgerError) in
      (try ledger.placedMessages(of: member), try ledger.isKnown(member))
    }
    // What is on its way is read until it is answered, and goes with its run's file.
    for (run, ofRun) in Dictionary(grouping: messages.filter { $0.state != .claimed }, by: \.run) {
      try SpoolEraser.erase(
        ofRun.filter { $0.state != .heldOut && $0.state != .quarantined }.map(\.place), in: runFolder(run))
    }
    let digest = digest(ofPerson: member)
    try EngineError.wrapping { () throws(LedgerError) in
      try ledger.scrub { () throws(LedgerError) in
        _ = try ledger.tick { tick throws(LedgerError) in try tick.forget(key: member, digest: digest, at: now) }
      }
    }
    guard isKnown else { return "no run has ever selected that member; they will never be written to" }
    let waiting = messages.count { $0.state == .pending || $0.state == .claimed }
    return "forgotten, with \(messages.count) messages, \(waiting) of which waited and will not be sent"
  }

  /// Removes the messages of runs of which nothing is needed any more.
  func removeSpools(at now: Int64) throws(EngineError) {
    lastSweep = now / 3_600
    let live = try EngineError.wrapping { () throws(LedgerError) in
      try ledger.runsWithMessages(failedSince: now - Self.daysOfFailed * 86_400)
    }
    world.removeRunFolders(spoolFolder, except: Set(live))
  }

  /// For how long messages that failed are kept, so that they can be tried again.
  private static let daysOfFailed: Int64 = 7
}
