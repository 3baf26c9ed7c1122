import CampaignDiagnostics
import CampaignSemantics
import CampaignSyntax
import CampaignValues

/// A piece of an e-mail's body as it stands in the source, with what each value, condition and loop was checked to mean.
indirect enum OracleBodyPiece {
  case text(String)
  case value(CheckedExpression, ValueFormat)
  /// The number of the innermost plural around.
  case number
  case conditional([(condition: CheckedExpression, pieces: [Self])], otherwise: [Self], isBlock: Bool)
  case loop(CheckedLoop, [Self], otherwise: [Self], isBlock: Bool)
  case variant(experiment: Int, [[Self]])
  case plural(CheckedPlural, [(form: PluralForm, pieces: [Self])])
}

/// The bodies of a campaign's e-mails by the places of their `email`, read from the syntax: of what was checked only the
/// expressions are taken.
package struct OracleBodies {
  private(set) var pieces: [Span: [OracleBodyPiece]] = [:]

  struct Unbound: Error { let place: Span }

  /// Of a campaign whose e-mails nobody asks for.
  package init() {}

  /// `syntax` is what the campaign was checked from.
  package init(_ campaign: CheckedCampaign, _ syntax: CampaignSyntax) throws {
    let experiments = syntax.items.compactMap { if case .experiment(let found) = $0 { found } else { nil } }
    let messages = syntax.items.flatMap { item -> [MessageSyntax] in
      switch item {
      case .message(let message): [message]
      case .step(let step): step.messages
      default: []
      }
    }
    for checked in campaign.steps.flatMap(\.messages) where checked.channel == .email {
      guard let message = messages.first(where: { $0.channel.span == checked.span }),
        let body = message.parts.first(where: { $0.name.text == "body" })
      else { throw Unbound(place: checked.span) }
      var binder = Binder(experiments: experiments)
      for part in checked.parts { binder.collect(part.template.nodes) }
      pieces[checked.span] = try binder.bind(body.template.pieces)
    }
  }

  /// Finds for each directive of the source what was checked at its place.
  private struct Binder {
    let experiments: [ExperimentSyntax]
    var values: [(expression: CheckedExpression, format: ValueFormat)] = []
    var conditions: [CheckedExpression] = []
    var loops: [CheckedLoop] = []
    var plurals: [CheckedPlural] = []

    init(experiments: [ExperimentSyntax]) { self.experiments = experiments }

    mutating func collect(_ nodes: [TemplateNode]) {
      for node in nodes {
        switch node {
        case .literal, .unsubscribeURL, .pluralNumber: break
        case .value(let expression, let format, _): values.append((expression, format))
        case .conditional(let branches, let otherwise):
          for branch in branches {
            conditions.append(branch.condition)
            collect(branch.nodes)
          }
          collect(otherwise)
        case .loop(let loop):
          loops.append(loop)
          for nodes in [loop.prologue, loop.body, loop.epilogue, loop.otherwise] { collect(nodes) }
        case .variant(_, let arms): for arm in arms { collect(arm) }
        case .plural(let plural):
          plurals.append(plural)
          for form in plural.forms { collect(form.nodes) }
        }
      }
    }

    func bind(_ pieces: [Template.Piece], isInPlural: Bool = false) throws -> [OracleBodyPiece] {
      try pieces.map { piece in
        switch piece {
        case .text(let text): return .text(text.value)
        case .interpolation(let expression, let span): return try bind(expression, span, isInPlural: isInPlural)
        case .conditional(let conditional):
          return .conditional(
            try conditional.branches.map { branch in
              let condition = try found(conditions.first { branch.directiveSpan.holds($0.span) }, branch.directiveSpan)
              return (condition, try bind(branch.pieces, isInPlural: isInPlural))
            }, otherwise: try bind(conditional.otherwise ?? [], isInPlural: isInPlural), isBlock: conditional.isBlock)
        case .loop(let loop):
          return .loop(
            try found(loops.first { $0.span == loop.directiveSpan }, loop.directiveSpan),
            try bind(loop.pieces, isInPlural: isInPlural),
            otherwise: try bind(loop.otherwise ?? [], isInPlural: isInPlural), isBlock: loop.isBlock)
        case .plural(let plural):
          let checked = try found(plurals.first { $0.span == plural.span }, plural.span)
          let forms = try plural.forms.map { form in
            (
              form: try found(PluralForm(name: form.category.text), plural.span),
              pieces: try bind(form.text.pieces, isInPlural: true)
            )
          }
          return .plural(checked, forms)
        }
      }
    }

    private func bind(_ expression: Expression, _ span: Span, isInPlural: Bool) throws -> OracleBodyPiece {
      if case .path(let path) = expression.kind {
        if isInPlural, path.text == "n" { return .number }
        if path.names.count == 2, let number = experiments.firstIndex(where: { $0.name.text == path.head.text }) {
          let fields = experiments[number].variants.compactMap { variant in
            variant.fields.first { $0.name.text == path.names[1].text }?.value
          }
          let templates = fields.compactMap { if case .template(let template) = $0.kind { template } else { nil } }
          if templates.count == fields.count {
            return .variant(experiment: number, try templates.map { try bind($0.pieces) })
          }
        }
      }
      let value = try found(values.first { span.holds($0.expression.span) }, span)
      return .value(value.expression, value.format)
    }

    private func found<Found>(_ found: Found?, _ place: Span) throws -> Found {
      guard let found else { throw Unbound(place: place) }
      return found
    }
  }
}

extension Span {
  fileprivate func holds(_ other: Span) -> Bool { file == other.file && start <= other.start && other.end <= end }
}
