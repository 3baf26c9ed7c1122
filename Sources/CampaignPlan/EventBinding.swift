/// The event that a campaign answers: where its rows come from, how they are read, and how long after it the campaign speaks.
///
/// Its related rows are among the audience's relations, as those that the event owns.
package struct EventBinding: Hashable, Sendable {
  package var name: String
  package var table: String
  package var keyColumn: String
  /// Holds the key of the member to whom it happened.
  package var memberColumn: String
  /// The columns that the plan reads; the first is the instant, always. Their registers come behind those of the members' columns.
  package var columns: [ColumnBinding]
  /// From the event's instant to its message: calendar parts go by the tenant's zone.
  package var delay: OffsetRecord
  /// Whom the campaign may reach again, and until when: for the engine.
  package var repetition: ScheduleRecord.Repetition
  package var expires: OffsetRecord?

  package init(
    name: String, table: String, keyColumn: String, memberColumn: String, columns: [ColumnBinding], delay: OffsetRecord,
    repetition: ScheduleRecord.Repetition, expires: OffsetRecord?
  ) {
    self.name = name
    self.table = table
    self.keyColumn = keyColumn
    self.memberColumn = memberColumn
    self.columns = columns
    self.delay = delay
    self.repetition = repetition
    self.expires = expires
  }
}
