import CampaignCalendar
import CampaignHandOff
import CampaignLedger
import CampaignPlan
import CampaignValues

/// What the engine does for one tenant: it begins runs when they are due, plans what workers made of them, claims what may go, and settles what became of it.
///
/// All that it does in a turn to claims is one transaction; only what that has committed is handed off, by the engine.
final class TenantEngine {
  let number: Int64
  let key: SipHash128.Block
  private(set) var record: TenantRecord
  /// Of the tenant, in the engine's data: its ledger.
  let folder: String
  /// Its runs' files, which others see that see no ledger.
  let spoolFolder: String
  let ledger: Ledger
  let tokens: TokenIndex
  let world: any EngineWorld
  /// Shared by all tenants.
  let circuits: Circuits
  let policy: RetryPolicy

  private(set) var campaigns: [ActiveCampaign] = []
  /// Plans that can't be run, and why, by campaign.
  private(set) var refused: [String: EngineError] = [:]
  var clocks: TenantClocks
  /// Names of campaigns that may not be sent; an empty one stands for all.
  var stopped: Set<String> = []

  /// When there is something to do next; nil where only something from outside changes that.
  var wake: Int64? = .min
  /// Whether messages could go, and there was no room for them.
  var isBlocked = false

  /// In the order in which they are claimed.
  var waves: [OpenWave] = []
  var answers: [Answer] = []
  var begun: [Int64: BegunRun] = [:]
  /// Of those, the ones that no worker has taken yet.
  var waiting: [Int64] = []
  var plannings: [Planning] = []
  /// Campaigns whose last evaluation failed.
  var failing: [String: Failing] = [:]
  /// When a campaign is next looked at, by name.
  var nextLook: [String: Int64] = [:]
  /// What was last looked at of the audience by campaigns that answer events, by name.
  var looks: [String: EventLook] = [:]
  var rates: [PlanChannel: RateMeter] = [:]
  /// From when on batches that are in doubt, and that the provider recognises, may be handed off again; nil where there are none.
  var nextRepeat: Int64?
  /// The minute in which was last looked for what expired, and the hour for messages that nobody needs any more.
  var lastExpiry: Int64 = 0
  var lastSweep: Int64 = 0

  /// Messages by state, as long as nothing changes.
  var reportedCounts: [String: Int]?

  /// A message of which it is known what became of it.
  struct Answer {
    var slot: Int
    var flying: FlyingMessage
    var outcome: HandOffOutcome
  }

  /// A run that was begun and is being evaluated.
  struct BegunRun {
    var campaign: ActiveCampaign
    var name: RunName
    /// Index into the campaign's steps.
    var step: Int
    /// The run's `now`.
    var instant: Int64
    var began: Int64
    /// Of a campaign that answers events: behind which the events are.
    var eventsAfter: Int64?
  }

  struct Failing {
    var tries: Int
    var next: Int64
    var reason: String
  }

  init(
    _ tenant: RegisteredTenant, folder: String, spoolFolder: String, world: any EngineWorld, circuits: Circuits,
    policy: RetryPolicy,
    fileSystem: String?
  ) throws(EngineError) {
    number = tenant.number
    key = tenant.key
    record = tenant.record
    self.folder = folder
    self.spoolFolder = spoolFolder
    tokens = TokenIndex(folder: "\(folder)/tokens")
    self.world = world
    self.circuits = circuits
    self.policy = policy
    clocks = TenantClocks(own: try world.zone(tenant.record.timezone).zone)
    ledger = try EngineError.wrapping { () throws(LedgerError) in
      try Ledger(path: "\(folder)/ledger.sqlite", tenant: tenant.record.name, fileSystem: fileSystem)
    }
  }

  var name: String { record.name }

