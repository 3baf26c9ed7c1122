import CampaignPlan
import CampaignSQLite

extension Interpreter {
  /// Takes up an event by its key; false where nobody entered by it, of steps after the first.
  mutating func begin(_ event: EventInput) -> Bool {
    self.event = event
    bad = BadSet()
    eventKey.read(event.key)
    guard let history else { return true }
    return eventKey.badReason == nil && history.find(eventKey.text) != nil
  }

  /// Reads the payload of the event that was taken up; false where its key or its instant can't be used, which makes it bad
  /// whatever else holds.
  mutating func readPayload(_ event: EventInput) -> Bool {
    var index = 0
    while index < eventRowColumnCount {
      // SAFETY: the run has held the payload to the plan's columns.
      let reader = eventColumns + index
      keep(decoder.read(reader, event.payload[index]), of: reader)
      index += 1
    }
    readItems(eventColumns, eventRowColumnCount..<eventColumnCount) { event.payload[$0] }
    return eventKey.badReason == nil && !bad.contains(eventColumns.pointee.soundness)
  }

  /// The instant of the event that was read.
  var eventInstant: Int64 {
    // SAFETY: the verifier holds that a plan with an event has its time in the first column, in an integer register.
    integers[eventColumns.pointee.register]
  }

  /// Reads the event's own rows: those that came with it, or those that its table has.
  mutating func loadOfEvent(_ relation: Int, bad: (UInt16, BadReason) -> Void) -> Int32 {
    guard let event else { return SQLiteCode.done }
    guard let rows = event.rows else {
      return relations[relation].load(key: event.key, decoder: &decoder, bad: bad)
    }
    var ordinal = 0
    for index in 0..<relation where relations[index].owner == .event { ordinal += 1 }
    return relations[relation].load(given: rows[ordinal], decoder: &decoder, bad: bad)
  }
}
