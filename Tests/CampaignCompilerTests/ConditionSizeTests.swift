import CampaignTestSupport
import Testing

/// Conditions of any size are checked in a while: what would take longer to decide is left undecided.
@Suite struct ConditionSizeTests {
  private static func check(_ condition: String) -> (campaigns: Int, codes: [String]) {
    let attributes = (0..<60).map { "  b\($0) int(0 to 9)?\n  c\($0) int(0 to 9)\n" }.joined()
    let workspace = TestWorkspace([
      "workspace.campaign": "workspace example {\n  tenants \"tenants/*\"\n}\n",
      "tenants/shop/tenant.campaign": """
      tenant shop {
        name      "Shop"
        timezone  "Europe/Oslo"
        currency  EUR
        languages en_GB
        audience  "audience.sqlite"
        channel push { app "com.shop.example" }
      }
      """,
      "tenants/shop/audience.campaign": """
      audience member from members key member_id {
        device text(200)?
      \(attributes)
        reach push at device where yes
      }
      """,
      "tenants/shop/campaigns/hello.campaign": """
      campaign hello {
        audience where \(condition)
        schedule every day at 10:00
        push { title "Hello", text "News" }
      }
      """,
    ])
    let (checked, diagnostics) = workspace.check()
    return (checked.tenants.first?.campaigns.count ?? 0, diagnostics.map(\.code.id))
  }

  @Test(
    .timeLimit(.minutes(3)),
    arguments: [
      // 2^60 cases, if each were looked into.
      (0..<60).map { "(b\($0) otherwise 1)" }.joined(separator: " + ") + " > 3",
      (0..<30).map { "(c\($0) < c\(($0 + 1) % 30) or c\($0) > 5)" }.joined(separator: " and "),
    ]) func largeConditionsAreChecked(_ condition: String)
  {
    let (campaigns, codes) = Self.check(condition)
    #expect(campaigns == 1 && codes.isEmpty, "\(codes)")
  }
}
