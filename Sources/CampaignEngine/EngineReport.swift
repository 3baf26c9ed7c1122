import CampaignLedger

/// How the engine is, for people and for what watches it. It names tenants and campaigns, and no members.
package struct EngineReport: Codable, Hashable, Sendable {
  package struct Trouble: Codable, Hashable, Sendable {
    /// Nil where it is all of the tenant's.
    package var campaign: String?
    package var reason: String
    /// When it is tried again: seconds since 1970; nil where somebody has to do something first.
    package var nextTry: Int64?
  }

  package struct Tenant: Codable, Hashable, Sendable {
    package var name: String
    package var trouble: [Trouble]
    /// Messages by `MessageState.words`, over all runs that the ledger has.
    package var messages: [String: Int]
    /// Runs that are being evaluated, and that are being put into the ledger.
    package var evaluating: Int
    package var planning: Int
  }

  /// A way by which nothing gets through.
  package struct ClosedWay: Codable, Hashable, Sendable {
    package var way: String
    /// When it is tried again: seconds since 1970.
    package var nextTry: Int64
  }

  /// Seconds since 1970.
  package var at: Int64
  package var tenants: [Tenant]
  /// Messages that are being handed off, and how many can be at once.
  package var inFlight: Int
  package var slots: Int
  /// By how many seconds the wall clock is ahead of the instant at which is acted; less than 0 where it is behind.
  package var clockAhead: Int64
  package var closedWays: [ClosedWay]
}

extension Engine {
  /// As it is now. A ledger is asked only where something changed since the last report.
  package func report() -> EngineReport {
    let now = world.now()
    return EngineReport(
      at: now, tenants: tenants.map(report) + missing(), inFlight: flying.count, slots: flight.slotCount,
      clockAhead: now - tellTime(),
      closedWays: circuits.closed(at: now).map { EngineReport.ClosedWay(way: $0.way, nextTry: $0.until) })
  }

  private func report(_ tenant: TenantEngine) -> EngineReport.Tenant {
    let broken = broken[tenant.number].map { EngineReport.Trouble(reason: $0.reason, nextTry: $0.nextTry) }
    return EngineReport.Tenant(
      name: tenant.name, trouble: (broken.map { [$0] } ?? []) + tenant.trouble(), messages: tenant.messageCounts(),
      evaluating: tenant.begun.count - tenant.plannings.count, planning: tenant.plannings.count)
  }

  /// Tenants that could not be opened at all.
  private func missing() -> [EngineReport.Tenant] {
    broken.filter { tenantsByNumber[$0.key] == nil }.sorted { $0.key < $1.key }.map { number, breakage in
      EngineReport.Tenant(
        name: (try? register.tenants().first { $0.number == number }?.record.name) ?? "number \(number)",
        trouble: [EngineReport.Trouble(reason: breakage.reason, nextTry: breakage.nextTry)], messages: [:],
        evaluating: 0, planning: 0)
    }
  }
}

extension TenantEngine {
  fileprivate func trouble() -> [EngineReport.Trouble] {
    let failed = failing.map { EngineReport.Trouble(campaign: $0.key, reason: $0.value.reason, nextTry: $0.value.next) }
    let refused = refused.map { EngineReport.Trouble(campaign: $0.key, reason: $0.value.description) }
    return (failed + refused).sorted { ($0.campaign ?? "") < ($1.campaign ?? "") }
  }

  fileprivate func messageCounts() -> [String: Int] {
    if let known = reportedCounts { return known }
    guard let counts = try? ledger.messageCounts() else { return [:] }
    let words = Dictionary(uniqueKeysWithValues: MessageState.allCases.map { ($0.words, counts[$0]) })
    reportedCounts = words
    return words
  }
}
