/// 05xx: missing values.
extension DiagnosticCode {
  package static let mayBeMissing = DiagnosticCode(
    "E0501", "a value that may be missing",
    explanation: """
      A type that ends in `?` may be missing for some members, and so may `min`, `max` and `average` over no rows. \
      Nothing missing is ever shown or compared: give a default with `otherwise`, or ask `is known` first. Asking \
      covers the other operands of an `and`, what an `{if}` guards, and the whole message when the audience asks.
      """,
    bad: "segment chosen where last_order within last 30 days",
    good: "segment chosen where last_order is known and last_order within last 30 days")

  package static let uselessDefault = DiagnosticCode(
    "W0502", "a default that is never used",
    explanation: """
      The value before `otherwise` is never missing, so what stands after it is never used.
      """,
    bad: "segment chosen where (points otherwise 0) > 5",
    good: "segment chosen where points > 5")

  package static let alwaysKnown = DiagnosticCode(
    "W0503", "asking whether something is there that always is",
    explanation: """
      A type without `?` is never missing: a member whose column is empty is set aside before any condition is \
      asked.
      """,
    bad: "segment chosen where points is known and points > 5",
    good: "segment chosen where points > 5")

  package static let blankDefault = DiagnosticCode(
    "E0504", "a default that is blank",
    explanation: """
      A default stands where a value is missing. A blank one would show nothing, which is what the default is \
      there to prevent.
      """,
    bad: #"segment chosen where (first_name otherwise " ") is "Ada""#,
    good: #"segment chosen where (first_name otherwise "friend") is "Ada""#)

  /// Every code of this area.
  package static let missing: [DiagnosticCode] = [
    .mayBeMissing, .uselessDefault, .alwaysKnown, .blankDefault,
  ]
}
