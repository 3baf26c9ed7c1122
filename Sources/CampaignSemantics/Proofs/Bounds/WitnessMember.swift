/// A member whose message attains a bound, as far as it can be written down: what a test's fixture says of one.
package struct WitnessMember: Sendable {
  package private(set) var fixture = CheckedFixture()
  /// The variants that the member draws, by experiment.
  package private(set) var variants: [Int: Int] = [:]
  /// The run's local date that a text hangs on; nil where none does.
  package private(set) var runDate: Int64?
  /// Whether all that makes the message so large is written down here: else it hangs on a calculation or the history.
  package private(set) var isComplete = true

  init(_ witness: SizeWitness) {
    var known: Set<AttributeID> = []
    add(witness, row: nil, &known)
    for id in known where fixture.values[id] == nil { isComplete = false }
  }

  /// `row` is the loop's row that is being described, by relation.
  private mutating func add(_ witness: SizeWitness, row: (RelationID, VariableID)?, _ known: inout Set<AttributeID>) {
    for fact in witness.facts {
      switch fact {
      case .value(let e, let value): set(e, value)
      case .variant(let experiment, let index): if variants[experiment] == nil { variants[experiment] = index }
      case .moment(let e, let days, _): setRun(e, days)
      case .computed: isComplete = false
      case .condition(let condition, let holds): add(condition, holds, &known)
      case .rows(let loop, let count, let inner): addRows(loop, count, inner)
      case .noRows(let loop): if fixture.rows[loop.relation] == nil { fixture.rows[loop.relation] = [] }
      }
    }
  }

  private mutating func set(_ e: CheckedExpression, _ value: FixtureValue) {
    switch e.kind {
    case .attribute(let id):
      // A value that is written in two ways may be the largest in each at another value.
      if let other = fixture.values[id], other != value { isComplete = false }
      if fixture.values[id] == nil { fixture.values[id] = value }
    // A picked row; those of loops are written down with their loop.
    case .field(_, let relation, let field):
      var row = fixture.rows[relation]?.first ?? [:]
      if row[field] == nil { row[field] = value }
      fixture.rows[relation] = [row] + (fixture.rows[relation]?.dropFirst() ?? [])
    default: isComplete = false
    }
  }

  private mutating func addRows(_ loop: CheckedLoop, _ count: Int, _ witness: SizeWitness) {
    var inner = WitnessMember(.nothing)
    var known: Set<AttributeID> = []
    inner.add(witness, row: (loop.relation, loop.variable), &known)
    if loop.predicate != nil || !inner.isComplete { isComplete = false }
    let row = inner.fixture.rows[loop.relation]?.first ?? [:]
    let others = fixture.rows[loop.relation] ?? []
    // Sets, which have no order but their values', hold each value once.
    let isSet = loop.order.isEmpty
    fixture.rows[loop.relation] = others + (0..<count).map { index in isSet ? row.mapValues { $0.varied(index) } : row }
    fixture.values.merge(inner.fixture.values) { own, _ in own }
    variants.merge(inner.variants) { own, _ in own }
  }

  private mutating func add(_ condition: CheckedExpression, _ holds: Bool, _ known: inout Set<AttributeID>) {
    switch condition.kind {
    case .not(let inner): add(inner, !holds, &known)
    case .and(let operands) where holds, .or(let operands) where !holds:
      for operand in operands { add(operand, holds, &known) }
    case .attribute: set(condition, .integer(holds ? 1 : 0))
    case .isKnown(let inner):
      switch inner.kind {
      case .attribute(let id) where !holds: if fixture.values[id] == nil { fixture.values[id] = .missing }
      // What is shown of it says what it is; else anything will do.
      case .attribute(let id): known.insert(id)
      case .fits(let text, _):
        if !holds, case .attribute(let id) = text.kind, fixture.values[id] == nil {
          if text.type.isOptional { fixture.values[id] = .missing } else { isComplete = false }
        }
      default: isComplete = false
      }
    case .compare(.equal, let a, let b) where holds:
      guard let value = b.constantInteger, a.isStored else {
        isComplete = false
        return
      }
      set(a, .integer(value))
    default: isComplete = false
    }
  }

  /// The run's date that gives an expression a date.
  private mutating func setRun(_ e: CheckedExpression, _ days: Int64) {
    guard runDate == nil else { return }
    switch e.kind {
    case .runDate(let offset), .runInstant(let offset):
      guard offset.months == 0, offset.seconds == 0 else {
        isComplete = false
        return
      }
      runDate = days - Int64(offset.days)
    case .movedDate(let inner, let offset), .movedInstant(let inner, let offset):
      guard offset.months == 0, offset.seconds == 0 else {
        isComplete = false
        return
      }
      setRun(inner, days - Int64(offset.days))
    case .localDate(let inner): setRun(inner, days)
    case .entered: runDate = days
    default: isComplete = false
    }
  }
}

extension FixtureValue {
  /// A value that is as large and another one, for the values of a set are told apart by nothing else.
  fileprivate func varied(_ index: Int) -> FixtureValue {
    guard case .text(let text) = self, index > 0, let last = text.unicodeScalars.last else { return self }
    var scalars = text.unicodeScalars
    // Accents with accents beside them, and letters with letters.
    let isLetter = last.properties.isAlphabetic && last.isASCII
    guard let other = Unicode.Scalar(isLetter ? 0x41 + UInt32(index % 20) : last.value + UInt32(index % 8)) else {
      return self
    }
    scalars.removeLast()
    scalars.append(other)
    return .text(String(scalars))
  }
}