  /// Takes over what a revision says. A campaign whose plan can't be run is left out, and the others go on.
  func load(_ tenant: RegisteredTenant, plan: (TenantRecord.Campaign) throws(EngineError) -> Plan) throws(EngineError) {
    clocks.own = try world.zone(tenant.record.timezone).zone
    clocks.quietHours = tenant.record.quietHours
    let isSameZone = record.timezone == tenant.record.timezone
    record = tenant.record
    refused = [:]
    nextLook = [:]
    wake = .min
    // Other hours and rates may hold.
    if nextRepeat != nil { nextRepeat = .min }
    var loaded: [ActiveCampaign] = []
    for campaign in tenant.record.campaigns {
      if isSameZone, let known = campaigns.first(where: { $0.isOf(campaign) }) {
        loaded.append(known)
        continue
      }
      do throws(EngineError) {
        loaded.append(
          try ActiveCampaign(campaign, try plan(campaign)) { name throws(EngineError) in
            try world.zone(name).zone
          })
      } catch {
        refused[campaign.name] = error
      }
    }
    campaigns = loaded
    rates = Dictionary(
      record.channels.compactMap { channel in
        guard let known = PlanChannel(name: channel.name), let rate = channel.ratePerSecond else { return nil }
        // What was used of this second stays used.
        if let meter = rates[known], meter.perSecond == rate { return (known, meter) }
        return (known, RateMeter(perSecond: rate))
      }, uniquingKeysWith: { first, _ in first })
    sortWaves()
  }

  /// By the campaign's priority, then the run's instant, then the name.
  func sortWaves() {
    let priorities = Dictionary(campaigns.map { ($0.name, $0.priority) }, uniquingKeysWith: max)
    let priority = { (wave: OpenWave) in priorities[wave.campaign] ?? CampaignPriority.usual }
    waves.sort {
      (-priority($0), $0.now, $0.campaign, $0.run, $0.wave.number)
        < (-priority($1), $1.now, $1.campaign, $1.run, $1.wave.number)
    }
  }

  func isDue(at now: Int64) -> Bool {
    isBlocked || !answers.isEmpty || !plannings.isEmpty || (wake ?? .max) <= now
  }

  func isStopped(_ campaign: String) -> Bool { stopped.contains("") || stopped.contains(campaign) }

  func runFolder(_ run: Int64) -> String { "\(spoolFolder)/\(run)" }

  func ticking<Value>(
    durability: Ledger.Durability = .now, _ body: (Tick) throws(LedgerError) -> Value
  ) throws(EngineError) -> Value {
    reportedCounts = nil
    return try EngineError.wrapping { () throws(LedgerError) in try ledger.tick(durability: durability, body) }
  }
}

/// A message that was given to the process that hands off.
struct FlyingMessage: Hashable {
  var tenant: Int64
  var claim: Int64
  var position: Int64
  var run: Int64
  var entry: Int64
  var channel: Int64
  var attempt: Int64
  var address: Int64
}

enum CampaignPriority {
  /// Of a campaign that runs no more.
  static let usual = 5
}

extension PlanChannel {
  package init?(name: String) {
    guard let channel = PlanChannel.allCases.first(where: { "\($0)" == name }) else { return nil }
    self = channel
  }
}

/// How many messages may be claimed in a second, so that as many go in the long run as the rate says, and never more than a second's worth at once.
struct RateMeter {
  let perSecond: Double
  private var second: Int64 = .min
  private var used = 0

  init(perSecond: Double) { self.perSecond = perSecond }

  mutating func left(at now: Int64) -> Int {
    if now != second { (second, used) = (now, 0) }
    // Whole messages, spread over the seconds so that their sum keeps to the rate: the second of an hour is enough for any rate there is.
    let place = Double(now % 3_600)
    return max(0, Int((place + 1) * perSecond) - Int(place * perSecond) - used)
  }

  /// Whether a batch of so many may go as a whole: one that is more than a second's worth, as it may be after an edit, goes with what a second has.
  mutating func admits(_ count: Int, at now: Int64) -> Bool { left(at: now) >= min(count, max(1, Int(perSecond))) }

  mutating func use(_ count: Int) { used += count }
}
