import CampaignTestSupport
import Testing

@testable import CampaignSemantics

/// What is found of a template's own conditions, before anything is made from it.
@Suite struct TemplateProofTests {
  private func check(_ audience: String, _ body: String) -> [String] {
    TestWorkspace([
      "workspace.campaign": "workspace w {\n  library \"library\"\n  tenants \"tenants/*\"\n}\n",
      "library/winback.campaign": """
      template winback(depth: percent(1 to 50), lapse: duration = 60 days) {
        needs last_order timestamp?
        needs first_name text(40, name)?
        needs points     int(0 to 100)
        needs favorites  set of text(30) up to 20

        audience where \(audience)
        push {
          title "We miss you"
          text  "\(body)"
        }
      }
      """,
    ]).check().diagnostics.map { "\($0.code.id) \($0.message)" }
  }

  @Test func whatNobodySeesIsFound() {
    #expect(
      check("points > 10", "Hello{if points < 5} again{end}")
        == ["W1306 nobody sees this branch: `points < 5` holds for nobody who gets this message"])
    #expect(
      check("first_name is known", "Hello{if first_name is known} {first_name}{end}")
        == [
          "W1306 `first_name is known` holds for everybody who gets this message, so nobody sees what stands without it"
        ])
    #expect(
      check("favorites is not empty and count(favorites) < 1", "Hello").map { $0.prefix(5) } == ["E1301"])
    #expect(check("points > 10 and points > 5", "Hello").map { $0.prefix(5) } == ["W1304"])
  }

  /// A parameter may be anything, whatever it stands for while the template is checked alone.
  @Test func whatHangsOnAParameterIsLeftToTheCampaigns() {
    #expect(check("points > 10", "Hello{if depth > 30%} again{else if points < 50} there{end}").isEmpty)
    #expect(check("last_order is known and last_order before now - lapse", "Hello{if points > 5} again{end}").isEmpty)
    #expect(
      check("last_order is known", "Hello{if depth > 30%}{if last_order is known} again{end}{end}").map { $0.prefix(5) }
        == ["W1306"])
  }
}
