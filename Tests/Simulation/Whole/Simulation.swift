import CampaignEngine
import CampaignHandOff
import CampaignLedger
import CampaignTestSupport
import Foundation

/// The whole engine over many tenants in a world that is made from one number: a clock, disks, workers, providers and operators, and all that goes wrong with them.
///
/// The same settings lead to the same journal.
package final class Simulation {
  package struct Settings: Hashable, Sendable {
    package var seed: UInt64
    package var tenants = 20
    package var members = 12
    /// After which nothing goes wrong any more, and all that waits has to come to its end.
    package var days = 3
    package var faultsPerDay = 40

    package init(seed: UInt64) { self.seed = seed }
  }

  /// Something that happens later.
  private struct Event {
    var time: Int64
    var number: Int
    var body: () -> Void
  }

  /// A message that was given to the process that hands off.
  struct Flying {
    var message: JournalMessage
    var isHandedOver = false
  }

  package let settings: Settings
  package internal(set) var report = SimulationReport()
  var generator: SeededGenerator
  /// Seconds that have passed since 1970, and by how much the wall clock is wrong.
  var time: Int64
  var skew: Int64 = 0
  var wall: Int64 { time + skew }
  /// By how much the wall clock went back, in all.
  var wentBack: Int64 = 0

  let disk = SimulatedDisk()
  let folder: String
  var tenants: [SimulatedTenant] = []
  let judge = Judge()
  var engine: Engine?
  var flight: FlightFile?
  /// When the engine is started again.
  var restartAt: Int64 = 0
  /// What takes the engine's process when its disk dies.
  var isPowerLoss = false
  var isDiskBad = false
  /// Nothing goes wrong any more.
  var isCalm = false

  var engineLife = 0
  var handOffLife = 0
  var isHandOffDead = false
  var flying: [Int: Flying] = [:]
  /// The providers' memories, by tenant and key.
  var batches: [String: KnownBatch] = [:]
  /// The files of messages, by their runs' folders.
  var spools: [String: [UInt8]] = [:]
  var evaluated: [(job: EvaluationJob, failure: String?)] = []

  private var events: [Event] = []
  private var scheduled = 0
  private var turns = 0
  static let slots = 256

  package init(_ settings: Settings) throws {
    self.settings = settings
    generator = SeededGenerator(seed: settings.seed)
    // 2027-03-01, a Monday, at midnight in UTC, and some hours more.
    time = 1_803_859_200 + Int64.random(in: 0..<86_400, using: &generator)
    let base =
      FileManager.default.fileExists(atPath: "/dev/shm") ? "/dev/shm" : FileManager.default.temporaryDirectory.path()
    folder = "\(base)/simulation-\(UUID().uuidString.prefix(8))/disk-\(disk.number)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: String(folder[..<(folder.lastIndex(of: "/") ?? folder.endIndex)]))
  }

  package var findings: [String] { judge.findings }
  /// Of all that happened.
  package var digest: UInt64 { judge.journal.digest }
  /// The last lines of what happened.
  package var lastLines: [String] { judge.journal.lines }

  // MARK: - Time

  /// Does something after so many seconds.
  func after(_ seconds: Int64, _ body: @escaping () -> Void) {
    scheduled += 1
    let event = Event(time: time + max(0, seconds), number: scheduled, body: body)
    // Latest first; of those at the same time, the last that was scheduled.
    var low = 0
    var high = events.count
    while low < high {
      let middle = (low + high) / 2
      let isLater = (events[middle].time, events[middle].number) > (event.time, event.number)
      if isLater { low = middle + 1 } else { high = middle }
    }
    events.insert(event, at: low)
  }

  func count(_ name: String) { report.count(name) }

  func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &generator) < percent }

  func between(_ range: ClosedRange<Int64>) -> Int64 { Int64.random(in: range, using: &generator) }

  // MARK: - Its course

  /// Leads the world from its beginning to its end. Whatever is not as it should be is among `findings`, and ends it.
  package func run() {
    if let problem = SimulatedPlans.all.problem { return judge.found("the campaigns do not compile: \(problem)") }
    tenants = (1...Int64(settings.tenants)).map {
      SimulatedTenant($0, members: settings.members, random: &generator, at: wall)
    }
    apply(by: "start")
    fixKeys()
    start()
    installCounters()
    scheduleFaults()
    let end = time + Int64(settings.days) * 86_400
    after(end - time) { self.calmDown() }
    // Quiet hours, an hour's longest delay, and a clock that had gone back.
    lead(until: end + 36 * 3_600)
    guard findings.isEmpty else { return }
    engine = nil
    flight = nil
    finish()
  }

  private func lead(until end: Int64) {
    var spins = 0
    while time < end, findings.isEmpty {
      while let next = events.last, next.time <= time {
        events.removeLast()
        next.body()
      }
      guard engine != nil else {
        if time >= restartAt { start() }
        if engine == nil { advance(by: max(1, min(restartAt, events.last?.time ?? .max) - time)) }
        continue
      }
      let wait = turn()
      guard let wait, wait > 0 else {
        spins += 1
        // Something waits for an answer that only time brings.
        if spins % 60 == 0 { advance(by: 1) }
        if spins > 100_000 { judge.found("the engine does not come to rest") }
        continue
      }
      spins = 0
      // With nothing to do for a minute and more it may as well sleep longer, as a busy machine lets it.
      advance(by: wait >= 60 ? between(60...600) : wait)
    }
  }

  private func advance(by seconds: Int64) {
    let next = events.last.map { max(1, $0.time - time) } ?? seconds
    time += min(seconds, next)
  }

  /// A turn of the engine, and what follows from it. Nil where it has something to do at once.
  private func turn() -> Int64? {
    turns += 1
    // Whoever holds the engine holds its files, which are taken from it with its process.
    let (wait, hasFallen) = turnOfEngine()
    if hasFallen || disk.isDead {
      crash(isPowerLoss: disk.isDead && isPowerLoss)
      return 0
    }
    if turns % 400 == 0 { audit(tenants[turns / 400 % tenants.count]) }
    return wait
  }

  private func turnOfEngine() -> (wait: Int64?, hasFallen: Bool) {
    guard let engine else { return (0, false) }
    do throws(EngineError) {
      let wait = try engine.turn()
      guard isHandOffDead, !disk.isDead else { return (wait, false) }
      isHandOffDead = false
      // What was let go meanwhile reached nobody.
      endFlights(isPowerLoss: false)
      engine.handOffEnded()
      return (nil, false)
    } catch {
      count("engine gave up")
      // Its words name a folder, which is another one each time.
      judge.journal.note("\(time) gave up")
      return (0, true)
    }
  }

  func start() {
    engineLife += 1
    judge.beganNewLife()
    for tenant in tenants { judge.renewRates(of: tenant.number) }
    startEngine()
    if engine == nil || disk.isDead { return crash(isPowerLoss: disk.isDead && isPowerLoss) }
    judge.journal.note("\(time) started")
    if !isDiskBad { for tenant in tenants { audit(tenant) } }
  }

  private func startEngine() {
    do {
      let flight = try FlightFile(path: "\(folder)/flight", slotCount: Self.slots)
      self.flight = flight
      let register = try Register(path: registerPath, fileSystem: SimulatedDisk.fileSystem)
      let engine = Engine(
        register: register, flight: flight, dataFolder: folder, world: self, fileSystem: SimulatedDisk.fileSystem)
      try engine.start()
      self.engine = engine
    } catch {
      judge.journal.note("\(time) could not start")
      count("engine could not start")
    }
  }

  /// The engine's process ends, and with it those that it started; with the machine, what was not on the disk is lost too.
  func crash(isPowerLoss: Bool) {
    engine = nil
    flight = nil
    evaluated = []
    handOffLife += 1
    isHandOffDead = false
    if isPowerLoss {
      count("machine lost its power")
      disk.losePower(seed: generator.next())
      try? FileManager.default.removeItem(atPath: "\(folder)/flight")
      judge.lostAnswers()
    } else {
      count("engine was killed")
      disk.restartProcess()
    }
    judge.journal.note("\(time) crash, \(isPowerLoss ? "power" : "process")")
    endFlights(isPowerLoss: isPowerLoss)
    self.isPowerLoss = false
    restartAt = time + between(1...90)
  }

  /// What became of messages whose hand-off ended in their midst.
  func endFlights(isPowerLoss: Bool) {
    for (_, flying) in flying.sorted(by: { $0.key < $1.key }) {
      if flying.isHandedOver || isPowerLoss {
        flying.message.standing = .inDoubt
      } else {
        // Of a batch of which something was handed over, all is in doubt.
        judge.cameBack(flying.message, mayBeInDoubt: true)
      }
    }
    flying = [:]
  }
}
