import CampaignDiagnostics

/// A name as written, in NFC.
package struct Name: Hashable, Sendable {
  package let text: String
  package let span: Span

  package init(_ text: String, _ span: Span) {
    self.text = text
    self.span = span
  }
}

/// A dotted path such as `offer.percent_off`; never empty.
package struct Path: Hashable, Sendable {
  package let names: [Name]

  package init(_ names: [Name]) { self.names = names }

  package var head: Name { names[0] }
  package var text: String { names.map(\.text).joined(separator: ".") }
  package var span: Span { names[0].span.union(names[names.count - 1].span) }
}

/// A string literal: what it says after escapes, and where.
package struct StringLiteral: Hashable, Sendable {
  package let value: String
  package let span: Span

  package init(_ value: String, _ span: Span) {
    self.value = value
    self.span = span
  }
}

/// A number as written: `mantissa` / 10^`scale`, so `79.50` is (7950, 2).
package struct Number: Hashable, Sendable {
  package let mantissa: Int64
  package let scale: Int
  package let span: Span

  package init(_ mantissa: Int64, scale: Int, _ span: Span) {
    self.mantissa = mantissa
    self.scale = scale
    self.span = span
  }
}

package enum TimeUnit: String, CaseIterable, Sendable {
  case second, minute, hour, day, week, month, year
}

/// A literal value with its unit.
package enum LiteralValue: Hashable, Sendable {
  case number(Number)
  case money(Number, currency: Name)
  case percent(Number)
  case duration(Number, TimeUnit)
  /// Seconds after midnight.
  case time(seconds: Int)
  /// A calendar date; its parts are in range for a date that exists.
  case date(year: Int, month: Int, day: Int)
  /// A date and time: with an offset from UTC in seconds, or in the tenant's zone where it has none.
  case timestamp(year: Int, month: Int, day: Int, seconds: Int, offsetSeconds: Int?)
  case bool(Bool)
  case string(StringLiteral)
  /// `#RRGGBB`.
  case color(UInt32)
}

package struct Literal: Hashable, Sendable {
  package let value: LiteralValue
  package let span: Span

  package init(_ value: LiteralValue, _ span: Span) {
    self.value = value
    self.span = span
  }
}

/// `last 3 days` and the like: a number of one unit.
package struct DurationSyntax: Hashable, Sendable {
  package let amount: Number
  package let unit: TimeUnit
  package let span: Span

  package init(_ amount: Number, _ unit: TimeUnit, _ span: Span) {
    self.amount = amount
    self.unit = unit
    self.span = span
  }
}
