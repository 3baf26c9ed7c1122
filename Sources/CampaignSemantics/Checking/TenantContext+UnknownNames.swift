extension TenantContext {
  /// Reports what nothing declares, when all of the tenant was checked and it is known which declarations are read.
  func reportUnknownNames() {
    let unknown = unknownNames.findings(
      candidates: { candidates($0) }, ownerWords: { words($0) }, hint: { hint($0) })
    for finding in unknown { report(finding) }
  }

  private func candidates(_ owner: UnknownNames.Owner) -> [UnknownNames.Candidate] {
    switch owner {
    case .rows:
      return audience.relations.filter { $0.owner == .member }.map {
        UnknownNames.Candidate(name: $0.name.text, declaration: $0.name.span, isRead: $0.isRead)
      }
    case .segment:
      return segments.segments.map {
        UnknownNames.Candidate(name: $0.syntax.name.text, declaration: $0.syntax.name.span, isRead: $0.isRead)
      }
    case .row(let relation):
      let declared = audience.relations[relation.index]
      return declared.fields.filter { $0.item == nil }.map {
        UnknownNames.Candidate(name: $0.name.text, declaration: declared.isSet ? nil : $0.name.span, isRead: $0.isRead)
      } + candidates(.member)
    case .item(let catalog):
      return audience.catalogs[catalog.index].fields.map {
        UnknownNames.Candidate(name: $0.name.text, declaration: $0.name.span, isRead: $0.isRead)
      }
    case .event(let event): return eventCandidates(event)
    case .trigger:
      return audience.events.map {
        UnknownNames.Candidate(name: $0.name.text, declaration: $0.name.span, isRead: $0.isRead)
      }
    case .member:
      return audience.attributes.filter { $0.owner == .member && $0.item == nil }.map {
        UnknownNames.Candidate(name: $0.name.text, declaration: $0.name.span, isRead: $0.isRead)
      }
        + audience.relations.filter { !$0.isSet && $0.owner == .member }.map {
          UnknownNames.Candidate(name: $0.name.text, declaration: $0.name.span, isRead: $0.isRead)
        }
        + ["now", "today", "tenant", "campaign", "offer"].map {
          UnknownNames.Candidate(name: $0, declaration: nil, isRead: true)
        }
    }
  }

  /// What `event.…` can name; the time that nobody declared has no place of its own.
  private func eventCandidates(_ id: EventID) -> [UnknownNames.Candidate] {
    let event = audience.events[id.index]
    let values = event.attributeIndex.values.sorted().map { audience.attributes[$0] }.filter { $0.item == nil }.map {
      UnknownNames.Candidate(
        name: $0.name.text, declaration: $0.name.span == event.name.span ? nil : $0.name.span, isRead: $0.isRead)
    }
    return values
      + event.relationIndex.values.sorted().map { audience.relations[$0] }.map {
        UnknownNames.Candidate(name: $0.name.text, declaration: $0.name.span, isRead: $0.isRead)
      }
  }

  /// A field of a related table that was read outside its rows.
  private func hint(_ name: String) -> String? {
    if isLibrary { return "declare what it is: `needs \(name) …` and a type, or make it a parameter" }
    guard
      let relation = audience.relations.first(where: {
        $0.fieldIndex[name] != nil && !$0.isSet && $0.owner == .member
      })
    else { return nil }
    let table = relation.name.text
    return "`\(name)` is a field of `\(table)`: ask `any(\(table) where \(name) …)`"
  }

  private func words(_ owner: UnknownNames.Owner) -> String {
    switch owner {
    case .member where isLibrary: "a parameter of this template, nor does it need it of a member"
    case .rows where isLibrary: "a set that this template needs"
    case .member: "an attribute of this audience"
    case .segment: "a segment of this tenant"
    case .event(let event): "a field of the event `\(audience.events[event.index].name.text)`"
    case .trigger: "an event of this audience"
    case .rows: "a related table or set of this audience"
    case .row(let relation): "a field of `\(audience.relations[relation.index].name.text)` or an attribute"
    case .item(let catalog): "a field of the catalog `\(audience.catalogs[catalog.index].name.text)`"
    }
  }
}
