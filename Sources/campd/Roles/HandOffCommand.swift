import ArgumentParser
import CampaignDelivery
import CampaignHandOff
import CampaignPlan
import CampaignSandbox
import Dispatch
import Glibc

/// The process that hands messages off: tickets come in by its standard input, which is a socket; what becomes of messages stands in the flight file.
struct HandOffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hand-off", abstract: "Hand messages off; started by `campd serve`.", shouldDisplay: false)

  @Option var parent: Int32
  @Option var data: String

  /// Not asynchronous: a process can be shut in only before it has other threads.
  func run() throws {
    guard ChildProcess.endWithParent(parent) else { throw ExitCode(1) }
    signal(SIGPIPE, SIG_IGN)
    // A stop is the supervisor's to say, by closing the socket; Ctrl-C reaches the whole group.
    signal(SIGINT, SIG_IGN)
    signal(SIGTERM, SIG_IGN)
    let folder = try DataFolder(data)
    let channels = try folder.channels()
    _ = mkdir(folder.outboxPath, 0o700)
    let flight = try FlightFile(path: folder.flightPath, slotCount: Supervisor.slots)
    let service = TicketService(
      flight: flight, channelNames: PlanChannel.allCases.map { "\($0)" }, now: { SystemClock.now() },
      wake: { Doorbell.ring(flight) })
    shutIn(folder, channels)
    try Waiting.forResult {
      let routes = Routes(channels, service)
      for await ticket in TicketSocket.tickets() { await routes.take(ticket) }
      await routes.finish()
    }
  }

  /// It talks to providers, so it sees no ledger, no audience and no plan: of the engine's data the runs' messages, to read, and what it writes down.
  private func shutIn(_ folder: DataFolder, _ channels: ChannelsConfiguration) {
    var sandbox = Sandbox()
    _ = mkdir(folder.spoolsPath, 0o700)
    sandbox.mayRead(folder.spoolsPath)
    sandbox.mayWrite(folder.flightPath)
    sandbox.mayWrite(folder.outboxPath)
    for path in channels.fileFolders.sorted() { sandbox.mayRead(path) }
    sandbox.mayUseThreads()
    sandbox.mayLookUpHosts()
    sandbox.mayReadAuthorities()
    do throws(Sandbox.Unavailable) { try sandbox.enterConnecting() } catch {
      EventLog().write(level: "warning", "not shut in", [("process", "hand-off"), ("reason", error.description)])
    }
  }
}

/// Wakes the supervisor, where it waits for answers.
enum Doorbell {
  static func ring(_ flight: FlightFile) {
    guard flight.takeAwait() else { return }
    var byte: UInt8 = 1
    // A full socket is a supervisor that has been woken.
    _ = send(STDIN_FILENO, &byte, 1, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
  }
}

/// The tickets that come in, in their order, until the supervisor closes its end.
enum TicketSocket {
  private static let limitBytes = 64 << 20

  static func tickets() -> AsyncStream<HandOffTicket> {
    AsyncStream { stream in
      // Reading blocks, which no thread of the concurrency's own may do.
      DispatchQueue(label: "tickets").async {
        while let frame = frame() {
          guard let ticket = frame.withUnsafeBytes({ try? HandOffTicket($0) }) else { break }
          stream.yield(ticket)
        }
        stream.finish()
      }
    }
  }

  private static func frame() -> [UInt8]? {
    guard let head = bytes(4) else { return nil }
    let count = head.withUnsafeBytes { UInt32(littleEndian: $0.loadUnaligned(as: UInt32.self)) }
    return Int(count) <= limitBytes ? bytes(Int(count)) : nil
  }

  private static func bytes(_ count: Int) -> [UInt8]? {
    var buffer = [UInt8](repeating: 0, count: count)
    var start = 0
    while start < count {
      let got = buffer.withUnsafeMutableBytes { read(STDIN_FILENO, $0.baseAddress.map { $0 + start }, count - start) }
      guard got > 0 || (got < 0 && errno == EINTR) else { return nil }
      start += max(got, 0)
    }
    return buffer
  }
}

/// The open ways, each with as many batches on it at a time as are worth it.
actor Routes {
  private struct Open {
    var route: TicketService.Route
    var waiting: [HandOffTicket] = []
    var running = 0
  }

  private let channels: ChannelsConfiguration
  private let service: TicketService
  private var open: [String: Open] = [:]
  private var isFinishing = false
  private var whenIdle: CheckedContinuation<Void, Never>?

  init(_ channels: ChannelsConfiguration, _ service: TicketService) {
    self.channels = channels
    self.service = service
  }

  func take(_ ticket: HandOffTicket) {
    let name = channels.routeName(tenant: ticket.tenant, channel: ticket.channel)
    if open[name] == nil {
      do {
        open[name] = Open(route: try channels.route(tenant: ticket.tenant, channel: ticket.channel))
      } catch {
        // Tried again with the next ticket: a file of a secret may be put right.
        return service.refuse(ticket, reason: "the channel can't be opened: \(error)")
      }
    }
    open[name]?.waiting.append(ticket)
    startNext(name)
  }

  private func startNext(_ name: String) {
    guard var route = open[name] else { return }
    while route.running < route.route.channel.traits.concurrency, !route.waiting.isEmpty {
      let ticket = route.waiting.removeFirst()
      route.running += 1
      let (service, way) = (service, route.route)
      Task {
        await service.serve(ticket, by: way)
        self.ended(name)
      }
    }
    open[name] = route
  }

  private func ended(_ name: String) {
    open[name]?.running -= 1
    startNext(name)
    if isIdle { whenIdle?.resume() }
  }

  private var isIdle: Bool { isFinishing && open.values.allSatisfy { $0.running == 0 && $0.waiting.isEmpty } }

  /// Waits until what was taken is handed off, then closes the ways.
  func finish() async {
    isFinishing = true
    if !isIdle { await withCheckedContinuation { whenIdle = $0 } }
    for route in open.values { await route.route.channel.close() }
  }
}
