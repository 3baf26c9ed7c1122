/// What makes a member's message take one path: values, variants, rows and what holds.
indirect enum SizeWitness: Sendable {
  /// One thing that is so.
  enum Fact: Sendable {
    /// An attribute or a row's field has the value. Of several for one, the first counts.
    case value(CheckedExpression, FixtureValue)
    /// The expression, which hangs on the run's instant alone, is that date; and that second of the day, where one is given.
    case moment(CheckedExpression, days: Int64, secondOfDay: Int64?)
    /// A number that is computed.
    case computed(CheckedExpression, Int64)
    case variant(experiment: Int, Int)
    case condition(CheckedExpression, Bool)
    /// As many rows, each so.
    case rows(CheckedLoop, Int, SizeWitness)
    case noRows(CheckedLoop)
  }

  case nothing
  case fact(Fact)
  case both(SizeWitness, SizeWitness)

  static func + (a: SizeWitness, b: SizeWitness) -> SizeWitness {
    switch (a, b) {
    case (.nothing, _): b
    case (_, .nothing): a
    default: .both(a, b)
    }
  }

  /// All facts, in the order in which the path meets them.
  var facts: [Fact] {
    switch self {
    case .nothing: []
    case .fact(let fact): [fact]
    case .both(let a, let b): a.facts + b.facts
    }
  }
}
