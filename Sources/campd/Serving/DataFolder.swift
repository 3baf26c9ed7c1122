import CampaignDelivery
import CampaignEngine
import CampaignLedger
import CampaignWorkspace
import Glibc

/// Where the engine keeps what it must not lose.
struct DataFolder {
  let path: String

  init(_ path: String) throws(Failure) {
    guard mkdir(path, 0o700) == 0 || errno == EEXIST else {
      throw Failure("`\(path)` can't be made: \(String(cString: strerror(errno)))")
    }
    guard let resolved = realpath(path, nil) else {
      throw Failure("`\(path)` can't be used: \(String(cString: strerror(errno)))")
    }
    defer { free(resolved) }
    self.path = String(cString: resolved)
  }

  var registerPath: String { "\(path)/engine.sqlite" }
  var flightPath: String { "\(path)/flight" }
  var spoolsPath: String { Engine.spoolsFolder(path) }
  var outboxPath: String { "\(path)/outbox" }
  var channelsPath: String { "\(path)/channels.json" }

  var statePath: String { "\(path)/state.json" }
  /// What anybody may read who may watch the engine, in a folder of its own.
  var figuresPath: String { "\(path)/figures" }
  var metricsPath: String { "\(figuresPath)/metrics.prom" }

  var inboxPath: String { Engine.inboxFolder(path) }

  func channels() throws(ChannelsConfiguration.Invalid) -> ChannelsConfiguration {
    try ChannelsConfiguration(path: channelsPath, outbox: outboxPath)
  }

  func tenantFolder(_ number: Int64) -> String { "\(path)/tenants/\(number)" }

  func register() throws(Failure) -> Register {
    do throws(LedgerError) { return try Register(path: registerPath) } catch { throw Failure(error.description) }
  }

  /// Holds the folder for one engine, as long as the descriptor is open in any process: a process that still sends for an engine that was killed keeps the
  /// next one from starting.
  func lock() throws(Failure) -> Int32 {
    let descriptor = open("\(path)/lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else {
      throw Failure("`\(path)/lock` can't be opened: \(String(cString: strerror(errno)))")
    }
    // What an engine leaves that is killed ends with it, within moments.
    for _ in 0..<50 {
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return descriptor }
      usleep(100_000)
    }
    close(descriptor)
    throw Failure("another engine runs on `\(path)`", help: "end it first, or give this one another --data")
  }
}
