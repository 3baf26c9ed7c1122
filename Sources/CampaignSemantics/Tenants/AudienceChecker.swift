import CampaignDiagnostics
import CampaignSyntax

/// Checks an audience: its attributes' types and columns, related tables, and how members may be reached.
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
      context.report(
        .builtInName, "`\(name.text)` already means something everywhere", at: name.span, helps: ["choose another name"]
      )
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

  private typealias Field = (entry: AudienceTable.Attribute, checked: CheckedAttribute)

  /// The field, and behind a reference the fields of its item.
  private func withItemFields(_ field: Field, at index: Int) -> [Field] {
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
  private func field(_ attribute: AttributeSyntax) -> Field {
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

  private func add(_ related: RelatedSyntax, to checked: inout CheckedAudience) {
    guard isNew(related.name) else { return }
    context.audience.relationIndex[related.name.text] = context.audience.relations.count
    addRows(related, of: .member, to: &checked)
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
    for attribute in attributes where !attribute.name.text.isEmpty {
      if attribute.name.text == "now" || attribute.name.text == "today" {
        context.report(
          .builtInName, "`\(attribute.name.text)` already means something everywhere", at: attribute.name.span,
          helps: ["choose another name"])
      } else if let first = fields.first(where: { $0.entry.name.text == attribute.name.text }) {
        context.reportTwice(
          "`\(attribute.name.text)` of `\(owner.text)`", at: attribute.name.span, first: first.entry.name.span)
      } else {
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

  private func add(_ reach: ReachSyntax) {
    guard let channel = context.channel(reach.channel) else { return }
    if let first = context.audience.reaches[channel] {
      return context.reportTwice(
        "how to reach members by \(channel.rawValue)", at: reach.channel.span, first: first.span)
    }
    // A reach that is wrong still says that there is one, so that campaigns don't report it missing.
    var checked = CheckedReach(
      channel: channel, address: AttributeID(0), consent: .yes(reach.span), span: reach.channel.span)
    defer { context.audience.reaches[channel] = checked }
    let checker = ExpressionChecker(context: context, scope: Scope())
    if let address = checker.optional(Expression(.path(reach.address), reach.address.span)) {
      if case .attribute(let id) = address.kind, channel.addressTypes(address.type.base) {
        checked.address = id
      } else {
        context.report(
          .badAddress,
          "`\(reach.address.text)` is \(context.words(address.type)), which no \(channel.rawValue) is sent to",
          at: reach.address.span, notes: checker.declarationNotes(address), helps: [channel.addressHelp])
      }
    }
    guard let consent = reach.consent else {
      if !context.isUnreadable(reach.span) {
        context.report(
          .noConsent, "nothing says who agreed to \(channel.rawValue)", at: reach.channel.span,
          notes: [Note("nobody is written to without having been asked")],
          helps: [
            "add `where` and the attribute that holds the consent", "where everybody agreed, say so: `where yes`",
          ])
      }
      return
    }
    let known = Facts(known: .attribute(checked.address)).and(checker.facts(whenTrue: consent))
    if let condition = checker.assuming(known).predicate(consent) { checked.consent = condition }
  }
}

extension Channel {
  fileprivate func addressTypes(_ base: BaseType) -> Bool {
    switch (self, base) {
    case (.email, .email), (.sms, .phone), (.push, .text): true
    default: false
    }
  }

  fileprivate var addressHelp: String {
    switch self {
    case .email: "declare the attribute as `email?`"
    case .sms: "declare the attribute as `phone?`"
    case .push: "declare the attribute as text, such as `text(200)?`: it is the device's token"
    }
  }
}

extension CheckedExpression {
  static func yes(_ span: Span) -> CheckedExpression {
    CheckedExpression(.constant(.integer(1)), ValueType(.bool), span)
  }
}
