import CampaignLedger

/// What has to be so when all has come to its end.
extension Judge {
  func judge(_ tenant: SimulatedTenant, _ rows: [LedgerRow], runs: Set<String>) {
    noteEntries(rows, tenant)
    var known: [String: LedgerRow] = [:]
    byMemberInDoubt = [:]
    for row in rows where row.state == .unknown && journal.messages[row.identity]?.attempts.isEmpty ?? true {
      byMemberInDoubt["\(tenant.number)|\(row.member)", default: 0] += 1
    }
    for row in rows {
      if known[row.identity] != nil { found("\(row.identity) is in the ledger twice") }
      known[row.identity] = row
      check(row, tenant)
    }
    for message in journal.all where message.tenant == tenant.number && message.taken > 0 {
      if known[message.identity] == nil { found("\(message.identity) was sent, and the ledger does not know it") }
    }
    for campaign in SimulatedCampaign.all { checkRuns(campaign, tenant, runs, known) }
    checkRepetition(rows, tenant)
  }

  private func check(_ row: LedgerRow, _ tenant: SimulatedTenant) {
    let message = journal.messages[row.identity]
    let taken = message?.taken ?? 0
    let expected: ClosedRange<Int> =
      switch row.state {
      case .accepted: 1...1
      case .unknown: 0...1
      default: 0...0
      }
    if !expected.contains(taken) { found("\(row.identity) is \(row.state.words), and was sent \(taken) times") }
    if let claimed = message?.attempts.last?.surelyAt, row.since < claimed {
      found("\(row.identity) went at \(claimed), and became \(row.state.words) at \(row.since), before that")
    }
    switch row.state {
    case .pending, .claimed: found("\(row.identity) is \(row.state.words) for ever")
    case .unknown where !hasLostPower && message?.attempts.isEmpty ?? true:
      found("\(row.identity) is unknown, and never went")
    case .failed where message?.standing != .refused && !resolved.contains(row.identity):
      found("\(row.identity) is failed, and nobody said so")
    // The next try may be an hour and more away, and too late then.
    case .expired where message.map({ $0.until > row.since + 4_500 }) ?? true:
      found("\(row.identity) is expired before its time")
    case .cancelled where !cancelled.contains(row.runIdentity): found("\(row.identity) is cancelled by nobody")
    case .suppressed: checkSuppression(row, tenant)
    default: break
    }
  }

  private func checkSuppression(_ row: LedgerRow, _ tenant: SimulatedTenant) {
    let reason = row.reason ?? ""
    let numbers = reason.split(separator: " ").compactMap { Int64($0) }
    if reason.hasPrefix("opted out") {
      if !tenant.optedOut.contains("\(row.member)|\(row.channel)") { found("\(row.identity): nobody opted out") }
    } else if reason.hasPrefix("address refused") {
      let address = row.channel == 0 ? "\(row.member)@mail.example" : "device-\(row.member)"
      if !everRefused.contains("\(tenant.number)|\(row.channel)|\(address)") {
        found("\(row.identity): its address was never refused")
      }
    } else if reason.hasPrefix("cap of"), numbers.count == 2 {
      // An answer may come to the engine late.
      let sent = contacts(of: row.member, tenant.number, upTo: tenant.local(row.since).day, days: numbers[1]) {
        $0.at <= row.since && ($0.mayBeInDoubt || $0.cameBack.map { $0 > row.since - 7_200 } ?? true)
      }
      // One that was claimed when the power went counts too, though it never went.
      if sent + (byMemberInDoubt["\(tenant.number)|\(row.member)"] ?? 0) < numbers[0] {
        found("\(row.identity): \(reason), and only \(sent) were sent")
      }
    } else {
      found("\(row.identity) is suppressed for `\(reason)`")
    }
  }

  // MARK: - Nothing is lost

