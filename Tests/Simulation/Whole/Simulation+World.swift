import CampaignCalendar
import CampaignEngine
import CampaignHandOff
import CampaignTestSupport
import CampaignValues
import Foundation

/// What the engine reaches for.
extension Simulation: EngineWorld {
  package func now() -> Int64 {
    judge.told(wall, after: time)
    return wall
  }

  package func uptime() -> Int64 { time }

  package func random() -> Double { Double(generator.next() >> 11) / Double(UInt64(1) << 53) }

  package func zone(_ name: String) throws(EngineError) -> (zone: Zone, rules: [UInt8]) {
    guard let zone = SimulatedZones.all[name] else { throw .noZone(name: name, reason: "the machine has none") }
    return (zone, [])
  }

  package func makeTenantFolder(_ path: String) throws(EngineError) {}

  package func makeFolder(_ path: String) throws(EngineError) {
    if !isCalm, chance(1) {
      count("folder could not be made")
      throw .spool(path: path, reason: "no room")
    }
    removeFolder(path)
    do { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) } catch {
      throw .spool(path: path, reason: "\(error)")
    }
  }

  package func removeFolder(_ path: String) {
    guard !disk.isDead else { return }
    spools[path] = nil
    try? FileManager.default.removeItem(atPath: path)
  }

  package func removeRunFolders(_ spoolFolder: String, except runs: Set<Int64>) {
    let kept = Set(runs.map { "\(spoolFolder)/\($0)" })
    for path in spools.keys.filter({ $0.hasPrefix("\(spoolFolder)/") && !kept.contains($0) }).sorted() {
      removeFolder(path)
    }
  }

  package func isSmall(audience path: String) -> Bool { true }
  package func stamp(audience path: String) -> AudienceStamp? { nil }

  package func traits(tenant: String, channel: UInt8) -> ChannelTraits {
    let tenant = tenants.first { $0.name == tenant }
    return ChannelTraits(
      batchSize: tenant?.batchSize ?? 1, concurrency: 1, keyMemorySeconds: tenant?.keyMemorySeconds[channel])
  }

  package func way(tenant: String, channel: UInt8) -> String { "\(tenant) \(channel)" }

  package func log(_ event: EngineEvent) {
    switch event {
    case .tenantFailed(let name, let reason):
      count("tenant failed")
      if reason.contains("can't become") || reason.contains("don't add up") {
        judge.found("\(name) failed: \(reason)")
      }
      if let tenant = tenants.first(where: { $0.name == name }) { judge.unsteady.insert(tenant.number) }
      judge.journal.note("\(time) \(name) failed")
    case .runMissed(let tenant, let campaign, let occurrence):
      count("run was left out")
      judge.journal.note("\(time) \(tenant) leaves out \(campaign) of \(occurrence)")
    case .runFailed: count("run was given up")
    default: break
    }
  }

  // MARK: - Workers

  package func takeEvaluated() -> [(job: EvaluationJob, failure: String?)] {
    defer { evaluated = [] }
    return evaluated
  }

  package func evaluate(_ request: EvaluationRequest, as job: EvaluationJob) {
    guard !disk.isDead else { return }
    guard let campaign = SimulatedZones.campaigns[request.plan],
      let tenant = tenants.first(where: { $0.number == job.tenant })
    else { return judge.found("a run of an unknown plan is evaluated") }
    let run = RunIdentity(tenant: job.tenant, campaign: campaign, instant: request.now, step: Int(request.step))
    judge.journal.note("\(time) evaluates \(run.text)")
    judge.evaluates(run, tenant, history: request.history)
    let life = engineLife
    var seconds = between(0...40)
    var failure: String?
    var isTorn = false
    switch isCalm ? 99 : Int.random(in: 0..<100, using: &generator) {
    case 0..<4: failure = "the audience is locked"
    case 4..<7: failure = "the worker was killed"
    case 7: seconds = between(300...900)
    case 8: isTorn = true
    default: break
    }
    after(seconds) {
      guard life == self.engineLife, !self.disk.isDead else { return }
      if let failure { self.count(failure) }
      if seconds > 40 { self.count("worker took long") }
      if isTorn { self.count("worker's files were torn") }
      if failure == nil { self.write(run, request, tenant, isTorn: isTorn) }
      self.evaluated.append((job, failure))
      if !self.isCalm, self.chance(3) { self.stopSoon(run.tenant, run.campaign.name) }
    }
  }

  private func write(_ run: RunIdentity, _ request: EvaluationRequest, _ tenant: SimulatedTenant, isTorn: Bool) {
    var messages = BinaryWriter()
    var entries = BinaryWriter()
    let members = run.step == 0 ? tenant.members : request.history.map(\.member)
    for member in members {
      switch SimulatedFate(run, member: member) {
      case .excluded: continue
      case .heldOut: SpoolEntry(key: member, fate: .heldOut).write(to: &entries)
      case .quarantined: SpoolEntry(key: member, fate: .quarantined(reason: "a bad value")).write(to: &entries)
      case .message:
        let isMail = run.campaign.channel == 0
        let address = isMail ? "\(member)@mail.example" : "device-\(member)"
        let message = judge.journal.message(of: run, member: member, address: address)
        judge.made(message)
        let digest = AddressDigest.of(
          Array(address.utf8), channel: isMail ? "email" : "push", key: request.tenantKey)
        let place = Int64(messages.bytes.count)
        let content: OutboundMessage.Content =
          isMail
          ? .mail(Array(message.identity.utf8))
          : .push(OutboundMessage.PushContent(title: "Hello", body: message.identity, link: nil))
        SpooledMessage(sender: "Shop <a@shop.example>", address: address, content: content).write(to: &messages)
        SpoolEntry(key: member, fate: .message(place: place, channel: run.campaign.channel, address: digest, zone: nil))
          .write(to: &entries)
      }
    }
    if !isTorn { entries.raw(SpoolFiles.end) }
    spools[request.outputFolder] = messages.bytes
    _ = FileManager.default.createFile(
      atPath: "\(request.outputFolder)/\(SpoolFiles.entries)", contents: Data(entries.bytes))
  }
}

/// What becomes of a member in a run: the same whenever it is evaluated.
enum SimulatedFate {
  case message, heldOut, quarantined, excluded

  init(_ run: RunIdentity, member: String) {
    let text = "\(run.text)|\(member)"
    let hash = text.utf8.reduce(UInt64(14_695_981_039_346_656_037)) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 }
    switch (hash >> 20) % 100 {
    case 0..<75: self = .message
    case 75..<80: self = .heldOut
    case 80..<84: self = .quarantined
    default: self = .excluded
    }
  }
}

enum SimulatedZones {
  static let all: [String: Zone] = Dictionary(
    uniqueKeysWithValues: SimulatedTenant.zones.compactMap { zone in
      SystemZones.zone(zone.name).map { (zone.name, $0) }
    })

  /// By the bytes of its plan.
  static let campaigns: [[UInt8]: SimulatedCampaign] = {
    var campaigns: [[UInt8]: SimulatedCampaign] = [:]
    for (name, made) in SimulatedPlans.all.plans {
      campaigns[made.bytes] = SimulatedCampaign.all.first { $0.name == name.campaign }
    }
    return campaigns
  }()
}
