import CampaignDiagnostics

/// An expression or predicate.
package struct Expression: Hashable, Sendable {
  package let kind: Kind
  package let span: Span

  package init(_ kind: Kind, _ span: Span) {
    self.kind = kind
    self.span = span
  }

  package enum ArithmeticOperator: String, Sendable {
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"
  }

  package enum ComparisonOperator: String, Sendable {
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case `is` = "is"
    case isNot = "is not"
    case before = "before"
    case after = "after"
  }

  package enum TextTest: String, Sendable {
    case contains = "contains"
    case startsWith = "starts with"
    case endsWith = "ends with"
  }

  package enum Direction: String, Sendable { case last, next }

  package enum AggregateFunction: String, CaseIterable, Sendable { case count, sum, average, min, max, any, none }

  package indirect enum Kind: Hashable, Sendable {
    /// Where nothing could be read; already reported.
    case missing
    case literal(Literal)
    /// A template string in an expression: `"friend"`, `"{opening.line}"`.
    case template(Template)
    case path(Path)
    case negate(Expression)
    case arithmetic(ArithmeticOperator, Expression, Expression)
    case comparison(ComparisonOperator, Expression, Expression, operatorSpan: Span)
    /// `x between a and b`; with `negated`, `not between`.
    case between(Expression, Expression, Expression)
    case isKnown(Expression, negated: Bool)
    case isEmpty(Expression, negated: Bool)
    /// `x is one of (a, b)`, `x is not one of (a, b)`.
    case isOneOf(Expression, [Expression], negated: Bool)
    /// `x contains "a"`, `x contains any of ("a", "b")` and the like.
    case textTest(TextTest, Expression, [Expression])
    case within(Expression, Direction, DurationSyntax)
    /// `days since x`, `hours until x`.
    case elapsed(TimeUnit, isSince: Bool, Expression)
    /// `in regulars`, `not in regulars`.
    case inSegment(Name, negated: Bool)
    case not(Expression)
    /// Two or more operands each.
    case and([Expression])
    case or([Expression])
    /// `count(orders where …)`, `sum(orders.total where …)`.
    case aggregate(AggregateFunction, Path, predicate: Expression?)
    case otherwise(Expression, Expression)
    /// `x fits 20`, `x fits (20, gsm)`.
    case fits(Expression, Number, textClass: Name?)
    /// `x as weekday`, `x as long date`: the words after `as`.
    case formatted(Expression, [Name])
    /// `every link: host is one of (…)`, in brand rules.
    case quantified(Name, Expression)
    case parenthesized(Expression)
  }
}
