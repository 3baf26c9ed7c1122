/// A sum of terms with whole factors, and a constant: what a number comes to.
struct LinearForm {
  var factors: [Int: Int64] = [:]
  var constant: Int64 = 0

  init(constant: Int64) { self.constant = constant }

  init(term: Int, plus constant: Int64 = 0) {
    factors = [term: 1]
    self.constant = constant
  }

  /// Nil where a number gets too large to reckon with.
  func adding(_ other: LinearForm, times factor: Int64 = 1) -> LinearForm? {
    guard let scaled = other.times(factor) else { return nil }
    var sum = self
    for (term, added) in scaled.factors {
      let (value, overflow) = (sum.factors[term] ?? 0).addingReportingOverflow(added)
      if overflow { return nil }
      sum.factors[term] = value == 0 ? nil : value
    }
    let (value, overflow) = constant.addingReportingOverflow(scaled.constant)
    if overflow || value.magnitude >= Self.limit { return nil }
    sum.constant = value
    return sum
  }

  func times(_ factor: Int64) -> LinearForm? {
    if factor == 0 { return LinearForm(constant: 0) }
    var product = LinearForm(constant: 0)
    for (term, own) in factors {
      let (value, overflow) = own.multipliedReportingOverflow(by: factor)
      if overflow || value.magnitude >= Self.limit { return nil }
      product.factors[term] = value
    }
    let (value, overflow) = constant.multipliedReportingOverflow(by: factor)
    if overflow || value.magnitude >= Self.limit { return nil }
    product.constant = value
    return product
  }

  /// A form without a factor common to all its terms that is to zero as this one is; nil where no whole numbers make it zero, and that
  /// is what is asked.
  func reduced(for comparison: CheckedExpression.Comparison) -> LinearForm? {
    let common = factors.values.reduce(0) { Self.commonFactor($0, $1.magnitude) }
    guard common > 1, let divisor = Int64(exactly: common) else { return self }
    var result = LinearForm(constant: 0)
    result.factors = factors.mapValues { $0 / divisor }
    let (quotient, remainder) = constant.quotientAndRemainder(dividingBy: divisor)
    switch comparison {
    case .equal, .notEqual:
      if remainder != 0 { return nil }
      result.constant = quotient
    // The least whole number that is no less, for `sum <= -constant`, and the greatest that is no more.
    case .lessOrEqual, .greater: result.constant = quotient + (remainder > 0 ? 1 : 0)
    case .less, .greaterOrEqual: result.constant = quotient - (remainder < 0 ? 1 : 0)
    }
    return result
  }

  private static func commonFactor(_ a: UInt64, _ b: UInt64) -> UInt64 {
    var (a, b) = (a, b)
    while b != 0 { (a, b) = (b, a % b) }
    return a
  }

  /// Sums of two such numbers are far from the end of `Int64`.
  static let limit: UInt64 = 1 << 58
}
