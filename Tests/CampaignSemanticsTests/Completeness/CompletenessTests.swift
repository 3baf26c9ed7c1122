import CampaignTestSupport
import Foundation
import Testing

/// The share of safe programs that the check lets pass, over audiences and texts so small that all of them are written, and every
/// member is asked what is shown. `Tests/Goldens/proofs/completeness.md` has the figures.
@Suite struct CompletenessTests {
  /// Texts, the audiences that each of them is written for, and what is asked of them.
  private struct Family {
    var name: String
    var rule: SmallRule
    var texts: [SmallText]
    var audiences: [SmallCondition]
  }

  private static let families: [Family] = {
    let (plain, subtle) = (SmallCondition.plain, SmallCondition.subtle)
    let everybody = [SmallCondition.everybody]
    let one = SmallText.ofOneBranch(SmallText.plain, plain)
    let two = SmallText.ofTwoBranches(SmallText.few, plain)
    return [
      Family(
        name: "one branch, plain conditions", rule: .nothing, texts: one,
        audiences: everybody + plain + SmallCondition.pairs(plain.prefix(5))),
      Family(
        name: "two branches, plain conditions", rule: .nothing, texts: two,
        audiences: everybody + plain.prefix(2) + [plain[0].or(plain[1])]),
      Family(
        name: "one branch, subtle conditions", rule: .nothing,
        texts: SmallText.ofOneBranch(SmallText.subtle, subtle),
        audiences: everybody + subtle + SmallCondition.pairs(subtle.prefix(4))),
      Family(
        name: "a length, plain conditions", rule: .length, texts: one + two, audiences: [plain[0].or(plain[1])]),
      Family(name: "a wording, plain conditions", rule: .wording, texts: one + two, audiences: everybody),
    ]
  }()

  /// What safe programs that are refused have in common; the first that fits one counts.
  private static let reasons: [(words: String, isOf: @Sendable (SmallCampaigns.Refusal) -> Bool)] = [
    (
      "what a greatest value says of the rows, as `(max(orders.items) otherwise 0) > 0` of `any(orders where items > 0)`",
      { "\($0.audience) \($0.text)".contains("(max(orders.items) otherwise 0) > 0") }
    ),
    (
      "that each row meets one of two conditions, as `any(orders where items > 0) or any(orders where items < 1)`",
      { "\($0.audience) \($0.text)".contains("any(orders where items > 0) or any(orders where items < 1)") }
    ),
    ("a wording whose words stand in two branches, of which nobody sees both", { $0.rule == .wording }),
  ]

  @Test func safeProgramsPass() async throws {
    var rows: [String] = []
    var refused: [Int] = Array(repeating: 0, count: Self.reasons.count)
    var sum = SmallCampaigns.Tally()
    for family in Self.families {
      let tally = try await SmallCampaigns.tally(family.rule, family.texts, family.audiences)
      for program in tally.unsound.prefix(5) { Issue.record("unsafe, and passes: \(program)") }
      #expect(tally.audiencesFoundEmpty == tally.emptyAudiences, "\(family.name)")
      for program in tally.refused {
        guard let reason = Self.reasons.firstIndex(where: { $0.isOf(program) }) else {
          Issue.record("safe, and refused for no reason that is known: \(program)")
          continue
        }
        refused[reason] += 1
      }
      rows.append("| \(family.name) | \(Self.row(tally))")
      sum = sum + tally
    }
    #expect(sum.accepted * 100 >= sum.safe * 95)
    try Self.expectGolden(rows + ["| together | \(Self.row(sum))"], refused)
  }

  private static func row(_ tally: SmallCampaigns.Tally) -> String {
    let permille = tally.accepted * 1_000 / max(tally.safe, 1)
    return "\(tally.programs) | \(tally.safe) | \(tally.accepted) | \(permille / 10).\(permille % 10) % |"
  }

  private static func expectGolden(_ rows: [String], _ refused: [Int]) throws {
    let lines =
      [
        "# Safe programs that pass", "",
        "An audience of \(SmallMember.all.count) members, which are all that its types allow, and every text of a small grammar for every one of some audiences. What is",
        "shown to each member is reckoned without the compiler: a program is safe where nobody in the audience is shown something missing or blank, and the rule of the brand",
        "is kept. No unsafe one passes, and every audience that nobody is in is found.",
        "", "| programs | all | safe | pass | share |", "| --- | ---: | ---: | ---: | ---: |",
      ] + rows + [
        "", "What is refused though it is safe needs something that isn't seen:", "", "| not seen | programs |",
        "| --- | ---: |",
      ] + zip(Self.reasons, refused).map { "| \($0.words) | \($1) |" }
    let text = lines.joined(separator: "\n") + "\n"
    let url = TestWorkspace.repository.appending(path: "Tests/Goldens/proofs/completeness.md")
    let isUpdate = ProcessInfo.processInfo.environment["UPDATE_GOLDENS"] != nil
    if isUpdate { try Data(text.utf8).write(to: url) }
    let golden = (try? String(contentsOf: url, encoding: .utf8)) ?? ""
    #expect(golden == text, "UPDATE_GOLDENS=1 writes \(url.lastPathComponent) anew")
    #expect(!isUpdate, "goldens were written")
  }
}
