import CampaignDiagnostics
import CampaignSyntax

/// A tenant's brand rules, resolved once and held against each message.
final class BrandRules {
  struct Rule {
    var strength: BrandSyntax.Strength
    var predicate: BrandPredicate
    var because: StringLiteral?
    var span: Span
  }

  private(set) var rules: [Rule] = []
  /// What was reported: an offer is one for several messages.
  private var reported: Set<Place> = []

  /// Where something stands; of a template's text, in which campaign.
  private struct Place: Hashable {
    var span: Span
    var campaign: Span?
  }

  init(_ syntax: BrandSyntax, _ context: TenantContext) {
    let resolver = BrandRuleResolver(context: context)
    var seen: [String: Span] = [:]
    for item in syntax.items {
      switch item {
      case .layout(let name, let colors, let span):
        guard context.isFirst("layout", name.span, &seen) else { continue }
        context.layout = LayoutBinder(context: context).bind(name, colors, span) ?? context.layout
      case .rule(let rule):
        guard let predicate = resolver.resolve(rule.predicate) else { continue }
        rules.append(
          Rule(strength: rule.strength, predicate: predicate, because: rule.because, span: rule.predicate.span))
      }
    }
  }

  /// Reports each rule that the message breaks on some path.
  func check(_ message: WrittenMessage, _ context: TenantContext) {
    let evaluation = BrandEvaluation(message: message)
    for rule in rules {
      let outcome = evaluation.outcome(rule.predicate)
      let breaches = rule.strength == .forbid ? outcome.holding : outcome.failing
      var seen: Set<Span> = []
      for breach in breaches where seen.insert(breach.span).inserted { report(breach, rule, context) }
    }
  }

  private func report(_ breach: BrandWitness, _ rule: Rule, _ context: TenantContext) {
    if breach.code == .brandOffer,
      !reported.insert(Place(span: breach.span, campaign: context.instance?.place)).inserted
    {
      return
    }
    let isAdvice = rule.strength == .advise
    let says =
      isAdvice
      ? "the brand advises otherwise here" : rule.strength == .forbid ? "the brand forbids it here" : "the brand's rule"
    let why = rule.because.map { ", because \($0.value)" } ?? ""
    context.report(
      isAdvice ? .brandAdvice : breach.code, breach.message, at: breach.span,
      notes: [Note(says + why, at: rule.span)], helps: breach.helps,
      fixes: breach.fixes)
  }
}
