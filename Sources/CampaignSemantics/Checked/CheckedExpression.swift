import CampaignDiagnostics

/// A typed expression whose names are resolved. Nothing in it can fail or be null at run time: an optional value is
/// read only where it was proven known, or through `isKnown` and `otherwise`. The proof may stand in a later operand of
/// the same `and`, or in another clause: whatever a missing value is read as, the whole comes out the same.
///
/// `in SEGMENT`, `within`, `between`, `days since`, offers and set tests are already written out in the cases below.
package struct CheckedExpression: Sendable {
  package var kind: Kind
  package var type: ValueType
  package var span: Span

  package init(_ kind: Kind, _ type: ValueType, _ span: Span) {
    self.kind = kind
    self.type = type
    self.span = span
  }

  package enum Comparison: String, Sendable {
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case equal = "="
    case notEqual = "<>"

    /// The comparison that holds where this one does not.
    package var negated: Self {
      switch self {
      case .less: .greaterOrEqual
      case .lessOrEqual: .greater
      case .greater: .lessOrEqual
      case .greaterOrEqual: .less
      case .equal: .notEqual
      case .notEqual: .equal
      }
    }
  }

  /// `contains` folds case and accents and looks at whole words; `equals` folds likewise and looks at the whole text,
  /// for sets; `startsWith` and `endsWith` compare by code point after NFC.
  package enum TextTest: Sendable { case contains, startsWith, endsWith, equals }

  package indirect enum Kind: Sendable {
    case constant(Constant)
    case attribute(AttributeID)
    case field(VariableID, RelationID, field: Int)
    /// The run's `now` moved by an offset: a timestamp, the same for every member.
    case runInstant(CalendarOffset)
    /// The run's local date moved by an offset.
    case runDate(CalendarOffset)
    /// A date and time that was written without an offset from UTC: `seconds` since 1970-01-01T00:00 on the clocks of
    /// the tenant's zone. The instant is the same for every member; one in a gap is the gap's end, one that comes twice
    /// the first of the two.
    case localInstant(seconds: Int64)
    /// The instant at which the member entered the campaign; `now` at the first step.
    case entered
    /// Whether something happened since the member entered: bool.
    case history(HistoryFact)
    /// The code that the member's offer has for themselves: this prefix, then 12 characters.
    case uniqueCode(prefix: String)
    /// The local date, in the run's zone, of a timestamp.
    case localDate(CheckedExpression)
    /// A timestamp moved by an offset: months and days by the calendar of the run's zone, as `Zone.adding` moves it.
    case movedInstant(CheckedExpression, CalendarOffset)
    /// A date moved by the offset's months, then its days; it has no seconds.
    case movedDate(CheckedExpression, CalendarOffset)
    /// The full calendar months from one date to another: the most that, added to the first, do not lead past the
    /// second. Negative where the second lies before the first.
    case months(from: CheckedExpression, to: CheckedExpression)
    /// One expression for each variant of an experiment, in order.
    case variant(experiment: Int, [CheckedExpression])
    /// Integer arithmetic on like units; proven not to overflow. Division is by a constant other than zero and
    /// truncates towards zero.
    case add(CheckedExpression, CheckedExpression)
    case subtract(CheckedExpression, CheckedExpression)
    case multiply(CheckedExpression, CheckedExpression)
    case divide(CheckedExpression, by: Int64)
    /// Ordered types, or `equal`/`notEqual` of texts (by code point after NFC).
    case compare(Comparison, CheckedExpression, CheckedExpression)
    /// Of an expression of optional type.
    case isKnown(CheckedExpression)
    case oneOf(CheckedExpression, [Constant])
    /// Whether a text has one of the texts in it.
    case textTest(TextTest, CheckedExpression, [String])
    case not(CheckedExpression)
    case and([CheckedExpression])
    case or([CheckedExpression])
    case aggregate(CheckedAggregate)
    /// The first, of optional type, where it is known; else the second.
    case otherwise(CheckedExpression, CheckedExpression)
    /// The text where it fits, else missing.
    case fits(CheckedExpression, TextType)
  }
}

/// A value that stands in the program.
package enum Constant: Hashable, Sendable {
  /// Of any type that is an `Int64` at run time, bool included.
  case integer(Int64)
  /// In NFC.
  case text(String)
}

/// A distance in time: months and days by the calendar of the run's zone, seconds exactly; added in that order.
package struct CalendarOffset: Hashable, Sendable {
  package var months: Int
  package var days: Int
  package var seconds: Int64

  package init(months: Int = 0, days: Int = 0, seconds: Int64 = 0) {
    self.months = months
    self.days = days
    self.seconds = seconds
  }

  package static let zero = CalendarOffset()
}

/// `count(orders where …)`: `minimum`, `maximum` and `average` are optional, over no rows they are missing.
/// `average` rounds to the nearest, halves away from zero. `any` and `none` are bool.
package struct CheckedAggregate: Sendable {
  package enum Function: Sendable { case count, sum, average, minimum, maximum, any, none }

  package var function: Function
  package var relation: RelationID
  /// The row that `predicate` and `value` read.
  package var variable: VariableID
  package var predicate: CheckedExpression?
  /// The field, for sum, average, minimum and maximum. Rows where an optional field is missing don't take part.
  package var value: CheckedExpression?

  package init(
    function: Function, relation: RelationID, variable: VariableID, predicate: CheckedExpression?,
    value: CheckedExpression?
  ) {
    self.function = function
    self.relation = relation
    self.variable = variable
    self.predicate = predicate
    self.value = value
  }
}
