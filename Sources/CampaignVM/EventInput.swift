/// One event as typed parameters: what its row in the event's table holds, or would hold.
///
/// What a reference leads to comes along as the event's query reads it: for the reference `blob` where there is an item,
/// and the item's fields behind it.
///
/// What its texts and buffers point to must live until the call that takes the event returns.
package struct EventInput {
  package var key: StoredValue
  /// The key of the member to whom it happened.
  package var member: StoredValue
  /// By the columns of the plan's `EventBinding`; the first is the instant.
  package var payload: UnsafeBufferPointer<StoredValue>
  /// By the relations that the event owns, in the plan's order; nil where they stand in the audience's database.
  package var rows: UnsafeBufferPointer<GivenRows>?

  package init(
    key: StoredValue, member: StoredValue, payload: UnsafeBufferPointer<StoredValue>,
    rows: UnsafeBufferPointer<GivenRows>? = nil
  ) {
    self.key = key
    self.member = member
    self.payload = payload
    self.rows = rows
  }
}

/// The rows of one relation that came with an event or a member, in the order of the relation's key; of a set, its distinct values in byte order.
package struct GivenRows {
  package var rowCount: Int
  /// Row by row, each with the fields that the plan reads, in its order.
  package var cells: UnsafeBufferPointer<StoredValue>

  package init(rowCount: Int, cells: UnsafeBufferPointer<StoredValue>) {
    self.rowCount = rowCount
    self.cells = cells
  }
}
