import ArgumentParser
import CampaignDelivery
import CampaignEngine
import CampaignHandOff
import CampaignSandbox
import CampaignTracking
import CampaignWorkspace
import Glibc

/// The process that takes what comes back by HTTP. Of the engine's data it opens the channels' settings, the figures and the inbox alone.
struct TrackCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "track", abstract: "Listen for people who unsubscribe, and for what providers tell of messages.",
    discussion: """
      Serves the addresses below a tenant's link_base (/u/TOKEN), /webhooks/NAME for the webhooks that channels.json names, /healthz, and of the engine \
      beside it /readyz and /metrics (for Prometheus), which a proxy need not let in from outside. \
      What it answers with success is on the disk. `campd serve` starts it by itself where channels.json has tracking.listen; it can \
      also run without the engine, so that nobody who unsubscribes waits for it.

        campd track --listen 127.0.0.1:8080
      """)

  @OptionGroup var data: DataOption

  @Option(help: "Where to listen; tracking.listen of channels.json without it. With port 0 the system chooses one.")
  var listen: String?

  @Option(help: .hidden)
  var parent: Int32?

  /// Not asynchronous: a process can be shut in only before it has other threads.
  func run() throws {
    if let parent, !ChildProcess.endWithParent(parent) { throw ExitCode(1) }
    signal(SIGPIPE, SIG_IGN)
    let folder = try data.folder
    let settings = try folder.channels().tracking
    guard let text = listen ?? settings?.listen else {
      throw Failure(
        "nothing says where to listen", help: "give --listen 127.0.0.1:8080, or tracking.listen in channels.json")
    }
    guard let address = ListenAddress(text) else {
      throw Failure("`\(text)` is no address to listen at", help: "write it as 127.0.0.1:8080 or [::1]:8080")
    }
    let webhooks: [String: Webhook]
    do { webhooks = try settings?.openWebhooks() ?? [:] } catch { throw Failure("\(error)") }
    let inbox: GroupedInbox
    do { inbox = GroupedInbox(try InboxWriter(folder: folder.inboxPath)) } catch { throw Failure("\(error)") }
    let engine = EngineFigures(path: folder.metricsPath, secondsOfLife: StateFiles.secondsOfLife)
    let server = TrackingServer(
      address: address, inbox: inbox, webhooks: webhooks, engine: engine, now: { SystemClock.now() })
    let log = EventLog()
    shutIn(folder, log)
    do {
      try Waiting.forResult {
        try await server.run { log.write(level: "info", "listening", [("address", "\($0)")]) }
      }
    } catch {
      throw Failure("`\(address)` can't be listened at: \(error)")
    }
  }

  /// It talks to anybody, so it may write nothing but the inbox, and read little else.
  private func shutIn(_ folder: DataFolder, _ log: EventLog) {
    var sandbox = Sandbox()
    sandbox.mayWrite(folder.inboxPath)
    // A file that is written anew is another one; its folder stays.
    _ = mkdir(folder.figuresPath, 0o750)
    sandbox.mayRead(folder.figuresPath)
    sandbox.mayUseThreads()
    sandbox.mayLookUpHosts()
    do throws(Sandbox.Unavailable) { try sandbox.enterListening() } catch {
      log.write(level: "warning", "not shut in", [("reason", error.description)])
    }
  }
}
