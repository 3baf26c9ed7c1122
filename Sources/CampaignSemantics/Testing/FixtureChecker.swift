import CampaignDiagnostics
import CampaignSyntax
import CampaignValues

/// Checks what a fixture says of a member against the audience's types.
struct FixtureChecker {
  let context: TenantContext

  /// What is sound of a fixture; the rest was reported. With `event`, the fixture is that event's payload.
  func check(_ written: [MemberSyntax.FieldValue], event: EventID? = nil) -> CheckedFixture {
    let payload = event.map { context.audience.events[$0.index] }
    let attributes = payload?.attributeIndex ?? context.audience.attributeIndex
    let relations = payload?.relationIndex ?? context.audience.relationIndex
    var fixture = CheckedFixture()
    var seen: [String: Span] = [:]
    for field in written where !field.name.text.isEmpty {
      if let attribute = attributes[field.name.text] {
        guard context.isFirst(field.name.text, field.name.span, &seen) else { continue }
        context.audience.attributes[attribute].isRead = true
        let id = AttributeID(attribute)
        if context.audience.attributes[attribute].isReference {
          let item = item(field, attribute, context.audience.attributes) { .attribute(AttributeID($0)) }
          for (index, value) in item { fixture.values[AttributeID(index)] = value }
        } else {
          fixture.values[id] = value(field, context.audience.attributes[attribute], .attribute(id))
        }
      } else if let index = relations[field.name.text] {
        context.audience.relations[index].isRead = true
        let relation = RelationID(index)
        if context.audience.relations[index].isSet {
          guard context.isFirst(field.name.text, field.name.span, &seen) else { continue }
          fixture.rows[relation] = set(field, relation)
        } else {
          rows(field, relation, into: &fixture)
        }
      } else if let event {
        context.unknownNames.add(field.name.text, at: field.name.span, in: .event(event))
      } else if !context.audience.isIncomplete {
        let sets = context.audience.relations.filter { $0.isSet && $0.owner == .member }.map(\.name.text)
        context.unknownNames.add(field.name.text, at: field.name.span, in: .member, localNames: sets)
      }
    }
    checkCounts(fixture, written)
    return fixture
  }

  private func set(_ field: MemberSyntax.FieldValue, _ relation: RelationID) -> [CheckedFixture.Row]? {
    let declared = context.audience.relations[relation.index]
    guard let element = declared.fields.first else { return nil }
    let written: [Expression]
    switch field.content {
    case .value(let value): written = [value]
    case .list(let values): written = values
    case .row:
      tell(
        "`\(field.name.text)` is a set, whose values stand in parentheses", at: field.span, declared.name,
        help: "write `\(field.name.text) (…)`")
      return nil
    }
    var rows: [CheckedFixture.Row] = []
    for expression in written {
      let target = CheckedExpression.Kind.field(VariableID(0), relation, field: 0)
      guard let value = value(expression, element, target, field.name) else { continue }
      if rows.contains([0: value]) {
        context.report(
          .repeatedValue, "\(context.quoted(expression.span)) stands in the set twice", at: expression.span,
          helps: ["leave one out"])
      } else {
        rows.append([0: value])
      }
    }
    return rows
  }

  private func rows(_ field: MemberSyntax.FieldValue, _ relation: RelationID, into fixture: inout CheckedFixture) {
    let declared = context.audience.relations[relation.index]
    switch field.content {
    case .row(let fields): fixture.rows[relation, default: []].append(row(fields, relation))
    case .list(let values) where values.isEmpty: fixture.rows[relation] = fixture.rows[relation] ?? []
    case .value, .list:
      let first = declared.fields.first?.name.text ?? "field"
      tell(
        "`\(field.name.text)` is a related table, whose rows stand in braces", at: field.span, declared.name,
        help: "write `\(field.name.text) { \(first) … }` once for each row")
    }
  }

  private func row(_ written: [MemberSyntax.FieldValue], _ relation: RelationID) -> CheckedFixture.Row {
    let declared = context.audience.relations[relation.index]
    var row: CheckedFixture.Row = [:]
    var seen: [String: Span] = [:]
    for field in written where !field.name.text.isEmpty {
      guard let index = declared.fieldIndex[field.name.text] else {
        if !context.audience.isIncomplete {
          context.unknownNames.add(field.name.text, at: field.name.span, in: .row(relation))
        }
        continue
      }
      guard context.isFirst(field.name.text, field.name.span, &seen) else { continue }
      context.audience.relations[relation.index].fields[index].isRead = true
      if declared.fields[index].isReference {
        let item = item(field, index, declared.fields) { .field(VariableID(0), relation, field: $0) }
        row.merge(item) { _, new in new }
      } else {
        row[index] = value(field, declared.fields[index], .field(VariableID(0), relation, field: index))
      }
    }
    return row
  }

