import CampaignDiagnostics
import CampaignSyntax

/// Rules about the offers of all of a tenant's campaigns together: `require offers.percent_off <= 40%`.
extension BrandRuleResolver {
  /// Whether a rule compares something of `offers`, which stands alone in its rule.
  func speaksOfOffers(_ e: Expression) -> Bool {
    guard case .comparison(_, let left, _, _) = e.unwrapped.kind, case .path(let path) = left.unwrapped.kind else {
      return false
    }
    return path.head.text == "offers"
  }

  /// The most that they may take off together, in basis points.
  func stackingLimit(_ rule: BrandRuleSyntax) -> Int64? {
    guard case .comparison(let op, let left, let right, _) = rule.predicate.unwrapped.kind,
      case .path(let path) = left.unwrapped.kind
    else { return nil }
    let isLimit = rule.strength == .forbid ? op == .greater : op == .lessOrEqual
    guard path.text == "offers.percent_off", isLimit, case .literal(let literal) = right.unwrapped.kind,
      case .percent(let number) = literal.value, case .success(let points) = number.scaled(digits: 2)
    else {
      context.report(
        .wrongRule, "\(context.quoted(rule.predicate.span)) is no limit to what offers take off together",
        at: rule.predicate.span,
        helps: ["write `require offers.percent_off <= 40%`"])
      return nil
    }
    return points
  }
}
