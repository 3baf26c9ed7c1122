import CampaignDiagnostics
import CampaignSyntax

/// Whether a tenant's audience has what a template needs.
struct TemplateFit {
  let context: TenantContext
  let template: TemplateSyntax
  /// Where the campaign names the template: findings stand there.
  let place: Span

  /// Reports each need that the audience does not meet; false where there is one.
  func check() -> Bool {
    var isFit = true
    for need in template.needs where !need.name.text.isEmpty {
      let fits = isMet(need.name, need.type)
      isFit = isFit && fits
    }
    return isFit
  }

  private func isMet(_ name: Name, _ type: TypeSyntax) -> Bool {
    let table = context.audience
    if let index = table.relationIndex[name.text] {
      return isMet(name, type, by: table.relations[index])
    }
    guard let index = table.attributeIndex[name.text] else {
      reportMissing(name, type)
      return false
    }
    let attribute = table.attributes[index]
    if case .set = type.kind {
      report(name, type, attribute.declaration, "it is not a set")
      return false
    }
    guard let own = attribute.type, let needed = TypeResolver(context: context).resolve(type) else { return false }
    guard let why = misfit(of: own, for: needed) else { return true }
    report(name, type, attribute.declaration, why)
    return false
  }

  private func isMet(_ name: Name, _ type: TypeSyntax, by relation: AudienceTable.Relation) -> Bool {
    guard case .set(let element, let upTo) = type.kind, relation.isSet else {
      report(name, type, relation.name.span, relation.isSet ? "it is a set" : "it is a related table")
      return false
    }
    guard let own = relation.fields[0].type, let needed = TypeResolver(context: context).resolve(element) else {
      return false
    }
    var why = misfit(of: own, for: ValueType(needed.base))
    if let limit = Self.rowLimit(upTo), relation.upTo > limit {
      why = why ?? "it may have \(relation.upTo) values, the template takes \(limit)"
    }
    guard let why else { return true }
    report(name, type, relation.name.span, why)
    return false
  }

  /// `up to 20`, of a set.
  static func rowLimit(_ upTo: Number?) -> Int? {
    guard let upTo, case .success(let limit) = upTo.scaled(digits: 0),
      (1...Int64(AudienceChecker.maxRows)).contains(limit)
    else { return nil }
    return Int(limit)
  }

  private func reportMissing(_ name: Name, _ type: TypeSyntax) {
    if context.audience.isIncomplete { return }
    let names = context.audience.attributes.map(\.name.text)
    var helps = ["add to the audience: `\(name.text) \(context.text(type.span))`"]
    if let near = Suggestion.nearest(to: name.text, among: names) {
      helps.append("or, if `\(near)` is that, declare it as `\(name.text) … from COLUMN`")
    }
    context.report(
      .templateMisfit, "this audience has no `\(name.text)`, which the template `\(template.name.text)` needs",
      at: place, notes: [need(name, type)], helps: helps)
  }

  private func report(_ name: Name, _ type: TypeSyntax, _ declaration: Span, _ why: String) {
    context.report(
      .templateMisfit, "`\(name.text)` does not fit the template `\(template.name.text)`: \(why)", at: place,
      notes: [Note("`\(name.text)` is declared here", at: declaration), need(name, type)],
      helps: ["declare it as `\(context.text(type.span))` or narrower, or write the campaign out"])
  }

  private func need(_ name: Name, _ type: TypeSyntax) -> Note {
    Note("the template needs `\(name.text) \(context.text(type.span))`", at: name.span)
  }

  // MARK: Types

  /// Why a value of one type may be none of the other's; nil where it always is.
  private func misfit(of own: ValueType, for needed: ValueType) -> String? {
    if let why = misfit(of: own.base, for: needed.base) { return why }
    return own.isOptional && !needed.isOptional ? "it may be missing" : nil
  }

  private func misfit(of base: BaseType, for needed: BaseType) -> String? {
    switch (base, needed) {
    case (.text(let own), .text(let wanted)):
      if own.maxCharacters > wanted.maxCharacters {
        return "it may have \(own.maxCharacters) characters, the template takes \(wanted.maxCharacters)"
      }
      return wanted.textClass == .any || own.textClass == wanted.textClass
        ? nil : "it may have characters that are not of the class `\(wanted.textClass.rawValue)`"
    case (.url(let own), .url(let wanted)):
      return own == wanted ? nil : "it leads to `\(own)`, the template takes `\(wanted)`"
    case (.choice(let own), .choice(let wanted)): return own.misfit(for: wanted)
    default: break
    }
    let other = "it is \(context.words(ValueType(base)))"
    guard base.isLike(needed) else { return other }
    guard let own = base.bounds, let wanted = needed.bounds else { return nil }
    return wanted.contains(own.lowerBound) && wanted.contains(own.upperBound) ? nil : other
  }
}

extension ChoiceType {
  fileprivate func misfit(for needed: ChoiceType) -> String? {
    let own = options.map(\.name)
    let wanted = needed.options.map(\.name)
    if let extra = own.first(where: { !wanted.contains($0) }) { return "it may be `\(extra)`" }
    if let lacking = wanted.first(where: { !own.contains($0) }) { return "it is never `\(lacking)`" }
    if needed.isOrdered, !isOrdered { return "its choices have no order" }
    return needed.isOrdered && own != wanted ? "its choices are in another order" : nil
  }
}
