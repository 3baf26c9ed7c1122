import CampaignDiagnostics
import CampaignTestSupport
import Foundation
import Testing

/// `Tests/Goldens/proofs/rules-off.md`: what is seen of each rule of the prover where it is switched off, or held otherwise.
struct RulesOffTable {
  private var faults: [String] = []
  private var bounds: [String] = []
  private var properties: [String] = []
  private(set) var codes: Set<DiagnosticCode> = []

  mutating func add(_ rule: RuleOff, _ found: (cases: Int, fault: RunFault)?) {
    guard let found else { return }
    codes.insert(rule.code)
    faults.append(
      "| \(rule.code.id) \(rule.code.title) | \(rule.proves) | \(found.fault.kind.rawValue) | \(found.cases) |")
  }

  mutating func add(_ kind: RunFault.Kind, _ found: (cases: Int, fault: RunFault)?) {
    guard let found else { return }
    bounds.append("| \(kind.rawValue) | \(found.cases) |")
  }

  mutating func add(_ code: DiagnosticCode, _ tally: RuleTally) {
    codes.insert(code)
    properties.append(
      "| \(code.id) \(code.title) | \(Self.shown[code] ?? "") | \(tally.findings) | \(tally.cases) |")
  }

  /// What shows that a finding is true.
  private static let shown: [DiagnosticCode: String] = [
    .nobodyInAudience: "nobody gets the message",
    .nobodyGetsStep: "nobody gets the step, or converts",
    .alwaysHolds: "the oracle finds no member whom the clause excludes and the others don't",
    .needlessClause: "the oracle finds no member whom the clause excludes, or the part adds, and the others don't",
    .neverHolds: "the oracle finds no member whom the part adds",
    .branchNobodySees: "a trace of the run takes one side of the branch only",
    .messageNobodyGets: "nobody gets the message",
    .neverRuns: "Foundation's calendar finds no such day between the two, and finds one wherever nothing was found",
    .expiresInQuietHours: "counted minute by minute, a message expires before the quiet hours end; else none does",
    .clockChange: "by Foundation's zones the clocks skip the time on some day, or show it twice; else on none",
    .endedOffer: "by Foundation's calendar the offer has ended for every entry",
    .lateConversion: "by Foundation's calendar conversions have ceased to count for every entry",
    .sameRank: "of all members that there are, one gets more messages at once than the cap allows; else none",
    .stackedOffers: "of all members that there are, one gets offers that are too deep together; else none",
    .unprovenStacking: "the same, where there are more combinations than are tried",
  ]

  func expectGolden() throws {
    let lines =
      [
        "# Rules of the prover, switched off", "",
        "Each rule is switched off alone, and random campaigns that pass the check then are run as `RunSoundnessTests` run them, until something is seen that no run",
        "shows with the rule. A case is a member, or an event, with a campaign and a step; \(RulesOffTests.caseCount) are tried. Campaigns are written with mistakes that need the rule.",
        "",
        "| rule | proves | seen without it | cases |", "| --- | --- | --- | ---: |",
      ] + faults + [
        "", "Sizes are proven without a rule of the brand, too. Where each bound is taken to be lower by one:", "",
        "| seen | cases |", "| --- | ---: |",
      ] + bounds + [
        "",
        "Without the others nothing is wrong that a message shows, or the rule speaks of more than one. What they say is held against something else.",
        "",
        "| rule | what shows it | findings | cases |", "| --- | --- | ---: | ---: |",
      ] + properties
    let text = lines.joined(separator: "\n") + "\n"
    let url = TestWorkspace.repository.appending(path: "Tests/Goldens/proofs/rules-off.md")
    let isUpdate = ProcessInfo.processInfo.environment["UPDATE_GOLDENS"] != nil
    if isUpdate { try Data(text.utf8).write(to: url) }
    let golden = (try? String(contentsOf: url, encoding: .utf8)) ?? ""
    #expect(golden == text, "UPDATE_GOLDENS=1 writes \(url.lastPathComponent) anew")
    #expect(!isUpdate, "goldens were written")
  }
}
