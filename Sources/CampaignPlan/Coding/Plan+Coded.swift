extension TenantBinding: PlanCoded {
  func write(to writer: inout PlanWriter) {
    for text in [name, timezone, currencyCode, linkBase, audiencePath] { writer.text(text) }
  }

  init(from reader: inout PlanReader) throws(PlanError) {
    self.init(
      name: try reader.text(), timezone: try reader.text(), currencyCode: try reader.text(),
      linkBase: try reader.text(), audiencePath: try reader.text())
  }
}

extension SourceRecord: PlanCoded {
  func write(to writer: inout PlanWriter) {
    writer.text(path)
    writer.integer(sizeBytes)
    writer.integer(digest)
  }

  init(from reader: inout PlanReader) throws(PlanError) {
    self.init(path: try reader.text(), sizeBytes: try reader.integer(), digest: try reader.integer())
  }
}

extension SourceSpan: PlanCoded {
  func write(to writer: inout PlanWriter) {
    writer.integer(source)
    writer.integer(start)
    writer.integer(end)
  }

  init(from reader: inout PlanReader) throws(PlanError) {
    self.init(source: try reader.integer(), start: try reader.integer(), end: try reader.integer())
  }
}

extension ClauseRecord: PlanCoded {
  func write(to writer: inout PlanWriter) {
    writer.integer(kind.rawValue)
    writer.text(text)
    span.write(to: &writer)
  }

  init(from reader: inout PlanReader) throws(PlanError) {
    self.init(
      kind: try reader.choice(Kind.self, "kind of clause"), text: try reader.text(), span: try SourceSpan(from: &reader)
    )
  }
}

extension WordingRecord: PlanCoded {
  func write(to writer: inout PlanWriter) {
    writer.text(text)
    span.write(to: &writer)
  }

  init(from reader: inout PlanReader) throws(PlanError) {
    self.init(text: try reader.text(), span: try SourceSpan(from: &reader))
  }
}

extension MessageRecord: PlanCoded {
  func write(to writer: inout PlanWriter) {
    writer.integer(channel.rawValue)
    writer.text(language)
    writer.text(sender)
  }

  init(from reader: inout PlanReader) throws(PlanError) {
    self.init(
      channel: try reader.choice(PlanChannel.self, "channel"), language: try reader.text(), sender: try reader.text())
  }
}

extension Instruction: PlanCoded {
  func write(to writer: inout PlanWriter) { writer.integer(word) }

  init(from reader: inout PlanReader) throws(PlanError) {
    let word = try reader.integer(UInt64.self)
    guard let instruction = Instruction(word: word) else {
      throw reader.malformed("there is no instruction \(UInt16(truncatingIfNeeded: word))")
    }
    self = instruction
  }
}

extension StepProgram: PlanCoded {
  func write(to writer: inout PlanWriter) {
    writer.text(name)
    delay.write(to: &writer)
    writer.list(code)
    writer.list(spans)
    writer.integer(integerRegisterCount)
    writer.integer(textRegisterCount)
    writer.integer(cursorCount)
    writer.integer(instructionBound)
  }

  init(from reader: inout PlanReader) throws(PlanError) {
    self.init(
      name: try reader.text(), delay: try OffsetRecord(from: &reader),
      code: try reader.list(limit: PlanLimits.instructions),
      spans: try reader.list(limit: PlanLimits.instructions), integerRegisterCount: try reader.integer(),
      textRegisterCount: try reader.integer(), cursorCount: try reader.integer(),
      instructionBound: try reader.integer())
  }
}

extension ScheduleRecord: PlanCoded {
  func write(to writer: inout PlanWriter) {
    switch recurrence {
    case .once(let date):
      writer.integer(UInt8(0))
      writer.integer(date)
    case .daily: writer.integer(UInt8(1))
    case .weekly(let days):
      writer.integer(UInt8(2))
      writer.integers(days)
    case .monthly(let days):
      writer.integer(UInt8(3))
      writer.integers(days)
    }
    writer.integers(times)
    writer.optional(bestHour)
    writer.text(zone)
    writer.optional(memberZone)
    writer.optional(from)
    writer.optional(until)
    repetition.write(to: &writer)
    writer.optional(expires)
  }

  init(from reader: inout PlanReader) throws(PlanError) {
    let recurrence = try Recurrence(from: &reader)
    self.init(
      recurrence: recurrence, times: try reader.integers(), bestHour: try reader.optional(),
      zone: try reader.text(), memberZone: try reader.optional(), from: try reader.optional(),
      until: try reader.optional(),
      repetition: try Repetition(from: &reader), expires: try reader.optional())
  }
}

extension ScheduleRecord.BestHour: PlanCoded {
  func write(to writer: inout PlanWriter) {
    writer.integer(fromSeconds)
    writer.integer(untilSeconds)
  }

  init(from reader: inout PlanReader) throws(PlanError) {
    self.init(fromSeconds: try reader.integer(), untilSeconds: try reader.integer())
  }
}

extension ScheduleRecord.Recurrence {
  init(from reader: inout PlanReader) throws(PlanError) {
    switch try reader.integer(UInt8.self) {
    case 0: self = .once(date: try reader.integer())
    case 1: self = .daily
    case 2: self = .weekly(try reader.integers())
    case 3: self = .monthly(try reader.integers())
    case let tag: throw reader.malformed("there is no recurrence \(tag)")
    }
  }
}

extension ScheduleRecord.Repetition: PlanCoded {
  func write(to writer: inout PlanWriter) {
    switch self {
    case .never: writer.integer(UInt8(0))
    case .everyRun: writer.integer(UInt8(1))
    case .after(let offset):
      writer.integer(UInt8(2))
      offset.write(to: &writer)
    }
  }

  init(from reader: inout PlanReader) throws(PlanError) {
    switch try reader.integer(UInt8.self) {
    case 0: self = .never
    case 1: self = .everyRun
    case 2:
      self = .after(try OffsetRecord(from: &reader))
    case let tag: throw reader.malformed("there is no repetition \(tag)")
    }
  }
}