  /// The item that a reference leads to, its fields in braces: the reference, and the fields that are named, by their
  /// places among the attributes beside it.
  private func item(
    _ field: MemberSyntax.FieldValue, _ reference: Int, _ attributes: [AudienceTable.Attribute],
    _ target: (Int) -> CheckedExpression.Kind
  ) -> CheckedFixture.Row {
    let declared = attributes[reference]
    guard let type = declared.type, case .item(let catalog) = type.base else { return [:] }
    let fields = context.audience.catalogs[catalog.index]
    switch field.content {
    case .row(let written):
      var row: CheckedFixture.Row = [reference: .integer(1)]
      var seen: [String: Span] = [:]
      for part in written where !part.name.text.isEmpty {
        guard let index = fields.fieldIndex[part.name.text],
          let place = attributes.firstIndex(where: { $0.item?.reference == reference && $0.item?.field == index })
        else {
          if !context.audience.isIncomplete {
            context.unknownNames.add(part.name.text, at: part.name.span, in: .item(catalog))
          }
          continue
        }
        guard context.isFirst(part.name.text, part.name.span, &seen) else { continue }
        context.audience.catalogs[catalog.index].fields[index].isRead = true
        // What the catalog never lets be missing is there where the item is.
        row[place] = value(part, fields.fields[index], target(place))
      }
      return row
    case .value(let expression):
      if case .path(let path) = expression.kind, let value = named(path, declared, type) { return [reference: value] }
      if case .path = expression.kind { return [:] }
      fallthrough
    case .list:
      let first = fields.fields.first?.name.text ?? "field"
      tell(
        "`\(field.name.text)` is an item of the catalog `\(fields.name.text)`, whose fields stand in braces",
        at: field.span, declared.name, help: "write `\(field.name.text) { \(first) … }`")
      return [:]
    }
  }

  private func checkCounts(_ fixture: CheckedFixture, _ written: [MemberSyntax.FieldValue]) {
    for (relation, rows) in fixture.rows {
      let declared = context.audience.relations[relation.index]
      guard rows.count > declared.upTo,
        let last = written.last(where: { $0.name.text == declared.name.text })
      else { continue }
      tell(
        "`\(declared.name.text)` has \(rows.count) rows here, and never more than \(declared.upTo)", at: last.span,
        declared.name)
    }
  }

  // MARK: Values

  private func value(
    _ field: MemberSyntax.FieldValue, _ declared: AudienceTable.Attribute, _ target: CheckedExpression.Kind
  ) -> FixtureValue? {
    switch field.content {
    case .value(let expression): return value(expression, declared, target, field.name)
    case .list, .row:
      return report(
        "`\(field.name.text)` has a single value", at: field.span, declared.name,
        help: "write the value alone: `\(field.name.text) VALUE`")
    }
  }

  private func value(
    _ expression: Expression, _ declared: AudienceTable.Attribute, _ target: CheckedExpression.Kind, _ name: Name
  ) -> FixtureValue? {
    guard let type = declared.type else { return nil }
    if case .path(let path) = expression.kind { return named(path, declared, type) }
    let checker = ExpressionChecker(context: context, scope: Scope())
    guard let checked = checker.value(expression, expecting: type.base) else { return nil }
    let isAlike = checked.type.base.isLike(type.base) || checked.type.base.isTextual && type.base.isTextual
    guard isAlike else {
      checker.reportMismatch(
        CheckedExpression(target, type, name.span), checked, at: expression.span, whole: expression.span)
      return nil
    }
    switch checked.kind {
    case .constant(.integer(let value)): return integer(value, expression, declared, type)
    case .constant(.text(let text)): return self.text(text, expression, declared, type)
    case .localInstant(let seconds): return .localInstant(seconds: seconds)
    default:
      return report("\(context.quoted(expression.span)) is not a fixed value", at: expression.span, declared.name)
    }
  }

