import CampaignCalendar
import CampaignDiagnostics
import CampaignSemantics

/// What is proven of the times of a workspace's campaigns, of each tenant's campaigns together, and of templates, as
/// `campc check --proofs` lists it.
struct TimeAndTenantProofs {
  let basis: ProofBasis
  private(set) var times: [(tenant: String, campaign: String, says: String)] = []
  private(set) var together: [(tenant: String, says: String)] = []
  private(set) var templates: [TemplateFits] = []

  init(basis: ProofBasis) { self.basis = basis }

  mutating func add(_ parsed: ParsedWorkspace, _ checked: CheckedWorkspace, _ diagnostics: [Diagnostic]) {
    for tenant in checked.tenants {
      for campaign in tenant.campaigns {
        let facts = TimeFacts(tenant: tenant, campaign: campaign, basis: basis).sentences
        times += facts.map { (tenant.name, campaign.name, $0) }
      }
      together += Self.sentences(tenant).map { (tenant.name, $0) }
    }
    templates += TemplateFits.all(parsed, checked, diagnostics)
  }

  private static func sentences(_ tenant: CheckedTenant) -> [String] {
    var sentences: [String] = []
    if tenant.proofs.caps, let cap = tenant.caps.min(by: { $0.count < $1.count }) {
      sentences.append(
        "campaigns that run at the same time by the same clocks, and are more than \(cap.count) for some member, differ in priority"
      )
    }
    let percents = tenant.campaigns.count { $0.offer?.percentOff != nil }
    if tenant.proofs.stacking, percents > 1 {
      sentences.append("what its \(percents) offers take off together stays within the brand's limit")
    }
    return sentences
  }

  // MARK: For people

  var text: String {
    section(
      "times, from \(ISOText.string(date: basis.start)) to \(ISOText.string(date: basis.end))",
      times.map { "  \($0.tenant)/\($0.campaign): \($0.says)\n" })
      + section("campaigns of a tenant", together.map { "  \($0.tenant): \($0.says)\n" })
      + section("templates", templates.map(Self.text))
  }

  private func section(_ title: String, _ lines: [String]) -> String {
    lines.isEmpty ? "" : "\n\(title)\n\(lines.joined())"
  }

  private static func text(_ fits: TemplateFits) -> String {
    let isWhole = fits.misfits.isEmpty
    var text = "  \(fits.template) fits \(fits.fitting) of \(fits.tenants) tenants\(isWhole ? "" : "; not:")\n"
    for misfit in fits.misfits { text += "    \(misfit.tenant), \(misfit.campaign): \(why(misfit))\n" }
    return text
  }

  private static func why(_ misfit: TemplateFits.Misfit) -> String {
    misfit.reason.map { "\($0.code.id) \($0.message)" } ?? "the tenant itself has errors"
  }

  // MARK: For programs

  func write(to json: inout JSONWriter) {
    json.key("times")
    json.array { json in
      for fact in times {
        json.object { json in
          json.string("tenant", fact.tenant)
          json.string("campaign", fact.campaign)
          json.string("says", fact.says)
        }
      }
    }
    json.key("together")
    json.array { json in
      for fact in together {
        json.object { json in
          json.string("tenant", fact.tenant)
          json.string("says", fact.says)
        }
      }
    }
    json.key("templates")
    json.array { json in
      for fits in templates { Self.write(fits, to: &json) }
    }
  }

  private static func write(_ fits: TemplateFits, to json: inout JSONWriter) {
    json.object { json in
      json.string("template", fits.template)
      json.number("tenants", fits.tenants)
      json.number("fitting", fits.fitting)
      json.key("misfits")
      json.array { json in
        for misfit in fits.misfits {
          json.object { json in
            json.string("tenant", misfit.tenant)
            json.string("campaign", misfit.campaign)
            json.string("why", why(misfit))
          }
        }
      }
    }
  }
}
