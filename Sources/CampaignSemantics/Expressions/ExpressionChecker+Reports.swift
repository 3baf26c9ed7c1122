import CampaignDiagnostics
import CampaignSyntax

/// Findings that several checks share.
extension ExpressionChecker {
  /// The note that shows where a value got its type.
  func declarationNotes(_ checked: CheckedExpression) -> [Note] {
    let value: Resolution.Value
    switch checked.kind {
    case .attribute(let id): value = .attribute(id)
    case .field(let variable, let relation, let field): value = .field(variable, relation, field)
    default: return []
    }
    let declared = declaration(value)
    guard let type = declared.type else { return [] }
    if let reference = unknownReference(checked), let type = declaration(reference).type {
      let declared = declaration(reference)
      return [
        Note("`\(declared.name.text)` is declared as \(context.words(type)) here", at: declared.declaration)
      ]
    }
    return [Note("`\(declared.name.text)` is declared as \(context.words(type)) here", at: declared.declaration)]
  }

  /// The reference for whose sake alone a field of its item may be missing.
  private func unknownReference(_ checked: CheckedExpression) -> Resolution.Value? {
    let value: Resolution.Value
    switch checked.kind {
    case .attribute(let id): value = .attribute(id)
    case .field(let variable, let relation, let field): value = .field(variable, relation, field)
    default: return nil
    }
    guard checked.type.isOptional, let item = declaration(value).item,
      context.audience.catalogs[item.catalog.index].fields[item.field].type?.isOptional == false
    else { return nil }
    return reference(of: value)
  }