  private func checkRuns(
    _ campaign: SimulatedCampaign, _ tenant: SimulatedTenant, _ runs: Set<String>, _ known: [String: LedgerRow]
  ) {
    for occurrence in occurrences(campaign, tenant) {
      for (index, step) in campaign.steps.enumerated() {
        let run = RunIdentity(
          tenant: tenant.number, campaign: campaign, instant: occurrence + step.delaySeconds, step: index)
        guard index == 0 || isExpected(run.instant, campaign, tenant) else { continue }
        let members = index == 0 ? tenant.members : entered(occurrence, campaign, tenant, known)
        let chosen = members.filter { if case .message = SimulatedFate(run, member: $0) { true } else { false } }
        if index == 0, !runs.contains(run.text), !chosen.isEmpty,
          !chosen.allSatisfy({ hasEntered($0, run, known) })
        {
          found("\(run.text) never began")
          return
        }
        for member in chosen where known["\(run.text)|\(member)"] == nil {
          if index == 0, hasEntered(member, run, known) { continue }
          found("\(run.text)|\(member) was never planned")
          return
        }
      }
    }
  }

  /// Occurrences that nothing can have kept from being begun.
  private func occurrences(_ campaign: SimulatedCampaign, _ tenant: SimulatedTenant) -> [Int64] {
    var found: Set<Int64> = []
    for version in tenant.versions[campaign.name] ?? [] {
      let end = version.until ?? highWater
      var midnight = (version.scheduledSince / 86_400 - 1) * 86_400 - tenant.zone.offsetSeconds
      while midnight < end {
        for time in campaign.times[version.form] where midnight + time >= version.scheduledSince {
          let instant = midnight + time
          let holds = version.from <= instant && end > instant + min(campaign.latenessSeconds, 4 * 3_600)
          if holds, isExpected(instant, campaign, tenant) { found.insert(instant) }
        }
        midnight += 86_400
      }
    }
    return found.sorted()
  }

  /// Whether one version of the campaign held all around an instant, and nobody stopped it and no clock jumped.
  private func isExpected(_ instant: Int64, _ campaign: SimulatedCampaign, _ tenant: SimulatedTenant) -> Bool {
    let span = (instant - 60)...(instant + min(campaign.latenessSeconds, 4 * 3_600))
    let holds = (tenant.versions[campaign.name] ?? []).contains { version in
      version.scheduledSince <= instant && version.from <= instant && version.until ?? .min > span.upperBound
    }
    return holds && !isExcused(tenant.number, campaign.name, span)
  }

  /// Who surely entered with an occurrence, by the messages that were taken.
  private func entered(
    _ occurrence: Int64, _ campaign: SimulatedCampaign, _ tenant: SimulatedTenant, _ known: [String: LedgerRow]
  ) -> [String] {
    let first = RunIdentity(tenant: tenant.number, campaign: campaign, instant: occurrence, step: 0)
    return tenant.members.filter { known["\(first.text)|\($0)"]?.state == .accepted }
  }

  /// Whether another run entered a member so near to this one that the campaign's repetition keeps them out.
  private func hasEntered(_ member: String, _ run: RunIdentity, _ known: [String: LedgerRow]) -> Bool {
    entries["\(run.tenant)|\(run.campaign.name)|\(member)"]?.contains { entry in
      switch run.campaign.repetition {
      case .everyRun: false
      case .never: entry != run.instant
      case .after(let days): entry != run.instant && abs(entry - run.instant) < days * 86_400
      }
    } ?? false
  }

  private func checkRepetition(_ rows: [LedgerRow], _ tenant: SimulatedTenant) {
    for (name, instants) in entries.sorted(by: { $0.key < $1.key }) where name.hasPrefix("\(tenant.number)|") {
      let parts = name.split(separator: "|")
      guard let campaign = SimulatedCampaign.all.first(where: { $0.name == parts[1] }) else { continue }
      for (earlier, later) in zip(instants, instants.dropFirst()) {
        switch campaign.repetition {
        case .everyRun: break
        case .never: found("\(name) entered at \(earlier) and at \(later)")
        case .after(let days) where later - earlier < days * 86_400:
          found("\(name) entered at \(earlier) and again at \(later)")
        case .after: break
        }
      }
    }
  }

  /// When members entered campaigns, by tenant, campaign and member, earliest first.
  func noteEntries(_ rows: [LedgerRow], _ tenant: SimulatedTenant) {
    for row in rows where row.step == row.campaign {
      entries["\(tenant.number)|\(row.campaign)|\(row.member)", default: []].append(row.instant)
    }
    for key in entries.keys where key.hasPrefix("\(tenant.number)|") { entries[key]?.sort() }
  }
}
