import CampaignDiagnostics
import CampaignSyntax

/// Events: what happened to a member, when, and with which payload.
extension AudienceChecker {
  /// The column and the name of an event's instant, where nothing else is declared.
  private static let time = "time"

  func add(_ event: EventSyntax, to checked: inout CheckedAudience) {
    guard isNew(event.name) else { return }
    checkSources([event.table, event.key] + [event.memberColumn].compactMap(\.self))
    let id = EventID(context.audience.events.count)
    var names = AudienceTable.Event(name: event.name)
    for attribute in event.attributes where isNew(attribute.name, in: names) {
      if case .set(let element, let upTo) = attribute.type.kind {
        names.relationIndex[attribute.name.text] = context.audience.relations.count
        addSet(attribute, element, upTo, of: .event(id), to: &checked)
      } else {
        for (name, index) in addValue(attribute, of: .event(id), to: &checked) { names.attributeIndex[name] = index }
      }
    }
    for rows in event.related where isNew(rows.name, in: names) {
      names.relationIndex[rows.name.text] = context.audience.relations.count
      addRows(rows, of: .event(id), to: &checked)
    }
    let time = self.time(of: event, id, &names, &checked)
    context.audience.eventIndex[event.name.text] = id.index
    context.audience.events.append(names)
    checked.events.append(
      CheckedEvent(
        name: event.name.text, table: event.table.text, keyColumn: event.key.text,
        memberColumn: event.memberColumn?.text ?? checked.keyColumn, time: time, span: event.name.span))
  }

  private func isNew(_ name: Name, in event: AudienceTable.Event) -> Bool {
    if name.text.isEmpty { return false }
    let first =
      event.attributeIndex[name.text].map { context.audience.attributes[$0].name.span }
      ?? event.relationIndex[name.text].map { context.audience.relations[$0].name.span }
    guard let first else { return true }
    context.reportTwice("`\(name.text)` of `\(event.name.text)`", at: name.span, first: first)
    return false
  }

  /// The declared `time`, or the one that every event has.
  private func time(
    of event: EventSyntax, _ id: EventID, _ names: inout AudienceTable.Event, _ checked: inout CheckedAudience
  ) -> AttributeID {
    if let index = names.attributeIndex[Self.time] {
      checkTime(checked.attributes[index], context.audience.attributes[index])
      return AttributeID(index)
    }
    if let relation = names.relationIndex[Self.time] {
      reportTime("has many values", at: context.audience.relations[relation].name.span)
    }
    let index = context.audience.attributes.count
    if names.relationIndex[Self.time] == nil { names.attributeIndex[Self.time] = index }
    let name = Name(Self.time, event.name.span)
    context.audience.attributes.append(
      AudienceTable.Attribute(
        name: name, type: ValueType(.timestamp), declaration: event.name.span, owner: .event(id), isRead: true))
    checked.attributes.append(
      CheckedAttribute(
        name: Self.time, type: ValueType(.timestamp), column: Self.time, encoding: .seconds, invalidIsMissing: false,
        owner: .event(id), span: event.name.span))
    return AttributeID(index)
  }

  private func checkTime(_ time: CheckedAttribute, _ entry: AudienceTable.Attribute) {
    guard let type = entry.type else { return }
    if type.base != .timestamp {
      reportTime("is \(context.words(ValueType(type.base)))", at: entry.name.span)
    } else if type.isOptional {
      reportTime("may be missing", at: entry.name.span)
    }
  }

  private func reportTime(_ what: String, at span: Span) {
    context.report(
      .eventTime, "the `time` of an event is when it happened, but here it \(what)", at: span,
      notes: [Note("a campaign that answers the event counts from that instant")],
      helps: ["write `time timestamp from COLUMN in seconds`, or give this field another name"])
  }
}
