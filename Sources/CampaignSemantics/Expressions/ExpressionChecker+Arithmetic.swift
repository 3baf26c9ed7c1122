import CampaignDiagnostics
import CampaignSyntax

extension ExpressionChecker {
  func negation(_ operand: Expression, _ span: Span) -> CheckedExpression? {
    guard let value = value(operand) else { return nil }
    guard let bounds = value.type.base.bounds,
      case (let low, let o1) = Int64(0).subtractingReportingOverflow(bounds.upperBound),
      case (let high, let o2) = Int64(0).subtractingReportingOverflow(bounds.lowerBound), !o1, !o2
    else {
      reportNotArithmetic("-", value, operand)
      return nil
    }
    let base = value.type.base.replacingBounds(low...high)
    if let constant = value.constantInteger {
      return CheckedExpression(.constant(.integer(-constant)), ValueType(base), span)
    }
    let zero = CheckedExpression(.constant(.integer(0)), ValueType(value.type.base.replacingBounds(0...0)), span)
    return CheckedExpression(.subtract(zero, value), ValueType(base), span)
  }

  func arithmetic(
    _ op: Expression.ArithmeticOperator, _ left: Expression, _ right: Expression, _ span: Span, expecting: BaseType?
  ) -> CheckedExpression? {
    if let moved = movedTime(op, left, right, span) { return moved.result }
    let a = value(left, expecting: expecting)
    let b = value(right, expecting: op == .add || op == .subtract ? a?.type.base : nil)
    guard let a, let b else { return nil }
    switch op {
    case .add, .subtract: return sum(op, a, b, left, right, span)
    case .multiply: return product(a, b, left, right, span)
    case .divide: return quotient(a, b, left, right, span)
    }
  }

  private func sum(
    _ op: Expression.ArithmeticOperator, _ a: CheckedExpression, _ b: CheckedExpression, _ left: Expression,
    _ right: Expression, _ span: Span
  ) -> CheckedExpression? {
    if op == .subtract, a.type.base == b.type.base, a.type.base == .date || a.type.base == .timestamp {
      let word = a.type.base == .date ? "days" : "hours"
      context.report(
        .notArithmetic, "two times are not subtracted from each other", at: span,
        helps: ["write `\(word) since \(context.text(right.span))`"])
      return nil
    }
    if a.type.base == .date || a.type.base == .timestamp, b.type.base.isPlainNumber {
      let written = context.text(right.span)
      context.report(
        .missingUnit, "\(context.quoted(right.span)) has no unit of time", at: right.span,
        helps: b.isConstant
          ? ["write it behind the number, such as `\(written) hours` or `\(written) days`"]
          : ["write how long: a number and its unit, such as `30 days`"])
      return nil
    }
    guard let x = a.type.base.bounds else { return reportNotArithmetic(op.rawValue, a, left) }
    guard let y = b.type.base.bounds else { return reportNotArithmetic(op.rawValue, b, right) }
    guard a.type.base.isLike(b.type.base) else {
      reportMismatch(a, b, at: right.span, whole: span)
      return nil
    }
    let (low, o1) =
      op == .add
      ? x.lowerBound.addingReportingOverflow(y.lowerBound) : x.lowerBound.subtractingReportingOverflow(y.upperBound)
    let (high, o2) =
      op == .add
      ? x.upperBound.addingReportingOverflow(y.upperBound) : x.upperBound.subtractingReportingOverflow(y.lowerBound)
    if o1 || o2 { return reportOverflow(span, a, b) }
    let type = ValueType(a.type.base.replacingBounds(low...high))
    return CheckedExpression(op == .add ? .add(a, b) : .subtract(a, b), type, span)
  }

  /// A number of anything times a whole number.
  private func product(
    _ a: CheckedExpression, _ b: CheckedExpression, _ left: Expression, _ right: Expression, _ span: Span
  ) -> CheckedExpression? {
    guard let x = a.type.base.bounds else { return reportNotArithmetic("*", a, left) }
    guard let y = b.type.base.bounds else { return reportNotArithmetic("*", b, right) }
    guard a.type.base.isInteger || b.type.base.isInteger else {
      context.report(
        .notArithmetic, "\(context.words(a.type)) can't be multiplied by \(context.words(b.type))", at: span,
        notes: [Note("one side of `*` is a whole number, so that the result has a unit and nothing is rounded")])
      return nil
    }
    var corners: [Int64] = []
    for p in [x.lowerBound, x.upperBound] {
      for q in [y.lowerBound, y.upperBound] {
        let (value, overflow) = p.multipliedReportingOverflow(by: q)
        if overflow { return reportOverflow(span, a, b) }
        corners.append(value)
      }
    }
    guard let low = corners.min(), let high = corners.max() else { return nil }
    let unit = a.type.base.isInteger ? b.type.base : a.type.base
    return CheckedExpression(.multiply(a, b), ValueType(unit.replacingBounds(low...high)), span)
  }

  private func quotient(
    _ a: CheckedExpression, _ b: CheckedExpression, _ left: Expression, _ right: Expression, _ span: Span
  ) -> CheckedExpression? {
    guard let x = a.type.base.bounds else { return reportNotArithmetic("/", a, left) }
    guard b.type.base.isInteger, let divisor = b.constantInteger, divisor != 0 else {
      context.report(
        .divisor, "\(context.quoted(right.span)) can't be divided by", at: right.span,
        notes: [Note("the divisor is a whole number other than 0 that is written out, so that no member divides by 0")])
      return nil
    }
    let (p, o1) = x.lowerBound.dividedReportingOverflow(by: divisor)
    let (q, o2) = x.upperBound.dividedReportingOverflow(by: divisor)
    if o1 || o2 { return reportOverflow(span, a, b) }
    return CheckedExpression(
      .divide(a, by: divisor), ValueType(a.type.base.replacingBounds(min(p, q)...max(p, q))), span)
  }

  @discardableResult
  private func reportNotArithmetic(_ op: String, _ value: CheckedExpression, _ written: Expression)
    -> CheckedExpression?
  {
    context.report(
      .notArithmetic, "\(context.quoted(written.span)) is \(context.words(value.type)), which `\(op)` can't work with",
      at: written.span, notes: declarationNotes(value))
    return nil
  }

  func reportOverflow(_ span: Span, _ values: CheckedExpression...) -> CheckedExpression? {
    context.report(
      .overflow, "\(context.quoted(span)) can become too large a number", at: span,
      notes: values.flatMap { declarationNotes($0) },
      helps: ["declare narrower bounds, such as `int(0 to 1_000)`"])
    return nil
  }
}
