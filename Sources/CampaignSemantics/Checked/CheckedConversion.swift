import CampaignDiagnostics

/// What a campaign's success is: the predicate holds at some instant from the entry on, and before the window's end.
package struct CheckedConversion: Sendable {
  package var predicate: CheckedExpression
  package var window: CalendarOffset
  /// What the author wrote, on one line.
  package var text: String
  package var span: Span

  package init(predicate: CheckedExpression, window: CalendarOffset, text: String, span: Span) {
    self.predicate = predicate
    self.window = window
    self.text = text
    self.span = span
  }
}
