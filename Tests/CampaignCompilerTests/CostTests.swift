import CampaignCompiler
import CampaignTestSupport
import Testing

/// Aggregates within aggregates multiply: a campaign whose bounds make that too much for one member does not compile.
@Suite struct CostTests {
  static func workspace(_ rows: String) -> TestWorkspace {
    let tables = ["a", "b", "c"].map { "  many \($0)_rows up to \(rows) from \($0)(id) key k { \($0) int(0 to 9) }" }
    return TestWorkspace([
      "workspace.campaign": "workspace example {\n  tenants \"tenants/*\"\n}\n",
      "tenants/shop/tenant.campaign": """
      tenant shop {
        name "Shop", timezone "Europe/Oslo", currency EUR, languages en_GB, audience "audience.sqlite"
        channel push { app "example.shop.app" }
      }
      """,
      "tenants/shop/audience.campaign": """
      audience member from members key id {
        device text(9)
      \(tables.joined(separator: "\n"))
        reach push at device where yes
      }
      """,
      "tenants/shop/campaigns/deep.campaign": """
      campaign deep {
        audience where any(a_rows where any(b_rows where any(c_rows where c > a + b)))
        schedule every day at 10:00
        push { title "t", text "x" }
      }
      """,
    ])
  }

  @Test func tooManyTurnsAreRefused() throws {
    let plan = try #require(try Self.workspace("1_000").plans().first)
    #expect(plan.steps[0].instructionBound > 1_000_000_000)
    let error = #expect(throws: CompileError.self) { _ = try Self.workspace("1_000_000").plans() }
    #expect(error?.message.contains("one member can take more than") == true, "\(String(describing: error))")
    #expect(error?.help.contains("smaller bounds") == true)
  }

  /// What does not depend on the outer row is worked out once.
  @Test func independentAggregatesStandBeforeTheLoop() throws {
    let path = "tenants/shop/campaigns/deep.campaign"
    let source = { (inner: String) in
      """
      campaign deep {
        audience where any(a_rows where sum(b_rows.b where \(inner)) > a)
        schedule every day at 10:00
        push { title "t", text "x" }
      }
      """
    }
    let once = try #require(try Self.workspace("1_000").replacing(path, with: source("b > 3")).plans().first)
    let again = try #require(try Self.workspace("1_000").replacing(path, with: source("b > a")).plans().first)
    #expect(once.steps[0].instructionBound < 50_000)
    #expect(again.steps[0].instructionBound > 1_000_000)
  }
}
