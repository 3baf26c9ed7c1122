/// What was proven of a tenant's campaigns together.
package struct TogetherProofs: Equatable, Sendable {
  /// No campaigns of one rank compete for the room that a cap leaves, as far as they are compared.
  package var caps = false
  /// What offers take off together stays within the brand's limit.
  package var stacking = false
}

extension TenantContext {
  /// Holds the tenant's campaigns against each other; those that are not sound are left out.
  func checkTogether(_ campaigns: [CheckedCampaign]) -> TogetherProofs {
    guard let audience = audience.checked else { return TogetherProofs() }
    let findingsBefore = findings.count
    let isDecided = CapCompetition(context: self, audience: audience, campaigns: campaigns).check()
    let caps = isDecided && findings.count == findingsBefore
    let stacking = OfferStacking(context: self, audience: audience, campaigns: campaigns).check(
      brand?.stackingLimits ?? [])
    return TogetherProofs(caps: caps, stacking: stacking)
  }
}