  /// A bare name: a choice, or `missing`.
  private func named(_ path: Path, _ declared: AudienceTable.Attribute, _ type: ValueType) -> FixtureValue? {
    if case .choice(let choice) = type.base, path.names.count == 1 {
      if let option = choice.options.firstIndex(where: { $0.name == path.head.text }) {
        return .integer(Int64(option))
      }
      if path.text != "missing" {
        ExpressionChecker(context: context, scope: Scope()).reportUnknownChoice(path.head, choice)
        return nil
      }
    }
    guard path.text == "missing" else {
      let isText = type.base.isTextual
      if let meant = Suggestion.nearest(to: path.text, among: ["missing"]) {
        context.reportMisspelt(Name(path.text, path.span), as: meant)
        return nil
      }
      context.report(
        .fixtureValue, "`\(path.text)` is not a value", at: path.span,
        notes: [Note("`\(declared.name.text)` is declared here", at: declared.name.span)],
        helps: isText ? ["write `\"\(path.text)\"`"] : ["write the value itself, or `missing`"],
        fixes: isText ? [Fix("write `\"\(path.text)\"`", replace: path.span, with: "\"\(path.text)\"")] : [])
      return nil
    }
    if type.isOptional { return .missing }
    return report(
      "`\(declared.name.text)` is never missing", at: path.span, declared.name,
      help: "give it a value, or declare it with `?` where members may lack it")
  }

  private func integer(
    _ value: Int64, _ expression: Expression, _ declared: AudienceTable.Attribute, _ type: ValueType
  ) -> FixtureValue? {
    if case .percent = type.base, value % 100 != 0, isWholePercent(declared) {
      return report(
        "\(context.quoted(expression.span)) is no whole number of percents, which the column stores",
        at: expression.span, declared.name)
    }
    guard let bounds = type.base.bounds, !bounds.contains(value) else { return .integer(value) }
    return report(
      "\(context.quoted(expression.span)) is out of the bounds of \(context.words(type))", at: expression.span,
      declared.name)
  }

  private func isWholePercent(_ declared: AudienceTable.Attribute) -> Bool {
    guard let audience = context.audience.checked else { return false }
    let all = audience.attributes + audience.relations.flatMap(\.fields)
    return all.contains { $0.span == declared.name.span && $0.encoding == .wholePercent }
  }

  private func text(
    _ text: String, _ expression: Expression, _ declared: AudienceTable.Attribute, _ type: ValueType
  ) -> FixtureValue? {
    if isMissing(text) {
      if type.isOptional { return .text(text) }
      return report(
        "\(context.quoted(expression.span)) stands for a missing value, and `\(declared.name.text)` is never missing",
        at: expression.span, declared.name)
    }
    var bytes = text
    let problem: String? = bytes.withUTF8 { buffer in
      let bytes = UnsafeRawBufferPointer(buffer)
      if TextRules.hasControlCharacter(bytes) { return "has a control character in it" }
      if TextRules.hasBidirectionalControl(bytes) { return "has a character in it that turns the text around it" }
      switch type.base {
      case .text(let text):
        if !TextRules.fits(bytes, maxCharacters: text.maxCharacters) {
          return "is longer than \(text.maxCharacters) characters"
        }
        let written = String(decoding: bytes, as: UTF8.self)
        if text.lacksLetter(written) { return "has no letter, as a name has" }
        return text.allowsClass(of: written) ? nil : "has characters that \(context.words(type)) may not have"
      case .email: return Addresses.isEmail(bytes) ? nil : "is no e-mail address"
      case .phone: return Addresses.isPhone(bytes) ? nil : "is no phone number: write `+` and 7 to 15 digits"
      case .url(let host):
        return Array(host.utf8).withUnsafeBytes { Links.isURL(bytes, on: $0) } ? nil : "is no address on `\(host)`"
      default: return nil
      }
    }
    if let problem {
      return report("\(context.quoted(expression.span)) \(problem)", at: expression.span, declared.name)
    }
    return .text(text)
  }

  /// Whether the machine reads the text as a missing value: it is blank, or one of the tenant's placeholders.
  private func isMissing(_ text: String) -> Bool {
    if text.isBlankText { return true }
    let canonical = { (text: String) in
      let isSpace = { (byte: UInt8) in byte == 0x20 || (0x09...0x0D).contains(byte) }
      let trimmed = text.utf8.drop(while: isSpace).reversed().drop(while: isSpace).reversed()
      return trimmed.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
    }
    let written = canonical(text)
    return context.settings.placeholders.contains { canonical($0) == written }
  }

  /// Reports, and gives no value.
  private func report(_ message: String, at span: Span, _ declared: Name, help: String? = nil) -> FixtureValue? {
    tell(message, at: span, declared, help: help)
    return nil
  }

  private func tell(_ message: String, at span: Span, _ declared: Name, help: String? = nil) {
    context.report(
      .fixtureValue, message, at: span, notes: [Note("`\(declared.text)` is declared here", at: declared.span)],
      helps: help.map { [$0] } ?? [])
  }
}
