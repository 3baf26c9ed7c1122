import CampaignDiagnostics
import CampaignSyntax

/// Checks a template alone: what it reads is what it needs, with all values that those types allow.
struct TemplateChecker {
  /// The library's: it has no tenant.
  let context: TenantContext
  let template: TemplateSyntax

  /// Whether it is sound.
  func check() -> Bool {
    let binding = TemplateBinding(template)
    addNeeds()
    bindParameters(binding)
    var campaign = template.campaign
    let silentNames = removeTenants(&campaign.items)
    let checker = CampaignChecker(context: context, syntax: campaign, template: binding)
    checker.names.silentNames.formUnion(silentNames)
    checker.names.hasBrokenTrigger = template.items.contains { if case .trigger = $0 { true } else { false } }
    _ = checker.check()
    context.reportUnknownNames()
    return context.errorCount == 0 && !context.isUnreadable(template.span)
  }

  // MARK: Needs

  /// What the template needs, as an audience of its own.
  private func addNeeds() {
    if context.isUnreadable(template.span) { context.audience.isIncomplete = true }
    var seen: [String: Span] = [:]
    for (name, type, _) in template.needs where isNew(name, &seen) {
      if case .set(let element, let upTo) = type.kind {
        addSet(name, element, upTo, type)
      } else {
        context.audience.attributeIndex[name.text] = context.audience.attributes.count
        context.audience.attributes.append(
          AudienceTable.Attribute(
            name: name, type: TypeResolver(context: context).resolve(type), declaration: name.span))
      }
    }
    context.neededAudience = needed
  }

  /// Nil where a type was wrong, which was reported.
  private var needed: CheckedAudience? {
    func attribute(_ attribute: AudienceTable.Attribute) -> CheckedAttribute? {
      attribute.type.map {
        CheckedAttribute(
          name: attribute.name.text, type: $0, column: "", encoding: .native, invalidIsMissing: false,
          span: attribute.declaration)
      }
    }
    let table = context.audience
    let attributes = table.attributes.compactMap(attribute)
    let relations = table.relations.map { relation in
      CheckedRelation(
        name: relation.name.text, table: "", foreignKey: "", keyColumn: nil, upTo: relation.upTo, isSet: relation.isSet,
        fields: relation.fields.compactMap(attribute), span: relation.name.span)
    }
    guard attributes.count == table.attributes.count,
      zip(relations, table.relations).allSatisfy({ $0.fields.count == $1.fields.count })
    else { return nil }
    return CheckedAudience(
      name: table.memberName, table: "", keyColumn: "", attributes: attributes, relations: relations, reaches: [],
      span: template.span)
  }

  private func addSet(_ name: Name, _ element: TypeSyntax, _ upTo: Number?, _ type: TypeSyntax) {
    if type.isOptional {
      context.report(
        .typeArgument, "a set is never missing, only empty", at: type.span, helps: ["leave the `?` out"])
    }
    let limit = TemplateFit.rowLimit(upTo)
    if limit == nil {
      context.report(
        .typeArgument, "`\(name.text)` needs the most values that a member can have", at: upTo?.span ?? type.span,
        helps: ["write `set of … up to 20`, with a whole number from 1 to 1_000_000"])
    }
    let value = AudienceTable.Attribute(
      name: Name("value", name.span), type: TypeResolver(context: context).resolve(element).map { ValueType($0.base) },
      declaration: name.span)
    context.audience.relationIndex[name.text] = context.audience.relations.count
    context.audience.relations.append(
      AudienceTable.Relation(
        name: name, isSet: true, upTo: limit ?? 1, fields: [value], fieldIndex: ["value": 0]))
  }

  private func isNew(_ name: Name, _ seen: inout [String: Span]) -> Bool {
    if name.text.isEmpty { return false }
    if AudienceChecker.reserved.contains(name.text) || name.text == context.audience.memberName {
      context.reportBuiltIn(name)
      return false
    }
    guard let first = seen[name.text] else {
      seen[name.text] = name.span
      return true
    }
    context.reportTwice("`\(name.text)`", at: name.span, first: first)
    return false
  }

  // MARK: Parameters

  private func bindParameters(_ binding: TemplateBinding) {
    var seen: [String: Span] = [:]
    let needs = Dictionary(template.needs.map { ($0.name.text, $0.name.span) }, uniquingKeysWith: { first, _ in first })
    for parameter in template.parameters where !parameter.name.text.isEmpty {
      if let first = seen.updateValue(parameter.name.span, forKey: parameter.name.text) {
        context.reportTwice("the parameter `\(parameter.name.text)`", at: parameter.name.span, first: first)
        continue
      }
      if let need = needs[parameter.name.text] {
        context.reportTwice("`\(parameter.name.text)`", at: need, first: parameter.name.span)
      }
      if AudienceChecker.reserved.contains(parameter.name.text) { context.reportBuiltIn(parameter.name) }
      binding.bind(parameter.name.text, to: anyValue(of: parameter))
      if let value = parameter.defaultValue {
        _ = ArgumentChecker(context: context).value(value, for: parameter)
      }
    }
  }

  /// A parameter that stands for every value of its type.
  private func anyValue(of parameter: TemplateSyntax.Parameter) -> TemplateBinding.Parameter? {
    guard let type = ArgumentChecker(context: context).type(of: parameter) else { return nil }
    let constant: Constant
    switch type.base {
    case .text(let text): constant = .text(text.textClass == .name ? "Ada" : "A")
    case .timezone: constant = .text("UTC")
    case .email: constant = .text("ada@shop.example")
    case .phone: constant = .text("+4722000000")
    case .url(let host): constant = .text("https://\(host)/")
    default:
      let bounds = type.base.bounds ?? 0...0
      constant = .integer(bounds.contains(0) ? 0 : bounds.lowerBound)
    }
    return TemplateBinding.Parameter(
      declaration: parameter.name, type: type, value: CheckedExpression(.constant(constant), type, parameter.name.span))
  }

  // MARK: What belongs to tenants

  /// Reports and leaves out what only a tenant has; returns the names that it would have bound.
  private func removeTenants(_ items: inout [CampaignItem]) -> Set<String> {
    var silentNames: Set<String> = []
    items = items.compactMap { item -> CampaignItem? in
      switch item {
      case .trigger(let event, _, let span):
        reportTenants("the event `\(event.text)`", at: span)
        return nil
      case .pick(let pick):
        silentNames.insert(pick.name.text)
        reportTenants("the related table `\(pick.source.text)`", at: pick.source.span)
        return nil
      case .experiment(var experiment):
        if let layer = experiment.layer {
          reportTenants("the layer `\(layer.name.text)`", at: layer.name.span)
          experiment.layer = nil
        }
        return .experiment(experiment)
      default: return item
      }
    }
    return silentNames
  }

  private func reportTenants(_ what: String, at span: Span) {
    context.report(
      .notOfLibrary, "\(what) is a tenant's, so a template can't name it", at: span,
      helps: ["write it in the campaigns that are made from the template"])
  }
}
