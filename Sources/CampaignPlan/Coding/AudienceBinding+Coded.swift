extension AudienceBinding: PlanCoded {
  func write(to writer: inout PlanWriter) {
    writer.text(table)
    writer.text(keyColumn)
    writer.integer(fingerprint)
    writer.list(columns)
    writer.list(relations)
    writer.list(catalogs)
    writer.list(pushed)
    writer.texts(placeholders)
  }

  init(from reader: inout PlanReader) throws(PlanError) {
    self.init(
      table: try reader.text(), keyColumn: try reader.text(), fingerprint: try reader.integer(),
      columns: try reader.list(), relations: try reader.list(), catalogs: try reader.list(),
      pushed: try reader.list(), placeholders: try reader.texts())
  }
}

extension ColumnBinding: PlanCoded {
  func write(to writer: inout PlanWriter) {
    writer.text(name)
    writer.text(column)
    writer.integer(kind.rawValue)
    source.write(to: &writer)
    for value in [lowerBound, upperBound, multiplier, divisor] { writer.integer(value) }
    writer.integer(maxCharacters)
    writer.integer(textClass.rawValue)
    writer.texts(texts)
    writer.flag(isOptional)
    writer.flag(invalidIsMissing)
    for value in [soundness, register, knownRegister] { writer.integer(value) }
  }

  init(from reader: inout PlanReader) throws(PlanError) {
    self.init(
      name: try reader.text(), column: try reader.text(), kind: try reader.choice(Kind.self, "kind of column"),
      source: try Source(from: &reader),
      lowerBound: try reader.integer(), upperBound: try reader.integer(), multiplier: try reader.integer(),
      divisor: try reader.integer(), maxCharacters: try reader.integer(),
      textClass: try reader.choice(PlanTextClass.self, "class of text"), texts: try reader.texts(),
      isOptional: try reader.flag(), invalidIsMissing: try reader.flag(), soundness: try reader.integer(),
      register: try reader.integer(), knownRegister: try reader.integer())
  }
}

extension ColumnBinding.Source: PlanCoded {
  func write(to writer: inout PlanWriter) {
    switch self {
    case .row: writer.integer(UInt8(0))
    case .reference(let catalog):
      writer.integer(UInt8(1))
      writer.integer(catalog)
    case .item(let reference, let isRequired):
      writer.integer(UInt8(2))
      writer.integer(reference)
      writer.flag(isRequired)
    }
  }

  init(from reader: inout PlanReader) throws(PlanError) {
    switch try reader.integer(UInt8.self) {
    case 0: self = .row
    case 1: self = .reference(catalog: try reader.integer())
    case 2: self = .item(reference: try reader.integer(), isRequired: try reader.flag())
    case let tag: throw reader.malformed("there is no source of a column \(tag)")
    }
  }
}

extension CatalogBinding: PlanCoded {
  func write(to writer: inout PlanWriter) {
    for text in [name, table, keyColumn] { writer.text(text) }
    writer.integer(upTo)
  }

  init(from reader: inout PlanReader) throws(PlanError) {
    self.init(
      name: try reader.text(), table: try reader.text(), keyColumn: try reader.text(), upTo: try reader.integer())
  }
}

extension RelationBinding: PlanCoded {
  func write(to writer: inout PlanWriter) {
    for text in [name, table, foreignKey] { writer.text(text) }
    writer.optional(keyColumn)
    writer.integer(upTo)
    writer.integer(soundness)
    writer.list(fields)
    writer.integer(owner.rawValue)
  }

  init(from reader: inout PlanReader) throws(PlanError) {
    self.init(
      name: try reader.text(), table: try reader.text(), foreignKey: try reader.text(),
      keyColumn: try reader.optionalText(), upTo: try reader.integer(), soundness: try reader.integer(),
      fields: try reader.list(), owner: try reader.choice(RelationOwner.self, "owner of related rows"))
  }
}

extension PushedClause: PlanCoded {
  func write(to writer: inout PlanWriter) {
    writer.integer(clause)
    writer.text(condition)
    writer.optional(unsound)
    writer.optional(guardedCondition)
    writer.list(guards)
    writer.flag(isExact)
  }

  init(from reader: inout PlanReader) throws(PlanError) {
    self.init(
      clause: try reader.integer(), condition: try reader.text(), unsound: try reader.optionalText(),
      guardedCondition: try reader.optionalText(), guards: try reader.list(), isExact: try reader.flag())
  }
}

extension PushedClause.Guard: PlanCoded {
  func write(to writer: inout PlanWriter) {
    for text in [table, column, check] { writer.text(text) }
    writer.optional(strictType)
    writer.flag(isOptional)
  }

  init(from reader: inout PlanReader) throws(PlanError) {
    self.init(
      table: try reader.text(), column: try reader.text(), check: try reader.text(),
      strictType: try reader.optionalText(), isOptional: try reader.flag())
  }
}
