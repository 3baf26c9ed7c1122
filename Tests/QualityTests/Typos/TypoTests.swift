import CampaignDiagnostics
import CampaignTestSupport
import Foundation
import Testing

/// One wrong key anywhere in the samples: is the finding at the right place, alone, and mended by its fix?
@Suite struct TypoTests {
  static let seed: UInt64 = 2_027
  static let count = 200

  struct Outcome: Sendable {
    let typo: Typo
    let isAtWord: Bool
    let isAlone: Bool
    let isRestored: Bool
    /// A fix that was offered, and left its finding or made another.
    let badFix: String?
    let shown: String
  }

  static func judge(_ typo: Typo, in workspace: TestWorkspace) -> Outcome {
    let damaged = workspace.replacing(typo.site.file.path, with: typo.damagedBytes)
    let findings = damaged.diagnostics
    var badFix: String?
    var isRestored = false
    for finding in findings {
      for fix in finding.fixes {
        guard let mended = damaged.applying(fix) else {
          badFix = "`\(fix.title)` can't be applied"
          continue
        }
        if mended[typo.site.file.path]?.bytes == typo.site.file.bytes {
          isRestored = true
        } else if let problem = FixLaw.breach(of: fix, for: finding, among: findings, mended: mended) {
          badFix = problem
        }
      }
    }
    return Outcome(
      typo: typo, isAtWord: findings.contains { $0.span == typo.span }, isAlone: findings.count == 1,
      isRestored: isRestored, badFix: badFix, shown: damaged.shown(findings))
  }

  @Test func typosInTheSamples() {
    let workspace = TestWorkspace.samples
    let sites = TypoSites(workspace)
    #expect(sites.sites.count > 1_000, "the words of the samples were not found")
    let seed = TestSetting.number("TYPO_SEED").flatMap { UInt64(exactly: $0) } ?? Self.seed
    let count = TestSetting.number("TYPO_COUNT") ?? Self.count
    var generator = SeededGenerator(seed: seed)
    let outcomes = (0..<count).map { _ in Self.judge(Typo.random(sites, using: &generator), in: workspace) }
    let measures: [(name: String, aim: Double, isMet: (Outcome) -> Bool)] = [
      ("the span is the damaged word", 0.95, \.isAtWord), ("exactly one finding", 0.95, \.isAlone),
      ("a fix restores the original", 0.80, \.isRestored),
    ]
    print("\(count) typos in \(sites.sites.count) words of the samples, seed \(seed)")
    for measure in measures {
      let met = outcomes.count(where: measure.isMet)
      let share = Double(met) / Double(count)
      print(
        "  \(measure.name): \(met) of \(count), \((share * 1_000).rounded() / 10) % (aim \(Int(measure.aim * 100)) %)")
      #expect(share >= measure.aim, "\(measure.name): \(met) of \(count), seed \(seed)")
    }
    for (number, outcome) in outcomes.enumerated() {
      let missed = measures.filter { !$0.isMet(outcome) }.map(\.name)
      if !missed.isEmpty {
        print("typo \(number): \(outcome.typo.description)\n  not met: \(missed.joined(separator: ", "))")
        print(outcome.shown.split(separator: "\n").map { "    " + $0 }.joined(separator: "\n"))
      }
      #expect(outcome.badFix == nil, "typo \(number), seed \(seed): \(outcome.typo.description)")
    }
  }
}
