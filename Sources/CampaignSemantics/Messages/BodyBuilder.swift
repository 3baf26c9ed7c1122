import CampaignDiagnostics
import CampaignMarkdown
import CampaignSyntax

/// Makes the two forms of a Markdown body from its pieces.
struct BodyBuilder {
  /// What an id of the Markdown document stands for.
  enum Hole {
    case value(ResolvedValue)
    case unknown(Span)
    case conditional(ResolvedConditional)
    case loop(ResolvedLoop)
    case variant(experiment: Int, Span)
    case plural(ResolvedPlural)
    case pluralNumber(Span)

    var span: Span {
      switch self {
      case .value(let value): value.span
      case .unknown(let span), .variant(_, let span), .pluralNumber(let span): span
      case .plural(let plural): plural.span
      case .conditional(let conditional): conditional.directiveSpan
      case .loop(let loop): loop.directiveSpan
      }
    }
  }

  let context: TenantContext
  let template: Span
  private(set) var pieces: [MarkdownPiece] = []
  private(set) var holes: [Hole] = []

  init(_ resolved: [ResolvedPiece], template: Span, context: TenantContext) {
    self.context = context
    self.template = template
    add(resolved)
  }

  // MARK: Pieces

  private mutating func hole(_ hole: Hole) -> Int {
    holes.append(hole)
    return holes.count - 1
  }

  private mutating func add(_ resolved: [ResolvedPiece]) {
    for piece in resolved {
      switch piece {
      case .text(let text): pieces.append(.text(text.value, source: Int(text.span.start)..<Int(text.span.end)))
      case .value(let value): pieces.append(.value(hole(.value(value))))
      case .unknown(let span): pieces.append(.value(hole(.unknown(span))))
      case .conditional(let conditional):
        let branches = conditional.branches.map(\.pieces) + (conditional.otherwise.map { [$0] } ?? [])
        directive(
          .conditional(conditional), .conditional(hasElse: conditional.otherwise != nil), branches,
          isBlock: conditional.isBlock)
      case .loop(let loop):
        directive(.loop(loop), .loop, [loop.pieces] + (loop.otherwise.map { [$0] } ?? []), isBlock: loop.isBlock)
      case .variant(let experiment, let variants, let span):
        directive(.variant(experiment: experiment, span), .conditional(hasElse: true), variants, isBlock: false)
      case .plural(let plural):
        directive(.plural(plural), .conditional(hasElse: true), plural.forms.map(\.pieces), isBlock: false)
      case .pluralNumber(let span): pieces.append(.value(hole(.pluralNumber(span))))
      }
    }
  }

  private mutating func directive(_ hole: Hole, _ kind: DirectiveKind, _ branches: [[ResolvedPiece]], isBlock: Bool) {
    let indentation = isBlock ? self.indentation(hole.span) : ""
    let id = self.hole(hole)
    func indent() {
      if !indentation.isEmpty { pieces.append(.text(indentation, source: Int(hole.span.start)..<Int(hole.span.start))) }
    }
    indent()
    pieces.append(.open(id, kind, isBlock: isBlock))
    for (index, branch) in branches.enumerated() {
      if index > 0 {
        indent()
        pieces.append(.branch(id))
      }
      add(branch)
    }
    indent()
    pieces.append(.close(id))
  }

  /// How far a block directive is indented beyond its text, whose own indentation is that of the closing quotes.
  private func indentation(_ directive: Span) -> String {
    guard directive.file == template.file, directive.file.rawValue < UInt32(clamping: context.sources.files.count)
    else {
      return ""
    }
    let bytes = context.sources[directive.file].bytes
    func blanks(before end: Int) -> Int {
      var start = min(end, bytes.count)
      while start > 0, bytes[start - 1] == 0x20 || bytes[start - 1] == 0x09 { start -= 1 }
      return end - start
    }
    var closing = min(Int(template.end), bytes.count)
    while closing > Int(template.start), bytes[closing - 1] == UInt8(ascii: "\"") { closing -= 1 }
    // Without closing quotes nothing tells how far the text is indented, and their lack was reported.
    guard closing < Int(template.end) else { return "" }
    let own = blanks(before: Int(directive.start))
    let base = blanks(before: closing)
    return String(repeating: " ", count: max(0, own - base))
  }

  // MARK: Nodes

  func nodes(_ nodes: [MarkdownNode], _ escape: TextEscape) -> [TemplateNode] {
    nodes.map { node in
      switch node {
      case .literal(let text): .literal(text)
      case .value(let id, let place): value(holes[id], place, escape)
      case .directive(let id, let branches, let prologue, let epilogue):
        directive(
          holes[id], branches.map { self.nodes($0, escape) }, self.nodes(prologue, escape), self.nodes(epilogue, escape)
        )
      }
    }
  }

  /// A value as it is read.
  func node(_ id: Int) -> TemplateNode { value(holes[id], .text, .plain) }

  /// A directive around nodes, without what Markdown puts around them.
  func node(_ id: Int, _ branches: [[TemplateNode]]) -> TemplateNode { directive(holes[id], branches, [], []) }

  private func value(_ hole: Hole, _ place: ValueContext, _ escape: TextEscape) -> TemplateNode {
    let escape = place == .urlComponent ? .urlComponent : escape
    switch hole {
    case .value(let value): return .value(value.expression, value.format, escape)
    case .pluralNumber: return .pluralNumber(escape)
    default: return .literal("")
    }
  }

  private func directive(
    _ hole: Hole, _ branches: [[TemplateNode]], _ prologue: [TemplateNode], _ epilogue: [TemplateNode]
  ) -> TemplateNode {
    switch hole {
    case .conditional(let conditional):
      let count = conditional.branches.count
      let pairs = zip(conditional.branches, branches).map { (condition: $0.condition, nodes: $1) }
      return .conditional(pairs, otherwise: branches.count > count ? branches[count] : [])
    case .loop(let loop):
      return .loop(
        loop.loop.with(
          branches.first ?? [], branches.count > 1 ? branches[1] : [], prologue: prologue, epilogue: epilogue))
    case .variant(let experiment, _): return .variant(experiment: experiment, branches)
    case .plural(let plural): return .plural(plural.with(branches))
    case .value, .pluralNumber, .unknown: return .literal("")
    }
  }
}
