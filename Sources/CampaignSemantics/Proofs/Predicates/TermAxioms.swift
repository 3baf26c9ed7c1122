/// What holds of terms whatever the member: instants follow each other, parts of a table have no more rows than the whole, who
/// clicked was sent a message.
struct TermAxioms {
  private(set) var formulas: [Formula] = []
  private var reader: FormulaReader
  /// How deep calculations may stand in each other until their conditions are not compared with each other any more.
  private let depth: Int
  private let rows: RowConflicts
  /// The terms below this one had their axioms before, those between them among these.
  private let firstNew: Int

  /// The axioms of the terms from `firstNew` on that the reader has met, between each other and with those before, and the
  /// reader's terms with those that the axioms add.
  static func of(
    _ reader: FormulaReader, from firstNew: Int = 0, depth: Int, rows: RowConflicts
  ) -> (formulas: [Formula], terms: TermTable) {
    var axioms = TermAxioms(reader, from: firstNew, depth: depth, rows: rows)
    axioms.collect()
    return (axioms.formulas, axioms.reader.terms)
  }

  private init(_ reader: FormulaReader, from firstNew: Int, depth: Int, rows: RowConflicts) {
    self.reader = reader
    self.firstNew = firstNew
    self.depth = depth
    self.rows = rows
  }

  private mutating func collect() {
    var instants: [(term: Int, offset: CalendarOffset)] = []
    var dates: [(term: Int, offset: CalendarOffset)] = []
    var entered: Int?
    var rows: [CheckedAggregate] = []
    for (index, term) in reader.terms.terms.enumerated() {
      switch term.expression?.kind {
      case .runInstant(let offset)?: instants.append((index, offset))
      case .runDate(let offset)?: dates.append((index, offset))
      case .entered?: entered = index
      case .history(.message(let event, let step))? where event != .sent:
        if index >= firstNew { addSent(index, step, term) }
      case .aggregate(let found)?:
        rows.append(found)
        if found.function == .sum, index >= firstNew { addSum(index, found) }
      case .isKnown(let known)? where index >= firstNew:
        if case .aggregate(let found) = known.kind { addKnown(index, found) }
      default: break
      }
    }
    addOrder(instants, slackSeconds: Self.clockSlackSeconds, unit: 86_400)
    addOrder(dates, slackSeconds: 0, unit: 1)
    if let entered, let now = instants.first(where: { $0.offset == .zero }), max(entered, now.term) >= firstNew {
      formulas.append(.atom(.difference(x: entered, y: now.term, atMost: 0)))
    }
    for sum in reader.terms.sumsOfTerms where sum.index >= firstNew { addSum(sum.index, sum.parts) }
    if depth > 0 { addCounts(rows) }
  }

  /// A sum is as far from each of its parts as the others let it be.
  private mutating func addSum(_ sum: Int, _ parts: [(term: Int, factor: Int64)]) {
    for part in parts where part.factor == 1 {
      let rest = reader.range(parts.filter { $0.term != part.term })
      formulas.append(.atom(.difference(x: sum, y: part.term, atMost: rest.upperBound)))
      formulas.append(.atom(.difference(x: part.term, y: sum, atMost: -rest.lowerBound)))
    }
  }

  /// A message was sent to whoever opened it.
  private mutating func addSent(_ index: Int, _ step: Int?, _ term: TermTable.Term) {
    guard let e = term.expression else { return }
    let sent = reader.formula(
      CheckedExpression(.history(.message(.sent, step: step)), e.type, e.span))
    formulas.append(.any([.atom(.flag(index, isHeld: false)), sent]))
  }

  // MARK: Time

  /// What the clocks of a zone can be turned by, there and back: Samoa once left out a whole day.
  private static let clockSlackSeconds: Int64 = 26 * 3_600

  private mutating func addOrder(
    _ moments: [(term: Int, offset: CalendarOffset)], slackSeconds: Int64, unit: Int64
  ) {
    for (index, a) in moments.enumerated() {
      for b in moments.dropFirst(index + 1) where max(a.term, b.term) >= firstNew {
        let months = Int64(a.offset.months) - Int64(b.offset.months)
        let days = Int64(a.offset.days) - Int64(b.offset.days)
        let slack = months == 0 && days == 0 ? 0 : slackSeconds
        var low = (Self.days(months).lowerBound + days) * unit - slack
        var high = (Self.days(months).upperBound + days) * unit + slack
        // Moving a moment farther never leads before it.
        if months >= 0, days >= 0 { low = max(low, 0) }
        if months <= 0, days <= 0 { high = min(high, 0) }
        formulas.append(.atom(.difference(x: a.term, y: b.term, atMost: high)))
        formulas.append(.atom(.difference(x: b.term, y: a.term, atMost: -low)))
      }
    }
  }

  /// The days that months can have together; a few more, since the day of the month may not exist.
  private static func days(_ months: Int64) -> ClosedRange<Int64> {
    if months == 0 { return 0...0 }
    let average = Double(months) * 30.436_875
    return Int64(average.rounded(.down)) - 4...Int64(average.rounded(.up)) + 4
  }

  // MARK: Rows

  /// A least, greatest or average value is known only where there is a row.
  private mutating func addKnown(_ known: Int, _ rows: CheckedAggregate) {
    let count = reader.count(rows)
    let some = Formula.atom(.difference(x: 0, y: count, atMost: -1))
    formulas.append(.any([.atom(.flag(known, isHeld: false)), some]))
    if rows.value?.type.isOptional == false {
      formulas.append(.any([.atom(.flag(known, isHeld: true)), some.negated]))
    }
  }

  /// A sum over no rows is zero.
  private mutating func addSum(_ sum: Int, _ rows: CheckedAggregate) {
    let some = Formula.atom(.difference(x: 0, y: reader.count(rows), atMost: -1))
    formulas.append(.any([some, .atom(.equals(x: sum, y: 0, value: 0, isHeld: true))]))
  }

  /// The most calculations over one table that are compared with each other.
  private static let maxCompared = 8

  private mutating func addCounts(_ rows: [CheckedAggregate]) {
    var counts: [(rows: CheckedAggregate, term: Int)] = []
    for found in rows {
      let term = reader.count(found)
      if !counts.contains(where: { $0.term == term }) { counts.append((found, term)) }
    }
    for (index, a) in counts.prefix(Self.maxCompared).enumerated() {
      if a.term >= firstNew, let predicate = a.rows.predicate, isContradiction([predicate], a.rows.variable) {
        formulas.append(.atom(.difference(x: a.term, y: 0, atMost: 0)))
      }
      for b in counts.prefix(Self.maxCompared).dropFirst(index + 1)
      where a.rows.relation == b.rows.relation && max(a.term, b.term) >= firstNew {
        addPart(a, of: b)
        addPart(b, of: a)
      }
    }
  }

  /// Rows that all meet another condition as well are no more than those that meet that one.
  private mutating func addPart(_ a: (rows: CheckedAggregate, term: Int), of b: (rows: CheckedAggregate, term: Int)) {
    if let whole = b.rows.predicate {
      guard let part = a.rows.predicate else { return }
      let other = whole.replacing(b.rows.variable, by: a.rows.variable)
      guard
        isContradiction(
          [part, CheckedExpression(.not(other), ValueType(.bool), other.span)], a.rows.variable)
      else { return }
    }
    formulas.append(.atom(.difference(x: a.term, y: b.term, atMost: 0)))
  }

  private func isContradiction(_ conditions: [CheckedExpression], _ row: VariableID) -> Bool {
    rows.areContradiction(conditions, of: row, depth: depth - 1)
  }
}
