import CampaignDiagnostics
import CampaignSyntax

extension ExpressionChecker {
  /// A time moved by a duration: `now - 60 days`, `placed + 2 hours`, `expires + 3 days`. Nil where it is nothing of
  /// the kind; the result is nil where it was reported.
  func movedTime(
    _ op: Expression.ArithmeticOperator, _ left: Expression, _ right: Expression, _ span: Span
  ) -> (result: CheckedExpression?, Void)? {
    guard op == .add || op == .subtract, let (duration, place) = movingDuration(right) else { return nil }
    if case .literal(let first) = left.unwrapped.kind, case .duration = first.value { return nil }
    guard let start = value(left) else { return (nil, ()) }
    guard start.type.base == .timestamp || start.type.base == .date else { return nil }
    guard let duration else { return (CheckedExpression(start.kind, start.type, span), ()) }
    guard let offset = DurationResolver(context: context).offset(duration) else { return (nil, ()) }
    return (moved(start, op == .add ? offset : offset.negated, place, span), ())
  }

  /// By how much a time is moved: a duration that is written out, or a parameter. Of a template that is checked alone it
  /// is not known by how much; whether a campaign's argument fits is found when that is checked.
  private func movingDuration(_ e: Expression) -> (duration: DurationSyntax?, place: Span)? {
    if case .literal(let literal) = e.unwrapped.kind, case .duration(let amount, let unit) = literal.value {
      return (DurationSyntax(amount, unit, literal.span), literal.span)
    }
    return movingParameter(e)
  }

  private func moved(_ start: CheckedExpression, _ by: CalendarOffset, _ durationSpan: Span, _ span: Span)
    -> CheckedExpression?
  {
    switch start.kind {
    case .runInstant(.zero): return CheckedExpression(.runInstant(by), ValueType(.timestamp), span)
    case .runDate(.zero):
      guard by.seconds == 0 else { return reportHoursOfDate(durationSpan) }
      return CheckedExpression(.runDate(by), ValueType(.date), span)
    default: break
    }
    if start.type.base == .date {
      guard by.seconds == 0 else { return reportHoursOfDate(durationSpan) }
      guard by.months == 0 else { return CheckedExpression(.movedDate(start, by), ValueType(.date), span) }
      return CheckedExpression(.add(start, .duration(Int64(by.days), durationSpan)), ValueType(.date), span)
    }
    guard by.months == 0, by.days == 0 else {
      return CheckedExpression(.movedInstant(start, by), ValueType(.timestamp), span)
    }
    return CheckedExpression(.add(start, .duration(by.seconds, durationSpan)), ValueType(.timestamp), span)
  }

  private func reportHoursOfDate(_ span: Span) -> CheckedExpression? {
    context.report(
      .calendarUnit, "a date has no hours to move it by", at: span, helps: ["write days, weeks, months or years"])
    return nil
  }

  /// `within last D` is [now - D, now), `within next D` is [now, now + D); for dates the same from `today`.
  func within(
    _ operand: Expression, _ direction: Expression.Direction, _ duration: DurationSyntax, _ span: Span
  ) -> CheckedExpression? {
    let checked = value(operand)
    guard var offset = DurationResolver(context: context).offset(duration), let checked else { return nil }
    let isDate = checked.type.base == .date
    guard isDate || checked.type.base == .timestamp else {
      context.report(
        .wrongOperand,
        "`within` is asked of a date or a time, but \(context.quoted(operand.span)) is \(context.words(checked.type))",
        at: operand.span, notes: declarationNotes(checked))
      return nil
    }
    if isDate, offset.seconds != 0 {
      context.report(
        .calendarUnit, "\(context.quoted(operand.span)) is a date, so its distance is counted in days",
        at: duration.span,
        notes: declarationNotes(checked), helps: ["write days, weeks, months or years"])
      return nil
    }
    if direction == .last { offset = offset.negated }
    func point(_ by: CalendarOffset) -> CheckedExpression {
      isDate
        ? CheckedExpression(.runDate(by), ValueType(.date), duration.span)
        : CheckedExpression(.runInstant(by), ValueType(.timestamp), duration.span)
    }
    let start = point(direction == .last ? offset : .zero)
    let end = point(direction == .last ? .zero : offset)
    return CheckedExpression(
      .and([
        CheckedExpression(.compare(.greaterOrEqual, checked, start), ValueType(.bool), span),
        CheckedExpression(.compare(.less, checked.copied(scope.variables), end), ValueType(.bool), span),
      ]), ValueType(.bool), span)
  }

