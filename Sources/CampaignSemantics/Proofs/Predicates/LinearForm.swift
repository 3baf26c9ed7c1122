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

  /// Sums of two such numbers are far from the end of `Int64`.
  static let limit: UInt64 = 1 << 58
}
