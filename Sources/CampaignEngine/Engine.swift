import CampaignHandOff
import CampaignLedger
import CampaignPlan

/// All tenants of one node: who may do something next, and what is on its way.
///
/// It has no thread, clock or process of its own: whoever owns it calls `turn`, and the world that it was given does the rest. For one thread.
package final class Engine {
  /// How much of what a tenant may do at once.
  package struct Limits: Hashable, Sendable {
    /// Evaluations at the same time, one of which is kept for audiences that are small.
    package var evaluations = 3
    /// The most messages that one tenant claims in a turn, while others wait for theirs.
    package var messagesPerTurn = 256
    /// Whether tenants take turns. Without, whoever was first goes on until nothing of theirs is left: for comparison only.
    package var isFair = true

    package init() {}
  }

  let register: Register
  let flight: FlightFile
  let world: any EngineWorld
  let limits: Limits
  let policy: RetryPolicy
  let dataFolder: String
  let fileSystem: String?
  let inbox: InboxReader
  let circuits = Circuits()

  /// In the order in which they were first applied.
  var tenants: [TenantEngine] = []
  var tenantsByNumber: [Int64: TenantEngine] = [:]
  /// Tenants that could not go on, by number.
  var broken: [Int64: Breakage] = [:]
  /// By slot, until what became of it is in its ledger.
  var flying: [Int: FlyingMessage] = [:]
  /// Slots whose answers lie with their tenants.
  var taken: Set<Int> = []
  var freeSlots: [Int]
  var registerVersion: Int64 = -1
  /// The latest revision of which any tenant was taken over.
  var loadedRevision: Int64 = -1
  /// Whose turn is first.
  private var first = 0
  var evaluating: Set<EvaluationJob> = []
  private var isStopping = false
  /// Tenants into whose ledgers was taken what the flight file said when the engine started.
  var takenUp: Set<Int64> = []
  var clock = EngineClock()

  package init(
    register: Register, flight: FlightFile, dataFolder: String, world: any EngineWorld, limits: Limits = Limits(),
    policy: RetryPolicy = RetryPolicy(), fileSystem: String? = nil
  ) {
    self.register = register
    self.flight = flight
    self.world = world
    self.limits = limits
    self.policy = policy
    self.dataFolder = dataFolder
    self.fileSystem = fileSystem
    inbox = InboxReader(folder: Self.inboxFolder(dataFolder))
    freeSlots = Array((0..<flight.slotCount).reversed())
  }

  /// Takes up the work where it was left: what was on its way is settled by what the flight file says of it, and half-planned runs are taken back.
  package func start() throws(EngineError) {
    try reload()
    clearFlight()
  }

  /// Looks whether somebody changed what is to run, and does what there is to do. Nil where there is something to do at once, else for how many seconds
  /// there is nothing, unless something comes from outside.
  ///
  /// Throws only where the register can't be read.
  package func turn() throws(EngineError) -> Int64? {
    let now = tellTime()
    try reload()
    try mendBroken(at: now)
    var isBusy = takeInbox(at: now)
    takeAnswers()
    takeEvaluated(at: now)
    for tenant in inTurn() where tenant.isDue(at: now) && broken[tenant.number] == nil {
      contain(tenant) { () throws(EngineError) in
        tenant.wake = isStopping ? nil : try tenant.beginDueRuns(at: now)
        let result = try tenant.turn(at: now, room: isStopping ? 0 : limits.isFair ? room : freeSlots.count)
        dispatch(result, of: tenant)
        tenant.isBlocked = result.isBlocked
        tenant.wake = result.hasMore ? now : earlier(tenant.wake, result.wake)
        isBusy = isBusy || result.hasMore
      }
    }
    if !isStopping { startEvaluations() }
    if isBusy { return nil }
    let wakes = tenants.filter { broken[$0.number] == nil }.compactMap(\.wake) + broken.values.map(\.nextTry)
    return max(0, min(60, (wakes.min() ?? .max / 2) - now))
  }

  func tellTime() -> Int64 {
    let (now, change) = clock.tell(wall: world.now(), uptime: world.uptime())
    switch change {
    case .wentBack(let seconds)?: world.log(.clockWentBack(by: seconds))
    case .wentAhead(let seconds)?: world.log(.clockWentAhead(by: seconds, believedIn: EngineClock.doubtSeconds))
    case .believed(let seconds)?: world.log(.clockBelieved(by: seconds))
    case nil: break
    }
    return now
  }

  /// From now on what is on its way is settled, and nothing is begun or claimed any more; what was claimed and is with nobody yet waits for the next start.
  package func stopClaiming() {
    isStopping = true
    withdraw(nil) { _ in true }
  }

  var room: Int { min(limits.messagesPerTurn, freeSlots.count) }

  /// Each turn another tenant is first.
  private func inTurn() -> [TenantEngine] {
    guard limits.isFair, !tenants.isEmpty else { return tenants }
    first = (first + 1) % tenants.count
    return Array(tenants[first...] + tenants[..<first])
  }

  /// One tenant's failure is no other's.
  func contain(_ tenant: TenantEngine, _ body: () throws(EngineError) -> Void) {
    do throws(EngineError) { try body() } catch {
      broken[tenant.number] = Breakage(reason: error.description, nextTry: clock.highWater + Breakage.secondsToNextTry)
      world.log(.tenantFailed(tenant: tenant.name, reason: error.description))
    }
  }
}

/// Why a tenant can't go on, and when it is tried again.
struct Breakage {
  var reason: String
  var nextTry: Int64

  static let secondsToNextTry: Int64 = 30
}
