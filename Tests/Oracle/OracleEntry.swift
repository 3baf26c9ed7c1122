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

  /// Whose entry it is.
  package var member: Int64
  /// The run that it was; not asked of an entry by an event.
  package var run: String
  package var entered: Int64
  package var events: Set<Event>
  package var hasConverted: Bool

  package init(member: Int64, run: String, entered: Int64, events: Set<Event>, hasConverted: Bool) {
    self.member = member
    self.run = run
    self.entered = entered
    self.events = events
    self.hasConverted = hasConverted
  }
}
