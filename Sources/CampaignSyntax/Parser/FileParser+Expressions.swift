import CampaignDiagnostics

/// Predicates and values, by precedence: `or`, `and`, `not`, comparison, `+ -`, `* /`, `-`, then `as fits otherwise`.
extension FileParser {
  mutating func predicate() -> Expression? {
    nested(at: span(token)) { $0.disjunction() }
  }

  private mutating func disjunction() -> Expression? {
    guard let first = conjunction() else { return nil }
    var operands = [first]
    while acceptOperator(.or, .doublePipe) {
      guard let operand = conjunction() else { return nil }
      operands.append(operand)
    }
    return operands.count == 1 ? first : Expression(.or(operands), first.span.union(operands[operands.count - 1].span))
  }

  private mutating func conjunction() -> Expression? {
    guard let first = negation() else { return nil }
    var operands = [first]
    while acceptOperator(.and, .doubleAmpersand) {
      guard let operand = negation() else { return nil }
      operands.append(operand)
    }
    return operands.count == 1 ? first : Expression(.and(operands), first.span.union(operands[operands.count - 1].span))
  }

  /// `and` and `or`, or what other languages write for them.
  private mutating func acceptOperator(_ keyword: Keyword, _ foreign: Lexeme.Kind) -> Bool {
    if accept(keyword) { return true }
    guard at(foreign) else { return false }
    foreignOperator(meant: keyword.text)
    return true
  }

  /// Reports the token as a foreign way to write `meant`, and takes it.
  func foreignDiagnostic(_ place: Span, _ written: String, meant: String) -> Diagnostic {
    Diagnostic(
      .foreignOperator, "`\(written)` is not an operator here", at: place, helps: ["write `\(meant)`"],
      fixes: [Fix("write `\(meant)`", replace: place, with: meant)])
  }

  private mutating func foreignOperator(meant: String) {
    report(foreignDiagnostic(span(token), text(token), meant: meant))
    advance()
  }

  private mutating func negation() -> Expression? {
    let start = token
    if at(.bang) {
      let place = span(token)
      let isGlued = lexemes[min(position + 1, lexemes.count - 1)].start == token.end
      report(
        Diagnostic(
          .foreignOperator, "`!` is not an operator here", at: place, helps: ["write `not`"],
          fixes: [Fix("write `not`", replace: place, with: isGlued ? "not " : "not")]))
      advance()
      return negated(start)
    }
    if token.kind == .name, token.keyword == .not, !token.isMiscased || beginsOperand(next) {
      _ = accept(.not)
      return negated(start)
    }
    if lexemes[min(position + 2, lexemes.count - 1)].kind == .colon { mend([.every]) }
    if at(.every) { return quantified() }
    return comparison()
  }

  /// Whether the lexeme can only be the operand of a `not` before it, and no operator behind a name.
  func beginsOperand(_ lexeme: Lexeme) -> Bool {
    if lexeme.kind == .leftParenthesis { return true }
    guard lexeme.kind == .name else { return false }
    switch lexeme.keyword {
    case .before, .after, .between, .contains, .starts, .ends, .fits, .first: return false
    case .in: return true
    case let keyword?: return !keyword.isReserved
    case nil: return true
    }
  }

  private mutating func negated(_ start: Lexeme) -> Expression? {
    let operand = nested(at: span(start)) { $0.negation() }
    guard let operand else { return nil }
    let place = span(start).union(operand.span)
    if case .inSegment(let name, negated: false) = operand.kind {
      return Expression(.inSegment(name, negated: true), place)
    }
    return Expression(.not(operand), place)
  }

  /// `every link: P`; P goes as far as it can.
  private mutating func quantified() -> Expression? {
    let start = token
    advance()
    guard let name = name("a name for each") else { return nil }
    guard expect(.colon, "`:`"), let body = predicate() else { return nil }
    return Expression(.quantified(name, body), span(start).union(body.span))
  }

