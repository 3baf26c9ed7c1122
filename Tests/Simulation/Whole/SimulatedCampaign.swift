import CampaignCompiler
import CampaignPlan
import CampaignTestSupport

/// A campaign of the simulation, as the judge knows it: by its own words, not by the plan that is made of them.
struct SimulatedCampaign: Sendable {
  struct Step: Sendable {
    var name: String
    /// After the entry.
    var delaySeconds: Int64
  }

  enum Repetition: Sendable {
    case everyRun, never
    case after(days: Int64)
  }

  var name: String
  /// Seconds after midnight, each day; of the campaign as it is first, and as it is after an edit.
  var times: [[Int64]]
  var steps: [Step]
  var repetition: Repetition
  /// How long after the run's instant its messages may go, and how late it may begin.
  var lifeSeconds: Int64
  var latenessSeconds: Int64
  /// 0 is e-mail, 2 push.
  var channel: UInt8
  /// Items of the campaign beside schedule and messages.
  var items: String

  static let all: [SimulatedCampaign] = [
    SimulatedCampaign(
      name: "news", times: [[36_000], [38_700]], steps: [Step(name: "news", delaySeconds: 0)], repetition: .everyRun,
      lifeSeconds: 3 * 86_400, latenessSeconds: 43_200, channel: 0, items: "repeat every run"),
    SimulatedCampaign(
      name: "flash", times: [[28_800, 46_800, 66_600], [28_800, 50_400]],
      steps: [Step(name: "flash", delaySeconds: 0)], repetition: .everyRun, lifeSeconds: 21_600,
      latenessSeconds: 21_600, channel: 2, items: "repeat every run\n  expires after 6 hours\n  priority 8"),
    SimulatedCampaign(
      name: "welcome", times: [[34_200], [35_100]],
      steps: [
        Step(name: "welcome", delaySeconds: 0), Step(name: "reminder", delaySeconds: 86_400),
        Step(name: "last", delaySeconds: 2 * 86_400),
      ], repetition: .after(days: 2), lifeSeconds: 43_200, latenessSeconds: 43_200, channel: 0,
      items: "repeat after 2 days\n  expires after 12 hours"),
    SimulatedCampaign(
      name: "winback", times: [[40_500], [40_500]], steps: [Step(name: "winback", delaySeconds: 0)],
      repetition: .never, lifeSeconds: 3 * 86_400, latenessSeconds: 43_200, channel: 0, items: "priority 2"),
    SimulatedCampaign(
      name: "night", times: [[84_600], [82_800]], steps: [Step(name: "night", delaySeconds: 0)],
      repetition: .after(days: 1), lifeSeconds: 3 * 86_400, latenessSeconds: 43_200, channel: 2,
      items: "repeat after 1 day"),
  ]

  var text: String { text(times[0]) }

  fileprivate func text(_ times: [Int64]) -> String {
    let at = times.map { Self.clock($0) }.joined(separator: " and ")
    let message =
      channel == 0
      ? "email { subject \"Hello\", preheader \"You\", body \"\"\"\n    Hello, [visit](https://shop.example/visit) us\n    \"\"\" }"
      : "push { title \"Hello\", text \"Visit us\" }"
    let later = steps.dropFirst().map { step in
      let days = step.delaySeconds / 86_400
      return "then \(step.name) after \(days) day\(days == 1 ? "" : "s") { \(message) }"
    }
    return """
      campaign \(name) {
        goal "Send"
        audience where agreed
        schedule every day at \(at) in tenant.timezone
        \(items)
        \(message)
        \(later.joined(separator: "\n"))
      }
      """
  }

  private static func clock(_ seconds: Int64) -> String {
    let parts = [seconds / 3_600, seconds / 60 % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }
    return parts.joined(separator: ":")
  }
}

/// The plans of the campaigns, each compiled once for each zone and form.
enum SimulatedPlans {
  struct Name: Hashable {
    var campaign: String
    /// Index into the campaign's `times`.
    var form: Int
    var zone: String
  }

  struct Made {
    var digest: String
    var bytes: [UInt8]
  }

  /// Empty where the compiler refuses one; `problem` says why.
  static let all: (plans: [Name: Made], problem: String?) = {
    var plans: [Name: Made] = [:]
    for form in 0...1 {
      for zone in SimulatedTenant.zones {
        let workspace = TestWorkspace(texts(form, zone: zone.name))
        let (checked, findings) = workspace.check()
        guard let tenant = checked.tenants.first, tenant.campaigns.count == SimulatedCampaign.all.count else {
          return ([:], workspace.shown(findings))
        }
        for campaign in tenant.campaigns {
          do {
            let plan = try Compiler.compile(
              tenant: tenant, campaign: campaign, sources: workspace.files, zoneRulesVersion: "2026b")
            let bytes = PlanEncoder.encode(plan)
            let hash = bytes.reduce(UInt64(14_695_981_039_346_656_037)) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 }
            plans[Name(campaign: campaign.name, form: form, zone: zone.name)] = Made(digest: "\(hash)", bytes: bytes)
          } catch {
            return ([:], "\(error)")
          }
        }
      }
    }
    return (plans, nil)
  }()

  private static func texts(_ form: Int, zone: String) -> [String: String] {
    var texts = [
      "workspace.campaign": "workspace shops { tenants \"tenants/*\" }\n",
      "tenants/shop/tenant.campaign": """
      tenant shop {
        name "Shop", timezone "\(zone)", currency USD, languages en_US, audience "a.sqlite", link_base "https://go.shop.example"
        channel email { sender "Shop <a@shop.example>", address "1 Main St" }
        channel push { app "example.shop.app" }
      }
      """,
      "tenants/shop/audience.campaign": """
      audience member from members key id {
        email email?
        device text(64)?
        agreed bool
        reach email at email where agreed
        reach push at device where agreed
      }
      """,
    ]
    for campaign in SimulatedCampaign.all {
      texts["tenants/shop/campaigns/\(campaign.name).campaign"] = campaign.text(campaign.times[form])
    }
    return texts
  }
}
