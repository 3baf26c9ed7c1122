import CampaignDiagnostics
import CampaignSyntax

/// Checks a campaign's offer.
struct OfferChecker {
  let context: TenantContext
  let names: CampaignNames
  let scope: Scope

  func check(_ syntax: OfferSyntax) {
    let errorsBefore = context.errorCount
    var offer = CheckedOffer(span: syntax.span)
    var seen: [String: Span] = [:]
    for item in syntax.items { add(item, to: &offer, &seen) }
    if seen["percent_off"] == nil, seen["amount_off"] == nil, !context.isUnreadable(syntax.span) {
      context.report(
        .badOffer, "the offer takes nothing off", at: syntax.span.startPoint.union(syntax.span),
        helps: ["add `percent_off 10%`, or `amount_off` and an amount of money"])
    } else if let percent = seen["percent_off"], let amount = seen["amount_off"] {
      context.report(
        .badOffer, "an offer takes off either a percentage or an amount", at: max(percent, amount),
        notes: [Note("the other is here", at: min(percent, amount))], helps: ["keep one of them"])
    }
    // What can be read of a broken offer is read, so that one mistake doesn't hide others; reading its missing parts is
    // silent.
    let read: [(item: String, isRead: Bool)] = [
      ("percent_off", offer.percentOff != nil), ("amount_off", offer.amountOff != nil),
      ("minimum", offer.minimum != nil), ("code", offer.code != nil || offer.uniquePrefix != nil),
      ("valid", offer.validity != nil),
    ]
    let isBroken = read.contains { !$0.isRead && seen[$0.item] != nil }
    names.hasBrokenOffer =
      isBroken || context.errorCount != errorsBefore || context.isUnreadable(syntax.span)
    names.offer = offer
  }

  private func min(_ a: Span, _ b: Span) -> Span { a.start < b.start ? a : b }
  private func max(_ a: Span, _ b: Span) -> Span { a.start < b.start ? b : a }

  private func add(_ item: OfferSyntax.Item, to offer: inout CheckedOffer, _ seen: inout [String: Span]) {
    switch item {
    case .percentOff(let value, let keyword):
      guard context.isFirst("percent_off", keyword, &seen) else { return }
      offer.percentOff = amount(value, like: .percent(0...0), least: 1, most: 10_000, "more than 0% and at most 100%")
    case .amountOff(let value, let keyword):
      guard context.isFirst("amount_off", keyword, &seen) else { return }
      offer.amountOff = amount(value, like: .money(0...0), least: 1, most: .max, "more than nothing")
    case .minimum(let value, let keyword):
      guard context.isFirst("minimum", keyword, &seen) else { return }
      offer.minimum = amount(value, like: .money(0...0), least: 0, most: .max, "an amount that isn't negative")
    case .code(let text, let isUnique, let keyword):
      guard context.isFirst("code", keyword, &seen) else { return }
      if isUnique { add(prefix: text, to: &offer) } else { add(code: text, to: &offer) }
    case .valid(let duration, let keyword):
      guard context.isFirst("valid", keyword, &seen) else { return }
      offer.validity = DurationResolver(context: context).offset(duration)
    }
  }

  /// The most characters before those that tell members apart.
  private static let maxPrefix = 20

  private func add(prefix text: StringLiteral, to offer: inout CheckedOffer) {
    let isPrefix =
      (1...Self.maxPrefix).contains(text.value.utf8.count)
      && text.value.utf8.allSatisfy { byte in
        (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) || byte == UInt8(ascii: "-")
      }
    guard isPrefix else {
      context.report(
        .badOffer, "`\(text.value)` can't be what codes begin with", at: text.span,
        notes: [Note("12 characters of each member's own follow it")],
        helps: ["write 1 to \(Self.maxPrefix) letters, digits and hyphens, such as `\"HELLO-\"`"])
      return
    }
    offer.uniquePrefix = text.value
  }

  private func add(code text: StringLiteral, to offer: inout CheckedOffer) {
    let isCode = (1...40).contains(text.value.utf8.count) && text.value.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
    guard isCode else {
      context.report(
        .badOffer, "`\(text.value)` can't be typed in at a till", at: text.span,
        helps: ["write 1 to 40 letters and digits without spaces"])
      return
    }
    offer.code = text.value
  }

  /// A percentage or an amount that lies in bounds for every variant.
  private func amount(
    _ e: Expression, like base: BaseType, least: Int64, most: Int64, _ wanted: String
  ) -> CheckedExpression? {
    guard let checked = ExpressionChecker(context: context, scope: scope).value(e, expecting: base) else { return nil }
    guard checked.type.base.isLike(base), let bounds = checked.type.base.bounds else {
      let isPercent = base.isLike(.percent(0...0))
      let unit = isPercent ? "%" : " \(context.settings.currency?.code ?? "")"
      var fixes: [Fix] = []
      if checked.isConstant, checked.type.base.isPlainNumber, isPercent || !context.isLibrary {
        fixes = [Fix("write `\(context.text(e.span))\(unit)`", replace: e.span.endPoint, with: unit)]
      }
      context.report(
        fixes.isEmpty ? .typesDiffer : .missingUnit,
        "\(context.quoted(e.span)) is \(context.words(checked)), not \(isPercent ? "a percentage" : "an amount of money")",
        at: e.span,
        helps: fixes.isEmpty ? [] : ["write `\(context.text(e.span))\(unit)`"], fixes: fixes)
      return nil
    }
    // A parameter without bounds may be given anything; what it is given is looked at in each campaign.
    if context.isLibrary, bounds == BaseType.defaultBounds { return checked }
    guard bounds.lowerBound >= least, bounds.upperBound <= most else {
      context.report(
        .badOffer, "\(context.quoted(e.span)) can't be taken off", at: e.span,
        helps: ["write \(wanted)"])
      return nil
    }
    return checked
  }
}
