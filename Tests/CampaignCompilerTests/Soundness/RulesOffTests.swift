import CampaignDiagnostics
import CampaignOracle
import CampaignSemantics
import CampaignTestSupport
import Foundation
import Testing

/// Each rule of the prover is needed: without it, what passes the check is not sound, and runs show it. Of rules without which nothing
/// is wrong that a message shows, another property is held.
@Suite struct RulesOffTests {
  static let caseCount = 20_000

  @Test func everyRuleIsNeeded() async throws {
    var table = RulesOffTable()
    for (rule, found) in try await Self.faults() {
      #expect(found != nil, "\(rule.code.id) was switched off, and nothing was seen in \(Self.caseCount) cases")
      table.add(rule, found)
    }
    for kind in [RunFault.Kind.characters, .bytes, .segments] {
      let found = try Self.firstFault([kind], loweringBoundsBy: 1)
      #expect(found != nil, "bounds are lower by one, and it was not seen that \(kind.rawValue)")
      table.add(kind, found)
    }
    let properties = [
      (DiagnosticCode.predicates, try Self.conditions()), (DiagnosticCode.time, TimeRuns.look()),
      (DiagnosticCode.together, try TogetherRuns.look()),
    ]
    for (codes, tallies) in properties {
      for code in codes {
        let tally = tallies[code] ?? RuleTally()
        #expect(tally.findings > 0, "\(code.id) was never found")
        #expect(tally.untrue.isEmpty, "\(code.id) \(tally.untrue.prefix(2).joined(separator: "\n"))")
        table.add(code, tally)
      }
    }
    let missing = DiagnosticCode.proofs.subtracting(table.codes).map(\.id).sorted()
    #expect(missing.isEmpty, "nothing holds these rules")
    try table.expectGolden()
  }

  // MARK: Faults that a run shows

  typealias Found = (cases: Int, fault: RunFault)

  private static func faults() async throws -> [(RuleOff, Found?)] {
    try await withThrowingTaskGroup(of: (Int, Found?).self) { group in
      for (index, rule) in RuleOff.all.enumerated() {
        group.addTask {
          let found = try firstFault(rule.kinds, unproven: [rule.code]) { made, random in
            let branded = rule.brand.map { made.under($0, advised: rule.isAdvice) } ?? made
            return try branded.with(rule.mistakes, everywhere: rule.isEverywhere, &random)
          }
          return (index, found)
        }
      }
      let found = try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
      return RuleOff.all.enumerated().map { ($0.element, found[$0.offset] ?? nil) }
    }
  }

  /// The first fault of one of the kinds, and the cases until then. Where rules are switched off, only what they were against is run:
  /// the rest passes with them, too, and `RunSoundnessTests` run such campaigns.
  private static func firstFault(
    _ kinds: Set<RunFault.Kind>, unproven: Set<DiagnosticCode> = [], loweringBoundsBy lowered: Int = 0,
    change: (RandomPrograms.RichWorkspace, inout SeededGenerator) throws -> RandomPrograms.RichWorkspace = { made, _ in
      made
    }
  ) throws -> Found? {
    var cases = 0
    // None of a number that leaves texts without marks.
    for seed in UInt64(501)..<600 where seed % 4 != 0 && cases < caseCount {
      var random = SeededGenerator(seed: seed &+ 3)
      let sound = try SoundWorkspace(
        seed: seed, memberCount: RunSoundnessTests.memberCount, campaignCount: RunSoundnessTests.campaignCount,
        unproven: unproven, loweringBoundsBy: lowered, change: { try change($0, &random) })
      for campaign in sound.tenant?.campaigns ?? [] {
        let isAffected = sound.diagnostics.contains { unproven.contains($0.code) && $0.span.file == campaign.file }
        guard isAffected || unproven.isEmpty else {
          cases += RunSoundnessTests.memberCount * campaign.steps.count
          continue
        }
        let result = try sound.run(campaign)
        cases += result.cases
        if let fault = result.faults.first(where: { kinds.contains($0.kind) }) { return (cases, fault) }
      }
    }
    return nil
  }

  // MARK: Properties

  private static func conditions() throws -> [DiagnosticCode: RuleTally] {
    var tallies: [DiagnosticCode: RuleTally] = [:]
    for seed in UInt64(700)..<712 {
      var random = SeededGenerator(seed: seed &+ 3)
      var runs = ConditionRuns(
        try SoundWorkspace(
          seed: seed, memberCount: 24, campaignCount: 24, isRich: seed % 2 == 0,
          unproven: Set(DiagnosticCode.predicates), change: { try $0.with(ConditionRuns.mistakes, &random) }))
      try runs.look()
      tallies.merge(runs.tallies, uniquingKeysWith: +)
    }
    return tallies
  }
}
