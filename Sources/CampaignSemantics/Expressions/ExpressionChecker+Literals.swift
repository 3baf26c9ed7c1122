import CampaignDiagnostics
import CampaignSyntax
import CampaignValues

extension ExpressionChecker {
  /// A literal. A whole number stands for a decimal where one is expected; nothing else changes its type.
  func literal(_ literal: Literal, expecting: BaseType?) -> CheckedExpression? {
    let span = literal.span
    switch literal.value {
    case .number(let number):
      if number.scale == 0, !(expecting?.isDecimal ?? false) {
        return integer(number.mantissa, span) { .integer($0) }
      }
      guard let value = scaled(number, digits: 4, unit: "a decimal", span) else { return nil }
      return integer(value, span) { .decimal($0) }
    case .money(let number, let currency):
      return money(number, currency, span)
    case .percent(let number):
      guard let value = scaled(number, digits: 2, unit: "a percentage", span) else { return nil }
      return integer(value, span) { .percent($0) }
    case .duration(let number, let unit):
      guard let offset = DurationResolver(context: context).offset(number, unit, span) else { return nil }
      guard offset.months == 0, offset.days == 0 else {
        context.report(
          .calendarUnit, "a duration in \(unit.rawValue)s stands beside a time only", at: span,
          notes: [Note("days and longer are calendar days, so their length depends on the date they are counted from")],
          helps: ["write `now - \(context.text(span))`, or `within last \(context.text(span))`"])
        return nil
      }
      return CheckedExpression(.constant(.integer(offset.seconds)), ValueType(.duration), span)
    case .time(let seconds):
      return CheckedExpression(.constant(.integer(Int64(seconds))), ValueType(.time), span)
    case .date(let year, let month, let day):
      guard let days = self.days(year, month, day, span) else { return nil }
      return CheckedExpression(.constant(.integer(days)), ValueType(.date), span)
    case .timestamp(let year, let month, let day, let seconds, let offset):
      guard let days = self.days(year, month, day, span) else { return nil }
      let local = days * 86_400 + Int64(seconds)
      guard let offset else { return CheckedExpression(.localInstant(seconds: local), ValueType(.timestamp), span) }
      return CheckedExpression(.constant(.integer(local - Int64(offset))), ValueType(.timestamp), span)
    case .bool(let value):
      return CheckedExpression(.constant(.integer(value ? 1 : 0)), ValueType(.bool), span)
    case .string(let string):
      return text(string.value, span, expecting: expecting)
    case .color:
      context.report(.misplaced, "a color stands in the brand's layout only", at: span)
      return nil
    }
  }

  private func days(_ year: Int, _ month: Int, _ day: Int, _ span: Span) -> Int64? {
    if let date = CivilDate(year: year, month: month, day: day) { return Int64(date.days) }
    context.report(.numberTooLarge, "\(context.quoted(span)) is not a date of the years 1 to 9999", at: span)
    return nil
  }

  private func integer(_ value: Int64, _ span: Span, _ type: (ClosedRange<Int64>) -> BaseType) -> CheckedExpression {
    CheckedExpression(.constant(.integer(value)), ValueType(type(value...value)), span)
  }

  private func money(_ number: Number, _ currency: Name, _ span: Span) -> CheckedExpression? {
    guard let known = Currencies.find(currency.text) else {
      Currencies.reportUnknown(currency, context, preferring: context.settings.currency?.code)
      return nil
    }
    if context.isLibrary {
      context.report(
        .currencyInLibrary, "\(context.quoted(span)) is money of one currency, but a template is for every tenant",
        at: span, helps: ["make it a parameter of type `money`, and let each campaign give it"])
      return nil
    }
    guard let own = context.settings.currency else { return nil }
    guard own.code == known.code else {
      context.report(
        .otherCurrency, "this tenant's money is in \(own.code), but \(context.quoted(span)) is in \(known.code)",
        at: currency.span,
        notes: context.settings.currencySpan.map { [Note("the tenant's currency is set here", at: $0)] } ?? [],
        helps: ["write the amount in \(own.code): nothing is converted"])
      return nil
    }
    guard let value = scaled(number, digits: own.fractionDigits, unit: own.code, span) else { return nil }
    return integer(value, span) { .money($0) }
  }

  /// The number in units of 10^-digits.
  private func scaled(_ number: Number, digits: Int, unit: String, _ span: Span) -> Int64? {
    switch number.scaled(digits: digits) {
    case .success(let value): return value
    case .failure(.tooFine):
      context.report(
        .tooPrecise, "\(context.quoted(span)) has more decimal places than \(unit) has", at: span,
        notes: [Note(digits == 0 ? "\(unit) has no decimal places" : "\(unit) has at most \(digits)")])
    case .failure(.tooLarge):
      context.report(.numberTooLarge, "\(context.quoted(span)) is too large a number", at: span)
    }
    return nil
  }