  private mutating func comparison() -> Expression? {
    let start = token
    if at(.in) {
      advance()
      guard let segment = name("a segment") else { return nil }
      return Expression(.inSegment(segment, negated: false), span(start).union(segment.span))
    }
    guard let left = value() else { return nil }
    guard let result = comparisonTail(left) else { return nil }
    if result != left { refuseChain() }
    return result
  }

  private mutating func refuseChain() {
    switch token.kind {
    case .less, .lessOrEqual, .greater, .greaterOrEqual, .doubleEquals, .equals, .notEquals: break
    default: guard at(.is) || at(.between) else { return }
    }
    fail(
      Diagnostic(
        .chainedComparison, "a comparison has two sides", at: span(token),
        helps: ["write `x between a and b`, or join two comparisons with `and`"]))
  }

  // MARK: Values

  /// A sum: what can stand on one side of a comparison.
  mutating func value() -> Expression? {
    guard var left = product() else { return nil }
    let levels = nesting
    defer { nesting = levels }
    while true {
      let sign: Expression.ArithmeticOperator
      if at(.plus) { sign = .add } else if at(.minus) { sign = .subtract } else { return left }
      guard let combined = combine(left, sign, { $0.product() }) else { return nil }
      left = combined
    }
  }

  private mutating func product() -> Expression? {
    guard var left = unary() else { return nil }
    let levels = nesting
    defer { nesting = levels }
    while true {
      let sign: Expression.ArithmeticOperator
      if at(.star) { sign = .multiply } else if at(.slash) { sign = .divide } else { return left }
      guard let combined = combine(left, sign, { $0.unary() }) else { return nil }
      left = combined
    }
  }

  /// A chain of operators is as deep a tree as it is long, so each link counts as a level.
  private mutating func combine(
    _ left: Expression, _ sign: Expression.ArithmeticOperator, _ operand: (inout FileParser) -> Expression?
  ) -> Expression? {
    nesting += 1
    guard nesting <= Parser.nestingLimit else {
      tooDeep(at: span(token))
      return nil
    }
    advance()
    guard let right = operand(&self) else { return nil }
    return Expression(.arithmetic(sign, left, right), left.span.union(right.span))
  }

  private mutating func unary() -> Expression? {
    let start = token
    if at(.minus) {
      advance()
      guard let operand = nested(at: span(start), { $0.unary() }) else { return nil }
      return Expression(.negate(operand), span(start).union(operand.span))
    }
    if token.keyword?.timeUnit != nil, next.kind == .name, next.keyword == nil {
      mend([.since, .until], at: position + 1)
    } else {
      mend(Keyword.timeUnits, before: [.since])
    }
    if at(.name), !token.isMiscased, let unit = token.keyword?.timeUnit, isWord(next, .since) || isWord(next, .until) {
      advance()
      let isSince = at(.since)
      advance()
      guard let operand = nested(at: span(start), { $0.unary() }) else { return nil }
      return Expression(.elapsed(unit, isSince: isSince, operand), span(start).union(operand.span))
    }
    return postfix()
  }

  private mutating func postfix() -> Expression? {
    guard var left = primary() else { return nil }
    let levels = nesting
    defer { nesting = levels }
    while true {
      mend([.as, .fits, .otherwise])
      let isPostfix =
        at(.as) || at(.fits) || at(.otherwise)
        || (token.isMiscased && (token.keyword == .as || token.keyword == .otherwise))
      guard isPostfix else {
        for word in [Keyword.as, .fits, .otherwise] { candidates.insert(word) }
        return left
      }
      nesting += 1
      guard nesting <= Parser.nestingLimit else {
        tooDeep(at: span(token))
        return nil
      }
      guard let next = postfixTail(left) else { return nil }
      left = next
    }
  }

  private mutating func postfixTail(_ left: Expression) -> Expression? {
    if accept(.as) {
      guard let format = format() else { return nil }
      return Expression(.formatted(left, format), left.span.union(format[format.count - 1].span))
    }
    if accept(.fits) { return fits(left) }
    guard accept(.otherwise) else { return nil }
    let minus = token
    let isNegative = accept(.minus)
    guard let fallback = primary() else { return nil }
    let operand = isNegative ? Expression(.negate(fallback), span(minus).union(fallback.span)) : fallback
    return Expression(.otherwise(left, operand), left.span.union(operand.span))
  }

