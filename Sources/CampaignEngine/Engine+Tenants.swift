import CampaignHandOff
import CampaignLedger
import CampaignPlan

/// Which tenants there are, and what they run.
extension Engine {
  /// Looks whether somebody changed the register, and takes over what changed.
  func reload() throws(EngineError) {
    let version = try EngineError.wrapping { () throws(LedgerError) in try register.dataVersion() }
    guard version != registerVersion else { return }
    let (registered, stops) = try EngineError.wrapping { () throws(LedgerError) in
      (try register.tenants(changedAfter: loadedRevision), try register.stops())
    }
    for tenant in registered {
      loadedRevision = max(loadedRevision, tenant.revision)
      if let known = tenantsByNumber[tenant.number] {
        if known.record != tenant.record {
          contain(known) { () throws(EngineError) in try load(known, tenant) }
        }
      } else if broken[tenant.number] == nil {
        add(tenant, stopped: stops[tenant.number] ?? [])
      }
    }
    if !registered.isEmpty { world.log(.revisionTaken(revision: loadedRevision, tenants: registered.count)) }
    for tenant in tenants where tenant.stopped != stops[tenant.number] ?? [] {
      tenant.stopped = stops[tenant.number] ?? []
      withdrawStopped(of: tenant)
      tenant.nextLook = [:]
      if tenant.nextRepeat != nil { tenant.nextRepeat = .min }
      tenant.wake = .min
    }
    try runCommands(at: tellTime())
    registerVersion = version
  }

  private func withdrawStopped(of tenant: TenantEngine) {
    if tenant.stopped.isEmpty { return }
    var names: [Int64: String] = [:]
    withdraw(tenant.number) { message in
      let name = names[message.run] ?? (try? tenant.ledger.run(message.run))?.campaign ?? ""
      names[message.run] = name
      return tenant.isStopped(name)
    }
  }

  private func add(_ tenant: RegisteredTenant, stopped: Set<String>) {
    do throws(EngineError) {
      let folder = "\(dataFolder)/tenants/\(tenant.number)"
      let spoolFolder = "\(Self.spoolsFolder(dataFolder))/\(tenant.number)"
      for path in [folder, spoolFolder] { try world.makeTenantFolder(path) }
      let made = try TenantEngine(
        tenant, folder: folder, spoolFolder: spoolFolder, world: world, circuits: circuits, policy: policy,
        fileSystem: fileSystem)
      made.stopped = stopped
      try load(made, tenant)
      // The clock goes back behind nothing that any life of the engine acted at.
      clock.raise(to: try EngineError.wrapping { () throws(LedgerError) in try made.ledger.clock() })
      // Once a tenant was taken up, what the file says of it is of messages that are on their way now.
      let isSameLife = takenUp.contains(made.number) || flight.isSameBoot
      try made.takeUp(FlightIndex(flight), isSameLife: isSameLife, at: tellTime())
      takenUp.insert(made.number)
      tenants.append(made)
      tenantsByNumber[made.number] = made
      broken[made.number] = nil
    } catch {
      broken[tenant.number] = Breakage(reason: error.description, nextTry: tellTime() + Breakage.secondsToNextTry)
      world.log(.tenantFailed(tenant: tenant.record.name, reason: error.description))
    }
  }

  /// Opens again what had failed, once all that it had on its way is answered and nothing of it is evaluated.
  func mendBroken(at now: Int64) throws(EngineError) {
    var isMended = false
    for number in broken.filter({ $0.value.nextTry <= now }).keys.sorted() {
      let slots = flying.filter { $0.value.tenant == number }.keys.sorted()
      // A worker of a run that is about to be taken back could write into the folder of the next one of its number.
      guard slots.allSatisfy(flight.isAnswered), !evaluating.contains(where: { $0.tenant == number }),
        let registered = try? register.tenants().first(where: { $0.number == number }),
        let stops = try? register.stops()
      else {
        broken[number]?.nextTry = now + 1
        continue
      }
      tenants.removeAll { $0.number == number }
      tenantsByNumber[number] = nil
      add(registered, stopped: stops[number] ?? [])
      guard broken[number] == nil else { continue }
      for slot in slots { free(slot) }
      inbox.rewind()
      isMended = true
    }
    guard isMended else { return }
    // What was asked of it meanwhile is done before anything else.
    registerVersion = -1
    try reload()
  }

  private func load(_ known: TenantEngine, _ tenant: RegisteredTenant) throws(EngineError) {
    try known.load(tenant) { campaign throws(EngineError) in
      let bytes = try planBytes(campaign.plan, of: campaign.name)
      do throws(PlanError) {
        return try Verifier.verify(PlanDecoder.decode(bytes)).plan
      } catch {
        throw .noPlan(campaign: campaign.name, reason: error.description)
      }
    }
  }

  /// Where all runs' files are, below the engine's data.
  package static func spoolsFolder(_ dataFolder: String) -> String { "\(dataFolder)/spools" }

  func planBytes(_ digest: String, of campaign: String) throws(EngineError) -> [UInt8] {
    let bytes = try EngineError.wrapping { () throws(LedgerError) in try register.plan(digest) }
    guard let bytes else { throw .noPlan(campaign: campaign, reason: "the register does not have it") }
    return bytes
  }
}

extension TenantEngine {
  /// Takes up what an earlier life of the engine left.
  func takeUp(_ known: FlightIndex, isSameLife: Bool, at now: Int64) throws(EngineError) {
    try recover(known, isSameLife: isSameLife, at: now)
    for run in try EngineError.wrapping({ () throws(LedgerError) in try ledger.unreleasedRuns() }) { try discard(run) }
    try removeSpools(at: now)
    waves = try EngineError.wrapping { () throws(LedgerError) in try ledger.openWaves() }
    // Its messages may wait in the queue, of waves that are claimed.
    for name in try EngineError.wrapping({ () throws(LedgerError) in try ledger.zones() }) {
      _ = clocks.zone(name, world)
    }
    sortWaves()
  }

  /// Settles what was on its way by how far it had come.
  func recover(_ known: FlightIndex, isSameLife: Bool, at now: Int64) throws(EngineError) {
    let count = try ticking { tick throws(LedgerError) in
      try tick.raiseClock(to: now)
      return try tick.recover(isSameLife: isSameLife, at: now) { claim, position in
        known.status(tenant: number, claim: claim, position: position, policy: policy, at: now)
      }
    }
    nextRepeat = now
    wake = .min
    if count > 0 { world.log(.recovered(tenant: name, messages: count)) }
  }
}
