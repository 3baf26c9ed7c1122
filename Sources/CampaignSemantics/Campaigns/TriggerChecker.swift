import CampaignDiagnostics
import CampaignSyntax

/// Checks which event a campaign answers, and after how long.
struct TriggerChecker {
  let context: TenantContext
  let names: CampaignNames

  /// Gives the campaign's parts their `event`; done before any of them is checked.
  func resolve(_ event: Name) {
    guard let index = context.audience.eventIndex[event.text] else {
      names.hasBrokenTrigger = true
      if !context.audience.isIncomplete, !event.text.isEmpty {
        context.unknownNames.add(event.text, at: event.span, in: .trigger)
      }
      context.fail()
      return
    }
    context.audience.events[index].isRead = true
    names.event = EventID(index)
  }

  func check(
    _ trigger: (event: Name, after: DurationSyntax?, span: Span)?, _ schedule: ScheduleSyntax?
  ) -> CheckedTrigger? {
    guard let trigger else { return nil }
    if let schedule {
      let isLater = trigger.span.start > schedule.span.start
      context.report(
        .triggerAndSchedule, "the campaign answers an event and runs on a schedule",
        at: isLater ? trigger.span : schedule.span,
        notes: [
          Note("the \(isLater ? "schedule" : "trigger") is here", at: isLater ? schedule.span : trigger.span)
        ], helps: ["keep one of the two; for both make two campaigns"])
      return nil
    }
    guard let event = names.event else { return nil }
    var delay = CalendarOffset.zero
    if let after = trigger.after {
      guard let offset = DurationResolver(context: context).offset(after) else { return nil }
      delay = offset
    }
    return CheckedTrigger(event: event, delay: delay, span: trigger.span)
  }
}
