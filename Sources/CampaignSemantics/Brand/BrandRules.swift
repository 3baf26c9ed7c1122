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
  /// What the offers of several campaigns may take off together.
  private(set) var stackingLimits: [StackingLimit] = []
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
      case .rule(let rule) where resolver.speaksOfOffers(rule.predicate):
        guard let most = resolver.stackingLimit(rule) else { continue }
        stackingLimits.append(
          StackingLimit(strength: rule.strength, most: most, because: rule.because, span: rule.predicate.span))
      case .rule(let rule):
        guard let predicate = resolver.resolve(rule.predicate) else { continue }
        rules.append(
          Rule(strength: rule.strength, predicate: predicate, because: rule.because, span: rule.predicate.span))
      }
    }
  }

  /// Reports each rule that the message breaks on some path, or that can't be proven for every path, and returns what is
  /// left to be looked at when it is made. Without `sizes` nothing is said of sizes.
  func check(_ message: WrittenMessage, sizes: MessageSizes?, _ context: TenantContext) -> [CheckedWording] {
    let evaluation = BrandEvaluation(message: message, sizes: sizes)
    var wordings: [CheckedWording] = []
    for rule in rules {
      if evaluation.outcome(rule.predicate).keeps(rule.strength) {
        wordings += [wording(of: rule, evaluation, context), linksOfData(rule, message, context)].compactMap { $0 }
        continue
      }
      let outcome = BrandEvaluation(message: message, sizes: sizes, findsWitnesses: true).outcome(rule.predicate)
      if outcome.keeps(rule.strength) { continue }
      var breaches = rule.strength == .forbid ? outcome.holding : outcome.failing
      if breaches.isEmpty {
        // In what was wrong, and was reported, there may be what a rule asks for.
        guard message.isWhole, sizes != nil else { continue }
        breaches = [unproven(message, rule.strength == .forbid ? outcome.partsHolding : outcome.partsFailing)]
      }
      var seen: Set<Span> = []
      for breach in breaches where seen.insert(breach.span).inserted { report(breach, rule, context) }
    }
    return wordings
  }

  /// Each part of the rule is kept by somebody and broken by somebody, and nothing says that it is never the same member who
  /// breaks all of them.
  private func unproven(_ message: WrittenMessage, _ parts: [BrandWitness]) -> BrandWitness {
    let why = parts.isEmpty ? "" : ", because each part of it is broken on some path"
    var witness = BrandWitness(
      code: .brandUnproven, message: "can't prove that every member's message keeps a rule of the brand\(why)",
      span: message.span, helps: ["write it so that one part of the rule is kept by itself, on every path"])
    for part in parts.prefix(3) { witness.notes += [Note(part.message, at: part.span)] + part.notes }
    if let help = parts.first?.helps.first { witness.helps.append("or for the first part: \(help)") }
    return witness
  }

  private func wording(
    of rule: Rule, _ evaluation: BrandEvaluation, _ context: TenantContext
  ) -> CheckedWording? {
    guard rule.strength != .advise, rule.predicate.speaksOfWords else { return nil }
    let breach = evaluation.wording(rule.predicate, when: rule.strength == .forbid)
    return breach.map { CheckedWording(rule: context.words(of: rule), span: rule.span, breach: $0) }
  }

  /// No data decides where a link leads, so that a text of data that is one by itself breaks a rule about links.
  private func linksOfData(
    _ rule: Rule, _ message: WrittenMessage, _ context: TenantContext
  ) -> CheckedWording? {
    guard rule.strength == .require, rule.predicate.speaksOfLinks, let words = message.part("words") else { return nil }
    let nodes = AddressesInData.nodes(of: words.wording)
    guard !nodes.isEmpty else { return nil }
    let breach = WordingCondition.test(.contains, of: nodes, [AddressesInData.mark])
    return CheckedWording(rule: context.words(of: rule), span: rule.span, breach: breach)
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
      notes: [Note(says + why, at: rule.span)] + breach.notes, helps: breach.helps, fixes: breach.fixes)
  }
}

extension TenantContext {
  /// A rule as it is written, on one line.
  func words(of rule: BrandRules.Rule) -> String { "\(rule.strength) \(text(rule.span))" }
}
