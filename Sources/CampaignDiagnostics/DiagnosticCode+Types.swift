/// 04xx: types and units.
extension DiagnosticCode {
  package static let typesDiffer = DiagnosticCode(
    "E0401", "two values that can't be compared",
    explanation: """
      Values are compared and put together only with their like: nothing is converted without being asked. A date \
      and time is not a date, and text is not a number.
      """,
    bad: #"segment chosen where points is "many""#,
    good: "segment chosen where points is 100")

  package static let missingUnit = DiagnosticCode(
    "E0402", "a number without its unit",
    explanation: """
      Amounts of money, percentages and durations carry their unit, so that nobody takes euros for cents or days \
      for hours.
      """,
    bad: "segment chosen where spend >= 50",
    good: "segment chosen where spend >= 50 EUR")

  package static let typeArgument = DiagnosticCode(
    "E0403", "wrong bounds of a type",
    explanation: """
      Every type has bounds: the most characters of a text, the range of a number, the most rows of a related \
      table. They are what the compiler proves lengths and costs from.
      """,
    bad: """
      audience member from members key member_id {
        city text
      }
      """,
    good: """
      audience member from members key member_id {
        city text(40)
      }
      """)

  package static let badEncoding = DiagnosticCode(
    "E0404", "a column that can't store the type so",
    explanation: """
      What stands after `in` says how a column stores the values: `in cents`, `in seconds`, `in milliseconds`, `in \
      iso`, `in percent`, `in basis_points`, or the two texts of a yes and a no.
      """,
    bad: """
      audience member from members key member_id {
        joined timestamp from joined_at in cents
      }
      """,
    good: """
      audience member from members key member_id {
        joined timestamp from joined_at in seconds
      }
      """)

  package static let badSource = DiagnosticCode(
    "E0405", "a column or table in the wrong place",
    explanation: """
      One value stands in one column; a set stands in a table of its own, with the member's key and the value.
      """,
    bad: """
      audience member from members key member_id {
        favorites set of text(30) up to 5 from favorites
      }
      """,
    good: """
      audience member from members key member_id {
        favorites set of text(30) up to 5 from favorites(member_id, department)
      }
      """)

  package static let notOrdered = DiagnosticCode(
    "E0406", "an order where there is none",
    explanation: """
      Numbers, money, times and choices that were declared with `<` between them have an order. Text and other \
      choices are only equal or not.
      """,
    bad: "segment chosen where color is known and color > red",
    good: "segment chosen where color is known and color is red")

  package static let wrongOperand = DiagnosticCode(
    "E0407", "a question that can't be asked of this value",
    explanation: """
      `contains` asks about text, `within` about times, `is empty` about sets and related rows, `before` and \
      `after` about times.
      """,
    bad: #"segment chosen where points contains "5""#,
    good: "segment chosen where points is 5")

  package static let notACondition = DiagnosticCode(
    "E0408", "a value where a condition is needed",
    explanation: """
      After `where`, `if`, `and`, `or` and `not` stands something that holds or doesn't. A number or a text has to \
      be compared with something first.
      """,
    bad: "segment chosen where points",
    good: "segment chosen where points > 0")

  package static let notArithmetic = DiagnosticCode(
    "E0409", "a calculation that has no meaning",
    explanation: """
      `+` and `-` work on numbers of one unit, `*` on a number and a whole number, `/` on a number and a whole \
      number that is written out.
      """,
    bad: "segment chosen where first_name is known and first_name + 1 > 2",
    good: "segment chosen where points + 1 > 2")

  package static let overflow = DiagnosticCode(
    "E0410", "a number that can become too large",
    explanation: """
      Numbers have 64 bits. The compiler works out from the declared bounds how large a result can become, so that \
      no member's values can make it wrong. Narrower bounds prove that it fits.
      """,
    bad: "segment chosen where points * 9_000_000_000_000_000 > 5",
    good: "segment chosen where points * 9_000 > 5")

  package static let divisor = DiagnosticCode(
    "E0411", "a division that could go wrong",
    explanation: """
      What stands after `/` is a whole number other than 0 that is written out, so that no member can divide by 0.
      """,
    bad: "segment chosen where points / 0 > 5",
    good: "segment chosen where points / 10 > 5")

  package static let otherCurrency = DiagnosticCode(
    "E0412", "money of another currency",
    explanation: """
      A tenant has one currency, and nothing is converted: rates change, and a threshold that was right yesterday \
      would be wrong today.
      """,
    bad: "segment chosen where spend >= 50 USD",
    good: "segment chosen where spend >= 50 EUR")

  package static let tooPrecise = DiagnosticCode(
    "E0413", "more decimal places than there are",
    explanation: """
      Money is counted in whole minor units, percentages in hundredths of a percent, decimals in ten-thousandths. \
      More places would be rounded, so they are refused.
      """,
    bad: "segment chosen where spend >= 50.123 EUR",
    good: "segment chosen where spend >= 50.12 EUR")

