import CampaignDiagnostics
import CampaignSyntax

/// Checks expressions at one place of a program: what is in scope there, and what is known there.
///
/// How to use it:
///
///     let checker = ExpressionChecker(context: context, scope: Scope(campaign: names))
///     checker.predicate(e)                      // a condition, as CheckedExpression of type bool
///     checker.value(e)                          // a value that is surely there
///     checker.optional(e)                       // a value that may be missing (`type.isOptional`)
///     checker.assuming(checker.facts(whenTrue: e))          // what an `{if e}` guards
///     checker.assuming(checker.facts(whenFalse: e))         // its `{else}`
///     checker.rows(path)                        // the related table or set that a loop goes over
///     checker.entering(row: name, of: relation) // the body of a loop, with the loop's variable
///     checker.experimentField(path)             // text fields of experiments are templates: render `values`
///
/// Every function reports what is wrong, once, and then returns nil: nil means "already reported", so nothing that
/// depends on it need be reported. A checker is a value; the copy that `assuming` and `entering` return reports to the
/// same place and gives out variables from the same allocator.
package struct ExpressionChecker {
  package let context: TenantContext
  package var scope: Scope
  package var facts: Facts
  /// In a message, the conditions in whose branches the place stands, and those that failed before it.
  var surrounding: [CheckedExpression] = []

  package init(context: TenantContext, scope: Scope, facts: Facts = Facts()) {
    self.context = context
    self.scope = scope
    self.facts = facts
  }

  /// The same place where more is known.
  package func assuming(_ more: Facts) -> ExpressionChecker {
    var copy = self
    copy.facts = facts.and(more)
    return copy
  }

  /// The body of a loop over `relation`; `name` is nil for an aggregate, whose fields are read by their bare names.
  package func entering(row name: String?, of relation: RelationID) -> (
    checker: ExpressionChecker, variable: VariableID
  ) {
    var copy = self
    let variable = scope.variables.next()
    copy.scope.rows.append(Scope.Row(name: name, variable: variable, relation: relation))
    // Where there is a current row there are rows.
    return (copy.assuming(Facts(nonEmpty: relation)), variable)
  }

  /// A value that is surely there: one that may be missing is reported.
  package func value(_ e: Expression, expecting: BaseType? = nil) -> CheckedExpression? {
    guard let checked = optional(e, expecting: expecting) else { return nil }
    return checked.type.isOptional ? missing(e, checked) : checked
  }

  /// A condition.
  package func predicate(_ e: Expression) -> CheckedExpression? {
    guard let checked = optional(e, expecting: .bool) else { return nil }
    guard checked.type.base == .bool else {
      reportNotPredicate(e, checked)
      return nil
    }
    return checked.type.isOptional ? missing(e, checked) : checked
  }

  /// What is read though no fact says that it is there: in a message, all that holds of who sees it together may say so. Else it is
  /// reported, and nothing, unless a test asks what would become of it.
  private func missing(_ e: Expression, _ checked: CheckedExpression) -> CheckedExpression? {
    let known = CheckedExpression(checked.kind, ValueType(checked.type.base), checked.span)
    let question = CheckedExpression(.isKnown(checked), ValueType(.bool), checked.span)
    if let place = PlaceConditions(self), place.prove(question) { return known }
    reportMissing(e, checked)
    context.fail(.mayBeMissing)
    return context.unproven.contains(.mayBeMissing) ? known : nil
  }

  /// A value that may be missing: its type says whether it is. `expecting` gives bare choices and literals their
  /// meaning; that the result has that type is for the caller to look at.
  package func optional(_ e: Expression, expecting: BaseType? = nil) -> CheckedExpression? {
    guard let checked = check(e, expecting: expecting) else {
      context.fail()
      return nil
    }
    return checked
  }

  private func check(_ e: Expression, expecting: BaseType?) -> CheckedExpression? {
    switch e.kind {
    case .missing: return nil
    case .parenthesized(let inner): return optional(inner, expecting: expecting)
    case .literal(let literal): return self.literal(literal, expecting: expecting)
    case .template(let template): return text(template, e.span, expecting: expecting)
    case .path(let path): return self.path(path, expecting: expecting)
    case .negate(let operand): return negation(operand, e.span)
    case .arithmetic(let op, let left, let right): return arithmetic(op, left, right, e.span, expecting: expecting)
    case .comparison(let op, let left, let right, let operatorSpan):
      return comparison(op, left, right, operatorSpan, e.span)
    case .between(let operand, let low, let high): return between(operand, low, high, e.span)
    case .isKnown(let operand, let negated): return known(operand, negated: negated, e.span)
    case .isEmpty(let operand, let negated): return empty(operand, negated: negated, e.span)
    case .isOneOf(let operand, let items, let negated): return oneOf(operand, items, negated: negated, e.span)
    case .textTest(let test, let operand, let texts): return textTest(test, operand, texts, e.span)
    case .within(let operand, let direction, let duration): return within(operand, direction, duration, e.span)
    case .elapsed(let unit, let isSince, let operand): return elapsed(unit, isSince: isSince, operand, e.span)
    case .inSegment(let name, let negated): return segment(name, negated: negated, e.span)
    case .not(let operand): return predicate(operand).map { CheckedExpression(.not($0), ValueType(.bool), e.span) }
    case .and(let operands): return connective(operands, isAnd: true, e.span)
    case .or(let operands): return connective(operands, isAnd: false, e.span)
    case .aggregate(let function, let path, let predicate): return aggregate(function, path, predicate, e.span)
    case .otherwise(let operand, let fallback): return otherwise(operand, fallback, e.span, expecting: expecting)
    case .fits(let operand, let size, let textClass): return fits(operand, size, textClass, e.span)
    case .formatted: return reportMisplacedFormat(e)
    case .quantified(let name, _): return reportMisplacedQuantifier(name, e.span)
    }
  }

  /// Operands are checked with what the others give: of an `and` that they hold, of an `or` that they don't.
  private func connective(_ operands: [Expression], isAnd: Bool, _ span: Span) -> CheckedExpression? {
    let given = operands.reduce(Facts()) { $0.and(isAnd ? facts(whenTrue: $1) : facts(whenFalse: $1)) }
    let inner = assuming(given)
    var checked: [CheckedExpression] = []
    var failed = false
    for operand in operands {
      if let one = inner.predicate(operand) { checked.append(one) } else { failed = true }
    }
    if failed || checked.isEmpty { return nil }
    return CheckedExpression(isAnd ? .and(checked) : .or(checked), ValueType(.bool), span)
  }

  private func known(_ operand: Expression, negated: Bool, _ span: Span) -> CheckedExpression? {
    var inner = self
    inner.facts = Facts()
    guard let checked = inner.knownOperand(operand) else { return nil }
    if case .rows = checked.type.base { return reportNotAValue(operand, checked) }
    if case .set = checked.type.base { return reportNotAValue(operand, checked) }
    guard checked.type.isOptional else {
      context.report(
        .alwaysKnown, "\(context.quoted(operand.span)) is always known", at: span,
        notes: declarationNotes(checked), helps: ["leave the test out: it holds \(negated ? "never" : "always")"])
      return CheckedExpression(.constant(.integer(negated ? 0 : 1)), ValueType(.bool), span)
    }
    let test = CheckedExpression(.isKnown(checked), ValueType(.bool), span)
    return negated ? CheckedExpression(.not(test), ValueType(.bool), span) : test
  }

  /// What is asked whether it is known: a value, or a reference as a whole.
  private func knownOperand(_ operand: Expression) -> CheckedExpression? {
    if case .path(let path) = operand.unwrapped.kind, case .value(let value) = resolve(path),
      case .item? = declaration(value).type?.base
    {
      return read(value, path.span)
    }
    return optional(operand)
  }

  private func empty(_ operand: Expression, negated: Bool, _ span: Span) -> CheckedExpression? {
    guard let relation = rowsOperand(operand) else {
      guard let checked = optional(operand) else { return nil }
      var helps = ["`is empty` is asked of sets and related tables"]
      if checked.type.isOptional || checked.type.base.isTextual {
        helps.append("write `\(context.text(operand.span)) is \(negated ? "" : "not ")known`")
      }
      context.report(
        .wrongOperand, "\(context.quoted(operand.span)) is \(context.words(checked.type)), which is never empty",
        at: operand.span,
        notes: declarationNotes(checked), helps: helps)
      return nil
    }
    context.audience.relations[relation.index].isRead = true
    let rows = CheckedAggregate(
      function: negated ? .any : .none, relation: relation, variable: scope.variables.next(), predicate: nil, value: nil
    )
    return CheckedExpression(.aggregate(rows), ValueType(.bool), span)
  }

  private func segment(_ name: Name, negated: Bool, _ span: Span) -> CheckedExpression? {
    guard let segment = context.segment(name, writtenOutIn: scope) else { return nil }
    let first = scope.variables.reserve(segment.variableCount)
    let moved = segment.expression.shiftingVariables(by: first.index)
    return negated ? CheckedExpression(.not(moved), ValueType(.bool), span) : moved
  }

  private func otherwise(
    _ operand: Expression, _ fallback: Expression, _ span: Span, expecting: BaseType?
  ) -> CheckedExpression? {
    // What is known here is left aside, so that `x otherwise d` means the same inside `{if x is known}`.
    var inner = self
    inner.facts = Facts()
    let first = inner.optional(operand, expecting: expecting)
    let wanted = first?.type.base ?? expecting
    let isPlainText = wanted?.isTextual == true && wanted != .timezone
    let second = optional(fallback, expecting: isPlainText ? nil : wanted)
    guard let first, let second else { return nil }
    guard let base = joined(first, second, at: fallback.span) else { return nil }
    if case .constant(.text(let text)) = second.kind, text.isBlankText {
      context.report(
        .blankDefault, "the default is blank, so nothing would be shown", at: fallback.span,
        helps: ["write what is to stand there instead"])
      guard context.unproven.contains(.blankDefault) else { return nil }
    }
    guard first.type.isOptional else {
      context.report(
        .uselessDefault, "\(context.quoted(operand.span)) is always known, so its default is never used",
        at: fallback.span,
        notes: declarationNotes(first), helps: ["leave `otherwise` out"],
        fixes: [Fix("leave the default out", replace: Span(span.file, operand.span.end, span.end), with: "")])
      return first
    }
    return CheckedExpression(.otherwise(first, second), ValueType(base, isOptional: second.type.isOptional), span)
  }

  /// The type that has the values of both sides of `otherwise`; text that is written out takes on the other side's
  /// class where it can.
  private func joined(_ first: CheckedExpression, _ second: CheckedExpression, at span: Span) -> BaseType? {
    if case .text(let type) = first.type.base, case .constant(.text(let text)) = second.kind {
      let textClass = type.allowsClass(of: text) ? type.textClass : .any
      return .text(
        TextType(
          maxCharacters: max(type.maxCharacters, second.type.base.maxCharacters ?? text.count), textClass: textClass))
    }
    if let base = first.type.base.union(second.type.base) { return base }
    reportMismatch(first, second, at: span, whole: span)
    return nil
  }

  private func fits(_ operand: Expression, _ size: Number, _ textClass: Name?, _ span: Span) -> CheckedExpression? {
    var inner = self
    inner.facts = Facts()
    guard let checked = inner.optional(operand) else { return nil }
    guard checked.type.base.isTextual else {
      context.report(
        .wrongOperand, "\(context.quoted(operand.span)) is \(context.words(checked.type)); `fits` is asked of text",
        at: operand.span,
        notes: declarationNotes(checked))
      return nil
    }
    guard let type = TypeResolver(context: context).textType(size, textClass) else { return nil }
    return CheckedExpression(.fits(checked, type), ValueType(.text(type), isOptional: true), span)
  }
}
