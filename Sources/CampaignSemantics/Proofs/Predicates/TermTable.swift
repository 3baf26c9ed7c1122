/// The values that conditions speak of, numbered. What means the same has one number, however often it is written.
///
/// Numbers, dates, instants, choices and yes-or-no are whole numbers here, as they are for the machine; term 0 is zero.
struct TermTable: Sendable {
  private(set) var terms: [Term] = [Term(expression: nil, range: 0...0)]
  private var numbers: [ExpressionIdentity: Int] = [:]
  private var sums: [[Int64]: Int] = [:]

  /// The terms that stand for sums of others.
  var sumsOfTerms: [(index: Int, parts: [(term: Int, factor: Int64)])] {
    sums.sorted { $0.value < $1.value }.map { identity, index in
      (
        index,
        stride(from: 0, to: identity.count, by: 2).map { (term: Int(identity[$0]), factor: identity[$0 + 1]) }
      )
    }
  }

  struct Term: Sendable {
    /// Nil for zero and for sums.
    var expression: CheckedExpression?
    /// What a number's type says that it lies in.
    var range: ClosedRange<Int64>
  }

  /// The term of an expression, whose value is `range` at most.
  mutating func term(_ e: CheckedExpression, within range: ClosedRange<Int64>) -> Int {
    let identity = ExpressionIdentity(e)
    if let known = numbers[identity] { return known }
    numbers[identity] = terms.count
    terms.append(Term(expression: e, range: range))
    return terms.count - 1
  }

  /// The term of a sum of other terms with their factors, that is not the difference of two of them.
  mutating func term(_ sum: [(term: Int, factor: Int64)], within range: ClosedRange<Int64>) -> Int {
    let identity = sum.flatMap { [Int64($0.term), $0.factor] }
    if let known = sums[identity] { return known }
    sums[identity] = terms.count
    terms.append(Term(expression: nil, range: range))
    return terms.count - 1
  }
}

extension ValueType {
  /// The whole numbers that a value of the type lies between; wide where the type has no bounds, and for texts.
  var range: ClosedRange<Int64> {
    switch base {
    case .integer(let range), .decimal(let range), .money(let range), .percent(let range): range
    case .bool: 0...1
    case .choice(let choice): 0...Int64(max(choice.options.count - 1, 0))
    case .time: 0...86_399
    default: -Self.widest...Self.widest
    }
  }

  /// Beyond all dates and instants of the years 1 to 9999.
  private static let widest: Int64 = 1 << 50
}
