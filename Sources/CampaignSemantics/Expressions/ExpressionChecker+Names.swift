import CampaignDiagnostics
import CampaignSyntax

extension ExpressionChecker {
  /// A path as a value.
  func path(_ path: Path, expecting: BaseType?) -> CheckedExpression? {
    let found = resolve(path)
    if case .choice(let choice)? = expecting, path.names.count == 1 {
      if let option = choice.options.firstIndex(where: { $0.name == path.head.text }), !found.isChoice(choice, context)
      {
        return CheckedExpression(.constant(.integer(Int64(option))), ValueType(.choice(choice)), path.span)
      }
      if case .unknown = found {
        reportUnknownChoice(path.head, choice)
        return nil
      }
    }
    switch found {
    case .value(let value):
      guard let checked = read(value, path.span) else { return nil }
      if case .item(let catalog) = checked.type.base { return reportWholeItem(path, catalog) }
      return checked
    case .now: return CheckedExpression(.runInstant(.zero), ValueType(.timestamp), path.span)
    case .today: return CheckedExpression(.runDate(.zero), ValueType(.date), path.span)
    case .tenant(let field): return tenant(field, path)
    case .campaign(let field): return campaign(field, path)
    case .offer(let field): return offer(field, path)
    case .experiment(let index, let field): return experiment(index, field, path)
    case .event, .noEvent:
      reportEvent(found, path)
      return nil
    case .parameter(let parameter): return read(parameter, at: path.span)
    case .history(let step, let name): return history(step, name, path)
    case .silent: return nil
    case .unknown(let name, let owner):
      reportUnknown(name, owner)
      return nil
    case .relation, .row, .relationField, .qualifiedField:
      reportRows(path, found)
      return nil
    }
  }

  /// The declared name, type and place of a value.
  func declaration(_ value: Resolution.Value) -> AudienceTable.Attribute {
    switch value {
    case .attribute(let id): context.audience.attributes[id.index]
    case .field(_, let relation, let field): context.audience.relations[relation.index].fields[field]
    }
  }

  func read(_ value: Resolution.Value, _ span: Span) -> CheckedExpression? {
    markRead(value)
    guard var type = declaration(value).type else { return nil }
    if type.isOptional { type.isOptional = !isKnown(value) }
    switch value {
    case .attribute(let id): return CheckedExpression(.attribute(id), type, span)
    case .field(let variable, let relation, let field):
      return CheckedExpression(.field(variable, relation, field: field), type, span)
    }
  }

  /// Whether a value that may be missing is known here. A reference that is known has an item, whose fields are known
  /// but for those that the catalog lets be missing.
  func isKnown(_ value: Resolution.Value) -> Bool {
    if facts.isKnown(Facts.Reference(value)) { return true }
    guard let item = declaration(value).item, let reference = reference(of: value),
      facts.isKnown(Facts.Reference(reference))
    else { return false }
    return context.audience.catalogs[item.catalog.index].fields[item.field].type?.isOptional == false
  }

  /// The reference to the item that a value is a field of.
  func reference(of value: Resolution.Value) -> Resolution.Value? {
    guard let item = declaration(value).item else { return nil }
    switch value {
    case .attribute: return .attribute(AttributeID(item.reference))
    case .field(let variable, let relation, _): return .field(variable, relation, item.reference)
    }
  }

  func markRead(_ value: Resolution.Value) {
    switch value {
    case .attribute(let id): context.audience.attributes[id.index].isRead = true
    case .field(_, let relation, let field): context.audience.relations[relation.index].fields[field].isRead = true
    }
    if let item = declaration(value).item, let reference = reference(of: value) {
      context.audience.catalogs[item.catalog.index].fields[item.field].isRead = true
      markRead(reference)
    }
  }

  private func tenant(_ field: Name?, _ path: Path) -> CheckedExpression? {
    switch field?.text {
    case "name":
      return context.settings.displayName.map { .text($0, path.span) }
    case "timezone":
      return context.settings.timezone.map {
        CheckedExpression(.constant(.text($0)), ValueType(.timezone), path.span)
      }
    default:
      reportUnknownPart(of: "tenant", field ?? path.head, among: ["name", "timezone"])
      return nil
    }
  }

  private func campaign(_ field: Name?, _ path: Path) -> CheckedExpression? {
    guard let campaign = scope.campaign, field?.text == "id" else {
      reportUnknownPart(of: "campaign", field ?? path.head, among: ["id"])
      return nil
    }
    return .text(campaign.name.text, path.span)
  }

