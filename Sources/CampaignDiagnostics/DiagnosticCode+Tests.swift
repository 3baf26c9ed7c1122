/// 12xx: fixtures and tests.
extension DiagnosticCode {
  private static let exampleCampaign = """
    campaign hello {
      audience where tier >= silver
      schedule every day at 10:00
      experiment opening salt "hello-opening" {
        variant plain 50% { line "News" }
        variant warm  50% { line "Hello" }
      }
      push { title "{opening.line}", text "News from the shop" }
    }
    """

  private static func example(
    member: String = #"member ada { first_name "Ada", tier gold }"#, campaign: String = "hello",
    _ items: String
  ) -> String {
    """
    \(exampleCampaign)
    \(member)
    test "gold members get the news" for \(campaign) {
    \(items)
    }
    """
  }

  package static let unknownCampaign = DiagnosticCode(
    "E1201", "a test of no campaign",
    explanation: """
      A test says which campaign it is of: `test "…" for NAME`.
      """,
    bad: example(campaign: "hallo", "  given ada, now 2027-03-02T10:00\n  expect selected"),
    good: example("  given ada, now 2027-03-02T10:00\n  expect selected"))

  package static let unknownMember = DiagnosticCode(
    "E1202", "a member that nothing declares",
    explanation: """
      A test is about a member that the tenant declares with `member NAME { … }`, as it stands or with some of it \
      replaced.
      """,
    bad: example("  given adda, now 2027-03-02T10:00\n  expect selected"),
    good: example("  given ada, now 2027-03-02T10:00\n  expect selected"))

  package static let fixtureValue = DiagnosticCode(
    "E1203", "a value that the attribute never has",
    explanation: """
      The members of tests keep to the types that the audience declares, so that no test speaks of somebody who can't \
      be: within the bounds of a number, the length and the characters of a text, and missing only where the type ends \
      with `?`. Rows of a related table stand in braces, one for each row: `orders { total 20 EUR }`; the values of a \
      set in parentheses: `favorites ("Bakery", "Fish")`.
      """,
    bad: #"member ada { first_name "Ada", points 10_001 }"#,
    good: #"member ada { first_name "Ada", points 10_000 }"#)

  package static let incompleteTest = DiagnosticCode(
    "E1204", "a test that lacks a part",
    explanation: """
      A test says of whom it is (`given`), when the campaign runs (`now`, for a test never looks at the clock) and what \
      is to come of it (`expect`, once or more). A test of a later step may say when the member entered (`entered`) instead \
      of `now`.
      """,
    bad: example("  given ada\n  expect selected"),
    good: example("  given ada\n  now 2027-03-02T10:00\n  expect selected"))

  package static let unknownVariant = DiagnosticCode(
    "E1205", "a variant that the campaign does not have",
    explanation: """
      `variant EXPERIMENT is VARIANT` makes the test's member one who draws that variant; `holdout` one who is held out. \
      Both speak of what the campaign declares.
      """,
    bad: example("  given ada, now 2027-03-02T10:00\n  variant opening is warmer\n  expect opening is warm"),
    good: example("  given ada, now 2027-03-02T10:00\n  variant opening is warm\n  expect opening is warm"))

  package static let expectation = DiagnosticCode(
    "E1206", "an expectation that can't be asked",
    explanation: """
      A test expects something of the outcome (`selected`, `excluded`, `held_out`, `unreachable`, `quarantined`, at later \
      steps `converted`, and the `reason`), of what was chosen (`channel is email`, `language is en_GB`, `opening is warm`), of a text of the \
      message (`email.subject`, `push.text`, `words`, with `is`, `contains`, `starts with`, `ends with` and `length`), or \
      of the member, as a segment does. The campaign must have what is asked about.
      """,
    bad: example("  given ada, now 2027-03-02T10:00\n  expect email.subject contains \"News\""),
    good: example("  given ada, now 2027-03-02T10:00\n  expect push.text contains \"News\""))

  package static let testedEvent = DiagnosticCode(
    "E1207", "a test's event that the campaign does not answer",
    explanation: """
      `event { … }` in a test is the payload of the event that its campaign answers. When it happened follows from `now`, \
      which is the instant of the answer: the event's own, and the delay after it.
      """,
    bad: example("  given ada, now 2027-03-02T10:00\n  event { total 20 EUR }\n  expect selected"),
    good: example("  given ada, now 2027-03-02T10:00\n  expect selected"))

  private static func followUp(_ items: String) -> String {
    """
    campaign hello {
      audience   where tier >= silver
      conversion any(orders where placed after entered) within 7 days
      schedule   every day at 10:00
      push { title "Hello", text "News from the shop" }
      then reminder after 3 days where not clicked { push { title "Hello again", text "Still here" } }
    }
    member ada { first_name "Ada", tier gold }
    test "who clicked is left alone" for hello {
    \(items)
    }
    """
  }

  package static let testedStep = DiagnosticCode(
    "E1208", "a step that the test's campaign does not have",
    explanation: """
      `step NAME` says which step of the campaign a test is of, and `happened NAME.clicked` what became of the message of \
      another. The first step has the campaign's own name, the others what follows `then`.
      """,
    bad: followUp("  given ada, step remainder, now 2027-03-05T10:00\n  happened clicked\n  expect excluded"),
    good: followUp("  given ada, step reminder, now 2027-03-05T10:00\n  happened clicked\n  expect excluded"))

  package static let unknownFact = DiagnosticCode(
    "E1209", "something that never happens",
    explanation: """
      What a test says with `happened` is what steps can ask: of a step's message `sent`, `opened` and `clicked`, as in \
      `happened welcome.clicked` (or `happened clicked`, of the step before), and of the member `converted`, where the \
      campaign says what a conversion is.
      """,
    bad: followUp("  given ada, step reminder, now 2027-03-05T10:00\n  happened hello.tapped\n  expect excluded"),
    good: followUp("  given ada, step reminder, now 2027-03-05T10:00\n  happened hello.clicked\n  expect excluded"))

  package static let impossibleHistory = DiagnosticCode(
    "E1210", "a history that can't be",
    explanation: """
      A test of a later step speaks of a course that a member can have taken: they entered, and were not held out; the \
      step is due; what happened concerns steps before it, whose message can bring it (opens are seen of e-mails, clicks \
      need a link, unless the message is a push), and lies between that step and `now`. At the first step nothing has \
      happened yet.
      """,
    bad: followUp(
      "  given ada, step reminder, entered 2027-03-02T10:00\n  happened clicked at 2027-03-01T08:00\n  expect excluded"),
    good: followUp(
      "  given ada, step reminder, entered 2027-03-02T10:00\n  happened clicked at 2027-03-02T18:00\n  expect excluded")
  )

  /// Every code of this area.
  package static let tests: [DiagnosticCode] = [
    .unknownCampaign, .unknownMember, .fixtureValue, .incompleteTest, .unknownVariant, .expectation, .testedEvent,
    .testedStep, .unknownFact, .impossibleHistory,
  ]
}
