import CampaignDiagnostics
import CampaignSyntax

/// Checks what a test expects: questions about the outcome and its message, joined with predicates over the member.
struct ExpectationChecker {
  let context: TenantContext
  let campaign: CheckedCampaign
  /// The number of the step that the test is of.
  let step: Int
  let member: ExpressionChecker

  /// Names that an expectation has besides the member's own; they go before those.
  static let names =
    TestOutcome.allCases.map(\.rawValue) + Channel.allCases.map(\.rawValue) + [
      "channel", "language", "reason", "words",
    ]

  init(context: TenantContext, campaign: CheckedCampaign, step: Int, names: CampaignNames) {
    self.context = context
    self.campaign = campaign
    self.step = step
    var scope = Scope(campaign: names)
    if step > 0 { scope.stage = .followUp(step) }
    scope.directives = Self.names
    member = ExpressionChecker(context: context, scope: scope)
  }

  /// The expectation; nil where something in it was wrong, and was reported.
  func check(_ e: Expression) -> CheckedExpectation? {
    guard let checked = expectation(e) else {
      context.fail()
      return nil
    }
    return checked
  }

  private func expectation(_ e: Expression) -> CheckedExpectation? {
    guard asksOutcome(e) else {
      return member.predicate(e).map {
        CheckedExpectation(.member($0), span: e.span, subject: e.span, question: e.span)
      }
    }
    switch e.kind {
    case .parenthesized(let inner): return check(inner)
    case .not(let inner):
      let word = Span(e.span.file, e.span.start, min(e.span.end, e.span.start + 3))
      return check(inner).map { CheckedExpectation(.not($0), span: e.span, subject: word, question: word) }
    case .and(let operands): return joined(operands, e) { .and($0) }
    case .or(let operands): return joined(operands, e) { .or($0) }
    case .path(let path):
      if let outcome = TestOutcome(rawValue: path.text) {
        guard canBe(outcome, path.span) else { return nil }
        return CheckedExpectation(.outcome(outcome), span: e.span, subject: e.span, question: e.span)
      }
      guard subject(path) != nil else { return nil }
      return report(
        "\(context.quoted(e.span)) says nothing by itself", at: e.span, help: "ask something of it: \(example(path))")
    case .comparison(let op, let left, let right, let operatorSpan):
      return comparison(op, left, right, operatorSpan, e)
    case .isOneOf(let operand, let values, let negated): return oneOf(operand, values, negated: negated, e)
    case .textTest(let test, let operand, let texts): return textTest(test, operand, texts, e)
    case .isKnown(let operand, let negated): return known(operand, negated: negated, e)
    default:
      return report(
        "\(context.quoted(e.span)) can't be asked of an outcome", at: e.span,
        help: "texts take `is`, `contains`, `starts with`, `ends with` and `length`")
    }
  }

  /// Whether members can come to that at the test's step; reported where they can't.
  private func canBe(_ outcome: TestOutcome, _ span: Span) -> Bool {
    let message: String
    let help: String
    switch outcome {
    case .converted where campaign.conversion == nil:
      message = "`\(campaign.name)` does not say what a conversion is"
      help = "add `conversion any(orders where placed after entered) within 7 days` to it, or leave this out"
    case .converted where step == 0:
      message = "nobody has converted at the first step, at which they enter"
      help =
        campaign.steps.count > 1
        ? "say which step the test is of: `step \(campaign.steps[1].name)`" : "leave this out: no step follows"
    case .heldOut where step > 0:
      message = "who is held out never enters, and is not at `\(campaign.steps[step].name)`"
      help = "ask for it in a test of the first step: leave `step` out"
    default: return true
    }
    context.report(.expectation, message, at: span, helps: [help])
    return false
  }

  private func joined(
    _ operands: [Expression], _ e: Expression, _ make: ([CheckedExpectation]) -> CheckedExpectation.Kind
  ) -> CheckedExpectation? {
    let checked = operands.map { check($0) }
    guard checked.allSatisfy({ $0 != nil }), operands.count > 1 else { return nil }
    let word = gap(operands[0].span.end, operands[1].span.start, e)
    return CheckedExpectation(make(checked.compactMap(\.self)), span: e.span, subject: word, question: word)
  }

