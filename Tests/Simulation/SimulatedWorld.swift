import CampaignCalendar
import CampaignEngine
import CampaignHandOff
import CampaignTestSupport
import CampaignValues
import Foundation

/// A world in which time is what a test says, audiences are lists, and mail servers do as they are told.
package final class SimulatedWorld: EngineWorld {
  /// What the server does with a message when it comes to be tried.
  package enum Reaction: Sendable {
    case take, refuseForNow, refuse
    /// The connection ends before the message is complete.
    case drop
    /// The message is taken, and the answer is lost.
    case takeAndDrop
    /// The message is on its way and stays there.
    case hold
    /// Its turn does not come.
    case wait
  }

  package var clock: Int64
  /// Keys of the members whom a run selects.
  package var members: [String] = []
  /// By member: their own time zone.
  package var zones: [String: String] = [:]
  /// Events that happened: the member, and when they enter by it.
  package var happened: [(key: String, member: String, entered: Int64)] = []
  /// Goes up when the audience changes.
  package var stamps = 0
  package private(set) var requests: [EvaluationRequest] = []
  /// Why evaluations fail; nil where they don't.
  package var evaluationFailure: String?
  /// Why tenants' folders can't be made; nil where they can.
  package var folderFailure: String?
  /// By address and attempt.
  package var react: (_ address: String, _ attempt: Int) -> Reaction = { _, _ in .take }
  /// How often the server took what, by address and run.
  package private(set) var taken: [String: Int] = [:]
  package private(set) var events: [EngineEvent] = []
  package private(set) var attempts: [String: Int] = [:]
  package var flight: FlightFile?
  package var keyMemorySeconds: Int?
  private var evaluated: [(job: EvaluationJob, failure: String?)] = []

  package init(at clock: Int64) { self.clock = clock }

  package func now() -> Int64 { clock }
  /// How far the wall clock is ahead of the time that has passed.
  package var skew: Int64 = 0
  package func uptime() -> Int64 { clock - skew }
  package func random() -> Double { 0.5 }

  package func zone(_ name: String) throws(EngineError) -> (zone: Zone, rules: [UInt8]) {
    guard let zone = SystemZones.zone(name) else { throw .noZone(name: name, reason: "the machine has none") }
    return (zone, [])
  }

  package func makeTenantFolder(_ path: String) throws(EngineError) {
    if let folderFailure { throw .spool(path: path, reason: folderFailure) }
    try make(path)
  }

  package func makeFolder(_ path: String) throws(EngineError) {
    removeFolder(path)
    try make(path)
  }

  private func make(_ path: String) throws(EngineError) {
    do { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) } catch {
      throw .spool(path: path, reason: "\(error)")
    }
  }

  package func removeFolder(_ path: String) { try? FileManager.default.removeItem(atPath: path) }
  package func removeRunFolders(_ spoolFolder: String, except runs: Set<Int64>) {}
  package func isSmall(audience path: String) -> Bool { true }

  package func stamp(audience path: String) -> AudienceStamp? { AudienceStamp(fields: [Int64(stamps)]) }

  package func evaluate(_ request: EvaluationRequest, as job: EvaluationJob) {
    if evaluationFailure == nil { write(request) }
    evaluated.append((job, evaluationFailure))
  }

  private func write(_ request: EvaluationRequest) {
    var messages = BinaryWriter()
    var entries = BinaryWriter()
    requests.append(request)
    for (member, event) in selected(request) {
      let address = "\(member)@mail.example"
      let digest = AddressDigest.of(Array(address.utf8), channel: "email", key: request.tenantKey)
      let place = Int64(messages.bytes.count)
      SpooledMessage(sender: "Shop <a@shop.example>", address: address, content: .mail(Array(request.run.utf8)))
        .write(to: &messages)
      SpoolEntry(
        key: member, event: event, fate: .message(place: place, channel: 0, address: digest, zone: zones[member]),
        token: Self.token(member: member, run: request.run)
      ).write(to: &entries)
    }
    entries.raw(SpoolFiles.end)
    for (name, bytes) in [(SpoolFiles.messages, messages.bytes), (SpoolFiles.entries, entries.bytes)] {
      _ = FileManager.default.createFile(atPath: "\(request.outputFolder)/\(name)", contents: Data(bytes))
    }
  }

  /// What the unsubscribe address of a member's message ends with; `run` is the text of the run's instant.
  package static func token(member: String, run: String) -> UnsubscribeToken {
    UnsubscribeToken(number: XXH64.hash(Array("\(member) \(run)".utf8)))
  }

  /// Whom a run's program would select, as the real one does: of events, those of the window that were not answered; of later steps, who entered.
  private func selected(_ request: EvaluationRequest) -> [(String, SpoolEntry.Event?)] {
    if request.step > 0 {
      return request.history.map { entry in
        (entry.member, entry.event.map { SpoolEntry.Event(key: $0, entered: entry.entered) })
      }
    }
    guard let window = request.events else { return members.map { ($0, nil) } }
    return happened.filter { event in
      event.entered > window.after && event.entered <= window.until && !window.answered.contains(event.key)
    }.map { ($0.member, SpoolEntry.Event(key: $0.key, entered: $0.entered)) }
  }

  package func takeEvaluated() -> [(job: EvaluationJob, failure: String?)] {
    defer { evaluated = [] }
    return evaluated
  }

  package func handOff(_ ticket: HandOffTicket) {
    guard let flight else { return }
    for message in ticket.messages {
      let slot = Int(message.slot)
      let file = FileManager.default.contents(atPath: "\(ticket.spools[Int(message.spool)])/messages") ?? Data()
      let spooled = file.withUnsafeBytes { bytes in
        try? SpooledMessage(
          UnsafeRawBufferPointer(
            rebasing: bytes[Int(message.place)...].dropFirst(4).prefix(length(bytes, message.place))))
      }
      guard let spooled else { continue }
      let name = "\(spooled.address) \(message.run)"
      attempts[name, default: 0] += 1
      switch react(spooled.address, attempts[name] ?? 1) {
      case .take:
        take(slot, name)
        flight.answer(slot, .accepted(ProviderAnswer(code: "250")))
      case .takeAndDrop: take(slot, name)
      case .hold: _ = flight.handOver(slot)
      case .wait: break
      case .refuseForNow: flight.answer(slot, .refusedForNow(ProviderAnswer(code: "451", enhancedCode: "4.7.1")))
      case .refuse: flight.answer(slot, .refused(ProviderAnswer(code: "550", enhancedCode: "5.1.1")))
      case .drop: flight.answer(slot, .notHandedOff(reason: "the connection ended"))
      }
    }
  }

  private func length(_ bytes: UnsafeRawBufferPointer, _ place: Int64) -> Int {
    Int(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: Int(place), as: UInt32.self)))
  }

  private func take(_ slot: Int, _ name: String) {
    guard flight?.handOver(slot) == true else { return }
    taken[name, default: 0] += 1
  }

  package func traits(tenant: String, channel: UInt8) -> ChannelTraits {
    ChannelTraits(batchSize: 10, concurrency: 1, keyMemorySeconds: keyMemorySeconds)
  }

  package func way(tenant: String, channel: UInt8) -> String { "\(tenant) \(channel)" }

  package func log(_ event: EngineEvent) { events.append(event) }
}
