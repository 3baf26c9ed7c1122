import CampaignDiagnostics
import CampaignValues

/// One part of a message as it is rendered: literal text is already in the part's own form (HTML, or plain text).
package struct CheckedTemplate: Sendable {
  package var nodes: [TemplateNode]
  package var span: Span

  package init(nodes: [TemplateNode], span: Span) {
    self.nodes = nodes
    self.span = span
  }
}

package indirect enum TemplateNode: Sendable {
  case literal(String)
  case value(CheckedExpression, ValueFormat, TextEscape)
  /// The first branch whose condition holds; else `otherwise`.
  case conditional([(condition: CheckedExpression, nodes: [TemplateNode])], otherwise: [TemplateNode])
  case loop(CheckedLoop)
  /// One list of nodes for each variant of an experiment.
  case variant(experiment: Int, [[TemplateNode]])
  case plural(CheckedPlural)
  /// The number of the innermost plural around it, as the language writes it.
  case pluralNumber(TextEscape)
  /// The member's own unsubscribe address.
  case unsubscribeURL(TextEscape)
}

/// The form of a number in the message's language. A form that no number within the bounds has may be left out.
package struct CheckedPlural: Sendable {
  /// A whole number.
  package var number: CheckedExpression
  package var rules: PluralRules
  package var forms: [(form: PluralForm, nodes: [TemplateNode])]
  package var span: Span

  package init(
    number: CheckedExpression, rules: PluralRules, forms: [(form: PluralForm, nodes: [TemplateNode])], span: Span
  ) {
    self.number = number
    self.rules = rules
    self.forms = forms
    self.span = span
  }

  /// The same with other nodes in its forms, in order.
  func with(_ nodes: [[TemplateNode]]) -> CheckedPlural {
    var plural = self
    plural.forms = zip(forms, nodes).map { (form: $0.form, nodes: $1) }
    return plural
  }
}

/// A bounded loop over related rows or a set (a set without order goes in byte order).
package struct CheckedLoop: Sendable {
  package var relation: RelationID
  package var variable: VariableID
  package var predicate: CheckedExpression?
  package var order: [(field: Int, isDescending: Bool)]
  package var limit: Int?
  /// Once before the first row and once after the last, where there is any row: `<ul>` and `</ul>`.
  package var prologue: [TemplateNode]
  package var body: [TemplateNode]
  package var epilogue: [TemplateNode]
  /// Where there is no row.
  package var otherwise: [TemplateNode]
  package var span: Span

  package init(
    relation: RelationID, variable: VariableID, predicate: CheckedExpression?,
    order: [(field: Int, isDescending: Bool)], limit: Int?, prologue: [TemplateNode] = [], body: [TemplateNode],
    epilogue: [TemplateNode] = [], otherwise: [TemplateNode], span: Span
  ) {
    self.relation = relation
    self.variable = variable
    self.predicate = predicate
    self.order = order
    self.limit = limit
    self.prologue = prologue
    self.body = body
    self.epilogue = epilogue
    self.otherwise = otherwise
    self.span = span
  }

  /// Whether there is a row to show.
  var hasRow: CheckedExpression {
    let rows = CheckedAggregate(
      function: .any, relation: relation, variable: variable, predicate: predicate, value: nil)
    return CheckedExpression(.aggregate(rows), ValueType(.bool), span)
  }
}

/// How a value is written; languages' patterns are put into the plan.
package enum ValueFormat: Hashable, Sendable {
  case text
  case integer
  case decimal
  case money
  case percent
  case date(DateStyle)
  /// A timestamp's date in the run's zone.
  case timestampDate(DateStyle)
  /// A time of day.
  case time(TimeStyle)
  /// A timestamp's time of day in the run's zone.
  case timestampTime(TimeStyle)
  /// The label of a choice in the message's language, in the order of the options.
  case label([String])
}

/// Weekday, month and year stand alone, without the rest of the date.
package enum DateStyle: String, Hashable, Sendable { case short, medium, long, weekday, month, year }

/// Hours and minutes, or with seconds.
package enum TimeStyle: String, Hashable, Sendable { case short, long }

/// What a value is made safe for. Line breaks in data become single spaces everywhere.
package enum TextEscape: Hashable, Sendable {
  /// A one-line header, an SMS, a push, plain text.
  case plain
  /// Text or a quoted attribute of HTML.
  case html
  /// One component of a URL that stands in an attribute of HTML: percent-encoded.
  case urlComponent
}

package enum MessagePart: String, CaseIterable, Hashable, Sendable { case subject, preheader, html, text, title, link }

/// One way of saying it: of a step's messages the first is made that is for the member and can reach them.
package struct CheckedMessage: Sendable {
  package var channel: Channel
  package var language: String
  /// For whom it is, asked before `reach`; nil where it is for everybody. Of a channel's messages in several languages the
  /// one in the default language stands last, and is for everybody.
  package var condition: CheckedExpression?
  package var reach: CheckedReach
  package var parts: [(part: MessagePart, template: CheckedTemplate)]
  /// What data must not make of it.
  package var wordings: [CheckedWording]
  package var span: Span

  package init(
    channel: Channel, language: String, condition: CheckedExpression? = nil, reach: CheckedReach,
    parts: [(part: MessagePart, template: CheckedTemplate)], wordings: [CheckedWording] = [], span: Span
  ) {
    self.channel = channel
    self.language = language
    self.condition = condition
    self.reach = reach
    self.parts = parts
    self.wordings = wordings
    self.span = span
  }
}
