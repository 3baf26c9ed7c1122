import CampaignDiagnostics
import CampaignSyntax

/// Which of the tenants that use a template it fits, and why it does not fit the others.
package struct TemplateFits: Sendable {
  package struct Misfit: Sendable {
    package var tenant: String
    package var campaign: String
    /// The first error that its campaign has.
    package var reason: Diagnostic?
  }

  package var template: String
  /// How many tenants use it.
  package var tenants: Int
  package var misfits: [Misfit]

  /// Of all templates that are used, by their names.
  package static func all(
    _ parsed: ParsedWorkspace, _ checked: CheckedWorkspace, _ diagnostics: [Diagnostic]
  ) -> [TemplateFits] {
    let sound = Dictionary(checked.tenants.map { ($0.directory, Set($0.campaigns.map(\.name))) }) { first, _ in first }
    let errors = Dictionary(grouping: diagnostics.filter { $0.severity == .error }, by: \.span.file)
    var fits: [String: TemplateFits] = [:]
    for tenant in parsed.tenants {
      var used: Set<String> = []
      for case .campaign(let campaign) in tenant.files.flatMap(\.declarations) {
        guard let template = campaign.instantiates?.template.text else { continue }
        var fit = fits[template] ?? TemplateFits(template: template, tenants: 0, misfits: [])
        if used.insert(template).inserted { fit.tenants += 1 }
        if sound[tenant.directory]?.contains(campaign.name.text) != true {
          let reason = errors[campaign.span.file]?.first { campaign.span.covers($0.span) }
          fit.misfits.append(Misfit(tenant: tenant.directory, campaign: campaign.name.text, reason: reason))
        }
        fits[template] = fit
      }
    }
    return fits.values.sorted { $0.template < $1.template }
  }

  /// How many tenants it fits in all their campaigns.
  package var fitting: Int { tenants - Set(misfits.map(\.tenant)).count }
}
