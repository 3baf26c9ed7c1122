import CampaignPlan

/// A code that a member got, with what it is worth: for the list that the till gets.
package struct IssuedCode: Hashable, Sendable {
  package var code: String
  /// As it was named when the member entered.
  package var campaign: String
  /// The run in which the member entered.
  package var run: String
  /// The event that the campaign answered, where it answers one.
  package var event: String?
  package var member: String
  /// Basis points, or minor units.
  package var amount: Int64
  package var minimum: Int64
  /// Days or seconds since 1970.
  package var end: Int64
}

/// Where a run's codes go.
package protocol CodeSink: AnyObject {
  func write(_ code: IssuedCode, of offer: OfferRecord) throws(SinkError)
  /// The run is complete: makes what was written visible, before the messages are.
  func finish() throws(SinkError)
  func abandon()
}
