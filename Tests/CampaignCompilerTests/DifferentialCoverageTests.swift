import CampaignDiagnostics
import CampaignGrammar
import CampaignOracle
import CampaignPlan
import CampaignTestSupport
import Testing

/// What the random programs of `DifferentialTests` are made of: everything that the grammar has, and every instruction.
@Suite struct DifferentialCoverageTests {
  /// The first audiences of the run, as many as it takes; the others only have more.
  static let audienceCount = 40

  /// Rules that no random program has, and why not.
  static let rules = Dictionary(
    uniqueKeysWithValues: ["Member", "Fixture", "FixtureValue", "Sample", "Test", "TestItem"].map {
      ($0, "tests of campaigns change no plan: `TestCommandTests` runs them")
    })

  /// Words and signs of other rules that none has, and why not.
  static let exceptions: [Recognizer.Use: String] = [
    Recognizer.Use("Day", "TIMESTAMP"): "of a schedule that is a mistake; only `now` of tests has one",
    Recognizer.Use("Literal", "COLOR"): "a color is no value; it is read as one so that it can be refused in words",
  ]

  @Test func everythingOccurs() throws {
    var recognizer = Recognizer(try EBNF.load())
    var missing = recognizer.uses.filter { Self.rules[$0.rule] == nil && Self.exceptions[$0] == nil }
    var opcodes = Set(Opcode.allCases)
    var unexpected: Set<Recognizer.Use> = []
    for number in 0..<Self.audienceCount where !missing.isEmpty || !opcodes.isEmpty {
      var programs = RandomPrograms(seed: DifferentialTests.seed(number) &+ 1)
      let made = programs.workspace(campaignCount: DifferentialTests.campaignCount)
      for (path, text) in made.texts.sorted(by: { $0.key < $1.key }) {
        let tokens = try #require(ReferenceLexer.tokens(of: text), "\(path) breaks a lexical rule:\n\(text)")
        let found = recognizer.uses(in: tokens)
        let uses = try #require(found, "the grammar excludes \(path):\n\(text)")
        missing.subtract(uses)
        unexpected.formUnion(uses.filter { Self.rules[$0.rule] != nil || Self.exceptions[$0] != nil })
      }
      try remove(from: &opcodes, made)
    }
    #expect(opcodes.map(\.info.name).sorted() == [], "no random program has these instructions")
    #expect(missing.sorted() == [], "no random program has these")
    #expect(unexpected.sorted() == [], "these are no exceptions any more")
  }

  /// Takes those out that the workspace's plans have.
  private func remove(from opcodes: inout Set<Opcode>, _ made: RandomPrograms.Workspace) throws {
    let workspace = TestWorkspace(made.texts)
    for tenant in workspace.check(unproven: Set(DiagnosticCode.predicates)).workspace.tenants {
      for campaign in tenant.campaigns {
        let plan = try workspace.plan(tenant, campaign)
        let programs = plan.steps + [plan.conversion?.program, plan.offer?.program].compactMap { $0 }
        for instruction in programs.flatMap(\.code) { opcodes.remove(instruction.opcode) }
      }
    }
  }
}
