import CampaignDelivery
import CampaignEngine
import CampaignHandOff
import Glibc

/// The process that owns the ledgers: it runs the engine, and starts those who evaluate and hand off.
struct Supervisor {
  let data: DataFolder
  var policy = RetryPolicy()
  let log = EventLog()

  /// Messages on their way at most, over all tenants.
  static let slots = 2_048
  /// How long it sleeps at most: so long takes it at most to see that something was applied.
  private static let longestSleepMilliseconds: Int32 = 50

  /// Runs until SIGTERM or SIGINT, then lets what is on its way come to its end.
  func run() throws {
    StopSignal.install()
    let lock = try data.lock()
    defer { close(lock) }
    let channels = try data.channels()
    // Better now than with the first message.
    try Waiting.forResult { try await channels.checkWays() }
    _ = try channels.tracking?.openWebhooks()
    let tracking = channels.tracking?.listen.map { TrackingProcess(data, address: $0, log: log) }
    let flight = try FlightFile(path: data.flightPath, slotCount: Self.slots)
    let delivery = DeliveryProcess(data, lock: lock)
    let world = SystemWorld(delivery: delivery, channels: channels, log: log)
    let engine = Engine(
      register: try data.register(), flight: flight, dataFolder: data.path, world: world, policy: policy)
    try engine.start()
    try delivery.start()
    log.write(level: "info", "started", [("data", data.path)])
    try serve(engine, flight, delivery, tracking)
    tracking?.finish()
    StateFiles(data: data).remove()
    try finish(engine, flight, delivery)
    log.write(level: "info", "stopped", [])
  }

  private func serve(
    _ engine: Engine, _ flight: FlightFile, _ delivery: DeliveryProcess, _ tracking: TrackingProcess?
  ) throws {
    let files = StateFiles(data: data)
    var nextReport: Int64 = .min
    while !StopSignal.wasSent {
      let now = SystemClock.now()
      tracking?.keep(at: now)
      if now >= nextReport || now < nextReport - StateFiles.secondsBetween {
        nextReport = now + StateFiles.secondsBetween
        files.write(engine.report())
      }
      let wait = try engine.turn()
      if delivery.hasEnded() {
        log.write(level: "error", "hand-off ended", [])
        engine.handOffEnded()
        // One that ends at once again and again must not take the whole machine.
        usleep(100_000)
        try delivery.start()
        continue
      }
      delivery.flush()
      guard let wait else { continue }
      flight.await()
      // An answer that came before that wakes nobody.
      if engine.hasAnswers { continue }
      sleep(delivery, milliseconds: wait == 0 ? 5 : Self.longestSleepMilliseconds)
    }
  }

  /// Nothing new is begun; what is on its way is settled, for as long as that takes and half a minute at most.
  private func finish(_ engine: Engine, _ flight: FlightFile, _ delivery: DeliveryProcess) throws {
    delivery.finish()
    engine.stopClaiming()
    let end = SystemClock.now() + 30
    while engine.isSending, SystemClock.now() < end {
      _ = try engine.turn()
      if delivery.hasEnded() {
        engine.handOffEnded()
        break
      }
      flight.await()
      sleep(delivery, milliseconds: 5)
    }
    _ = try engine.turn()
    delivery.child?.end(SIGKILL)
  }

  private func sleep(_ delivery: DeliveryProcess, milliseconds: Int32) {
    var waited = pollfd(
      fd: delivery.socket, events: Int16(POLLIN | (delivery.hasUnsent ? POLLOUT : 0)), revents: 0)
    if poll(&waited, 1, milliseconds) > 0 {
      // A socket whose other end is gone is always ready.
      if waited.revents & Int16(POLLHUP) != 0 { usleep(1_000) }
      delivery.drain()
    }
  }
}

/// Whether somebody asked the process to end.
enum StopSignal {
  // The handler does nothing but this one store, which a signal may do.
  nonisolated(unsafe) private static var sent: sig_atomic_t = 0

  static var wasSent: Bool { sent != 0 }

  static func install() {
    var ends = sigset_t()
    sigemptyset(&ends)
    for number in [SIGTERM, SIGINT] {
      signal(number) { _ in StopSignal.sent = 1 }
      sigaddset(&ends, number)
    }
    // Whoever started this may have held them back.
    pthread_sigmask(SIG_UNBLOCK, &ends, nil)
    signal(SIGPIPE, SIG_IGN)
  }
}
