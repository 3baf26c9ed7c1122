import CampaignOracle
import CampaignPlan
import CampaignTestSupport
import Testing

@testable import CampaignCompiler

@Suite struct SQLTests {
  @Test func namesAndTextsAreQuoted() {
    #expect(SQLText.identifier("a\"b; DROP") == "\"a\"\"b; DROP\"")
    #expect(SQLText.literal("it's") == "'it''s'")
    #expect(SQLText.isItsOnlyForm("Oslo"))
    for text in ["K", ";", "`", "Å", "\t"] { #expect(!SQLText.isItsOnlyForm(text), "\(text)") }
  }

  @Test func roundingGoesTheRightWay() {
    #expect(ColumnSoundness.floorDivide(-1, 100, up: false) == -1)
    #expect(ColumnSoundness.floorDivide(-1, 100, up: true) == 0)
    #expect(ColumnSoundness.floorDivide(199, 100, up: false) == 1)
    #expect(ColumnSoundness.floorDivide(101, 100, up: true) == 2)
  }

  /// A plan whose SQL says more than a condition is refused before SQLite sees it.
  @Test func forgedSQLIsRefused() throws {
    let plan = try #require(try TestWorkspace.samples.plans().first { !$0.audience.pushed.isEmpty })
    for text in [
      "1); DROP TABLE x", "1 = 1; SELECT 1", "1 -- x", "1 /* x */", "\"sqlite_schema\" = 1", "load_extension('x')",
      "?999",
      "1 = 1)", "(1 = 1", "'open", "", "randomblob(9)", "m.x = @a",
    ] {
      var forged = plan
      forged.audience.pushed[0].condition = text
      #expect(throws: PlanError.self, "`\(text)` was taken") { try Verifier.verify(forged) }
    }
  }

  /// The same declaration gives the same fingerprint, and any change another.
  @Test func fingerprintsFollowTheDeclaration() throws {
    let audience = try #require(TestWorkspace.samples.check().workspace.tenants.first).audience
    #expect(audience.fingerprint == audience.fingerprint)
    var changed = audience
    changed.attributes[0].column += "x"
    #expect(changed.fingerprint != audience.fingerprint)
    changed = audience
    changed.relations[0].upTo += 1
    #expect(changed.fingerprint != audience.fingerprint)
  }
}
