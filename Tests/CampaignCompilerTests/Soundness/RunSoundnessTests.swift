import CampaignDiagnostics
import CampaignTestSupport
import Foundation
import Testing

/// Whatever passes the check is sound when it runs: random campaigns over random audiences that keep their declared types.
@Suite struct RunSoundnessTests {
  /// Members, or events, times campaigns and their steps.
  static let caseCount = TestSetting.number("SOUNDNESS_CASES") ?? 20_000
  /// Of the first workspace; each further one has its own.
  static let firstSeed = TestSetting.number("SOUNDNESS_SEED") ?? 500
  static let memberCount = 24
  static let campaignCount = 24

  @Test func whatPassesTheCheckIsSound() async throws {
    var (cases, messages, accepted, workspaces) = (0, 0, 0, 0)
    while cases < Self.caseCount {
      // As many at a time as there may be processors.
      let seeds = (0..<4).map { UInt64(Self.firstSeed + workspaces + $0) }
      for found in try await Self.run(seeds) {
        cases += found.cases
        messages += found.messages
        accepted += found.campaigns
        for fault in found.faults.prefix(3) { Issue.record("\(fault)") }
      }
      workspaces += seeds.count
      if workspaces > 40, cases == 0 { break }
    }
    print(
      "soundness: seeds \(Self.firstSeed) to \(Self.firstSeed + workspaces - 1), \(cases) cases, \(messages) messages of \(accepted) campaigns, of \(workspaces * Self.campaignCount) that were written"
    )
    #expect(messages * 6 > cases, "too few messages are made")
    #expect(accepted * 3 > workspaces * Self.campaignCount, "too few campaigns pass the check")
  }

  private struct Found {
    var cases = 0
    var messages = 0
    var campaigns = 0
    var faults: [String] = []
  }

  private static func run(_ seeds: [UInt64]) async throws -> [Found] {
    try await withThrowingTaskGroup(of: Found.self) { group in
      for seed in seeds {
        group.addTask {
          let sound = try SoundWorkspace(seed: seed, memberCount: memberCount, campaignCount: campaignCount)
          var found = Found()
          for campaign in sound.tenant?.campaigns ?? [] {
            let result = try sound.run(campaign)
            found.cases += result.cases
            found.messages += result.messages
            found.campaigns += 1
            guard let fault = result.faults.first else { continue }
            let path = "tenants/shop/campaigns/\(campaign.name).campaign"
            found.faults.append("seed \(seed), \(campaign.name), \(fault)\n\(sound.made.texts[path] ?? "")")
          }
          return found
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
  }
}
