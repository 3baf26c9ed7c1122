/// Markdown with holes: structure is parsed before any data is known, so data can never make markup.
package enum Markdown {
  /// The longest body, in bytes of Markdown.
  package static let maxSourceBytes = 200_000

  /// Parses a body and writes it as HTML, as plain text, and as the words that stand in it.
  ///
  /// Dialect: CommonMark 0.29 with GitHub's tables, without raw HTML. Values and directives keep the caller's ids. The output is
  /// always well-formed, but means nothing where there are problems.
  package static func compile(_ pieces: [MarkdownPiece]) -> MarkdownDocument {
    let source = MarkedSource(pieces)
    guard source.isWithinLimits else {
      return MarkdownDocument(problems: [MarkdownProblem(.tooLarge, .source(source.wholeRange))])
    }
    var reader = TreeReader(source)
    let blocks = reader.read()
    var html = HTMLWriter()
    html.write(blocks)
    var plain = PlainTextWriter()
    plain.write(blocks, prefix: .none)
    return MarkdownDocument(
      html: html.output.nodes, plain: plain.output.nodes, words: WordCollector.words(of: blocks), links: reader.links,
      images: reader.images, problems: reader.problems)
  }
}

/// One piece of a body, in source order.
package enum MarkdownPiece: Hashable, Sendable {
  /// Markdown, and the bytes of source that it came from; it was written verbatim where both are of the same length.
  case text(String, source: Range<Int>)
  /// An interpolation.
  case value(Int)
  /// The start of a directive and of its first branch. A block directive stands alone on its line: the white space before it belongs
  /// to the text, the line break after it doesn't.
  case open(Int, DirectiveKind, isBlock: Bool)
  /// The next branch of an open directive.
  case branch(Int)
  case close(Int)
}

package enum DirectiveKind: Hashable, Sendable {
  /// With `hasElse`, one of its branches is always taken.
  case conditional(hasElse: Bool)
  /// The first branch is the body; a second stands where there is no row.
  case loop
}

/// A piece of rendered text.
package indirect enum MarkdownNode: Hashable, Sendable {
  case literal(String)
  case value(Int, ValueContext)
  /// Prologue and epilogue go around a loop's rows, once, where there is any row.
  case directive(Int, branches: [[MarkdownNode]], prologue: [MarkdownNode], epilogue: [MarkdownNode])
}

/// Where a value stands, and so how it must be escaped.
package enum ValueContext: Hashable, Sendable {
  /// Text, or a quoted attribute of HTML.
  case text
  /// A component of a URL's path, query or fragment: to be percent-encoded.
  case urlComponent
  /// A whole URL: must be one by its type.
  case wholeURL
}

/// What the author wrote, without markup.
package indirect enum MarkdownWord: Hashable, Sendable {
  /// The source is nil where the text was written with escapes.
  case text(String, source: Range<Int>?)
  case value(Int)
  /// The end of a block: no phrase goes over it.
  case boundary
  case directive(Int, branches: [[MarkdownWord]])
}

/// A link or an image as written.
package struct MarkdownLink: Hashable, Sendable {
  package enum Part: Hashable, Sendable {
    case literal(String)
    case value(Int)
  }

  package var destination: [Part]
  /// In lower case, without port; nil where the destination is a value, or has none.
  package var host: String?
  /// The destination, or where it can't be told apart, the link's text.
  package var source: Range<Int>?
  /// Whether an image has a text for those who can't see it; true for links.
  package var altIsKnown: Bool
}

/// A finding about a body.
package struct MarkdownProblem: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    case rawHTML
    /// A directive that begins and ends in different paragraphs, list items, cells, links or emphases.
    case directiveCrosses
    /// A directive in a link's destination or title, or a block directive where no block can stand.
    case directiveMisplaced
    /// A value in a link's scheme or host.
    case valueInHost
    /// A value that ended up nowhere.
    case valueNotShown
    /// A destination whose scheme is none of `https http mailto tel` (for images: `https http`).
    case unsafeScheme(String)
    case missingScheme
    /// No plain name of a site; where a browser would go nevertheless.
    case invalidHost(reached: String?)
    /// Text that four spaces turn into code.
    case indentedCode
    /// A table row with more cells than the table has columns.
    case extraCell
    case tooDeep
    case tooLarge
  }

  package enum Place: Hashable, Sendable {
    case source(Range<Int>)
    case value(Int)
    case directive(Int)
  }

  package var kind: Kind
  package var place: Place

  init(_ kind: Kind, _ place: Place) {
    self.kind = kind
    self.place = place
  }
}

/// A body in all its forms.
package struct MarkdownDocument: Sendable {
  package var html: [MarkdownNode] = []
  package var plain: [MarkdownNode] = []
  package var words: [MarkdownWord] = []
  package var links: [MarkdownLink] = []
  package var images: [MarkdownLink] = []
  package var problems: [MarkdownProblem] = []
}

extension Markdown {
  /// Checks a text that is nothing but a destination: the document has it as its only link, and written out as `plain`.
  package static func compile(destination pieces: [MarkdownPiece]) -> MarkdownDocument {
    let source = MarkedSource(pieces)
    let text = String(decoding: source.bytes, as: UTF8.self)
    let destination = Destination(
      String(text.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed()), in: source, isImage: false)
    var document = MarkdownDocument()
    var output = NodeBuilder()
    for part in destination.parts {
      switch part {
      case .literal(let text): output.literal(LiteralEscape.url(text))
      case .value(let id, let context): output.value(id, context)
      }
    }
    document.plain = output.nodes
    document.links = [
      MarkdownLink(
        destination: destination.shown, host: destination.host, source: source.wholeRange, altIsKnown: true)
    ]
    document.problems = Set(destination.directives).sorted().map {
      MarkdownProblem(.directiveMisplaced, .directive($0))
    }
    if let problem = destination.problem {
      let place = destination.wrongValue.map { MarkdownProblem.Place.value($0) } ?? .source(source.wholeRange)
      document.problems.append(MarkdownProblem(problem, place))
    }
    return document
  }
}