  // MARK: Questions

  private func comparison(
    _ op: Expression.ComparisonOperator, _ left: Expression, _ right: Expression, _ word: Span, _ e: Expression
  ) -> CheckedExpectation? {
    guard let subject = subject(of: left) else { return nil }
    func asked(_ kind: CheckedExpectation.Kind) -> CheckedExpectation {
      CheckedExpectation(kind, span: e.span, subject: left.span, question: word)
    }
    let isEquality = op == .is || op == .isNot
    switch subject {
    case .outcome(let outcome):
      return report(
        "`\(outcome.rawValue)` is a condition by itself", at: e.span,
        help: "write `\(outcome.rawValue)`, or `not \(outcome.rawValue)`")
    case .fact(let fact):
      guard isEquality else {
        return report("`\(op.rawValue)` is not asked of \(context.quoted(left.span))", at: word, help: "write `is`")
      }
      return name(right, of: fact).map { asked(.fact(fact, isOneOf: [$0], negated: op == .isNot)) }
    case .text(let text):
      guard isEquality else {
        return report(
          "\(context.quoted(left.span)) is a text, which has no order", at: word,
          help: "write `is`, `contains`, or ask its length: `\(context.text(left.span)).length`")
      }
      return compared(right).map { asked(.text(text, .isText($0, negated: op == .isNot))) }
    case .measure(let measure, let text):
      guard case .literal(let literal) = right.unwrapped.kind, case .number(let number) = literal.value,
        number.scale == 0
      else {
        return report(
          "\(context.quoted(left.span)) is compared with a whole number", at: right.span,
          help: "write it out, such as `60`")
      }
      return asked(.measure(measure, text, op.comparison, number.mantissa))
    }
  }

  private func oneOf(
    _ operand: Expression, _ values: [Expression], negated: Bool, _ e: Expression
  ) -> CheckedExpectation? {
    guard let subject = subject(of: operand) else { return nil }
    guard case .fact(let fact) = subject else {
      return report(
        "`is one of` is asked of `channel`, `language` and experiments", at: e.span,
        help: "write `is … or is …`, or `contains any of (…)`")
    }
    let names = values.map { name($0, of: fact) }
    guard names.allSatisfy({ $0 != nil }) else { return nil }
    let word = gap(operand.span.end, values.first?.span.start ?? e.span.end, e)
    return CheckedExpectation(
      .fact(fact, isOneOf: names.compactMap(\.self), negated: negated), span: e.span, subject: operand.span,
      question: word)
  }

  private func textTest(
    _ test: Expression.TextTest, _ operand: Expression, _ texts: [Expression], _ e: Expression
  ) -> CheckedExpectation? {
    guard let subject = subject(of: operand) else { return nil }
    guard case .text(let text) = subject else {
      return report(
        "`\(test.rawValue)` is asked of texts, and \(context.quoted(operand.span)) is none", at: operand.span,
        help: "name a text: `email.subject`, `words`")
    }
    var compared: [ComparedText] = []
    for written in texts {
      guard let text = self.compared(written) else { return nil }
      if case .literal(let literal) = text, literal.isBlankText {
        context.report(.nothingToFind, "there is nothing to look for in a blank text", at: written.span)
        return nil
      }
      compared.append(text)
    }
    let word = gap(operand.span.end, texts.first?.span.start ?? e.span.end, e)
    return CheckedExpectation(
      .text(text, .matches(test.kind, compared)), span: e.span, subject: operand.span, question: word)
  }

  private func known(_ operand: Expression, negated: Bool, _ e: Expression) -> CheckedExpectation? {
    guard let subject = subject(of: operand) else { return nil }
    guard case .text(let text) = subject else {
      return report("`is known` is asked of texts", at: e.span, help: "write `selected`, or name a text")
    }
    return CheckedExpectation(
      .text(text, .isKnown(negated: negated)), span: e.span, subject: operand.span,
      question: gap(operand.span.end, e.span.end, e))
  }