  /// `days since x` counts calendar days between the run's local dates, `months since x` full calendar months;
  /// `hours since x` is exact. All of them round down, and a time to come counts negative.
  func elapsed(_ unit: TimeUnit, isSince: Bool, _ operand: Expression, _ span: Span) -> CheckedExpression? {
    guard let checked = value(operand) else { return nil }
    let isDate = checked.type.base == .date
    guard isDate || checked.type.base == .timestamp else {
      let word = isSince ? "since" : "until"
      context.report(
        .wrongOperand,
        "`\(word)` counts from a date or a time, but \(context.quoted(operand.span)) is \(context.words(checked.type))",
        at: operand.span, notes: declarationNotes(checked))
      return nil
    }
    func difference(_ x: CheckedExpression, _ now: CheckedExpression, _ bounds: ClosedRange<Int64>) -> CheckedExpression
    {
      CheckedExpression(isSince ? .subtract(now, x) : .subtract(x, now), ValueType(.integer(bounds)), span)
    }
    let date = isDate ? checked : CheckedExpression(.localDate(checked), ValueType(.date), operand.span)
    let today = CheckedExpression(.runDate(.zero), ValueType(.date), span)
    switch unit {
    case .day, .week:
      let days = difference(date, today, -Self.maxDays...Self.maxDays)
      return unit == .day ? days : floored(days, by: 7, span)
    case .second, .minute, .hour:
      guard !isDate, let seconds = unit.exactSeconds else {
        context.report(
          .calendarUnit, "\(context.quoted(operand.span)) is a date, so its distance is counted in days", at: span,
          notes: declarationNotes(checked),
          helps: ["write `days \(isSince ? "since" : "until") \(context.text(operand.span))`"])
        return nil
      }
      let now = CheckedExpression(.runInstant(.zero), ValueType(.timestamp), span)
      let exact = difference(checked, now, -Self.maxSeconds...Self.maxSeconds)
      return seconds == 1 ? exact : floored(exact, by: seconds, span)
    case .month, .year:
      let between: CheckedExpression.Kind = isSince ? .months(from: date, to: today) : .months(from: today, to: date)
      let months = CheckedExpression(between, ValueType(.integer(-Self.maxMonths...Self.maxMonths)), span)
      return unit == .month ? months : floored(months, by: 12, span)
    }
  }

  /// More than any two dates of years 0 to 9999 are apart.
  private static var maxDays: Int64 { 10_000_000 }
  private static var maxSeconds: Int64 { maxDays * 86_400 }
  private static var maxMonths: Int64 { 240_000 }

  /// Division that rounds down, of a number between ±`maxSeconds`: it is made positive first, for `divide` rounds
  /// towards zero.
  private func floored(_ e: CheckedExpression, by divisor: Int64, _ span: Span) -> CheckedExpression {
    guard let bounds = e.type.base.bounds else { return e }
    let shift = (bounds.upperBound / divisor + 1)
    func constant(_ value: Int64) -> CheckedExpression {
      CheckedExpression(.constant(.integer(value)), ValueType(.integer(value...value)), span)
    }
    let positive = CheckedExpression(
      .add(e, constant(shift * divisor)), ValueType(.integer(0...(bounds.upperBound + shift * divisor))), span)
    let quotient = CheckedExpression(.divide(positive, by: divisor), ValueType(.integer(0...(2 * shift))), span)
    return CheckedExpression(.subtract(quotient, constant(shift)), ValueType(.integer(-shift...shift)), span)
  }
}

extension CheckedExpression {
  fileprivate static func duration(_ value: Int64, _ span: Span) -> CheckedExpression {
    CheckedExpression(.constant(.integer(value)), ValueType(.duration), span)
  }
}
