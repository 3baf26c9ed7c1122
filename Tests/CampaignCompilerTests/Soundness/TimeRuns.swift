import CampaignDiagnostics
import CampaignTestSupport

/// Findings about time against a second computation of the same days and clocks.
enum TimeRuns {
  static let perZone = 120

  /// By code: how many campaigns have the finding, and those of which it, or its absence, is untrue.
  static func look() -> [DiagnosticCode: RuleTally] {
    var tallies: [DiagnosticCode: RuleTally] = [:]
    for (index, zone) in RandomTimes.zones.enumerated() {
      for hasQuietHours in [true, false] {
        var random = SeededGenerator(seed: UInt64(index) &* 2 &+ (hasQuietHours ? 1 : 0) &+ 40)
        let campaigns = (0..<perZone / 2).map { RandomTimes(name: "c\($0)", zone: zone, &random) }
        let workspace = TestWorkspace(files(campaigns, zone, hasQuietHours: hasQuietHours))
        let found = workspace.check().diagnostics
        for (number, campaign) in campaigns.enumerated() {
          let file = workspace["tenants/shop/campaigns/c\(number).campaign"]
          let codes = Set(found.filter { $0.span.file == file?.id }.map(\.code))
          func compare(_ code: DiagnosticCode, _ isSo: Bool, _ mayBeMissed: Bool = false) {
            var tally = tallies[code] ?? RuleTally()
            if codes.contains(code) { tally.findings += 1 }
            tally.cases += 1
            if codes.contains(code) != isSo, !(isSo && mayBeMissed) {
              tally.untrue.append("\(zone), \(hasQuietHours): \(isSo) of\n\(campaign.source)")
            }
            tallies[code] = tally
          }
          compare(.neverRuns, campaign.neverRuns)
          compare(.clockChange, campaign.clocksChange(hasQuietHours: hasQuietHours))
          compare(.expiresInQuietHours, hasQuietHours && campaign.expiresInQuietHours)
          // What ends on some days only is left aside: a finding says that it is over for every entry.
          if !campaign.neverRuns {
            compare(.endedOffer, campaign.isEachOfferEnded, true)
            compare(.lateConversion, campaign.isEachConversionLate, true)
          }
        }
      }
    }
    return tallies
  }

  private static func files(_ campaigns: [RandomTimes], _ zone: String, hasQuietHours: Bool) -> [String: String] {
    var files = [
      "workspace.campaign": "workspace example { tenants \"tenants/*\" }",
      "tenants/shop/tenant.campaign": """
      tenant shop {
        name "Shop", timezone "\(zone)", currency EUR, languages en_GB, audience "audience.sqlite"
        channel push { app "com.shop.example" }
        \(hasQuietHours ? "quiet_hours 21:00 to 08:00" : "")
      }
      """,
      "tenants/shop/audience.campaign": """
      audience member from members key member_id {
        device text(20)?
        points int(0 to 100)
        reach push at device where yes
      }
      """,
    ]
    for (number, campaign) in campaigns.enumerated() {
      files["tenants/shop/campaigns/c\(number).campaign"] = campaign.source
    }
    return files
  }
}
