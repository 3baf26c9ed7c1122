import CampaignDiagnostics

/// What stands behind the first value of a comparison.
extension FileParser {
  /// The comparison that goes on here with `left`, or `left` itself.
  mutating func comparisonTail(_ left: Expression) -> Expression? {
    mend(Self.comparisonWords)
    let place = span(token)
    switch token.kind {
    case .less: return compare(left, .less)
    case .lessOrEqual: return compare(left, .lessOrEqual)
    case .greater: return compare(left, .greater)
    case .greaterOrEqual: return compare(left, .greaterOrEqual)
    case .doubleEquals, .equals: return foreignEquality(left, .is)
    case .notEquals: return foreignEquality(left, .isNot)
    case .name: break
    default:
      noteComparisonWords()
      return left
    }
    if let test = foreignNullTest(left) { return test }
    if accept(.is) { return isTail(left, operatorStart: place) }
    if accept(.before) { return rightSide(left, .before, place) }
    if accept(.after) { return rightSide(left, .after, place) }
    if accept(.between) { return between(left) }
    if accept(.contains) { return textTest(left, .contains) }
    if at(.starts) || at(.ends) { return affixTest(left) }
    if at(.within), next.kind == .name { return within(left) }
    if at(.not) || at(.in) { return foreignMembership(left) }
    if token.keyword == nil, token.end - token.start == 4, text(token).lowercased() == "like" { return like() }
    noteComparisonWords()
    return left
  }

  private static let comparisonWords: [Keyword] = [
    .is, .before, .after, .between, .contains, .starts, .ends, .within, .and, .or,
  ]

  private mutating func noteComparisonWords() {
    for word in Self.comparisonWords { candidates.insert(word) }
  }

  private mutating func compare(_ left: Expression, _ sign: Expression.ComparisonOperator) -> Expression? {
    let place = span(token)
    advance()
    return rightSide(left, sign, place)
  }

  private mutating func rightSide(
    _ left: Expression, _ sign: Expression.ComparisonOperator, _ operatorSpan: Span
  ) -> Expression? {
    guard let right = value() else { return nil }
    return Expression(.comparison(sign, left, right, operatorSpan: operatorSpan), left.span.union(right.span))
  }

  private mutating func foreignEquality(_ left: Expression, _ sign: Expression.ComparisonOperator) -> Expression? {
    let place = span(token)
    let written = text(token)
    if next.kind == .name, next.keyword == .nullWord {
      let end = next
      advance()
      advance()
      return nullTest(left, from: place, to: span(end), isNegated: sign == .is)
    }
    report(foreignDiagnostic(place, written, meant: sign.rawValue))
    advance()
    return rightSide(left, sign, place)
  }

  /// `is null` and its kin, read as the test that they are meant to be.
  private mutating func nullTest(_ left: Expression, from start: Span, to end: Span, isNegated: Bool) -> Expression? {
    let place = start.union(end)
    let meant = isNegated ? "is not known" : "is known"
    report(
      Diagnostic(
        .nullTest, "there is no value `\(String(decoding: bytes[Int(end.start)..<Int(end.end)], as: UTF8.self))`",
        at: place,
        notes: [Note("a value that is not there is missing")], helps: ["write `\(meant)`"],
        fixes: [Fix("write `\(meant)`", replace: place, with: meant)]))
    return Expression(.isKnown(left, negated: isNegated), left.span.union(place))
  }

  /// `is null` and `is not null` in any case.
  private mutating func foreignNullTest(_ left: Expression) -> Expression? {
    guard token.keyword == .is else { return nil }
    let start = span(token)
    let isNegated = next.keyword == .not
    let index = position + (isNegated ? 2 : 1)
    guard index < lexemes.count, lexemes[index].kind == .name, lexemes[index].keyword == .nullWord else { return nil }
    let end = span(lexemes[index])
    while position <= index, token.kind == .name { advance() }
    return nullTest(left, from: start, to: end, isNegated: !isNegated)
  }