  private func offer(_ field: Name?, _ path: Path) -> CheckedExpression? {
    guard let campaign = scope.campaign, !campaign.hasBrokenOffer else { return nil }
    guard let offer = campaign.offer else {
      context.report(
        .noOffer, "\(context.quoted(path.span)) is read, but the campaign has no offer", at: path.head.span,
        helps: ["add `offer { percent_off 10%, code \"WELCOME\", valid 14 days }`"])
      return nil
    }
    var parts: [String: CheckedExpression] = [:]
    parts["percent_off"] = offer.percentOff
    parts["amount_off"] = offer.amountOff
    parts["minimum"] = offer.minimum
    parts["code"] = offer.uniquePrefix.map { .uniqueCode($0, path.span) } ?? offer.code.map { .text($0, path.span) }
    parts["ends"] = offer.validity.map { ends($0, path.span) }
    guard let field, var part = parts[field.text] else {
      reportUnknownPart(of: "offer", field ?? path.head, among: parts.keys.sorted(), declared: offer.span)
      return nil
    }
    part.span = path.span
    if scope.isMessage, case .followUp(let step) = scope.stage {
      campaign.offerReads.append((field.text, step, path.span))
    }
    return part
  }

  private func experiment(_ index: Int, _ field: Name?, _ path: Path) -> CheckedExpression? {
    guard let experiment = scope.campaign?.experiments[index], !experiment.isBroken else { return nil }
    guard !scope.isExperimentField else {
      context.report(
        .nestedExperiment, "a field of an experiment can't read \(context.quoted(path.span))", at: path.span,
        notes: [Note("each experiment is drawn, and ended, by itself", at: experiment.name.span)],
        helps: ["read both where the message needs them"])
      return nil
    }
    guard let field, let found = experiment.fields.first(where: { $0.name.text == field.text }) else {
      reportUnknownPart(
        of: experiment.name.text, field ?? path.head, among: experiment.fields.map(\.name.text),
        declared: experiment.name.span)
      return nil
    }
    var values = found.checked ?? []
    if found.checked == nil {
      var inner = self
      inner.scope.isExperimentField = true
      for value in found.values {
        guard let checked = inner.value(value) else { return nil }
        values.append(checked)
      }
    }
    guard let base = values.dropFirst().reduce(values.first?.type.base, { $0?.union($1.type.base) }) else { return nil }
    return CheckedExpression(.variant(experiment: index, values), ValueType(base), path.span)
  }

  /// The experiment's field that a path names: its number in the campaign, and what it is in each variant.
  package func experimentField(_ path: Path) -> (experiment: Int, field: ExperimentField)? {
    guard !scope.isExperimentField, path.names.count == 2, case .experiment(let index, let name?) = resolve(path),
      let field = scope.campaign?.experiments[index].fields.first(where: { $0.name.text == name.text })
    else { return nil }
    return (index, field)
  }

  /// The related table or set that a loop or a calculation goes over.
  package func rows(_ path: Path) -> RelationID? {
    guard let found = findRows(path) else {
      context.fail()
      return nil
    }
    return found
  }

  private func findRows(_ path: Path) -> RelationID? {
    let found = resolve(path)
    switch found {
    case .event, .noEvent:
      reportEvent(found, path)
      return nil
    case .relation(let relation):
      context.audience.relations[relation.index].isRead = true
      return relation
    case .silent: return nil
    case .unknown(let name, _) where path.names.count == 1:
      reportUnknown(name, .rows, wanted: "related table or set")
      return nil
    case .unknown(let name, let owner):
      reportUnknown(name, owner, wanted: owner.isEvent ? "related table or set" : "value")
      return nil
    case .value(let value):
      if declaration(value).type == nil { return nil }
      reportNotRows(path, declaration(value))
      return nil
    default:
      reportNotRows(path, nil)
      return nil
    }
  }

  /// The related table or set that an expression names; reports nothing.
  func rowsOperand(_ e: Expression) -> RelationID? {
    guard case .path(let path) = e.unwrapped.kind else { return nil }
    return silentRows(path)
  }
}

extension Resolution {
  /// Whether it is itself a value of that choice: then a bare name means the value, not the option of the same name.
  fileprivate func isChoice(_ choice: ChoiceType, _ context: TenantContext) -> Bool {
    guard case .value(let value) = self else { return false }
    let type =
      switch value {
      case .attribute(let id): context.audience.attributes[id.index].type
      case .field(_, let relation, let field): context.audience.relations[relation.index].fields[field].type
      }
    guard case .choice(let own)? = type?.base else { return false }
    return own.options.map(\.name) == choice.options.map(\.name)
  }
}
