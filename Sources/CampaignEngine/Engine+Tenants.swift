import CampaignHandOff
import CampaignLedger
import CampaignPlan

/// Which tenants there are, and what they run.
extension Engine {
  /// Looks whether somebody changed the register, and takes over what changed.
  func reload() throws(EngineError) {
    let version = try EngineError.wrapping { () throws(LedgerError) in try register.dataVersion() }
    guard version != registerVersion else { return }
    registerVersion = version
    let (registered, stops) = try EngineError.wrapping { () throws(LedgerError) in
      (try register.tenants(changedAfter: loadedRevision), try register.stops())
    }
    for tenant in registered {
      loadedRevision = max(loadedRevision, tenant.revision)
      if let known = tenantsByNumber[tenant.number] {
        if known.record != tenant.record {
          contain(known) { () throws(EngineError) in try load(known, tenant) }
        }
      } else {
        add(tenant)
      }
    }
    for tenant in tenants where tenant.stopped != stops[tenant.number] ?? [] {
      tenant.stopped = stops[tenant.number] ?? []
      tenant.nextLook = [:]
      tenant.wake = .min
    }
    try runCommands(at: tellTime())
  }

  private func add(_ tenant: RegisteredTenant) {
    do throws(EngineError) {
      let folder = "\(dataFolder)/tenants/\(tenant.number)"
      try world.makeTenantFolder(folder)
      let made = try TenantEngine(tenant, folder: folder, world: world, policy: policy, fileSystem: fileSystem)
      try load(made, tenant)
      // Once the flight file was cleared, what it says is of messages that are on their way now.
      try made.takeUp(FlightIndex(flight), isSameLife: hasStarted || flight.isSameBoot, at: tellTime())
      tenants.append(made)
      tenantsByNumber[made.number] = made
      broken[made.number] = nil
    } catch {
      broken[tenant.number] = Breakage(reason: error.description, nextTry: tellTime() + Breakage.secondsToNextTry)
      world.log(.tenantFailed(tenant: tenant.record.name, reason: error.description))
    }
  }

  /// Opens again what had failed, once all that it had on its way is answered.
  func mendBroken(at now: Int64) {
    for (number, breakage) in broken where breakage.nextTry <= now {
      let slots = flying.filter { $0.value.tenant == number }.map(\.key)
      guard slots.allSatisfy(flight.isAnswered) else { continue }
      guard let registered = try? register.tenants().first(where: { $0.number == number }) else { continue }
      tenants.removeAll { $0.number == number }
      tenantsByNumber[number] = nil
      add(registered)
      if broken[number] == nil {
        for slot in slots { free(slot) }
        inbox.rewind()
      }
    }
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
    let (unreleased, live) = try EngineError.wrapping { () throws(LedgerError) in
      (try ledger.unreleasedRuns(), Set(try ledger.runsWithMessages()))
    }
    for run in unreleased { try discard(run) }
    world.removeRunFolders(folder, except: live.subtracting(unreleased))
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
