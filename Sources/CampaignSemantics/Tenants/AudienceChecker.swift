import CampaignDiagnostics
import CampaignSyntax

/// Checks an audience: its attributes' types and columns, its related tables and events, and how members may be reached.
struct AudienceChecker {
  let context: TenantContext
  /// The tenant's, in the order of `context.audience.catalogs`.
  var catalogs: [CheckedCatalog] = []

  /// Names that the language itself reads.
  static let reserved: Set<String> = ["now", "today", "tenant", "campaign", "offer", "event"]
  /// The most rows of a related table: sums over them still lie within a number's range.
  static let maxRows = 1_000_000

  func check(_ audience: AudienceSyntax) {
    if context.isUnreadable(audience.span) { context.audience.isIncomplete = true }
    context.audience.memberName = audience.name.text.isEmpty ? "member" : audience.name.text
    var checked = CheckedAudience(
      name: audience.name.text, table: audience.table.text, keyColumn: audience.key.text, attributes: [], relations: [],
      reaches: [], catalogs: catalogs, span: audience.name.span)
    checkSources([audience.table, audience.key])
    for item in audience.items {
      switch item {
      case .attribute(let attribute): add(attribute, to: &checked)
      case .related(let related): add(related, to: &checked)
      case .event(let event): add(event, to: &checked)
      case .reach: break
      }
    }
    for case .reach(let reach) in audience.items { add(reach) }
    checked.reaches = Channel.allCases.compactMap { context.audience.reaches[$0] }
    context.audience.checked = checked
  }

  /// A string can be empty, but no table or column is called nothing.
  func checkSources(_ names: [Name]) {
    for name in names where name.text.isEmpty {
      context.report(
        .badSource, "no table or column has an empty name", at: name.span,
        helps: ["write what the database calls it"])
    }
  }

  func isNew(_ name: Name) -> Bool {
    let table = context.audience
    if name.text.isEmpty { return false }
    if Self.reserved.contains(name.text) || name.text == table.memberName {
      context.reportBuiltIn(name)
      return false
    }
    let first =
      table.attributeIndex[name.text].map { table.attributes[$0].name.span }
      ?? table.relationIndex[name.text].map { table.relations[$0].name.span }
      ?? table.eventIndex[name.text].map { table.events[$0].name.span }
    guard let first else { return true }
    context.reportTwice("`\(name.text)`", at: name.span, first: first)
    return false
  }

  private func add(_ attribute: AttributeSyntax, to checked: inout CheckedAudience) {
    guard isNew(attribute.name) else { return }
    if case .set(let element, let upTo) = attribute.type.kind {
      context.audience.relationIndex[attribute.name.text] = context.audience.relations.count
      return addSet(attribute, element, upTo, of: .member, to: &checked)
    }
    for (name, index) in addValue(attribute, of: .member, to: &checked) {
      context.audience.attributeIndex[name] = index
    }
  }

  /// A single value of a member or an event, at the end of both lists; behind a reference the fields of its item.
  /// Returns the names with their places.
  func addValue(
    _ attribute: AttributeSyntax, of owner: RowOwner, to checked: inout CheckedAudience
  ) -> [(name: String, index: Int)] {
    withItemFields(field(attribute), at: context.audience.attributes.count).map { field in
      var field = field
      field.entry.owner = owner
      field.checked.owner = owner
      context.audience.attributes.append(field.entry)
      checked.attributes.append(field.checked)
      return (field.entry.name.text, context.audience.attributes.count - 1)
    }
  }

  typealias Field = (entry: AudienceTable.Attribute, checked: CheckedAttribute)

  /// The field, and behind a reference the fields of its item.
  func withItemFields(_ field: Field, at index: Int) -> [Field] {
    guard case .item(let id)? = field.entry.type?.base else { return [field] }
    let name = field.entry.name.text
    let isOptional = field.checked.type.isOptional
    let catalog = context.audience.catalogs[id.index]
    let items = zip(catalog.fields, catalogs[id.index].fields).enumerated().map { number, pair -> Field in
      var (entry, checked) = pair
      entry.name = Name("\(name).\(entry.name.text)", field.entry.name.span)
      entry.item = AudienceTable.ItemField(reference: index, catalog: id, field: number)
      if isOptional { entry.type?.isOptional = true }
      checked.item = CheckedAttribute.Item(reference: index, isRequired: !checked.type.isOptional)
      checked.name = entry.name.text
      checked.type.isOptional = isOptional || checked.type.isOptional
      return (entry, checked)
    }
    return [field] + items
  }

  /// One attribute of a member or of a related row. Where its type is wrong the entry has no type, and what stands in
  /// the checked audience is never read.
  func field(_ attribute: AttributeSyntax) -> Field {
    let type = TypeResolver(context: context).resolve(attribute.type)
    var column = attribute.name.text
    switch attribute.source {
    case .column(let name)?:
      checkSources([name])
      column = name.text
    case .table(_, let key, _)?:
      context.report(
        .badSource, "one value stands in one column", at: key.span,
        helps: ["write `from COLUMN`, or declare a `set of` values"])
    case nil: break
    }
    var encoding = ColumnEncoding.native
    if let type { encoding = EncodingResolver(context: context).resolve(attribute, type.base) ?? .native }
    if let span = attribute.invalidIsMissing, let type, !type.isOptional {
      context.report(
        .badSource, "`\(attribute.name.text)` is never missing, so a bad value can't count as missing", at: span,
        helps: ["make it `\(context.text(attribute.type.span))?`"],
        fixes: [Fix("make it optional", replace: attribute.type.span.endPoint, with: "?")])
    }
    let entry = AudienceTable.Attribute(name: attribute.name, type: type, declaration: attribute.name.span)
    return (
      entry,
      CheckedAttribute(
        name: attribute.name.text, type: type ?? ValueType(.bool), column: column, encoding: encoding,
        invalidIsMissing: attribute.invalidIsMissing != nil, span: attribute.name.span)
    )
  }

  private func add(_ related: RelatedSyntax, to checked: inout CheckedAudience) {
    guard isNew(related.name) else { return }
    context.audience.relationIndex[related.name.text] = context.audience.relations.count
    addRows(related, of: .member, to: &checked)
  }
}
