import CampaignDiagnostics

/// Holds the conditions of a checked campaign against each other: who is in its audience, who gets each step and message, which
/// branches are shown.
///
/// What is found in a template's text concerns the template, and is not said of the campaigns that are made from it; but what they
/// add to it is held against it.
struct CampaignPredicates {
  let context: TenantContext
  let campaign: CheckedCampaign
  /// Where the campaign is written.
  let place: Span
  private let solver: PredicateSolver

  /// Nil where nothing is known of the members.
  init?(context: TenantContext, campaign: CheckedCampaign, place: Span) {
    guard let solver = context.solver, !context.isLibrary else { return nil }
    self.context = context
    self.campaign = campaign
    self.place = place
    self.solver = solver
  }

  func check() {
    let entered = campaign.clauses + campaign.standingClauses
    let own = ClauseConditions(context: context, solver: solver, place: place)
    // What a later step asks again is not needless because the audience asked for it once.
    let isAskedAgain = campaign.steps.count > 1
    guard
      own.check(
        entered, of: .nobodyInAudience, at: campaign.span, words: "nobody is in the audience of `\(campaign.name)`",
        needlessAside: isAskedAgain ? campaign.standingClauses.map(\.span) : [])
    else { return }
    if isAskedAgain {
      let words = "nobody stays in `\(campaign.name)`"
      _ = own.check(campaign.standingClauses, of: .nobodyGetsStep, at: campaign.span, words: words)
    }
    if let conversion = campaign.conversion, solver.isContradiction([conversion.predicate]) {
      context.report(
        .nobodyGetsStep, "nobody can convert, for \(context.quoted(conversion.predicate.span)) never holds",
        at: conversion.predicate.span, helps: ["say what success is, such as `count(orders) >= 1`"])
    }
    let kept = campaign.pickClauses + campaign.standingClauses
    for (index, step) in campaign.steps.enumerated() {
      let clauses = index == 0 ? entered + campaign.pickClauses : kept + step.clauses
      if index > 0 {
        let words = "nobody gets the step `\(step.name)`"
        guard own.check(step.clauses, beside: kept, of: .nobodyGetsStep, at: step.span, words: words) else { continue }
      }
      MessageConditions(context: context, solver: solver, place: place, clauses: clauses).check(step)
    }
  }
}

extension TenantContext {
  /// Reports the segments that nobody can be in, and what their clauses say needlessly.
  func checkConditionsOfSegments() {
    guard let solver else { return }
    for entry in segments.segments {
      guard case .checked(let segment) = entry.state else { continue }
      let name = entry.syntax.name
      _ = ClauseConditions(context: self, solver: solver, place: entry.syntax.span).check(
        segment.clauses, of: .nobodyInAudience, at: name.span, words: "nobody is in the segment `\(name.text)`")
    }
  }
}
