extension ConversionRecord: PlanCoded {
  func write(to writer: inout PlanWriter) {
    window.write(to: &writer)
    program.write(to: &writer)
  }

  init(from reader: inout PlanReader) throws(PlanError) {
    self.init(window: try OffsetRecord(from: &reader), program: try StepProgram(from: &reader))
  }
}

extension OfferRecord: PlanCoded {
  func write(to writer: inout PlanWriter) {
    writer.text(prefix)
    writer.integer(amount.rawValue)
    writer.flag(hasMinimum)
    writer.integer(end.rawValue)
    writer.integer(currencyDigits)
    program.write(to: &writer)
  }

  init(from reader: inout PlanReader) throws(PlanError) {
    self.init(
      prefix: try reader.text(), amount: try reader.choice(Amount.self, "kind of offer"),
      hasMinimum: try reader.flag(), end: try reader.choice(End.self, "end of an offer"),
      currencyDigits: try reader.integer(), program: try StepProgram(from: &reader))
  }
}