  func reportMissing(_ e: Expression, _ checked: CheckedExpression) {
    // What was lost to a syntax error may have said that it is known.
    if context.lacksFacts { return }
    let written = context.text(e.span, limit: 60)
    var helps = ["give a default: `\(written) otherwise \(checked.type.base.isTextual ? "\"…\"" : "…")`"]
    var fixes: [Fix] = []
    switch checked.kind {
    case .attribute, .field:
      // Of an item that may not be there, one question makes all fields known.
      let hasReference = unknownReference(checked) != nil
      let asked = hasReference ? written.split(separator: ".").dropLast().joined(separator: ".") : written
      helps.append(
        scope.isMessage
          ? "or say it only where it is known: `{if \(asked) is known}…{end}`"
          : "or ask first: `\(asked) is known and …`")
    case .aggregate: helps[0] = "give a default for a member without such rows: `\(written) otherwise …`"
    default: break
    }
    if checked.type.base == .timezone {
      helps = ["write `\(written) otherwise tenant.timezone`"]
      fixes = [Fix("use the tenant's time zone", replace: e.span.endPoint, with: " otherwise tenant.timezone")]
    }
    var notes = declarationNotes(checked)
    if wasKnownAtEntry(checked) {
      notes.append(Note("`\(written)` was known when the member entered; it may have gone since"))
      helps.append("or demand it at every step: `while \(written) is known`")
    }
    context.report(
      .mayBeMissing, "`\(written)` may be missing", at: e.span, label: "not known for every member",
      notes: notes, helps: helps, fixes: fixes)
  }

  /// Whether the audience demanded in vain that a value is known: a follow-up doesn't ask the audience again.
  private func wasKnownAtEntry(_ checked: CheckedExpression) -> Bool {
    switch checked.kind {
    case .attribute(let id): scope.entryFacts.isKnown(.attribute(id))
    default: false
    }
  }

  func reportNotPredicate(_ e: Expression, _ checked: CheckedExpression) {
    let written = context.text(e.span, limit: 40)
    let isKnown = "\(written) is known"
    var helps = ["compare it with something: `\(written) is …`"]
    if checked.type.isOptional { helps = ["ask whether there is one: `\(isKnown)`", helps[0]] }
    context.report(
      .notACondition, "\(context.quoted(e.span)) is \(context.words(checked.type)), not a condition", at: e.span,
      notes: declarationNotes(checked), helps: helps,
      fixes: checked.type.isOptional ? [Fix("write `\(isKnown)`", replace: e.span.endPoint, with: " is known")] : [])
  }

  func reportNotAValue(_ e: Expression, _ checked: CheckedExpression) -> CheckedExpression? {
    context.report(
      .wrongKind, "\(context.quoted(e.span)) is \(context.words(checked.type)), not a single value", at: e.span,
      helps: ["ask `\(context.text(e.span, limit: 40)) is not empty`"])
    return nil
  }

  func reportUnknown(_ name: Name, _ owner: UnknownNames.Owner, wanted: String = "value") {
    if context.audience.isIncomplete || (scope.campaign?.lacksNames ?? false) { return }
    if name.text.isEmpty { return }
    if context.segments.index[name.text] != nil {
      let written = "in \(name.text)"
      context.report(
        .wrongKind, "`\(name.text)` is a segment, not a \(wanted)", at: name.span,
        notes: context.segmentNotes(name.text), helps: ["ask whether a member is in it: `\(written)`"],
        fixes: wanted == "value" ? [Fix("write `\(written)`", replace: name.span, with: written)] : [])
      return
    }
    if context.audience.eventIndex[name.text] != nil, owner == .member || owner == .rows {
      return reportEventName(name, wanted: wanted)
    }
    if !owner.isEvent, let meant = eventPart(name, wantsRows: wanted != "value") {
      context.report(
        .unknownName, "`\(name.text)` is not an attribute of this audience", at: name.span,
        helps: ["did you mean `\(meant)`?"], fixes: [Fix("write `\(meant)`", replace: name.span, with: meant)])
      return
    }
    if scope.campaign?.picks.contains(name.text) == true {
      context.report(
        .misplaced, "`\(name.text)` is picked when the members are chosen, so it is read in messages only",
        at: name.span,
        helps: ["put the condition into `pick \(name.text) from … where …`"])
      return
    }
    if let owner = scope.campaign?.owner(ofPart: name.text), wanted == "value" {
      let meant = "\(owner).\(name.text)"
      context.report(
        .unknownName, "`\(name.text)` is not an attribute of this audience", at: name.span,
        helps: ["did you mean `\(meant)`?"], fixes: [Fix("write `\(meant)`", replace: name.span, with: meant)])
      return
    }
    context.unknownNames.add(name.text, at: name.span, in: owner, localNames: scope.localNames)
  }

  func reportUnknownPart(of owner: String, _ name: Name, among parts: [String], declared: Span? = nil) {
    let all = parts.map { "`\(owner).\($0)`" }.joined(separator: ", ")
    guard name.text != owner else {
      context.report(
        .wrongKind, "`\(owner)` is not a value by itself", at: name.span,
        helps: parts.isEmpty ? [] : ["name a part of it: \(all)"])
      return
    }
    let nearest = Suggestion.nearest(to: name.text, among: parts)
    var helps = nearest.map { ["did you mean `\($0)`?"] } ?? []
    if nearest == nil, !parts.isEmpty { helps.append("there is \(all)") }
    context.report(
      .unknownName, "`\(owner)` has no `\(name.text)`", at: name.span,
      notes: declared.map { [Note("`\(owner)` is declared here", at: $0)] } ?? [], helps: helps,
      fixes: nearest.map { [Fix("write `\($0)`", replace: name.span, with: $0)] } ?? [])
  }

  func reportUnknownChoice(_ name: Name, _ choice: ChoiceType) {
    if let owner = scope.campaign, owner.lacksNames { return }
    let names = choice.options.map(\.name)
    let nearest =
      Suggestion.nearest(to: name.text, among: names)
      ?? choice.options.first { $0.stored == name.text || $0.labels.values.contains(name.text) }?.name
    context.report(
      .unknownChoice, "`\(name.text)` is not one of the choices", at: name.span,
      helps: [nearest.map { "did you mean `\($0)`?" } ?? "the choices are \(names.quotedList(limit: 8))"],
      fixes: nearest.map { [Fix("write `\($0)`", replace: name.span, with: $0)] } ?? [])
  }

  /// A related table, or a field of one, where a single value is wanted.
  func reportRows(_ path: Path, _ found: Resolution) {
    let written = path.text
    switch found {
    case .relation(let id):
      let relation = context.audience.relations[id.index]
      context.report(
        .wrongKind, "`\(written)` is a \(relation.isSet ? "set" : "related table"), not a single value", at: path.span,
        notes: [Note("`\(relation.name.text)` is declared here", at: relation.name.span)],
        helps: ["`count(\(written))` counts its \(relation.isSet ? "values" : "rows")"])
    case .row(let row):
      let relation = context.audience.relations[row.relation.index]
      let fields = relation.fields.filter { !$0.isReference }.map { "\(written).\($0.name.text)" }
      context.report(
        .wrongKind, "`\(written)` is a whole row of `\(relation.name.text)`, not a single value", at: path.span,
        helps: ["name one of its fields: \(fields.quotedList(limit: 5))"])
    case .relationField(let id, let field):
      let relation = context.audience.relations[id.index]
      guard relation.fieldIndex[field.text] != nil else { return reportUnknown(field, .row(id)) }
      context.report(
        .wrongKind, "`\(written)` has a value for every row of `\(relation.name.text)`, not a single one",
        at: path.span,
        helps: [
          "choose one: `max(\(written))`, `sum(\(written))`, or ask `any(\(relation.written) where \(field.text) …)`"
        ])
    case .qualifiedField(_, let field):
      context.report(
        .wrongKind, "inside its own `where` a field is read by its bare name", at: path.span,
        helps: ["write `\(field.text)`"], fixes: [Fix("write `\(field.text)`", replace: path.span, with: field.text)])
    default: break
    }
  }

  func reportNotRows(_ path: Path, _ declared: AudienceTable.Attribute?) {
    var notes: [Note] = []
    var what = "not a related table or a set"
    if let declared, let type = declared.type {
      notes = [Note("`\(declared.name.text)` is declared here", at: declared.declaration)]
      what = "\(context.words(type)), " + what
    }
    context.report(.wrongKind, "`\(path.text)` is \(what)", at: path.span, notes: notes)
  }

  func reportMisplacedFormat(_ e: Expression) -> CheckedExpression? {
    if scope.isMessage {
      context.report(
        .misplaced, "`as` stands behind the whole of what is written", at: e.span,
        helps: ["put what is calculated in parentheses: `{(… + …) as …}`"])
    } else {
      context.report(
        .misplaced, "`as` says how a value is written, so it stands in messages only", at: e.span,
        helps: ["compare the value itself"])
    }
    return nil
  }

  func reportMisplacedQuantifier(_ name: Name, _ span: Span) -> CheckedExpression? {
    context.report(
      .misplaced, "`every` speaks of the links or images of a message, so it stands in brand rules only", at: span,
      helps: ["for related rows write `none(… where not …)`"])
    return nil
  }

  /// A reference where a value is wanted.
  func reportWholeItem(_ path: Path, _ catalog: CatalogID) -> CheckedExpression? {
    let declared = context.audience.catalogs[catalog.index]
    let fields = declared.fields.map { "\(path.text).\($0.name.text)" }
    context.report(
      .wholeItem, "`\(path.text)` is a whole item of the catalog `\(declared.name.text)`, not a single value",
      at: path.span, notes: [Note("`\(declared.name.text)` is declared here", at: declared.name.span)],
      helps: fields.isEmpty ? [] : ["name one of its fields: \(fields.quotedList(limit: 5))"])
    return nil
  }
}

extension CheckedExpression {
  static func text(_ text: String, _ span: Span) -> CheckedExpression {
    CheckedExpression(.constant(.text(text)), ValueType(.text(TextType(literal: text))), span)
  }
}
