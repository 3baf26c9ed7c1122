extension ExperimentRecord: PlanCoded {
  func write(to writer: inout PlanWriter) {
    writer.text(name)
    writer.text(salt)
    writer.texts(variants)
    writer.integers(cumulativeBasisPoints)
    writer.optional(slice)
    writer.optional(optimization)
    writer.list(stops)
  }

  init(from reader: inout PlanReader) throws(PlanError) {
    self.init(
      name: try reader.text(), salt: try reader.text(), variants: try reader.texts(),
      cumulativeBasisPoints: try reader.integers(), slice: try reader.optional(),
      optimization: try reader.optional(), stops: try reader.list())
  }
}

extension ExperimentRecord.Slice: PlanCoded {
  func write(to writer: inout PlanWriter) {
    writer.text(layer)
    writer.text(salt)
    writer.integer(lower)
    writer.integer(upper)
  }

  init(from reader: inout PlanReader) throws(PlanError) {
    self.init(
      layer: try reader.text(), salt: try reader.text(), lower: try reader.integer(), upper: try reader.integer())
  }
}

extension ExperimentRecord.Optimization: PlanCoded {
  func write(to writer: inout PlanWriter) {
    writer.integer(goal.rawValue)
    writer.integer(floorBasisPoints)
    writer.integer(windowSeconds)
  }

  init(from reader: inout PlanReader) throws(PlanError) {
    self.init(
      goal: try reader.choice(Goal.self, "goal"), floorBasisPoints: try reader.integer(),
      windowSeconds: try reader.integer())
  }
}

extension ExperimentRecord.StopRule: PlanCoded {
  func write(to writer: inout PlanWriter) {
    writer.integer(harm.rawValue)
    writer.integer(limitBasisPoints)
  }

  init(from reader: inout PlanReader) throws(PlanError) {
    self.init(harm: try reader.choice(Harm.self, "harm"), limitBasisPoints: try reader.integer())
  }
}
