import CampaignDiagnostics
import CampaignSyntax

/// What a path names at one place.
package enum Resolution {
  package enum Value: Hashable {
    case attribute(AttributeID)
    case field(VariableID, RelationID, Int)
  }

  case value(Value)
  case relation(RelationID)
  /// A loop's whole row.
  case row(Scope.Row)
  case now, today
  case tenant(Name?)
  case campaign(Name?)
  case offer(Name?)
  case experiment(Int, Name?)
  /// `event` by itself.
  case event(EventID)
  /// `event`, or a part of it, where no event is answered.
  case noEvent
  /// `orders.total` outside a calculation, and inside its own.
  case relationField(RelationID, Name)
  case qualifiedField(Scope.Row, Name)
  /// Something that is not compiled yet, and was reported.
  case silent
  case unknown(Name, UnknownNames.Owner)
}

extension ExpressionChecker {
  /// Finds what a path names: current rows first, innermost first; then the member's attributes and related tables;
  /// then what the language itself names.
  package func resolve(_ path: Path) -> Resolution {
    let head = path.names[0]
    return path.names.count == 1 ? resolveName(head) : resolvePath(path, head)
  }

  private func resolveName(_ name: Name) -> Resolution {
    for row in scope.rows.reversed() {
      let relation = context.audience.relations[row.relation.index]
      if let rowName = row.name {
        if rowName != name.text { continue }
        return relation.isSet ? .value(.field(row.variable, row.relation, 0)) : .row(row)
      }
      if let field = relation.fieldIndex[name.text] { return .value(.field(row.variable, row.relation, field)) }
    }
    if let found = resolveMember(name) { return found }
    switch name.text {
    case "now": return .now
    case "today": return .today
    case "tenant": return .tenant(nil)
    case "campaign" where scope.campaign != nil: return .campaign(nil)
    case "offer" where scope.campaign != nil: return .offer(nil)
    case "event": return resolveEvent([name])
    default: break
    }
    if let campaign = scope.campaign {
      if campaign.silentNames.contains(name.text) { return .silent }
      if let index = campaign.experiments.firstIndex(where: { $0.name.text == name.text }) {
        return .experiment(index, nil)
      }
    }
    return .unknown(name, scope.rows.last { $0.name == nil }.map { .row($0.relation) } ?? .member)
  }

  private func resolveMember(_ name: Name) -> Resolution? {
    if let relation = context.audience.relationIndex[name.text] { return .relation(RelationID(relation)) }
    if let attribute = context.audience.attributeIndex[name.text] { return .value(.attribute(AttributeID(attribute))) }
    return nil
  }

  private func resolvePath(_ path: Path, _ head: Name) -> Resolution {
    let field = path.names[1]
    for row in scope.rows.reversed() {
      let relation = context.audience.relations[row.relation.index]
      if row.name == head.text {
        guard let index = relation.fieldIndex[field.text] else { return .unknown(field, .row(row.relation)) }
        if path.names.count > 2 { return beyond(relation.fields[index].type, path.names[2], .row(row.relation)) }
        return .value(.field(row.variable, row.relation, index))
      }
      if row.name == nil {
        if relation.owner == .member, relation.name.text == head.text { return .qualifiedField(row, field) }
        if head.text == "event", path.names.count == 3, relation.written == "event.\(field.text)" {
          return .qualifiedField(row, path.names[2])
        }
        if let index = relation.fieldIndex[head.text] {
          return beyond(relation.fields[index].type, field, .row(row.relation))
        }
      }
    }
    if head.text == context.audience.memberName {
      let found = resolveMember(field) ?? .unknown(field, .member)
      if path.names.count == 2 { return found }
      if case .relation(let relation) = found { return .relationField(relation, path.names[2]) }
      return .unknown(path.names[2], .member)
    }
    if let relation = context.audience.relationIndex[head.text] { return .relationField(RelationID(relation), field) }
    if let attribute = context.audience.attributeIndex[head.text] {
      return beyond(context.audience.attributes[attribute].type, field, .member)
    }
    switch head.text {
    case "tenant": return .tenant(field)
    case "campaign" where scope.campaign != nil: return .campaign(field)
    case "offer" where scope.campaign != nil: return .offer(field)
    case "event": return resolveEvent(path.names)
    default: break
    }
    if let campaign = scope.campaign {
      if campaign.silentNames.contains(head.text) { return .silent }
      if let index = campaign.experiments.firstIndex(where: { $0.name.text == head.text }) {
        return .experiment(index, field)
      }
    }
    return .unknown(head, .member)
  }

  /// Fields of a value: only a catalog's item has any, and its type was reported.
  private func beyond(_ type: ValueType?, _ field: Name, _ owner: UnknownNames.Owner) -> Resolution {
    type == nil ? .silent : .unknown(field, owner)
  }

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
    case .value(let value): return read(value, path.span)
    case .now: return CheckedExpression(.runInstant(.zero), ValueType(.timestamp), path.span)
    case .today: return CheckedExpression(.runDate(.zero), ValueType(.date), path.span)
    case .tenant(let field): return tenant(field, path)
    case .campaign(let field): return campaign(field, path)
    case .offer(let field): return offer(field, path)
    case .experiment(let index, let field): return experiment(index, field, path)
    case .event, .noEvent:
      reportEvent(found, path)
      return nil
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

  private func read(_ value: Resolution.Value, _ span: Span) -> CheckedExpression? {
    guard var type = declaration(value).type else {
      markRead(value)
      return nil
    }
    markRead(value)
    switch value {
    case .attribute(let id):
      if facts.isKnown(.attribute(id)) { type.isOptional = false }
      return CheckedExpression(.attribute(id), type, span)
    case .field(let variable, let relation, let field):
      if facts.isKnown(.field(variable, field)) { type.isOptional = false }
      return CheckedExpression(.field(variable, relation, field: field), type, span)
    }
  }

  func markRead(_ value: Resolution.Value) {
    switch value {
    case .attribute(let id): context.audience.attributes[id.index].isRead = true
    case .field(_, let relation, let field): context.audience.relations[relation.index].fields[field].isRead = true
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
      if !campaign.isIncomplete {
        context.report(
          .noOffer, "\(context.quoted(path.span)) is read, but the campaign has no offer", at: path.head.span,
          helps: ["add `offer { percent_off 10%, code \"WELCOME\", valid 14 days }`"])
      }
      return nil
    }
    var parts: [String: CheckedExpression] = [:]
    parts["percent_off"] = offer.percentOff
    parts["amount_off"] = offer.amountOff
    parts["minimum"] = offer.minimum
    parts["code"] = offer.code.map { .text($0, path.span) }
    parts["ends"] = offer.validity.map {
      $0.seconds == 0
        ? CheckedExpression(.runDate($0), ValueType(.date), path.span)
        : CheckedExpression(.runInstant($0), ValueType(.timestamp), path.span)
    }
    guard let field, var part = parts[field.text] else {
      reportUnknownPart(of: "offer", field ?? path.head, among: parts.keys.sorted(), declared: offer.span)
      return nil
    }
    part.span = path.span
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
