import CampaignDiagnostics
import CampaignSyntax

extension ExpressionChecker {
  func comparison(
    _ op: Expression.ComparisonOperator, _ left: Expression, _ right: Expression, _ operatorSpan: Span, _ span: Span
  ) -> CheckedExpression? {
    if op == .is || op == .isNot, let (written, meant) = misspeltTest(left, right) {
      context.reportMisspelt(written, as: meant)
      return nil
    }
    guard let (a, b) = operands(left, right) else { return nil }
    let isTimeWord = op == .before || op == .after
    if isTimeWord, a.type.base != .date, a.type.base != .timestamp, a.type.base != .time {
      context.report(
        .wrongOperand, "`\(op.rawValue)` compares times, but \(context.quoted(left.span)) is \(context.words(a.type))",
        at: left.span,
        notes: declarationNotes(a), helps: ["write `\(op == .before ? "<" : ">")`"],
        fixes: [Fix("write `\(op == .before ? "<" : ">")`", replace: operatorSpan, with: op == .before ? "<" : ">")])
      return nil
    }
    if op != .is, op != .isNot, !isTimeWord, !isOrdered(a, left) { return nil }
    let checked = CheckedExpression(.compare(op.checked, a, b), ValueType(.bool), span)
    warnIfDecided(op.checked, a, b, span)
    return checked
  }

  /// Both sides, known and of one type.
  func operands(_ left: Expression, _ right: Expression) -> (CheckedExpression, CheckedExpression)? {
    let rightFirst = takesMeaning(left) && !takesMeaning(right)
    let first = rightFirst ? right : left
    let second = rightFirst ? left : right
    guard let a = value(first) else {
      // A second mistake beside the first is still one to show, unless its meaning hangs on the first.
      if !takesMeaning(second) { _ = value(second) }
      return nil
    }
    guard let b = value(second, expecting: a.type.base) else { return nil }
    let (l, r) = rightFirst ? (b, a) : (a, b)
    return agree(l, r, left, right) ? (l, r) : nil
  }

  /// Whether an expression gets its meaning from what it is compared with: a literal, or a bare name of a choice.
  private func takesMeaning(_ e: Expression) -> Bool {
    switch e.unwrapped.kind {
    case .literal, .template: return true
    case .path(let path):
      if case .unknown = resolve(path) { return path.names.count == 1 }
      return false
    default: return false
    }
  }

  private func agree(_ a: CheckedExpression, _ b: CheckedExpression, _ left: Expression, _ right: Expression) -> Bool {
    if a.type.base.isLike(b.type.base) { return true }
    if a.type.base.isTextual, b.type.base.isTextual, a.isConstant || b.isConstant { return true }
    reportMismatch(a, b, at: right.span, whole: left.span.union(right.span))
    return false
  }

  func reportMismatch(_ a: CheckedExpression, _ b: CheckedExpression, at span: Span, whole: Span) {
    var helps: [String] = []
    var fixes: [Fix] = []
    let constant = b.isConstant ? b : a
    let other = b.isConstant ? a : b
    let written = context.text(constant.span)
    if constant.isConstant, constant.type.base.isPlainNumber {
      switch other.type.base {
      case .money where !context.isLibrary:
        (helps, fixes) = unitHelp(written, " \(context.settings.currency?.code ?? "")", constant.span)
      case .percent: (helps, fixes) = unitHelp(written, "%", constant.span)
      case .duration: helps = ["write its unit: `\(written) hours`"]
      default: break
      }
    } else if constant.isConstant, constant.type.base == .date, other.type.base == .timestamp {
      (helps, fixes) = unitHelp(written, "T00:00", constant.span)
      helps[0] = "say at what time: `\(written)T00:00`"
    } else if a.type.base == .timestamp, b.type.base == .date || b.type.base == .timestamp {
      helps = ["compare dates with dates: `today` is the date of `now`"]
    } else if b.type.base == .timestamp, a.type.base == .date {
      helps = ["compare dates with dates: `today` is the date of `now`"]
    }
    let code: DiagnosticCode =
      constant.isConstant && constant.type.base.isPlainNumber && !fixes.isEmpty ? .missingUnit : .typesDiffer
    context.report(
      code,
      "\(context.quoted(a.span)) is \(context.words(a)), but \(context.quoted(b.span)) is \(context.words(b))",
      at: constant.isConstant ? constant.span : span,
      notes: declarationNotes(a) + declarationNotes(b), helps: helps, fixes: fixes)
  }