  private mutating func isTail(_ left: Expression, operatorStart: Span) -> Expression? {
    mend([.not], before: [.known, .empty, .one])
    var isNegated = false
    if !token.isMiscased || beginsOperand(next) || next.keyword == .known || next.keyword == .empty
      || next.keyword == .one
      || next.keyword == .nullWord
    {
      isNegated = accept(.not)
    }
    mend([.one], before: [.of])
    let operatorSpan = Span(file, operatorStart.start, previousEnd)
    if !token.isMiscased, accept(.known) {
      return Expression(.isKnown(left, negated: isNegated), span(from: left.span.start))
    }
    if !token.isMiscased, accept(.empty) {
      return Expression(.isEmpty(left, negated: isNegated), span(from: left.span.start))
    }
    if !token.isMiscased, accept(.one) {
      guard expect(.of), let list = valueList() else { return nil }
      return Expression(.isOneOf(left, list, negated: isNegated), span(from: left.span.start))
    }
    return rightSide(left, isNegated ? .isNot : .is, operatorSpan)
  }

  private mutating func between(_ left: Expression) -> Expression? {
    guard let low = value(), expect(.and), let high = value() else { return nil }
    return Expression(.between(left, low, high), left.span.union(high.span))
  }

  private mutating func affixTest(_ left: Expression) -> Expression? {
    let test: Expression.TextTest = at(.starts) ? .startsWith : .endsWith
    advance()
    guard expect(.with) else { return nil }
    return textTest(left, test)
  }

  private mutating func textTest(_ left: Expression, _ test: Expression.TextTest) -> Expression? {
    mend([.any], before: [.of])
    if at(.any), isWord(next, .of) {
      advance()
      advance()
      guard let list = valueList() else { return nil }
      return Expression(.textTest(test, left, list), span(from: left.span.start))
    }
    guard let operand = value() else { return nil }
    return Expression(.textTest(test, left, [operand]), left.span.union(operand.span))
  }

  private mutating func within(_ left: Expression) -> Expression? {
    advance()
    guard let direction = expect(anyOf: [.last, .next], "`last` or `next`"), let duration = duration() else {
      return nil
    }
    return Expression(
      .within(left, direction.keyword == .last ? .last : .next, duration), left.span.union(duration.span))
  }

  private mutating func valueList() -> [Expression]? {
    parenthesized { parser in parser.commaList("values") { $0.value() } }
  }

  // MARK: Foreign comparisons

  /// `x in (a, b)` and `x not in (a, b)`, which are written `is one of`.
  private mutating func foreignMembership(_ left: Expression) -> Expression? {
    let start = span(token)
    let isNegated = at(.not)
    guard isNegated ? isWord(next, .in) : next.kind == .leftParenthesis else {
      noteComparisonWords()
      return left
    }
    if isNegated { advance() }
    let place = start.union(span(token))
    let meant = isNegated ? "is not one of" : "is one of"
    advance()
    guard at(.leftParenthesis) else {
      fail(
        Diagnostic(
          .foreignOperator, "`in` asks for a segment and stands before its name alone", at: place,
          helps: [
            "write `\(isNegated ? "not " : "")in` and the segment as a condition of its own, or `\(meant) (…)` for values"
          ]))
      return nil
    }
    report(
      Diagnostic(
        .foreignOperator, "`in` asks for a segment, not for values", at: place, helps: ["write `\(meant)`"],
        fixes: [Fix("write `\(meant)`", replace: place, with: meant)]))
    guard let list = valueList() else { return nil }
    return Expression(.isOneOf(left, list, negated: isNegated), span(from: left.span.start))
  }

  private mutating func like() -> Expression? {
    let place = span(token)
    var meant: (whole: Span, text: String)?
    if next.kind == .string {
      // Its quotes are part of this mistake.
      let quoted = span(next)
      diagnostics.removeAll { $0.span == quoted }
      let pattern = text(next).dropFirst().dropLast()
      let inner = pattern.drop { $0 == "%" }.reversed().drop { $0 == "%" }.reversed()
      let plain = !inner.contains("%") && !inner.contains("_")
      let word =
        pattern.hasPrefix("%") && pattern.hasSuffix("%")
        ? "contains" : pattern.hasPrefix("%") ? "ends with" : pattern.hasSuffix("%") ? "starts with" : "is"
      if plain { meant = (place.union(span(next)), "\(word) \"\(String(inner))\"") }
    }
    fail(
      Diagnostic(
        .foreignOperator, "`\(text(token))` is not an operator here", at: place,
        helps: [meant.map { "write `\($0.text)`" } ?? "write `contains`, `starts with` or `ends with`"],
        fixes: meant.map { [Fix("write `\($0.text)`", replace: $0.whole, with: $0.text)] } ?? []))
    return nil
  }
}
