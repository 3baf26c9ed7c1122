import CampaignSemantics

/// A member's entry into a campaign, and what happened since.
package struct OracleEntry: Hashable, Sendable {
  package struct Event: Hashable, Sendable {
    package var event: HistoryFact.Event
    package var step: Int

    package init(_ event: HistoryFact.Event, step: Int) {
      self.event = event
      self.step = step
    }
  }

  /// The run that it was.
  package var run: String
  package var entered: Int64
  package var events: Set<Event>
  package var hasConverted: Bool

  package init(run: String, entered: Int64, events: Set<Event>, hasConverted: Bool) {
    self.run = run
    self.entered = entered
    self.events = events
    self.hasConverted = hasConverted
  }
}