  private mutating func format() -> [Name]? {
    guard let first = expect(anyOf: Keyword.formats, "how to write it") else { return nil }
    let name = Name(first.keyword.text, first.span)
    guard first.keyword == .long || first.keyword == .short else { return [name] }
    guard let second = expect(anyOf: [.date, .time], "`date` or `time`") else { return nil }
    return [name, Name(second.keyword.text, second.span)]
  }

  private mutating func fits(_ left: Expression) -> Expression? {
    guard at(.leftParenthesis) else {
      guard let limit = number("a number of characters") else { return nil }
      return Expression(.fits(left, limit, textClass: nil), left.span.union(limit.span))
    }
    let found: (Number, Name?)? = parenthesized { parser in
      guard let limit = parser.number("a number of characters") else { return nil }
      guard parser.accept(.comma) else { return (limit, nil) }
      guard let textClass = parser.name("a class of text") else { return nil }
      return (limit, textClass)
    }
    guard let found else { return nil }
    return Expression(.fits(left, found.0, textClass: found.1), left.span.union(span(from: left.span.start)))
  }

  // MARK: Primaries

  private mutating func primary() -> Expression? {
    let start = token
    switch token.kind {
    case .string, .block: return template().map { Expression(.template($0), $0.span) }
    case .leftParenthesis:
      let inner = parenthesized { $0.predicate() }
      return inner.map { Expression(.parenthesized($0), span(from: start.start)) }
    case .badValue:
      advance()
      return Expression(.missing, span(start))
    case .name:
      if next.kind == .leftParenthesis { return aggregate() }
      if let keyword = token.keyword, keyword.rawValue >= Keyword.trueWord.rawValue { return foreignConstant(keyword) }
    default: break
    }
    if let literal = literalHere() { return Expression(.literal(literal), literal.span) }
    guard at(.name), token.isMiscased || token.keyword?.isReserved != true else {
      failExpecting("a value")
      return nil
    }
    return path("a value").map { Expression(.path($0), $0.span) }
  }

  mutating func foreignConstant(_ keyword: Keyword) -> Expression? {
    let place = span(token)
    guard keyword != .nullWord else {
      fail(
        Diagnostic(
          .nullTest, "there is no value `\(text(token))`", at: place,
          notes: [Note("a value that is not there is missing")],
          helps: ["ask with `is known` or `is not known`"]))
      return nil
    }
    let meant: Keyword = keyword == .trueWord ? .yes : .no
    report(
      Diagnostic(
        .foreignConstant, "`\(text(token))` is not a value here", at: place, helps: ["write `\(meant.text)`"],
        fixes: [Fix("write `\(meant.text)`", replace: place, with: meant.text)]))
    advance()
    return Expression(.literal(Literal(.bool(meant == .yes), place)), place)
  }

  /// `count(orders where P)`.
  private mutating func aggregate() -> Expression? {
    mend(Keyword.aggregates)
    let start = token
    guard let keyword = token.keyword, let function = keyword.aggregateFunction else {
      fail(
        Diagnostic(
          .unexpectedToken, "`\(text(token))` is not a calculation over related rows", at: span(token),
          helps: ["there are \(listed(Keyword.aggregates))"]))
      return nil
    }
    _ = accept(keyword)
    let parts: (Path, Expression?)? = nested(at: span(start)) { parser in
      parser.parenthesized { parser in
        guard let path = parser.path("related rows") else { return nil }
        guard parser.accept(.where) else { return (path, nil) }
        guard let predicate = parser.predicate() else { return nil }
        return (path, predicate)
      }
    }
    guard let parts else { return nil }
    return Expression(.aggregate(function, parts.0, predicate: parts.1), span(from: start.start))
  }
}