  private func unitHelp(_ written: String, _ unit: String, _ span: Span) -> ([String], [Fix]) {
    (["write its unit: `\(written)\(unit)`"], [Fix("write `\(written)\(unit)`", replace: span.endPoint, with: unit)])
  }

  func isOrdered(_ a: CheckedExpression, _ written: Expression) -> Bool {
    switch a.type.base {
    case .integer, .decimal, .money, .percent, .date, .timestamp, .time, .duration: return true
    case .choice(let choice) where choice.isOrdered: return true
    case .choice:
      context.report(
        .notOrdered, "the choices of \(context.quoted(written.span)) have no order", at: written.span,
        notes: declarationNotes(a),
        helps: ["order them where they are declared, with `<` between them, or write `is one of (…)`"])
    default:
      context.report(
        .notOrdered, "\(context.quoted(written.span)) is \(context.words(a.type)), which has no order",
        at: written.span,
        notes: declarationNotes(a), helps: ["`is` and `is not` compare it"])
    }
    return false
  }

  /// `between` takes both ends in.
  func between(_ operand: Expression, _ low: Expression, _ high: Expression, _ span: Span) -> CheckedExpression? {
    guard let value = value(operand) else { return nil }
    guard isOrdered(value, operand) else { return nil }
    let least = self.value(low, expecting: value.type.base)
    let most = self.value(high, expecting: value.type.base)
    guard let least, let most, agree(value, least, operand, low), agree(value, most, operand, high) else { return nil }
    if let a = least.constantInteger, let b = most.constantInteger, a > b {
      context.report(
        .rangeReversed, "nothing lies between \(context.quoted(low.span)) and \(context.quoted(high.span))",
        at: low.span.union(high.span), helps: ["write the smaller one first"],
        fixes: [
          Fix("swap them", [Edit(low.span, context.source(high.span)), Edit(high.span, context.source(low.span))])
        ])
      return nil
    }
    let second = value.copied(scope.variables)
    return CheckedExpression(
      .and([
        CheckedExpression(.compare(.greaterOrEqual, value, least), ValueType(.bool), span),
        CheckedExpression(.compare(.lessOrEqual, second, most), ValueType(.bool), span),
      ]), ValueType(.bool), span)
  }

  func oneOf(_ operand: Expression, _ items: [Expression], negated: Bool, _ span: Span) -> CheckedExpression? {
    guard let value = value(operand) else { return nil }
    guard let constants = constants(items, like: value, operand, "is one of") else { return nil }
    let test = CheckedExpression(.oneOf(value, constants), ValueType(.bool), span)
    return negated ? CheckedExpression(.not(test), ValueType(.bool), span) : test
  }

  /// The values of a list, which are written out and each there once.
  private func constants(
    _ items: [Expression], like value: CheckedExpression, _ operand: Expression, _ test: String
  ) -> [Constant]? {
    var constants: [Constant] = []
    var seen: Set<Constant> = []
    var failed = false
    for item in items {
      guard let checked = self.value(item, expecting: value.type.base) else {
        failed = true
        continue
      }
      guard agree(value, checked, operand, item) else {
        failed = true
        continue
      }
      guard case .constant(let constant) = checked.kind else {
        context.report(
          .wrongOperand, "\(context.quoted(item.span)) is not a fixed value", at: item.span,
          helps: ["`\(test)` takes values written out; for others write `is … or is …`"])
        failed = true
        continue
      }
      if seen.insert(constant).inserted {
        constants.append(constant)
      } else {
        context.report(
          .repeatedValue, "\(context.quoted(item.span)) stands in the list twice", at: item.span,
          helps: ["leave one out"])
      }
    }
    return failed ? nil : constants
  }

  /// On text: words and phrases, or the start or end. On a set: whether one of its values is one of those, in texts case
  /// and accents aside.
  func textTest(
    _ test: Expression.TextTest, _ operand: Expression, _ texts: [Expression], _ span: Span
  ) -> CheckedExpression? {
    if test == .contains, let test = memberTest(operand, texts, span) { return test.result }
    var literals: [String] = []
    for text in texts {
      guard let checked = value(text) else { return nil }
      guard case .constant(.text(let literal)) = checked.kind else {
        context.report(
          .wrongOperand,
          "`\(test.rawValue)` looks for text that is written out, but \(context.quoted(text.span)) is \(context.words(checked))",
          at: text.span, notes: declarationNotes(checked), helps: ["write the text in quotes"])
        return nil
      }
      if literal.isBlankText {
        context.report(
          .nothingToFind, "there is nothing to look for in a blank text", at: text.span,
          helps: ["`\(context.text(operand.span)) is known` asks whether there is a text at all"])
        return nil
      }
      literals.append(literal)
    }
    if let relation = rowsOperand(operand) { return setTest(test, operand, relation, literals, span) }
    guard let checked = value(operand) else { return nil }
    guard checked.type.base.isTextual else {
      context.report(
        .wrongOperand,
        "`\(test.rawValue)` is asked of text, but \(context.quoted(operand.span)) is \(context.words(checked.type))",
        at: operand.span, notes: declarationNotes(checked), helps: ["`is` and `is one of` compare whole values"])
      return nil
    }
    return CheckedExpression(.textTest(test.checked, checked, literals), ValueType(.bool), span)
  }

