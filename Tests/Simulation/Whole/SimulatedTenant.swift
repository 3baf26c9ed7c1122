import CampaignEngine
import CampaignTestSupport

/// A tenant as its owner knows it: what was applied for it, and since when.
final class SimulatedTenant {
  /// Zones whose clocks never change, so that the judge needs no calendar.
  static let zones: [(name: String, offsetSeconds: Int64)] = [
    ("Africa/Abidjan", 0), ("Asia/Kabul", 16_200), ("America/Phoenix", -25_200), ("Asia/Tokyo", 32_400),
  ]

  /// What a campaign's schedule was, from one apply to the next.
  struct Version {
    var form: Int
    var scheduledSince: Int64
    var from: Int64
    var until: Int64?
  }

  let name: String
  let number: Int64
  let zone: (name: String, offsetSeconds: Int64)
  let members: [String]
  let batchSize: Int
  /// By channel; nil for a way that takes no keys.
  let keyMemorySeconds: [UInt8: Int]
  private(set) var record: TenantRecord
  /// Of the revision before, for whoever rolls back.
  private var before: [String: Int] = [:]
  private var forms: [String: Int] = [:]
  private(set) var versions: [String: [Version]] = [:]
  /// Names of campaigns that are stopped; an empty one stands for all.
  var stopped: Set<String> = []
  var stoppedSince: Int64 = 0
  var optedOut: Set<String> = []

  init(_ number: Int64, members count: Int, random: inout SeededGenerator, at now: Int64) {
    self.number = number
    name = "shop_\(number)"
    zone = Self.zones[Int(number) % Self.zones.count]
    members = (0..<count).map { "m\($0)" }
    batchSize = [1, 4, 10, 32].randomElement(using: &random) ?? 1
    // Half of the ways take keys.
    var memory: [UInt8: Int] = [:]
    if number % 2 == 0 { memory[0] = [3_600, 7_200, 86_400].randomElement(using: &random) }
    if number % 3 == 0 { memory[2] = [1_800, 86_400].randomElement(using: &random) }
    keyMemorySeconds = memory
    record = TenantRecord(
      name: name, timezone: zone.name, audiencePath: "/audience/\(name).sqlite", audienceFolder: "/audience")
    forms = Dictionary(uniqueKeysWithValues: SimulatedCampaign.all.map { ($0.name, 0) })
    before = forms
    settings(&random)
    write(at: now)
  }

  /// Other caps, quiet hours and rates.
  func settings(_ random: inout SeededGenerator) {
    let caps: [[TenantRecord.Cap]] = [
      [], [.init(count: 2, days: 1)], [.init(count: 1, days: 1), .init(count: 4, days: 3)], [.init(count: 3, days: 2)],
    ]
    record.caps = caps.randomElement(using: &random) ?? []
    let quiet: [TenantRecord.QuietHours?] = [
      nil, .init(from: 79_200, until: 28_800), .init(from: 45_000, until: 47_700), .init(from: 36_120, until: 39_600),
      .init(from: 82_800, until: 3_600),
    ]
    record.quietHours = quiet.randomElement(using: &random) ?? nil
    let rates: [Double?] = [nil, 2, 0.5, 0.05]
    record.channels = [
      .init(name: "email", ratePerSecond: rates.randomElement(using: &random) ?? nil),
      .init(name: "push", ratePerSecond: rates.randomElement(using: &random) ?? nil),
    ]
  }

  /// One campaign's schedule becomes its other form.
  func edit(_ random: inout SeededGenerator) {
    before = forms
    guard let campaign = SimulatedCampaign.all.randomElement(using: &random) else { return }
    forms[campaign.name] = 1 - (forms[campaign.name] ?? 0)
  }

  func rollBack() { (forms, before) = (before, forms) }

  /// The record as it is to be applied; a campaign whose schedule changed falls due from now on.
  func write(at now: Int64) {
    record.campaigns = SimulatedCampaign.all.compactMap { campaign in
      let form = forms[campaign.name] ?? 0
      guard let made = SimulatedPlans.all.plans[.init(campaign: campaign.name, form: form, zone: zone.name)] else {
        return nil
      }
      let last = versions[campaign.name]?.last
      let isSame = last.map { $0.until == nil && campaign.times[$0.form] == campaign.times[form] } ?? false
      let since = isSame ? last?.scheduledSince ?? now : now
      close(campaign.name, at: now)
      versions[campaign.name, default: []].append(Version(form: form, scheduledSince: since, from: now))
      return TenantRecord.Campaign(name: campaign.name, plan: made.digest, scheduledSince: since)
    }
  }

  /// Nothing new is begun any more.
  func end(at now: Int64) {
    record.campaigns = []
    for campaign in SimulatedCampaign.all { close(campaign.name, at: now) }
  }

  private func close(_ campaign: String, at now: Int64) {
    guard let last = versions[campaign]?.indices.last else { return }
    if versions[campaign]?[last].until == nil { versions[campaign]?[last].until = now }
  }

  func isStopped(_ campaign: String) -> Bool { stopped.contains("") || stopped.contains(campaign) }

  func local(_ instant: Int64) -> (day: Int64, second: Int64) {
    let local = instant + zone.offsetSeconds
    let day = local >= 0 ? local / 86_400 : (local - 86_399) / 86_400
    return (day, local - day * 86_400)
  }

  /// Whether an instant is one at which a campaign's schedule falls due.
  func isOccurrence(_ campaign: SimulatedCampaign, _ instant: Int64) -> Bool {
    (versions[campaign.name] ?? []).contains { version in
      instant >= version.scheduledSince && campaign.times[version.form].contains(local(instant).second)
    }
  }
}
