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

/// A test of one campaign: a member, an instant, and what is to come of it.
package struct CheckedTest: Sendable {
  /// When the campaign is taken to run.
  package enum Instant: Hashable, Sendable {
    case instant(Int64)
    /// On the clocks of the tenant's zone.
    case local(seconds: Int64)
  }

  package var title: String
  package var campaign: String
  package var member: String
  package var fixture: CheckedFixture
  package var now: Instant
  /// The variants that the member is to draw, by experiment.
  package var variants: [Int: Int]
  package var isHeldOut: Bool
  package var expectations: [CheckedExpectation]
  /// Of its title.
  package var span: Span

  package init(
    title: String, campaign: String, member: String, fixture: CheckedFixture, now: Instant, variants: [Int: Int],
    isHeldOut: Bool, expectations: [CheckedExpectation], span: Span
  ) {
    self.title = title
    self.campaign = campaign
    self.member = member
    self.fixture = fixture
    self.now = now
    self.variants = variants
    self.isHeldOut = isHeldOut
    self.expectations = expectations
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

package enum TextQuestion: Hashable, Sendable {
  /// Equal as a whole, by code point after NFC.
  case isText(String, negated: Bool)
  case matches(CheckedExpression.TextTest, [String])
  case isKnown(negated: Bool)
}

package enum TextMeasure: String, CaseIterable, Sendable {
  /// In user-perceived characters.
  case length
  /// Of an SMS.
  case segments
}
