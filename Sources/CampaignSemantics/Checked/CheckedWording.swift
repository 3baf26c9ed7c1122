import CampaignDiagnostics

/// A rule of the brand about what a message says, as far as data decides it: who would get a message that breaks it is
/// quarantined. That what the author wrote keeps the rule is proven.
package struct CheckedWording: Sendable {
  /// As it is written, on one line.
  package var rule: String
  /// Of the rule's condition.
  package var span: Span
  /// Where it holds, the message breaks the rule.
  package var breach: WordingCondition

  package init(rule: String, span: Span, breach: WordingCondition) {
    self.rule = rule
    self.span = span
    self.breach = breach
  }
}

/// What a message says, put together from tests of its parts.
package indirect enum WordingCondition: Sendable {
  /// Whether the words that the nodes write have one of the texts in them, or begin or end with one. No phrase goes over
  /// `TemplateNode.paragraphEnd`.
  case test(CheckedExpression.TextTest, of: [TemplateNode], [String])
  case not(WordingCondition)
  case all([WordingCondition])
  case any([WordingCondition])
}

extension TemplateNode {
  /// What stands between words that are read apart. Data never brings it: its line breaks become spaces.
  package static let paragraphEnd = "\u{2029}"
}

extension CheckedCampaign {
  /// The rules that its messages are held to when they are made, each once.
  package var wordings: [CheckedWording] {
    var seen: Set<Span> = []
    return steps.flatMap(\.messages).flatMap(\.wordings).filter { seen.insert($0.span).inserted }
  }
}
