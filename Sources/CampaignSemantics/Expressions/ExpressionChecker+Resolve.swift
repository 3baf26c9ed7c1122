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
  /// A parameter of the template that the campaign is made from.
  case parameter(TemplateBinding.Parameter)
  /// What happened since the member entered: of a step by its name, of the one before, or of the entry.
  case history(step: Name?, Name)
  /// `orders.total` outside a calculation, and inside its own.
  case relationField(RelationID, Name)
  case qualifiedField(Scope.Row, Name)
  /// Something that was wrong, and was reported.
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
    if let found = resolveHistory(name) { return found }
    let template = template(around: name)
    if let found = template.map({ resolveInTemplate(name, $0) }) ?? resolveMember(name) { return found }
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
      if let index = campaign.experimentIndex[name.text] {
        return .experiment(index, nil)
      }
      if template == nil, let found = resolveParameter(name) { return found }
    }
    if isHistory(name) { return .history(step: nil, name) }
    return .unknown(name, scope.rows.last { $0.name == nil }.map { .row($0.relation) } ?? .member)
  }

  func resolveMember(_ name: Name) -> Resolution? {
    if let relation = context.audience.relationIndex[name.text] { return .relation(RelationID(relation)) }
    if let attribute = context.audience.attributeIndex[name.text] { return .value(.attribute(AttributeID(attribute))) }
    return nil
  }

  private func resolvePath(_ path: Path, _ head: Name) -> Resolution {
    let rest = path.names.dropFirst()
    for row in scope.rows.reversed() {
      let relation = context.audience.relations[row.relation.index]
      if row.name == head.text { return resolveField(of: row, rest) }
      if row.name == nil {
        if relation.owner == .member, relation.name.text == head.text {
          return .qualifiedField(row, Name(joining: rest))
        }
        if head.text == "event", rest.count > 1, relation.written == "event.\(path.names[1].text)" {
          return .qualifiedField(row, Name(joining: rest.dropFirst()))
        }
        if relation.fieldIndex[head.text] != nil { return resolveField(of: row, path.names[...]) }
      }
    }
    if rest.count == 1, let found = resolveHistory(head, path.names[1]) { return found }
    let template = template(around: head)
    if head.text == (template == nil ? context.audience.memberName : "member") {
      let isDeclared = template?.needs.contains(path.names[1].text) ?? true
      guard isDeclared, let found = resolveMember(path.names[1]) else { return .unknown(path.names[1], .member) }
      return within(found, rest.dropFirst())
    }
    if template?.needs.contains(head.text) ?? true, let found = resolveMember(head) { return within(found, rest) }
    switch head.text {
    case "tenant": return .tenant(path.names[1])
    case "campaign" where scope.campaign != nil: return .campaign(path.names[1])
    case "offer" where scope.campaign != nil: return .offer(path.names[1])
    case "event": return resolveEvent(path.names)
    default: break
    }
    if let campaign = scope.campaign {
      if campaign.silentNames.contains(head.text) { return .silent }
      if let index = campaign.experimentIndex[head.text] {
        return .experiment(index, path.names[1])
      }
    }
    return scope.campaign?.lacksOwners == true ? .silent : .unknown(head, .member)
  }

  private func resolveField(of row: Scope.Row, _ names: ArraySlice<Name>) -> Resolution {
    guard let field = names.first else { return .row(row) }
    guard let index = context.audience.relations[row.relation.index].fieldIndex[field.text] else {
      return .unknown(field, .row(row.relation))
    }
    return within(.value(.field(row.variable, row.relation, index)), names.dropFirst(), owner: .row(row.relation))
  }

  /// What further names mean behind something: the field of a related table, or of a reference's item.
  func within(
    _ found: Resolution, _ names: ArraySlice<Name>, owner: UnknownNames.Owner = .member
  ) -> Resolution {
    guard let name = names.first else { return found }
    switch found {
    case .relation(let relation):
      guard names.count > 1, let index = context.audience.relations[relation.index].fieldIndex[name.text] else {
        return .relationField(relation, name)
      }
      let field = Resolution.Value.field(VariableID(-1), relation, index)
      let inner = within(.value(field), names.dropFirst(), owner: .row(relation))
      guard case .value = inner else { return inner }
      return .relationField(relation, Name(joining: names))
    case .value(let value):
      let declared = declaration(value)
      guard let type = declared.type else { return .silent }
      guard case .item(let catalog) = type.base else { return .unknown(name, owner) }
      let path = "\(declared.name.text).\(name.text)"
      guard let item = sibling(of: value, path) else { return .unknown(name, .item(catalog)) }
      return within(.value(item), names.dropFirst(), owner: .item(catalog))
    default: return found
    }
  }

  /// The attribute or field of that name beside another.
  private func sibling(of value: Resolution.Value, _ name: String) -> Resolution.Value? {
    switch value {
    case .attribute:
      switch declaration(value).owner {
      case .member: context.audience.attributeIndex[name].map { .attribute(AttributeID($0)) }
      case .event(let id): context.audience.events[id.index].attributeIndex[name].map { .attribute(AttributeID($0)) }
      }
    case .field(let variable, let relation, _):
      context.audience.relations[relation.index].fieldIndex[name].map { .field(variable, relation, $0) }
    }
  }
}

extension Name {
  /// `product.price` of several names.
  fileprivate init(joining names: ArraySlice<Name>) {
    let last = names.last ?? names[names.startIndex]
    self.init(names.map(\.text).joined(separator: "."), names[names.startIndex].span.union(last.span))
  }
}
