extension EventBinding: PlanCoded {
  func write(to writer: inout PlanWriter) {
    for text in [name, table, keyColumn, memberColumn] { writer.text(text) }
    writer.list(columns)
    delay.write(to: &writer)
    repetition.write(to: &writer)
    writer.optional(expires)
  }

  init(from reader: inout PlanReader) throws(PlanError) {
    self.init(
      name: try reader.text(), table: try reader.text(), keyColumn: try reader.text(),
      memberColumn: try reader.text(), columns: try reader.list(),
      delay: try OffsetRecord(from: &reader),
      repetition: try ScheduleRecord.Repetition(from: &reader), expires: try reader.optional())
  }
}