  package static let numberTooLarge = DiagnosticCode(
    "E0414", "a number or date out of range",
    explanation: """
      Numbers have 64 bits, and dates lie in the years 1 to 9999.
      """,
    bad: "segment chosen where spend >= 99_999_999_999_999_999 EUR",
    good: "segment chosen where spend >= 99_999 EUR")

  package static let rangeReversed = DiagnosticCode(
    "E0415", "a range that is the wrong way round",
    explanation: """
      The smaller end of a range stands first, the earlier date before the later. The other way round there is \
      nothing in it.
      """,
    bad: "segment chosen where points between 100 and 10",
    good: "segment chosen where points between 10 and 100")

  package static let calendarUnit = DiagnosticCode(
    "E0416", "a unit of time that does not fit",
    explanation: """
      Seconds, minutes and hours are exact; days, weeks, months and years are calendar units. A date has no hours, \
      and a calendar unit has a length only from some date on. A variant's field is no duration of any unit.
      """,
    bad: "segment chosen where birthday is known and birthday within next 36 hours",
    good: "segment chosen where birthday is known and birthday within next 2 days")

  package static let durationRange = DiagnosticCode(
    "E0417", "a duration that is no duration",
    explanation: """
      A duration is more than nothing and at most 1,000 years. Days and longer are whole numbers.
      """,
    bad: "segment chosen where joined within last 0 days",
    good: "segment chosen where joined within last 1 day")

  package static let choiceAsText = DiagnosticCode(
    "E0418", "a choice in quotes",
    explanation: """
      A choice is compared by the name that it was declared with, not by what its column stores or what is shown \
      for it. So a typing mistake is found.
      """,
    bad: #"segment chosen where tier is "gold""#,
    good: "segment chosen where tier is gold")

  package static let aggregateField = DiagnosticCode(
    "E0419", "a calculation over the wrong field",
    explanation: """
      `count`, `any` and `none` are about rows and take the table alone. `sum` and `average` take a field of \
      numbers, `min` and `max` a field that has an order.
      """,
    bad: "segment chosen where sum(orders) > 50 EUR",
    good: "segment chosen where sum(orders.total) > 50 EUR")

  package static let nothingToFind = DiagnosticCode(
    "E0420", "looking for nothing",
    explanation: """
      `contains`, `starts with` and `ends with` look for a text. A blank text stands in nothing, or in everything.
      """,
    bad: #"segment chosen where first_name is known and first_name contains " ""#,
    good: #"segment chosen where first_name is known and first_name contains "Ann""#)

  package static let decided = DiagnosticCode(
    "W0421", "a comparison that the bounds decide",
    explanation: """
      From the declared bounds the comparison is always true, or never. Either the number or the bounds are not \
      what was meant.
      """,
    bad: "segment chosen where points <= 10_000",
    good: "segment chosen where points <= 9_000")

  package static let repeatedValue = DiagnosticCode(
    "W0422", "a value that stands in a list twice",
    explanation: """
      A value that is listed again changes nothing, and is often one that should have been another.
      """,
    bad: "segment chosen where tier is one of (gold, gold)",
    good: "segment chosen where tier is one of (gold, silver)")

  package static let filledText = DiagnosticCode(
    "E0423", "something filled in where a text is compared",
    explanation: """
      In a condition, a default and an argument a text stands for itself, so that it can be looked for as it is. `{ }` \
      fills in values where people read them: in the parts of a message and in the fields of an experiment.
      """,
    bad: #"segment chosen where first_name is known and first_name is "{tenant.name} x""#,
    good: #"segment chosen where first_name is known and first_name is tenant.name"#)

  package static let misplacedReference = DiagnosticCode(
    "E0430", "a reference where none can be",
    explanation: """
      Attributes of a member and fields of related rows refer to the items of a catalog. The items of a catalog refer \
      to nothing further, and a set holds no references.
      """,
    bad: "catalog shelf up to 100 from shelves key shelf_id { best product from best_sku }",
    good: "catalog shelf up to 100 from shelves key shelf_id { best text(60) from best_title }")

  /// Every code of this area.
  package static let types: [DiagnosticCode] = [
    .typesDiffer, .missingUnit, .typeArgument, .badEncoding, .badSource, .notOrdered, .wrongOperand,
    .notACondition, .notArithmetic, .overflow, .divisor, .otherCurrency, .tooPrecise, .numberTooLarge,
    .rangeReversed, .calendarUnit, .durationRange, .choiceAsText, .aggregateField, .nothingToFind, .decided,
    .repeatedValue, .filledText, .misplacedReference,
  ]
}
