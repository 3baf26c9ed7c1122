import CampaignCalendar
import CampaignDelivery
import CampaignEngine
import CampaignHandOff
import Glibc

/// The world as it is: the system's clock and zones, folders, and processes.
final class SystemWorld: EngineWorld {
  let workers = WorkerProcesses()
  let delivery: DeliveryProcess
  private let channels: ChannelsConfiguration
  private let log: EventLog
  private var zones: [String: (zone: Zone, rules: [UInt8])] = [:]
  private var generator = SystemRandomNumberGenerator()

  init(delivery: DeliveryProcess, channels: ChannelsConfiguration, log: EventLog) {
    self.delivery = delivery
    self.channels = channels
    self.log = log
  }

  func now() -> Int64 { SystemClock.now() }

  func uptime() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_BOOTTIME, &time)
    return Int64(time.tv_sec)
  }

  func random() -> Double { Double.random(in: 0..<1, using: &generator) }

  func zone(_ name: String) throws(EngineError) -> (zone: Zone, rules: [UInt8]) {
    if let known = zones[name] { return known }
    let isName =
      !name.isEmpty
      && name.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { part in
        part.first?.isLetter == true && part.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
      }
    guard isName, let rules = Self.bytes(of: "/usr/share/zoneinfo/\(name)") else {
      throw .noZone(name: name, reason: "this machine has no rules for it; install the package tzdata")
    }
    do {
      let zone = try rules.withUnsafeBytes { bytes throws(ZoneError) in try Zone(name: name, tzif: bytes) }
      zones[name] = (zone, rules)
      return (zone, rules)
    } catch {
      throw .noZone(name: name, reason: "\(error)")
    }
  }

  private static func bytes(of path: String) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    let count = read(descriptor, &buffer, buffer.count)
    return count > 0 ? Array(buffer[..<count]) : nil
  }

  // MARK: - Folders

  func makeTenantFolder(_ path: String) throws(EngineError) {
    for folder in [String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)]), path] {
      guard mkdir(folder, 0o700) == 0 || errno == EEXIST else {
        throw .spool(path: folder, reason: String(cString: strerror(errno)))
      }
    }
  }

  func makeFolder(_ path: String) throws(EngineError) {
    removeFolder(path)
    guard mkdir(path, 0o700) == 0 else { throw .spool(path: path, reason: String(cString: strerror(errno))) }
  }

  /// A run's folder has files only.
  func removeFolder(_ path: String) {
    for name in Self.names(in: path) { unlink("\(path)/\(name)") }
    rmdir(path)
  }

  func removeRunFolders(_ spoolFolder: String, except runs: Set<Int64>) {
    for name in Self.names(in: spoolFolder) {
      guard let run = Int64(name), !runs.contains(run) else { continue }
      removeFolder("\(spoolFolder)/\(name)")
    }
  }

  private static func names(in path: String) -> [String] {
    guard let folder = opendir(path) else { return [] }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      // SAFETY: the name is a C string within the entry, which lives until the next call.
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }

  /// Up to 64 MiB, which is read in a moment.
  func isSmall(audience path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_size <= 64 << 20
  }

  func stamp(audience path: String) -> AudienceStamp? {
    var fields: [Int64] = []
    for path in [path, path + "-wal"] {
      var status = stat()
      guard stat(path, &status) == 0 else {
        if fields.isEmpty { return nil }
        continue
      }
      fields += [
        Int64(status.st_ino), Int64(status.st_size),
        Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec),
      ]
    }
    return AudienceStamp(fields: fields)
  }

  // MARK: - Processes

  func evaluate(_ request: EvaluationRequest, as job: EvaluationJob) { workers.start(request, as: job) }

  func takeEvaluated() -> [(job: EvaluationJob, failure: String?)] { workers.takeEnded() }

  func handOff(_ ticket: HandOffTicket) { delivery.send(ticket) }

  func traits(tenant: String, channel: UInt8) -> ChannelTraits { channels.traits(tenant: tenant, channel: channel) }

  func way(tenant: String, channel: UInt8) -> String { channels.routeName(tenant: tenant, channel: channel) }

  func log(_ event: EngineEvent) { log.write(event) }
}

enum SystemClock {
  /// Seconds since 1970.
  static func now() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec)
  }
}
