import CampaignValues

extension ConstantPools: PlanCoded {
  func write(to writer: inout PlanWriter) {
    writer.integers(integers)
    writer.list(runConstants)
    writer.texts(texts)
    writer.list(integerLists)
    writer.list(textLists)
    writer.list(fits)
    writer.list(formats)
    writer.list(locales)
    writer.list(orders)
    writer.list(soundnessSets)
    writer.list(offsets)
    writer.list(plurals)
  }

  init(from reader: inout PlanReader) throws(PlanError) {
    self.init()
    integers = try reader.integers()
    runConstants = try reader.list()
    texts = try reader.texts()
    integerLists = try reader.list()
    textLists = try reader.list()
    fits = try reader.list()
    formats = try reader.list()
    locales = try reader.list()
    orders = try reader.list()
    soundnessSets = try reader.list()
    offsets = try reader.list()
    plurals = try reader.list()
  }
}

/// What arrays in the pools hold.
protocol PlanListElement {
  static func write(_ values: [Self], to writer: inout PlanWriter)
  static func read(from reader: inout PlanReader) throws(PlanError) -> [Self]
}

extension Array: PlanCoded where Element: PlanListElement {
  func write(to writer: inout PlanWriter) { Element.write(self, to: &writer) }
  init(from reader: inout PlanReader) throws(PlanError) { self = try Element.read(from: &reader) }
}

extension Int64: PlanListElement {
  static func write(_ values: [Int64], to writer: inout PlanWriter) { writer.integers(values) }
  static func read(from reader: inout PlanReader) throws(PlanError) -> [Int64] { try reader.integers() }
}

extension UInt16: PlanListElement {
  static func write(_ values: [UInt16], to writer: inout PlanWriter) { writer.integers(values) }
  static func read(from reader: inout PlanReader) throws(PlanError) -> [UInt16] { try reader.integers() }
}

extension String: PlanListElement {
  static func write(_ values: [String], to writer: inout PlanWriter) { writer.texts(values) }
  static func read(from reader: inout PlanReader) throws(PlanError) -> [String] { try reader.texts() }
}

extension OrderRecord: PlanListElement, PlanCoded {
  static func write(_ values: [OrderRecord], to writer: inout PlanWriter) { writer.list(values) }
  static func read(from reader: inout PlanReader) throws(PlanError) -> [OrderRecord] { try reader.list() }

  func write(to writer: inout PlanWriter) {
    writer.integer(field)
    writer.flag(isDescending)
  }

  init(from reader: inout PlanReader) throws(PlanError) {
    self.init(field: try reader.integer(), isDescending: try reader.flag())
  }
}

extension RunConstant: PlanCoded {
  func write(to writer: inout PlanWriter) {
    writer.integer(kind.rawValue)
    writer.integer(months)
    writer.integer(days)
    writer.integer(seconds)
  }

  init(from reader: inout PlanReader) throws(PlanError) {
    self.init(
      kind: try reader.choice(Kind.self, "kind of run constant"), months: try reader.integer(),
      days: try reader.integer(), seconds: try reader.integer())
  }
}

extension OffsetRecord: PlanCoded {
  func write(to writer: inout PlanWriter) {
    writer.integer(months)
    writer.integer(days)
    writer.integer(seconds)
  }

  init(from reader: inout PlanReader) throws(PlanError) {
    self.init(months: try reader.integer(), days: try reader.integer(), seconds: try reader.integer())
  }
}

extension FitRecord: PlanCoded {
  func write(to writer: inout PlanWriter) {
    writer.integer(maxCharacters)
    writer.integer(textClass.rawValue)
  }

  init(from reader: inout PlanReader) throws(PlanError) {
    self.init(
      maxCharacters: try reader.integer(), textClass: try reader.choice(PlanTextClass.self, "class of text"))
  }
}

extension FormatRecord: PlanCoded {
  func write(to writer: inout PlanWriter) {
    writer.integer(kind.rawValue)
    writer.integer(locale)
  }

  init(from reader: inout PlanReader) throws(PlanError) {
    self.init(kind: try reader.choice(Kind.self, "format"), locale: try reader.integer())
  }
}

extension PluralRules: PlanCoded {
  func write(to writer: inout PlanWriter) { writer.raw(entries) }

  init(from reader: inout PlanReader) throws(PlanError) {
    guard let rules = PluralRules(entries: try reader.raw()) else {
      throw reader.malformed("a language's plurals can't be read")
    }
    self = rules
  }
}

extension LocaleFormats: PlanCoded {
  func write(to writer: inout PlanWriter) { writer.raw(encode()) }

  init(from reader: inout PlanReader) throws(PlanError) {
    let bytes = try reader.raw()
    guard let formats = bytes.withUnsafeBytes({ LocaleFormats($0) }) else {
      throw reader.malformed("a language's formats can't be read")
    }
    self = formats
  }
}