  /// A text that stands in an expression; interpolations in it belong to messages.
  func text(_ template: Template, _ span: Span, expecting: BaseType?) -> CheckedExpression? {
    if let literal = template.literal { return text(literal.value, span, expecting: expecting) }
    if template.pieces.count == 1, case .interpolation(let inner, _) = template.pieces[0] {
      return optional(inner, expecting: expecting)
    }
    context.report(
      .filledText, "nothing is filled into a text here", at: span,
      notes: [
        Note("`{ }` fills in values in what members read; in a condition or a default a text is as it is written")
      ],
      helps: [
        scope.isMessage
          ? "choose between two texts in the message: `{if …}…{else}…{end}`"
          : "compare with the value itself, or with a text"
      ])
    return nil
  }

  private func text(_ text: String, _ span: Span, expecting: BaseType?) -> CheckedExpression? {
    let constant = CheckedExpression.Kind.constant(.text(text))
    switch expecting {
    case .choice(let choice)?:
      let option = choice.options.first { $0.name == text || $0.stored == text || $0.labels.values.contains(text) }
      context.report(
        .choiceAsText, "a choice is written by its name, without quotes", at: span,
        helps: [
          option.map { "write `\($0.name)`" } ?? "the choices are \(choice.options.map(\.name).quotedList(limit: 8))"
        ],
        fixes: option.map { [Fix("write `\($0.name)`", replace: span, with: $0.name)] } ?? [])
      return nil
    case .timezone?:
      guard context.checkZone(StringLiteral(text, span)) else { return nil }
      return CheckedExpression(constant, ValueType(.timezone), span)
    case .email?: return CheckedExpression(constant, ValueType(.email), span)
    case .phone?: return CheckedExpression(constant, ValueType(.phone), span)
    case .url(let host)?: return CheckedExpression(constant, ValueType(.url(host: host)), span)
    default: return .text(text, span)
    }
  }
}

extension Number {
  enum ScaleError: Error { case tooFine, tooLarge }

  /// The number times 10^digits, exactly.
  func scaled(digits: Int) -> Result<Int64, ScaleError> {
    var value = mantissa
    var places = scale
    while places > digits, value % 10 == 0, places > 0 {
      value /= 10
      places -= 1
    }
    if places > digits { return .failure(.tooFine) }
    for _ in places..<max(places, digits) {
      let (next, overflow) = value.multipliedReportingOverflow(by: 10)
      if overflow { return .failure(.tooLarge) }
      value = next
    }
    return .success(value)
  }
}

/// Durations as distances in time.
struct DurationResolver {
  let context: TenantContext

  /// Bounds a distance, so that no calendar arithmetic can leave its range: 1,000 years.
  static let maxSeconds: Int64 = 1_000 * 366 * 86_400

  func offset(_ duration: DurationSyntax) -> CalendarOffset? { offset(duration.amount, duration.unit, duration.span) }

  /// Days, weeks, months and years are calendar units and whole; seconds, minutes and hours are exact.
  func offset(_ amount: Number, _ unit: TimeUnit, _ span: Span) -> CalendarOffset? {
    guard amount.mantissa > 0 else {
      context.report(.durationRange, "\(context.quoted(span)) is no time at all", at: span, helps: ["write at least 1"])
      return nil
    }
    if let seconds = unit.exactSeconds {
      let (product, overflow) = amount.mantissa.multipliedReportingOverflow(by: seconds)
      var value = product
      var isWhole = !overflow
      for _ in 0..<min(amount.scale, 20) where isWhole {
        isWhole = value % 10 == 0
        value /= 10
      }
      guard isWhole, value <= Self.maxSeconds else { return outOfRange(span, isWhole: overflow || isWhole) }
      return CalendarOffset(seconds: value)
    }
    guard case .success(let whole) = amount.scaled(digits: 0) else { return outOfRange(span, isWhole: false) }
    guard whole <= 366_000 else { return outOfRange(span, isWhole: true) }
    switch unit {
    case .week: return whole <= 52_000 ? CalendarOffset(days: Int(whole) * 7) : outOfRange(span, isWhole: true)
    case .month: return whole <= 12_000 ? CalendarOffset(months: Int(whole)) : outOfRange(span, isWhole: true)
    case .year: return whole <= 1_000 ? CalendarOffset(months: Int(whole) * 12) : outOfRange(span, isWhole: true)
    default: return CalendarOffset(days: Int(whole))
    }
  }

  private func outOfRange(_ span: Span, isWhole: Bool) -> CalendarOffset? {
    if isWhole {
      context.report(.durationRange, "\(context.quoted(span)) is longer than 1,000 years", at: span)
    } else {
      context.report(
        .durationRange, "\(context.quoted(span)) is not a whole number", at: span,
        notes: [Note("days and longer are calendar days, and the smallest unit is a second")],
        helps: ["write whole days, or the same time in hours"])
    }
    return nil
  }
}

extension TimeUnit {
  /// Nil for calendar units.
  var exactSeconds: Int64? {
    switch self {
    case .second: 1
    case .minute: 60
    case .hour: 3_600
    case .day, .week, .month, .year: nil
    }
  }
}

extension CalendarOffset {
  var negated: CalendarOffset { CalendarOffset(months: -months, days: -days, seconds: -seconds) }
}