  private func setTest(
    _ test: Expression.TextTest, _ operand: Expression, _ relation: RelationID, _ texts: [String], _ span: Span
  ) -> CheckedExpression? {
    let declared = context.audience.relations[relation.index]
    guard declared.isSet, test == .contains, let type = declared.fields.first?.type else {
      if declared.isSet, declared.fields.first?.type == nil { return nil }
      context.report(
        .wrongOperand, "`\(test.rawValue)` is not asked of a \(declared.isSet ? "set" : "related table")",
        at: operand.span,
        notes: [Note("`\(declared.name.text)` is declared here", at: declared.name.span)],
        helps: [declared.isSet ? "write `contains`" : "write `any(\(declared.written) where …)`"])
      return nil
    }
    let variable = scope.variables.next()
    let field = CheckedExpression(.field(variable, relation, field: 0), type, operand.span)
    let predicate = CheckedExpression(.textTest(.equals, field, texts), ValueType(.bool), span)
    return CheckedExpression(
      .aggregate(
        CheckedAggregate(function: .any, relation: relation, variable: variable, predicate: predicate, value: nil)),
      ValueType(.bool), span)
  }

  /// Whether a set of numbers, dates or choices has one of the values; nil where the operand is no such set.
  private func memberTest(
    _ operand: Expression, _ items: [Expression], _ span: Span
  ) -> (result: CheckedExpression?, Void)? {
    guard let relation = rowsOperand(operand), context.audience.relations[relation.index].isSet,
      let type = context.audience.relations[relation.index].fields.first?.type, !type.base.isTextual
    else { return nil }
    let variable = scope.variables.next()
    let value = CheckedExpression(.field(variable, relation, field: 0), type, operand.span)
    guard let constants = constants(items, like: value, operand, "contains") else { return (nil, ()) }
    let predicate = CheckedExpression(.oneOf(value, constants), ValueType(.bool), span)
    let rows = CheckedAggregate(
      function: .any, relation: relation, variable: variable, predicate: predicate, value: nil)
    return (CheckedExpression(.aggregate(rows), ValueType(.bool), span), ())
  }

  /// Says so where the declared bounds alone decide a comparison.
  private func warnIfDecided(
    _ op: CheckedExpression.Comparison, _ a: CheckedExpression, _ b: CheckedExpression, _ span: Span
  ) {
    guard a.isConstant != b.isConstant, let x = a.type.base.bounds, let y = b.type.base.bounds,
      let decided = op.decided(x, y)
    else { return }
    let variable = a.isConstant ? b : a
    context.report(
      .decided, "\(context.quoted(span)) is \(decided ? "always" : "never") true", at: span,
      notes: declarationNotes(variable),
      helps: ["leave it out, or look at the bounds that were declared"])
  }
}

extension Expression.ComparisonOperator {
  fileprivate var checked: CheckedExpression.Comparison {
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
  fileprivate var checked: CheckedExpression.TextTest {
    switch self {
    case .contains: .contains
    case .startsWith: .startsWith
    case .endsWith: .endsWith
    }
  }
}

extension CheckedExpression.Comparison {
  /// What the comparison comes to for all values in the two ranges, where it comes to one thing.
  fileprivate func decided(_ a: ClosedRange<Int64>, _ b: ClosedRange<Int64>) -> Bool? {
    switch self {
    case .less: a.upperBound < b.lowerBound ? true : a.lowerBound >= b.upperBound ? false : nil
    case .lessOrEqual: a.upperBound <= b.lowerBound ? true : a.lowerBound > b.upperBound ? false : nil
    case .greater: a.lowerBound > b.upperBound ? true : a.upperBound <= b.lowerBound ? false : nil
    case .greaterOrEqual: a.lowerBound >= b.upperBound ? true : a.upperBound < b.lowerBound ? false : nil
    case .equal: a.overlaps(b) ? nil : false
    case .notEqual: a.overlaps(b) ? nil : true
    }
  }
}
