import CampaignDiagnostics
import CampaignSyntax

/// What `event.…` reads: the payload, the instant and the rows of the event that the campaign answers.
extension ExpressionChecker {
  func resolveEvent(_ names: [Name]) -> Resolution {
    guard let campaign = scope.campaign, campaign.event != nil || campaign.hasBrokenTrigger else { return .noEvent }
    guard let id = campaign.event else { return .silent }
    guard names.count > 1 else { return .event(id) }
    let event = context.audience.events[id.index]
    let field = names[1]
    let rest = names.dropFirst(2)
    if let attribute = event.attributeIndex[field.text] {
      return within(.value(.attribute(AttributeID(attribute))), rest, owner: .event(id))
    }
    if let relation = event.relationIndex[field.text] { return within(.relation(RelationID(relation)), rest) }
    return .unknown(field, .event(id))
  }

  /// `event` by itself, or where none is answered; the latter once for each campaign.
  func reportEvent(_ found: Resolution, _ path: Path) {
    guard case .event(let id) = found else { return reportNoEvent(path) }
    let event = context.audience.events[id.index]
    let values = event.attributeIndex.filter { !context.audience.attributes[$0.value].isReference }
    let parts = values.keys.sorted() + event.relationIndex.keys.sorted()
    reportUnknownPart(of: "event", path.head, among: parts, declared: event.name.span)
  }

  private func reportNoEvent(_ path: Path) {
    let written = context.quoted(path.span)
    guard let campaign = scope.campaign else {
      return context.report(
        .noTrigger, "\(written) is read where no event is answered", at: path.head.span,
        helps: ["put the condition into the audience of the campaign that has the trigger"])
    }
    guard !campaign.reportedNoEvent else { return }
    campaign.reportedNoEvent = true
    let events = context.audience.events.map { "`trigger \($0.name.text)`" }
    context.report(
      .noTrigger, "\(written) is read, but the campaign answers no event", at: path.head.span,
      helps: events.isEmpty
        ? ["declare an event in the audience, and answer it by `trigger`"]
        : ["add \(events.prefix(4).joined(separator: " or ")), in place of the schedule"])
  }

  /// The path that was probably meant where a bare name is a field or a table of the event.
  func eventPart(_ name: Name, wantsRows: Bool) -> String? {
    guard let id = scope.campaign?.event else { return nil }
    let event = context.audience.events[id.index]
    return (wantsRows ? event.relationIndex : event.attributeIndex)[name.text].map { _ in "event.\(name.text)" }
  }

  /// An event's own name where something else is wanted.
  func reportEventName(_ name: Name, wanted: String) {
    let event = context.audience.events[context.audience.eventIndex[name.text] ?? 0]
    let isAnswered = scope.campaign?.event.map { context.audience.events[$0.index].name.text == name.text } ?? false
    context.report(
      .wrongKind, "`\(name.text)` is an event, not a \(wanted)", at: name.span,
      notes: [Note("`\(name.text)` is declared here", at: event.name.span)],
      helps: [
        isAnswered
          ? "what it brought is read as `event.…`"
          : "a campaign with `trigger \(name.text)` reads it as `event.…`; for events of the past declare `many` rows of their table"
      ])
  }
}

extension UnknownNames.Owner {
  var isEvent: Bool { if case .event = self { true } else { false } }
}
