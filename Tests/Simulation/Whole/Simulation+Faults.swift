import CampaignEngine
import CampaignHandOff
import CampaignLedger
import Foundation

/// What goes wrong, and what people do meanwhile.
extension Simulation {
  /// Kinds of faults and of what operators do, with how often each comes.
  enum Kind: CaseIterable {
    case engineAtWrite, machineAtWrite, engineBetween, machineBetween, handOff, diskFull, writeFails, clockForward
    case clockBack
    case stop, optOut, cancel, resolve, edit, rollBack

    var weight: Int {
      switch self {
      case .engineAtWrite, .machineAtWrite: 6
      case .handOff, .resolve: 4
      case .clockForward: 1
      default: 2
      }
    }
  }

  func scheduleFaults() {
    let mean = 86_400 / Int64(max(1, settings.faultsPerDay))
    after(between(1...(2 * mean))) {
      guard !self.isCalm else { return }
      let kinds = Kind.allCases.flatMap { Array(repeating: $0, count: $0.weight) }
      if let kind = kinds.randomElement(using: &self.generator) { self.happen(kind) }
      self.scheduleFaults()
    }
  }

  private func happen(_ kind: Kind) {
    judge.journal.note("\(time) \(kind)")
    switch kind {
    case .engineAtWrite, .machineAtWrite:
      guard engine != nil, !isDiskBad else { return }
      isPowerLoss = kind == .machineAtWrite
      // Many of them while much is written: at the next occurrence of a campaign, and at once.
      disk.dieAfter(Int(between(0...(chance(50) ? 12 : 120))))
    case .engineBetween, .machineBetween: if engine != nil { crash(isPowerLoss: kind == .machineBetween) }
    case .handOff: endHandOff()
    case .diskFull, .writeFails: harmDisk(kind)
    case .clockForward, .clockBack: moveClock(kind)
    case .stop, .optOut, .cancel, .resolve, .edit, .rollBack: operate(kind)
    }
  }

  /// The process that hands off is killed; the engine sees that at its next turn.
  private func endHandOff() {
    guard engine != nil, !isHandOffDead else { return }
    count("hand-off was killed")
    handOffLife += 1
    isHandOffDead = true
    endFlights(isPowerLoss: false)
  }

  private func harmDisk(_ kind: Kind) {
    guard !isDiskBad, engine != nil else { return }
    isDiskBad = true
    if kind == .diskFull {
      count("disk was full")
      disk.fill(true)
    } else {
      count("a write failed")
      disk.failAfter(Int(between(0...30)))
    }
    after(between(20...900)) {
      self.disk.fill(false)
      self.disk.failAfter(-1)
      self.isDiskBad = false
    }
  }

  private func moveClock(_ kind: Kind) {
    let seconds = between(10...5_400)
    let before = wall
    if kind == .clockBack {
      count("clock went back")
      skew -= seconds
      wentBack += seconds
    } else {
      count("clock went forth")
      skew += seconds
    }
    judge.excuse(nil, nil, (min(before, wall) - 7_200)...(max(before, wall) + 7_200))
  }

  // MARK: - Operators

  var registerPath: String { "\(folder)/engine.sqlite" }

  private func operate(_ kind: Kind) {
    // Whoever finds the disk full, or the machine away, comes again another time.
    guard engine != nil, !isDiskBad, !disk.isDead, let tenant = tenants.randomElement(using: &generator) else { return }
    // A fault that waits for the next write waits for one of the engine's.
    disk.sparing {
      switch kind {
      case .stop: stop(tenant, chance(25) ? nil : SimulatedCampaign.all.randomElement(using: &generator)?.name)
      case .optOut: optOut(tenant)
      case .cancel: cancel(tenant)
      case .resolve: resolve(tenant)
      case .edit, .rollBack: edit(tenant, isBack: kind == .rollBack)
      default: break
      }
    }
  }

  private func withRegister(_ body: (Register, RegisteredTenant) throws -> Void, of tenant: SimulatedTenant) {
    do {
      let register = try Register(path: registerPath, fileSystem: SimulatedDisk.fileSystem)
      guard let registered = try register.tenants().first(where: { $0.number == tenant.number }) else {
        return judge.found("\(tenant.name) is not in the register")
      }
      try body(register, registered)
    } catch {
      judge.found("a command of \(tenant.name) failed: \(error)")
    }
  }

  /// Somebody stops a campaign in the midst of its sending, where a stop has most to hold.
  func stopSoon(_ tenant: Int64, _ campaign: String) {
    after(between(0...3)) {
      guard !self.isCalm, self.engine != nil, !self.isDiskBad, !self.disk.isDead,
        let tenant = self.tenants.first(where: { $0.number == tenant })
      else { return }
      self.disk.sparing { self.stop(tenant, campaign) }
    }
  }

