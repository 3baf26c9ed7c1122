import CampaignDiagnostics
import CampaignPlan
import CampaignSemantics
import CampaignValues

/// What the machine made of one expression over a test's member.
struct MemberValue {
  var expression: CheckedExpression
  var value: String
}

/// Answers a test's expectations from what became of its member.
struct ExpectationEvaluation {
  let plan: Plan
  let result: MemberResult
  /// The values of the member's own expressions.
  let memberValues: [MemberValue]
  let sources: SourceMap

  func asked(_ expectation: CheckedExpectation) -> AskedExpectation {
    var values: [ShownValue] = []
    var absence: String?
    let holds = answer(expectation, &values, &absence)
    return AskedExpectation(
      expectation: expectation, holds: holds, values: values, absence: holds == nil ? absence : nil)
  }

  /// Nil where it hangs on a message that was not made.
  private func answer(_ e: CheckedExpectation, _ values: inout [ShownValue], _ absence: inout String?) -> Bool? {
    let holds: Bool?
    var question = e.question
    switch e.kind {
    case .outcome(let outcome): holds = result.is(outcome)
    case .fact(let fact, let names, let negated):
      let name = self.name(fact)
      values.append(ShownValue(span: e.subject, text: name ?? "none"))
      if name == nil { absence = result.words }
      holds = name.map { names.contains($0) != negated }
    case .text(let text, let question):
      let found = self.text(text, &absence)
      values.append(ShownValue(span: e.subject, text: found.map(Self.shown) ?? "none"))
      for value in question.values {
        values.append(ShownValue(span: value.span, text: Self.shown(self.text(ComparedText.value(value)) ?? "")))
      }
      holds = answer(question, found, absence)
    case .measure(let measure, let text, let comparison, let limit):
      let found = self.text(text, &absence)
      let size = found.map { Self.size(measure, $0) }
      values.append(ShownValue(span: e.subject, text: size.map(String.init) ?? "none"))
      holds = size.map { Self.compare(comparison, $0, limit) }
    case .member(let expression):
      for part in memberValues
      where part.expression.span != expression.span && Self.isWithin(part.expression.span, e.span) {
        let place = MemberProbe.anchor(of: part.expression, within: e.span, in: sources)
        values.append(ShownValue(span: place, text: part.value))
      }
      holds = memberValues.first { $0.expression.span == expression.span }.map { $0.value == "true" }
      question = MemberProbe.anchor(of: expression, within: e.span, in: sources)
    case .not(let inner): holds = answer(inner, &values, &absence).map { !$0 }
    case .and(let operands):
      let all = operands.map { answer($0, &values, &absence) }
      holds = all.contains(false) ? false : all.contains(nil) ? nil : true
    case .or(let operands):
      let all = operands.map { answer($0, &values, &absence) }
      holds = all.contains(true) ? true : all.contains(nil) ? nil : false
    }
    values.append(ShownValue(span: question, text: holds.map { $0 ? "true" : "false" } ?? "nothing to ask"))
    return holds
  }

  private func name(_ fact: TestFact) -> String? {
    guard case .made(let message) = result else { return nil }
    switch fact {
    case .channel: return "\(message.channel)"
    case .language: return plan.messages[message.index].language
    case .experiment(let index):
      let variants = plan.experiments[index].variants
      guard message.variants.indices.contains(index), variants.indices.contains(message.variants[index]) else {
        return nil
      }
      return variants[message.variants[index]]
    }
  }

  /// A text of the message, or the reason; nil, with why, where there is none.
  private func text(_ text: MessageText, _ absence: inout String?) -> String? {
    switch text {
    case .reason:
      if result.reason == nil { absence = "a message was made, so there is no reason why not" }
      return result.reason
    case .words:
      guard case .made(let message) = result else {
        absence = result.words
        return nil
      }
      let parts: [PlanPart] = message.channel == .email ? [.subject, .preheader, .text] : [.title, .text]
      return parts.compactMap { message.parts[$0] }.joined(separator: "\n")
    case .part(let channel, let part):
      guard case .made(let message) = result, "\(message.channel)" == channel.rawValue else {
        absence = result.words
        return nil
      }
      return message.parts.first { "\($0.key)" == part.rawValue }?.value
    }
  }

  /// A part that its message leaves out has no text to compare, but it can be asked whether it is there.
  private func answer(_ question: TextQuestion, _ text: String?, _ absence: String?) -> Bool? {
    if case .isKnown(let negated) = question {
      return text == nil && absence != nil ? nil : (text != nil) != negated
    }
    guard let text else { return nil }
    switch question {
    case .isKnown: return nil
    case .isText(let compared, let negated):
      return self.text(compared).map { Self.with(text, $0) { Normalization.equal($0, $1) } != negated }
    case .matches(let test, let compared):
      return compared.compactMap(self.text).contains { wanted in
        Self.with(text, wanted) { text, wanted in
          switch test {
          case .contains:
            var scratch: [UInt8] = []
            return FoldedPhrase(wanted).isContained(in: text, scratch: &scratch)
          case .equals: return Normalization.equal(text, wanted)
          case .startsWith: return Normalization.hasPrefix(text, wanted)
          case .endsWith: return Normalization.hasSuffix(text, wanted)
          }
        }
      }
    }
  }

  /// What is compared with; nil where the machine made nothing of it.
  private func text(_ compared: ComparedText) -> String? {
    switch compared {
    case .literal(let text): text
    case .value(let expression): memberValues.first { $0.expression.span == expression.span }?.value
    }
  }

  private static func with(
    _ a: String, _ b: String, _ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) -> Bool
  ) -> Bool {
    Array(a.utf8).withUnsafeBytes { a in Array(b.utf8).withUnsafeBytes { body(a, $0) } }
  }

  private static func size(_ measure: TextMeasure, _ text: String) -> Int64 {
    Array(text.utf8).withUnsafeBytes { bytes in
      switch measure {
      case .length: Int64(TextRules.characterCount(bytes))
      case .segments: Int64(SMSSize(bytes).segments)
      }
    }
  }

  private static func compare(_ comparison: CheckedExpression.Comparison, _ a: Int64, _ b: Int64) -> Bool {
    switch comparison {
    case .less: a < b
    case .lessOrEqual: a <= b
    case .greater: a > b
    case .greaterOrEqual: a >= b
    case .equal: a == b
    case .notEqual: a != b
    }
  }

  private static func isWithin(_ inner: Span, _ outer: Span) -> Bool {
    inner.file == outer.file && outer.start <= inner.start && inner.end <= outer.end
  }

  /// A text on one line, in quotes, short.
  static func shown(_ text: String) -> String {
    let line = VisibleText.of(text.split(separator: "\n").joined(separator: " ⏎ "))
    return "\"" + (line.count > 72 ? line.prefix(71) + "…" : line) + "\""
  }
}

extension TextQuestion {
  /// The texts that the machine makes.
  var values: [CheckedExpression] {
    let compared: [ComparedText] =
      switch self {
      case .isText(let text, _): [text]
      case .matches(_, let texts): texts
      case .isKnown: []
      }
    return compared.compactMap { if case .value(let expression) = $0 { expression } else { nil } }
  }
}
