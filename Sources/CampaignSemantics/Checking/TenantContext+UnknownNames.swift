extension TenantContext {
  /// Reports what nothing declares, when all of the tenant was checked and it is known which declarations are read.
  func reportUnknownNames() {
    findings += unknownNames.findings {
      candidates($0)
    } ownerWords: {
      words($0)
    }
  }

  private func candidates(_ owner: UnknownNames.Owner) -> [UnknownNames.Candidate] {
    switch owner {
    case .segment:
      return segments.segments.map {
        UnknownNames.Candidate(name: $0.syntax.name.text, declaration: $0.syntax.name.span, isRead: $0.isRead)
      }
    case .row(let relation):
      let declared = audience.relations[relation.index]
      return declared.fields.map {
        UnknownNames.Candidate(name: $0.name.text, declaration: declared.isSet ? nil : $0.name.span, isRead: $0.isRead)
      } + candidates(.member)
    case .member:
      return audience.attributes.map {
        UnknownNames.Candidate(name: $0.name.text, declaration: $0.name.span, isRead: $0.isRead)
      }
        + audience.relations.filter { !$0.isSet }.map {
          UnknownNames.Candidate(name: $0.name.text, declaration: $0.name.span, isRead: $0.isRead)
        }
        + ["now", "today", "tenant", "campaign", "offer"].map {
          UnknownNames.Candidate(name: $0, declaration: nil, isRead: true)
        }
    }
  }

  private func words(_ owner: UnknownNames.Owner) -> String {
    switch owner {
    case .member: "an attribute of this audience"
    case .segment: "a segment of this tenant"
    case .row(let relation): "a field of `\(audience.relations[relation.index].name.text)` or an attribute"
    }
  }
}