  private func stop(_ tenant: SimulatedTenant, _ campaign: String?) {
    guard tenant.stopped.isEmpty else { return }
    withRegister(
      { register, registered in
        _ = try register.setStopped(true, tenant: registered, campaign: campaign, by: "ops", at: wall)
        tenant.stopped.insert(campaign ?? "")
        count("stopped")
      }, of: tenant)
    tenant.stoppedSince = wall
    after(between(300...28_800)) { self.resume(tenant, campaign) }
  }

  private func resume(_ tenant: SimulatedTenant, _ campaign: String?) {
    guard tenant.stopped.contains(campaign ?? "") else { return }
    guard engine != nil, !isDiskBad, !disk.isDead else { return after(60) { self.resume(tenant, campaign) } }
    disk.sparing {
      withRegister(
        { register, registered in
          _ = try register.setStopped(false, tenant: registered, campaign: campaign, by: "ops", at: wall)
          tenant.stopped.remove(campaign ?? "")
          count("resumed")
        }, of: tenant)
    }
    let since = min(tenant.stoppedSince, wall)
    judge.excuse(tenant.number, campaign, (since - 3_600)...(max(since, wall, judge.highWater) + 3_600))
  }

  private func optOut(_ tenant: SimulatedTenant) {
    guard let member = tenant.members.randomElement(using: &generator) else { return }
    let channel: UInt8 = chance(50) ? 0 : 2
    withRegister(
      { register, registered in
        _ = try register.ask(.optOut(member: member, channel: channel), tenant: registered, by: "ops", at: wall)
        tenant.optedOut.insert("\(member)|\(channel)")
        count("opted out")
      }, of: tenant)
  }

  private func cancel(_ tenant: SimulatedTenant) {
    guard let row = rows(of: tenant).last(where: { $0.state == .pending }) else { return }
    withRegister(
      { register, registered in
        _ = try register.ask(.cancel(run: row.run), tenant: registered, by: "ops", at: wall)
        judge.cancelled.insert(row.runIdentity)
        count("run was cancelled")
      }, of: tenant)
  }

  /// Somebody looks into the providers' logs, and says what is there.
  private func resolve(_ tenant: SimulatedTenant) {
    // Of a batch that goes again the providers' logs say nothing final yet.
    let unknown = rows(of: tenant).filter { row in
      row.state == .unknown && judge.journal.messages[row.identity]?.standing == .inDoubt
        && tenant.keyMemorySeconds[row.channel] == nil
    }
    guard !unknown.isEmpty else { return }
    withRegister(
      { register, registered in
        for row in unknown.prefix(6) {
          let wasSent = judge.journal.messages[row.identity]?.taken ?? 0 > 0
          _ = try register.ask(
            .resolve(run: row.run, entry: row.entry, wasSent: wasSent), tenant: registered, by: "ops", at: wall)
          judge.resolved.insert(row.identity)
          if !wasSent, let last = judge.journal.messages[row.identity]?.attempts.indices.last {
            judge.journal.messages[row.identity]?.attempts[last].cameBack = judge.highWater
          }
          count(wasSent ? "resolved as sent" : "resolved as not sent")
        }
      }, of: tenant)
  }

  private func edit(_ tenant: SimulatedTenant, isBack: Bool) {
    if isBack {
      tenant.rollBack()
      count("rolled back")
    } else {
      if chance(60) { tenant.settings(&generator) }
      tenant.edit(&generator)
      count("edited")
    }
    tenant.write(at: wall)
    judge.renewRates(of: tenant.number)
    apply(by: "ops")
  }

  func apply(by actor: String) {
    do {
      let register = try Register(path: registerPath, fileSystem: SimulatedDisk.fileSystem)
      var plans: [String: [UInt8]] = [:]
      for tenant in tenants {
        for campaign in tenant.record.campaigns where plans[campaign.plan] == nil {
          plans[campaign.plan] = SimulatedPlans.all.plans.values.first { $0.digest == campaign.plan }?.bytes
        }
      }
      _ = try register.apply(
        WorkspaceRevision(digest: "revision", tenants: tenants.map(\.record), plans: plans), by: actor, at: wall)
    } catch {
      judge.found("a revision could not be applied: \(error)")
    }
  }

  /// From now on nothing goes wrong, nothing is begun, and all that waits has to come to its end.
  func calmDown() {
    guard engine != nil, !disk.isDead else { return after(30) { self.calmDown() } }
    isCalm = true
    disk.fill(false)
    disk.dieAfter(-1)
    disk.failAfter(-1)
    isDiskBad = false
    for tenant in tenants {
      for campaign in tenant.stopped.sorted() { resume(tenant, campaign.isEmpty ? nil : campaign) }
      tenant.end(at: wall)
    }
    apply(by: "ops")
    judge.journal.note("\(time) calm")
  }
}
