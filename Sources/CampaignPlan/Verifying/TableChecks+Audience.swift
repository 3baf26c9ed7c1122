/// The rules of the audience's columns, relations and catalogs.
extension TableChecks {
  func checkAudience() throws(PlanError) {
    let audience = plan.audience
    try checkNames([audience.table, audience.keyColumn], "the audience")
    try require(audience.relations.count <= PlanLimits.relations, "relations", "there are too many")
    var numbers = Set<UInt16>()
    var registers = (integers: Set<UInt16>(), texts: Set<UInt16>())
    for (column, place) in columnsWithRegisters {
      try check(column, place, &numbers)
      let inBank = column.isText ? registers.texts.insert(column.register) : registers.integers.insert(column.register)
      try require(column.register != ColumnBinding.noRegister && inBank.inserted, place, "it shares its register")
      if column.knownRegister != ColumnBinding.noRegister {
        try require(registers.integers.insert(column.knownRegister).inserted, place, "it shares its register")
      }
      try require(
        (column.knownRegister != ColumnBinding.noRegister) == column.mayBeMissing, place,
        "a register says whether it is known where that is sure, or none does where it is not")
      for (_, step) in plan.programs {
        let count = column.isText ? step.textRegisterCount : step.integerRegisterCount
        let isInside =
          column.register < count
          && (column.knownRegister == ColumnBinding.noRegister || column.knownRegister < step.integerRegisterCount)
        try require(isInside, place, "its registers do not exist in step `\(step.name)`")
      }
    }
    try checkSources(of: audience.columns, "the audience")
    try checkSources(of: plan.event?.columns ?? [], "the event")
    for relation in audience.relations { try check(relation, &numbers) }
    for catalog in audience.catalogs {
      let place = "catalog `\(catalog.name)`"
      try checkNames([catalog.table, catalog.keyColumn], place)
      try require((1...PlanLimits.rowsPerMember).contains(Int(catalog.upTo)), place, "its bound is no bound")
    }
    try PushedChecks(plan: plan).check()
  }

  /// The members' columns and the event's: their registers and numbers are told apart over both.
  private var columnsWithRegisters: [(ColumnBinding, place: String)] {
    plan.audience.columns.map { ($0, "column `\($0.name)`") }
      + (plan.event?.columns ?? []).map { ($0, "column `event.\($0.name)`") }
  }

  private func check(_ relation: RelationBinding, _ numbers: inout Set<UInt16>) throws(PlanError) {
    let place = "relation `\(relation.name)`"
    try checkNames([relation.table, relation.foreignKey] + (relation.keyColumn.map { [$0] } ?? []), place)
    try require((1...PlanLimits.rowsPerMember).contains(Int(relation.upTo)), place, "its bound is no bound")
    try insert(relation.soundness, &numbers, place)
    try require(relation.owner == .member || plan.event != nil, place, "it belongs to an event, and there is none")
    try require(relation.keyColumn != nil || relation.fields.count == 1, place, "a set has one field")
    try require(
      relation.keyColumn != nil || relation.fields[0].source == .row, place, "a set holds no references")
    try checkSources(of: relation.fields, place)
    for field in relation.fields {
      let place = "field `\(field.name)` of relation `\(relation.name)`"
      try check(field, place, &numbers)
      try require(
        field.register == ColumnBinding.noRegister && field.knownRegister == ColumnBinding.noRegister, place,
        "a field has no register")
    }
  }

  private func check(_ column: ColumnBinding, _ place: String, _ numbers: inout Set<UInt16>) throws(PlanError) {
    try checkNames([column.column], place)
    try insert(column.soundness, &numbers, place)
    try require(column.lowerBound <= column.upperBound, place, "no value is within its bounds")
    try require((1...10_000).contains(column.multiplier), place, "its multiplier is out of range")
    try require((1...1_000_000).contains(column.divisor), place, "its divisor is out of range")
    let hasTexts: Bool =
      switch column.kind {
      case .boolPair: column.texts.count == 2
      case .choice: !column.texts.isEmpty
      case .url: column.texts.count == 1
      default: column.texts.isEmpty
      }
    try require(hasTexts, place, "it has the wrong number of texts")
    if column.kind == .text {
      try require((1...65_535).contains(column.maxCharacters), place, "its length is no bound")
    }
  }

  private func insert(_ number: UInt16, _ numbers: inout Set<UInt16>, _ place: String) throws(PlanError) {
    let isNew = Int(number) < PlanLimits.soundnessNumbers && numbers.insert(number).inserted
    try require(isNew, place, "its soundness number \(number) is taken or too large")
  }

  func checkNames(_ names: [String], _ place: String) throws(PlanError) {
    for name in names {
      try require(!name.isEmpty && !name.utf8.contains(0), place, "a name of the database is empty or holds NUL")
    }
  }

  /// The columns of catalogs come last, and each reference before the fields of its item.
  private func checkSources(of columns: [ColumnBinding], _ place: String) throws(PlanError) {
    var isBehind = false
    for (index, column) in columns.enumerated() {
      let place = "column `\(column.name)` of \(place)"
      try require((column.kind == .reference) == column.source.isReference, place, "it is a reference to no catalog")
      switch column.source {
      case .row: try require(!isBehind, place, "it stands behind the columns of a catalog")
      case .reference(let catalog):
        isBehind = true
        try require(Int(catalog) < plan.audience.catalogs.count, place, "its catalog does not exist")
      case .item(let reference, _):
        isBehind = true
        let isBefore = Int(reference) < index && columns[Int(reference)].source.isReference
        try require(isBefore, place, "no reference before it leads to it")
        try require(
          column.isOptional || !columns[Int(reference)].mayBeMissing, place,
          "it is never missing, but its reference may be")
      }
    }
  }
}

extension ColumnBinding.Source {
  var isReference: Bool {
    if case .reference = self { true } else { false }
  }

  var isItem: Bool {
    if case .item = self { true } else { false }
  }
}
