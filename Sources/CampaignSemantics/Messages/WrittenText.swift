import CampaignDiagnostics
import CampaignMarkdown
import CampaignSyntax

/// What an author wrote of one part of a message, on every path through it.
indirect enum WrittenNode {
  /// A text, and where it stands; written verbatim where both are of the same length.
  case text(String, Span?)
  /// Something that is filled in; nil where it is no value of its own.
  case data(ResolvedValue?)
  /// The end of a paragraph or a part: no phrase goes over it.
  case boundary
  /// Exactly one of them.
  case choice([[WrittenNode]])
  /// The first once or more, or the second; where there is no second, there surely is a row.
  case loop([WrittenNode], otherwise: [WrittenNode]?)
}

extension WrittenNode {
  /// What an interpolation may say that somebody wrote: defaults, labels, texts chosen by an experiment.
  static func nodes(of value: ResolvedValue) -> [WrittenNode] {
    if case .label(let labels) = value.format { return [.choice(labels.map { [.text($0, value.span)] })] }
    return nodes(of: value.expression, in: value)
  }

  private static func nodes(of e: CheckedExpression, in value: ResolvedValue) -> [WrittenNode] {
    switch e.kind {
    case .constant(.text(let text)): [.text(text, inner(of: e.span, text))]
    case .otherwise(let first, let second): [.choice([nodes(of: first, in: value), nodes(of: second, in: value)])]
    case .variant(_, let variants): [.choice(variants.map { nodes(of: $0, in: value) })]
    default: [.data(value)]
    }
  }

  /// A literal's span without its quotes.
  private static func inner(of span: Span, _ text: String) -> Span {
    span.lengthBytes == text.utf8.count + 2 ? Span(span.file, span.start + 1, span.end - 1) : span
  }
}

extension [ResolvedPiece] {
  /// The pieces of a part that is not Markdown.
  func written() -> [WrittenNode] {
    flatMap { piece -> [WrittenNode] in
      switch piece {
      case .text(let text): [.text(text.value, text.span)]
      case .value(let value): WrittenNode.nodes(of: value)
      case .unknown: [.data(nil)]
      case .conditional(let conditional):
        [.choice(conditional.branches.map { $0.pieces.written() } + [(conditional.otherwise ?? []).written()])]
      case .loop(let loop): [.loop(loop.pieces.written(), otherwise: loop.otherwise?.written())]
      case .variant(_, let variants, _): [.choice(variants.map { $0.written() })]
      case .plural(let plural): [.choice(plural.forms.map { $0.pieces.written() })]
      case .pluralNumber: [.data(nil)]
      }
    }
  }
}

extension BodyBuilder {
  /// The words of a body.
  func written(_ words: [MarkdownWord]) -> [WrittenNode] {
    words.flatMap { word -> [WrittenNode] in
      switch word {
      case .text(let text, let source): [.text(text, source.map(span))]
      case .boundary: [.boundary]
      case .value(let id):
        if case .value(let value) = holes[id] { WrittenNode.nodes(of: value) } else { [.data(nil)] }
      case .directive(let id, let branches): [directive(holes[id], branches.map(written))]
      }
    }
  }

  /// The words of a body as they are read, without what stands around them; `boundary` where a paragraph ends.
  func template(_ words: [MarkdownWord], boundary: String = "") -> [TemplateNode] {
    words.map { word in
      switch word {
      case .text(let text, _): .literal(text)
      case .boundary: .literal(boundary)
      case .value(let id): node(id)
      case .directive(let id, let branches): node(id, branches.map { template($0, boundary: boundary) })
      }
    }
  }

  private func directive(_ hole: Hole, _ branches: [[WrittenNode]]) -> WrittenNode {
    switch hole {
    case .conditional(let conditional):
      .choice(branches + (conditional.otherwise == nil ? [[]] : []))
    case .loop: .loop(branches.first ?? [], otherwise: branches.count > 1 ? branches[1] : nil)
    case .variant, .plural, .value, .pluralNumber, .unknown: .choice(branches)
    }
  }
}

/// A message as its author wrote it: what brand rules speak of.
struct WrittenMessage {
  struct Part {
    var nodes: [WrittenNode]
    /// The same as it is rendered, for its size; of a body its words.
    var template: [TemplateNode]
    /// The same with `TemplateNode.paragraphEnd` wherever a phrase ends, for what is read in it.
    var wording: [TemplateNode]
    /// Whether nothing in it was wrong, so that all of it is known.
    var isWhole: Bool
    /// The template's.
    var span: Span
  }

  struct Link {
    /// Nil where it has none, as in `mailto:`.
    var host: String?
    /// What it may begin with.
    var schemes: [String]
    /// Whether its address is a value, of which only the site is known.
    var isValue = false
    /// Of an image.
    var altIsKnown = true
    var span: Span
    /// Of the host, where it is written out.
    var hostSpan: Span?
  }

  var channel: Channel
  var span: Span
  /// By name, body and text included.
  var parts: [String: Part] = [:]
  var links: [Link] = []
  /// Links that stand in the text of an e-mail's body, which mail programs make of it.
  var linksInText: [Link] = []
  var images: [Link] = []
  var offer: CheckedOffer?

  /// Whether nothing in it was wrong.
  var isWhole: Bool { parts.values.allSatisfy(\.isWhole) }

  /// A part by its name; `words` are all parts, in a fixed order.
  func part(_ name: String) -> Part? {
    guard name == "words" else { return parts[name] }
    let all = ["subject", "preheader", "title", "body", "text"].compactMap { parts[$0] }
    return Part(
      nodes: all.flatMap { $0.nodes + [.boundary] }, template: all.flatMap(\.template),
      wording: all.flatMap { $0.wording + [.literal(TemplateNode.paragraphEnd)] },
      isWhole: all.allSatisfy(\.isWhole), span: span)
  }
}
