import CampaignDiagnostics
import CampaignMarkdown
import CampaignSyntax
import CampaignValues

/// A piece of a template whose expressions are checked, before it is given its form (HTML, plain text).
indirect enum ResolvedPiece {
  case text(StringLiteral)
  case value(ResolvedValue)
  /// Something that was wrong and was reported.
  case unknown(Span)
  case conditional(ResolvedConditional)
  case loop(ResolvedLoop)
  /// An experiment's field: what it says in each variant.
  case variant(experiment: Int, [[ResolvedPiece]], span: Span)
  case plural(ResolvedPlural)
  /// `{n}` in a form of a plural.
  case pluralNumber(Span)
}

struct ResolvedPlural {
  var number: CheckedExpression
  var rules: PluralRules
  var forms: [(form: PluralForm, pieces: [ResolvedPiece])]
  var span: Span

  /// The plural, with its forms as nodes.
  func with(_ nodes: [[TemplateNode]]) -> CheckedPlural {
    CheckedPlural(
      number: number, rules: rules, forms: zip(forms, nodes).map { (form: $0.form, nodes: $1) }, span: span)
  }
}

struct ResolvedValue {
  var expression: CheckedExpression
  var format: ValueFormat
  var span: Span
}

struct ResolvedConditional {
  var branches: [(condition: CheckedExpression, pieces: [ResolvedPiece])]
  var otherwise: [ResolvedPiece]?
  var isBlock: Bool
  var directiveSpan: Span
}

struct ResolvedLoop {
  /// Its parts are empty until the pieces have their form.
  var loop: CheckedLoop
  var pieces: [ResolvedPiece]
  var otherwise: [ResolvedPiece]?
  var isBlock: Bool
  var directiveSpan: Span
}

extension [ResolvedPiece] {
  /// Whether something in them was wrong, so that it is not known what would stand there.
  var haveUnknown: Bool {
    contains { piece in
      switch piece {
      case .unknown: true
      case .text, .value, .pluralNumber: false
      case .plural(let plural): plural.forms.contains { $0.pieces.haveUnknown }
      case .conditional(let conditional):
        conditional.branches.contains { $0.pieces.haveUnknown } || conditional.otherwise?.haveUnknown == true
      case .loop(let loop): loop.pieces.haveUnknown || loop.otherwise?.haveUnknown == true
      case .variant(_, let variants, _): variants.contains(where: \.haveUnknown)
      }
    }
  }

  /// The pieces as nodes of a part that is not Markdown.
  func plainNodes() -> [TemplateNode] {
    map { piece in
      switch piece {
      case .text(let text): .literal(text.value)
      case .value(let value): .value(value.expression, value.format, .plain)
      case .unknown: .literal("")
      case .conditional(let conditional):
        .conditional(
          conditional.branches.map { ($0.condition, $0.pieces.plainNodes()) },
          otherwise: (conditional.otherwise ?? []).plainNodes())
      case .loop(let resolved):
        .loop(resolved.loop.with(resolved.pieces.plainNodes(), resolved.otherwise?.plainNodes()))
      case .variant(let experiment, let variants, _): .variant(experiment: experiment, variants.map { $0.plainNodes() })
      case .plural(let plural): .plural(plural.with(plural.forms.map { $0.pieces.plainNodes() }))
      case .pluralNumber: .pluralNumber(.plain)
      }
    }
  }
}

extension CheckedLoop {
  func with(
    _ body: [TemplateNode], _ otherwise: [TemplateNode]?, prologue: [TemplateNode] = [], epilogue: [TemplateNode] = []
  ) -> CheckedLoop {
    var loop = self
    loop.body = body
    loop.otherwise = otherwise ?? []
    loop.prologue = prologue
    loop.epilogue = epilogue
    return loop
  }
}

extension [TemplateNode] {
  /// The same for where text is HTML: literals are escaped, values will be.
  func inHTML() -> [TemplateNode] {
    map { node in
      switch node {
      case .literal(let text): .literal(text.escapedForHTML)
      case .value(let expression, let format, _): .value(expression, format, .html)
      case .conditional(let branches, let otherwise):
        .conditional(branches.map { ($0.condition, $0.nodes.inHTML()) }, otherwise: otherwise.inHTML())
      case .loop(let loop):
        .loop(
          loop.with(
            loop.body.inHTML(), loop.otherwise.inHTML(), prologue: loop.prologue.inHTML(),
            epilogue: loop.epilogue.inHTML()))
      case .variant(let experiment, let variants): .variant(experiment: experiment, variants.map { $0.inHTML() })
      case .plural(let plural): .plural(plural.with(plural.forms.map { $0.nodes.inHTML() }))
      case .pluralNumber: .pluralNumber(.html)
      case .unsubscribeURL: .unsubscribeURL(.html)
      }
    }
  }
}

extension String {
  /// As text or in a quoted attribute of HTML.
  var escapedForHTML: String { LiteralEscape.html(self) }
}
