import CampaignHandOff

/// What comes back: news of messages that others put down in the inbox.
extension Engine {
  /// So much is taken in a turn, while tenants wait for theirs; and in so many files is looked for tokens, which anybody may bring who makes them up.
  private static let newsPerTurn = 500
  private static let filesPerTurn = 5_000

  /// Where a data folder's inbox is.
  package static func inboxFolder(_ dataFolder: String) -> String { "\(dataFolder)/inbox" }

  /// Takes what came in, each tenant's in one transaction. True where there may be more.
  ///
  /// A file is kept until all of it is in the ledgers of all tenants, of which none is broken; one that is mended reads all files anew.
  func takeInbox(at now: Int64) -> Bool {
    let damaged = inbox.damagedBytes
    let files = tenants.reduce(1) { $0 + $1.tokens.fileCount }
    let limit = max(5, min(Self.newsPerTurn, Self.filesPerTurn / files))
    let items = inbox.next(limit)
    var unknown = 0
    var arrivals: [Int64: [TenantEngine.Arrival]] = [:]
    for item in items {
      guard let (tenant, places) = places(of: item.record) else {
        unknown += 1
        continue
      }
      arrivals[tenant.number, default: []].append(
        TenantEngine.Arrival(file: item.file, end: item.end, places: places, record: item.record))
    }
    for tenant in tenants where broken[tenant.number] == nil {
      guard let arrived = arrivals[tenant.number] else { continue }
      contain(tenant) { () throws(EngineError) in
        let taken = try tenant.take(arrived, present: inbox.files, at: now)
        unknown += taken.unknown
        withdraw(tenant.number) {
          taken.closed.contains(TenantEngine.ClosedAddress(channel: $0.channel, address: $0.address))
        }
        tenant.wake = .min
      }
    }
    // A tenant that can't go on may be the one that it is about.
    if broken.isEmpty {
      inbox.remove(inbox.finished)
      let passedOver = inbox.damagedBytes - damaged
      if unknown > 0 || passedOver > 0 { world.log(.newsPassedOver(unknown: unknown, damagedBytes: passedOver)) }
    }
    return items.count == limit
  }

  /// The message that news are about; nil where no tenant has it, or it is none of the tenant's who brought it.
  private func places(of record: InboxRecord) -> (tenant: TenantEngine, places: [TokenIndex.Place])? {
    let isMeant = { (tenant: TenantEngine) in record.tenant == nil || record.tenant == tenant.name }
    switch record.subject {
    case .message(let id):
      // As a ticket's messages are named: tenant, run and entry.
      let numbers = id.split(separator: "-", omittingEmptySubsequences: false).map { Int64($0) }
      guard numbers.count == 3, let number = numbers[0], let run = numbers[1], let entry = numbers[2],
        let tenant = tenantsByNumber[number], isMeant(tenant)
      else { return nil }
      return (tenant, [TokenIndex.Place(run: run, entry: entry)])
    case .token(let token):
      for tenant in tenants where isMeant(tenant) {
        let places = tenant.tokens.find(token)
        if !places.isEmpty { return (tenant, places) }
      }
      return nil
    }
  }
}
