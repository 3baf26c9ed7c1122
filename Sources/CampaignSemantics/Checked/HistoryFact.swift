/// What a campaign's history says of a member since they entered it.
package enum HistoryFact: Hashable, Sendable {
  /// Of one step's message.
  package enum Event: String, CaseIterable, Hashable, Sendable { case sent, opened, clicked }

  /// The step by its number in the campaign; nil is the one before the step that asks, for `while` is asked at several.
  case message(Event, step: Int?)
  /// The campaign's conversion was seen.
  case converted
}
