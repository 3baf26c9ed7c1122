import CampaignDiagnostics

/// What a test says of a member: values by attribute, rows by related table. What it doesn't say is for the runner of
/// tests to fill in.
package struct CheckedFixture: Sendable {
  package typealias Row = [Int: FixtureValue]

  package var values: [AttributeID: FixtureValue]
  /// Fields by index. A set's rows have the single field 0.
  package var rows: [RelationID: [Row]]

  package init(values: [AttributeID: FixtureValue] = [:], rows: [RelationID: [Row]] = [:]) {
    self.values = values
    self.rows = rows
  }

  /// The same member with what `other` says instead; rows of a table replace all that were there.
  package func with(_ other: CheckedFixture) -> CheckedFixture {
    CheckedFixture(
      values: values.merging(other.values) { $1 }, rows: rows.merging(other.rows) { $1 })
  }
}

/// One value of a fixture, sound for the attribute that it is given to.
package enum FixtureValue: Hashable, Sendable {
  case missing
  /// Of any type that is an `Int64` at run time.
  case integer(Int64)
  case text(String)
  /// A date and time on the clocks of the tenant's zone, in seconds since 1970-01-01T00:00 there.
  case localInstant(seconds: Int64)
}

/// A test of one step of a campaign: a member, an instant, what happened before, and what is to come of it.
package struct CheckedTest: Sendable {
  /// An instant as a test writes it.
  package enum Instant: Hashable, Sendable {
    case instant(Int64)
    /// On the clocks of the tenant's zone.
    case local(seconds: Int64)
  }

  /// What says when the test is, and when its member entered.
  package enum Time: Hashable, Sendable {
    /// The step is run then; who entered when is not said, so that the step has just become due.
    case now(Instant)
    /// The member entered then, and the step is run as soon as it is due.
    case entered(Instant)
    case both(entered: Instant, now: Instant)
  }

  package var title: String
  package var campaign: String
  /// The step by its number in the campaign; the first is 0.
  package var step: Int
  package var member: String
  package var fixture: CheckedFixture
  package var time: Time
  /// What became of the steps before.
  package var happened: [CheckedHappening]
  /// The variants that the member is to draw, by experiment.
  package var variants: [Int: Int]
  package var isHeldOut: Bool
  package var expectations: [CheckedExpectation]
  /// Of its title.
  package var span: Span

  package init(
    title: String, campaign: String, step: Int = 0, member: String, fixture: CheckedFixture, time: Time,
    happened: [CheckedHappening] = [], variants: [Int: Int], isHeldOut: Bool, expectations: [CheckedExpectation],
    span: Span
  ) {
    self.title = title
    self.campaign = campaign
    self.step = step
    self.member = member
    self.fixture = fixture
    self.time = time
    self.happened = happened
    self.variants = variants
    self.isHeldOut = isHeldOut
    self.expectations = expectations
    self.span = span
  }
}

/// Something that happened to a test's member since they entered.
package struct CheckedHappening: Sendable {
  /// Of a message, with the number of its step.
  package var fact: HistoryFact
  package var at: CheckedTest.Instant?
  package var span: Span

  package init(_ fact: HistoryFact, at instant: CheckedTest.Instant?, span: Span) {
    self.fact = fact
    at = instant
    self.span = span
  }
}

/// One predicate over what became of a test's member. Where it reads a message that was not made, it has no value, and the
/// test fails.
package struct CheckedExpectation: Sendable {
  package indirect enum Kind: Sendable {
    case outcome(TestOutcome)
    /// `channel is email`, `language is es_US`, `opening is warm`.
    case fact(TestFact, isOneOf: [String], negated: Bool)
    case text(MessageText, TextQuestion)
    /// `email.subject.length <= 60`, `sms.segments is 1`.
    case measure(TextMeasure, MessageText, CheckedExpression.Comparison, Int64)
    /// Any predicate over the member, as segments have them. It is decided by the machine.
    case member(CheckedExpression)
    case not(CheckedExpectation)
    case and([CheckedExpectation])
    case or([CheckedExpectation])
  }

  package var kind: Kind
  package var span: Span
  /// Of what is asked about, where its value is worth showing.
  package var subject: Span
  /// Of the word that asks, under which the answer is shown.
  package var question: Span

  package init(_ kind: Kind, span: Span, subject: Span, question: Span) {
    self.kind = kind
    self.span = span
    self.subject = subject
    self.question = question
  }
}

/// What can become of a member.
package enum TestOutcome: String, CaseIterable, Sendable {
  case selected, excluded, unreachable, quarantined
  /// At a later step: nobody is followed up after that.
  case converted
  case heldOut = "held_out"
}

/// What was chosen for the member.
package enum TestFact: Hashable, Sendable {
  case channel, language
  /// The variant that was drawn.
  case experiment(Int)
}

/// A text that a test asks about: one of the message, as its reader gets it, or the reason why there is none.
package enum MessageText: Hashable, Sendable {
  case part(Channel, MessagePart)
  /// The clause that excluded the member as it is written, or what was wrong.
  case reason
  /// All that is read: of an e-mail subject, preheader and plain text; of a push title and text; of an SMS its text.
  case words
}

package enum TextQuestion: Sendable {
  /// Equal as a whole, by code point after NFC.
  case isText(ComparedText, negated: Bool)
  case matches(CheckedExpression.TextTest, [ComparedText])
  case isKnown(negated: Bool)
}

/// What a text is compared with.
package enum ComparedText: Sendable {
  case literal(String)
  /// A text that is never missing, such as the offer's code. The machine makes it.
  case value(CheckedExpression)
}

package enum TextMeasure: String, CaseIterable, Sendable {
  /// In user-perceived characters.
  case length
  /// Of an SMS.
  case segments
}