  /// What a text is compared with: it is written out, or is a text of the member's or the campaign's own.
  private func compared(_ e: Expression) -> ComparedText? {
    switch e.unwrapped.kind {
    case .template(let template):
      if let literal = template.literal { return .literal(literal.value) }
      return report(
        "what a text is compared with is written out", at: e.span, help: "write the text that the test's member gets")
    case .literal(let literal):
      if case .string(let text) = literal.value { return .literal(text.value) }
    case .path(let path):
      if let meant = Suggestion.nearest(to: path.text, among: ["known"]) {
        context.reportMisspelt(Name(path.text, path.span), as: meant)
        return nil
      }
    default: break
    }
    guard !asksOutcome(e), !e.unwrapped.kind.isLiteral else {
      return report("\(context.quoted(e.span)) is not a text", at: e.span, help: "write it in quotes")
    }
    guard let value = member.value(e, expecting: nil) else { return nil }
    guard value.type.base.isTextual else {
      return report("\(context.quoted(e.span)) is not a text", at: e.span, help: "write the text as its reader gets it")
    }
    return .value(value)
  }

  /// A channel, a language or a variant by its name.
  private func name(_ e: Expression, of fact: TestFact) -> String? {
    let names: [String]
    switch fact {
    case .channel: names = Channel.allCases.map(\.rawValue)
    case .language: names = context.settings.languages
    case .experiment(let index): names = campaign.experiments[index].variants.map(\.name)
    }
    guard case .path(let path) = e.unwrapped.kind, path.names.count == 1 else {
      return report(
        "\(context.quoted(e.span)) is not a name", at: e.span, help: "write one of \(names.quotedList(limit: 8))")
    }
    if names.contains(path.text) { return path.text }
    let meant = Suggestion.nearest(to: path.text, among: names)
    context.report(
      .expectation, "`\(path.text)` is none of \(names.quotedList(limit: 8))", at: path.span,
      helps: meant.map { ["did you mean `\($0)`?"] } ?? [],
      fixes: meant.map { [Fix("write `\($0)`", replace: path.span, with: $0)] } ?? [])
    return nil
  }

  // MARK: Help

  /// What stands between two operands, without the blanks around it.
  private func gap(_ start: UInt32, _ end: UInt32, _ e: Expression) -> Span {
    let written = Array(context.source(Span(e.span.file, start, max(start, end))).utf8)
    let isBlank = { (byte: UInt8) in byte == 0x20 || (0x09...0x0D).contains(byte) || byte == UInt8(ascii: "(") }
    let lead = written.prefix(while: isBlank).count
    let tail = written.reversed().prefix(while: isBlank).count
    guard lead + tail < written.count else { return e.span }
    return Span(e.span.file, start + UInt32(lead), end - UInt32(tail))
  }

  private func example(_ path: Path) -> String {
    path.text == "channel" ? "`channel is email`" : "`\(path.text) contains \"…\"`"
  }

  func report<Value>(_ message: String, at span: Span, help: String) -> Value? {
    context.report(.expectation, message, at: span, helps: [help])
    return nil
  }
}

extension Expression.ComparisonOperator {
  fileprivate var comparison: CheckedExpression.Comparison {
    switch self {
    case .less, .before: .less
    case .lessOrEqual: .lessOrEqual
    case .greater, .after: .greater
    case .greaterOrEqual: .greaterOrEqual
    case .is: .equal
    case .isNot: .notEqual
    }
  }
}

extension Expression.TextTest {
  fileprivate var kind: CheckedExpression.TextTest {
    switch self {
    case .contains: .contains
    case .startsWith: .startsWith
    case .endsWith: .endsWith
    }
  }
}

extension Expression.Kind {
  fileprivate var isLiteral: Bool {
    if case .literal = self { true } else { false }
  }
}
