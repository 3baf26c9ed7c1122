import CampaignCalendar
import CampaignHandOff

/// All that the engine reaches for outside of itself, so that a simulation can stand for it.
package protocol EngineWorld: AnyObject {
  /// The wall clock: seconds since 1970.
  func now() -> Int64
  /// Seconds that the machine has been up, those in which it slept included: they pass whatever happens to the wall clock.
  func uptime() -> Int64
  /// Evenly spread from 0 up to, not including, 1.
  func random() -> Double
  /// The rules of a zone, with the bytes that they were read from (RFC 9636).
  func zone(_ name: String) throws(EngineError) -> (zone: Zone, rules: [UInt8])
  /// Makes a tenant's folder, or that of its runs, where it is not there.
  func makeTenantFolder(_ path: String) throws(EngineError)
  /// Makes an empty folder for a run's files, in place of one that is there.
  func makeFolder(_ path: String) throws(EngineError)
  func removeFolder(_ path: String)
  /// Removes the folders of a tenant's runs of which nothing is needed any more.
  func removeRunFolders(_ spoolFolder: String, except runs: Set<Int64>)
  /// Whether an audience is soon read.
  func isSmall(audience path: String) -> Bool
  /// What changes whenever an audience does; nil where that can't be seen.
  func stamp(audience path: String) -> AudienceStamp?
  /// Starts to evaluate; what comes of it is asked for later.
  func evaluate(_ request: EvaluationRequest, as job: EvaluationJob)
  /// What came of evaluations that ended since the last time: nil where the run's files are complete, else why not.
  func takeEvaluated() -> [(job: EvaluationJob, failure: String?)]
  /// Gives messages to the process that hands them off; what becomes of them stands in the flight file.
  func handOff(_ ticket: HandOffTicket)
  /// The traits of the way that a tenant's channel goes.
  func traits(tenant: String, channel: UInt8) -> ChannelTraits
  /// What stands for the way that a tenant's channel goes: equal where they share it.
  func way(tenant: String, channel: UInt8) -> String
  /// Says something to whoever watches the engine, without personal data.
  func log(_ event: EngineEvent)
}

/// A state of an audience's files: the same as long as nobody writes them.
package struct AudienceStamp: Hashable, Sendable {
  /// Of the database and its write-ahead log: number, size in bytes, and nanoseconds since 1970 of the last change.
  package var fields: [Int64]

  package init(fields: [Int64]) { self.fields = fields }
}

/// Which run an evaluation is for.
package struct EvaluationJob: Hashable, Sendable {
  package var tenant: Int64
  package var run: Int64

  package init(tenant: Int64, run: Int64) {
    self.tenant = tenant
    self.run = run
  }
}

/// What happens in the engine.
package enum EngineEvent: Hashable, Sendable {
  case runBegan(tenant: String, campaign: String, occurrence: String, step: String)
  case runReleased(tenant: String, campaign: String, occurrence: String, step: String, messages: Int)
  case runMissed(tenant: String, campaign: String, occurrence: String)
  case runFailed(tenant: String, campaign: String, occurrence: String, reason: String)
  case recovered(tenant: String, messages: Int)
  case tenantFailed(tenant: String, reason: String)
  case clockWentBack(by: Int64)
  case clockWentAhead(by: Int64, believedIn: Int64)
  case clockBelieved(by: Int64)
  /// Nothing gets through by a way: it is tried again after so many seconds.
  case circuitOpened(way: String, seconds: Int64)
  case circuitClosed(way: String)
  /// Tenants run what a revision of the workspace says from now on.
  case revisionTaken(revision: Int64, tenants: Int)
  /// News of no message that is known, and bytes of the inbox that are no news.
  case newsPassedOver(unknown: Int, damagedBytes: Int)
}
