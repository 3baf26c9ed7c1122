import CampaignDiagnostics

/// The event that a campaign answers, in place of a schedule. The run's `now` is the event's time moved by the delay.
package struct CheckedTrigger: Sendable {
  package var event: EventID
  package var delay: CalendarOffset
  package var span: Span

  package init(event: EventID, delay: CalendarOffset, span: Span) {
    self.event = event
    self.delay = delay
    self.span = span
  }
}
