import CampaignDiagnostics
import CampaignSyntax

/// Sets and related rows: what stands in tables of its own.
extension AudienceChecker {
  func addSet(
    _ attribute: AttributeSyntax, _ element: TypeSyntax, _ upTo: Number?, of owner: RowOwner,
    to checked: inout CheckedAudience
  ) {
    let name = attribute.name
    var type: ValueType?
    if let catalog = context.catalog(element) {
      context.report(
        .misplacedReference, "a set holds no references", at: element.span,
        notes: [Note("`\(catalog.text)` is declared here", at: catalog.span)],
        helps: ["declare related rows: `many \(name.text) up to 20 from … key … { \(catalog.text) \(catalog.text) }`"])
    } else {
      type = TypeResolver(context: context).resolve(element)
    }
    let limit = rowLimit(upTo, name, of: owner)
    if attribute.type.isOptional {
      context.report(
        .typeArgument, "a set is never missing, only empty", at: attribute.type.span, helps: ["leave the `?` out"])
    }
    if element.isOptional {
      context.report(
        .typeArgument, "the values of a set are never missing", at: element.span, helps: ["leave the `?` out"])
    }
    var source: (table: String, key: String, value: String)?
    switch attribute.source {
    case .table(let table, let key, let value)?:
      checkSources([table, key, value])
      source = (table.text, key.text, value.text)
    default:
      if !context.isUnreadable(attribute.span) {
        context.report(
          .badSource, "a set stands in a table of its own", at: attribute.name.span,
          helps: ["write `from TABLE(\(owner == .member ? "MEMBER" : "EVENT")_KEY, VALUE)`"])
      }
    }
    let entry = AudienceTable.Attribute(
      name: Name("value", name.span), type: type.map { ValueType($0.base) }, declaration: name.span)
    context.audience.relations.append(
      AudienceTable.Relation(
        name: name, isSet: true, upTo: limit, fields: [entry], fieldIndex: ["value": 0], owner: owner))
    var encoding = ColumnEncoding.native
    if let type { encoding = EncodingResolver(context: context).resolve(attribute, type.base) ?? .native }
    let field = CheckedAttribute(
      name: "value", type: type ?? ValueType(.bool), column: source?.value ?? "", encoding: encoding,
      invalidIsMissing: attribute.invalidIsMissing != nil, span: name.span)
    let id = RelationID(checked.relations.count)
    checked.relations.append(
      CheckedRelation(
        name: name.text, table: source?.table ?? "", foreignKey: source?.key ?? "", keyColumn: nil, upTo: limit,
        isSet: true, fields: [field], owner: owner, span: name.span))
    checked.attributes.append(
      CheckedAttribute(
        name: name.text, type: ValueType(.set(id)), column: "", encoding: .native, invalidIsMissing: false,
        owner: owner, span: name.span))
    // Keeps the indexes of both lists the same; the name itself is found among the relations.
    context.audience.attributes.append(
      AudienceTable.Attribute(name: name, type: nil, declaration: name.span, owner: owner, isRead: true))
  }

  /// Related rows of a member or an event, at the end of both lists.
  func addRows(_ related: RelatedSyntax, of owner: RowOwner, to checked: inout CheckedAudience) {
    let limit = rowLimit(related.upTo, related.name, of: owner)
    checkSources([related.table, related.foreignKey, related.key])
    let (fields, columns) = fields(related.attributes, of: related.name)
    let index = Dictionary(fields.enumerated().map { ($1.name.text, $0) }, uniquingKeysWith: { first, _ in first })
    context.audience.relations.append(
      AudienceTable.Relation(
        name: related.name, isSet: false, upTo: limit, fields: fields, fieldIndex: index, owner: owner))
    checked.relations.append(
      CheckedRelation(
        name: related.name.text, table: related.table.text, foreignKey: related.foreignKey.text,
        keyColumn: related.key.text, upTo: limit, isSet: false, fields: columns,
        owner: owner, span: related.name.span))
  }

  /// The fields of a related table or a catalog, each name once.
  func fields(
    _ attributes: [AttributeSyntax], of owner: Name
  ) -> (entries: [AudienceTable.Attribute], checked: [CheckedAttribute]) {
    var fields: [Field] = []
    var seen: [String: Span] = [:]
    for attribute in attributes where !attribute.name.text.isEmpty {
      if attribute.name.text == "now" || attribute.name.text == "today" {
        context.reportBuiltIn(attribute.name)
      } else if let first = seen[attribute.name.text] {
        context.reportTwice(
          "`\(attribute.name.text)` of `\(owner.text)`", at: attribute.name.span, first: first)
      } else {
        seen[attribute.name.text] = attribute.name.span
        fields += withItemFields(field(attribute), at: fields.count)
      }
    }
    return (fields.map(\.entry), fields.map(\.checked))
  }

  private func rowLimit(_ upTo: Number?, _ name: Name, of owner: RowOwner) -> Int {
    rowLimit(
      upTo, name,
      missing: "`\(name.text)` needs the most rows that \(owner == .member ? "a member" : "an event") can have",
      note: "without a bound nobody could say what a message costs")
  }

  func rowLimit(_ upTo: Number?, _ name: Name, missing: String, note: String) -> Int {
    guard let upTo else {
      if !context.isUnreadable(name.span.union(name.span.endPoint)), !context.audience.isIncomplete {
        context.report(
          .typeArgument, missing, at: name.span, notes: [Note(note)], helps: ["write `up to 100`"])
      }
      return Self.maxRows
    }
    guard case .success(let rows) = upTo.scaled(digits: 0), (1...Int64(Self.maxRows)).contains(rows) else {
      context.report(
        .typeArgument, "\(context.quoted(upTo.span)) is not a number of rows", at: upTo.span,
        helps: ["write a whole number from 1 to 1_000_000"])
      return Self.maxRows
    }
    return Int(rows)
  }
}
