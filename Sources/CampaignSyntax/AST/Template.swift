import CampaignDiagnostics

/// A text with interpolations and directives, in source order.
package struct Template: Hashable, Sendable {
  package let pieces: [Piece]
  /// With its quotes.
  package let span: Span
  /// Whether it was written between triple quotes.
  package let isBlock: Bool

  package init(_ pieces: [Piece], _ span: Span, isBlock: Bool) {
    self.pieces = pieces
    self.span = span
    self.isBlock = isBlock
  }

  /// The text, where the template is nothing but text.
  package var literal: StringLiteral? {
    var value = ""
    for piece in pieces {
      guard case .text(let text) = piece else { return nil }
      value += text.value
    }
    return StringLiteral(value, span)
  }

  package enum Piece: Hashable, Sendable {
    /// Text after escapes and without the block's indentation. One piece never spans source lines of a block: each line of a block
    /// is a piece of its own that ends with its line break, so that spans stay exact.
    case text(StringLiteral)
    case interpolation(Expression, span: Span)
    case conditional(Conditional)
    case loop(Loop)
    case plural(Plural)
  }

  /// `{if P}…{else if Q}…{else}…{end}`.
  package struct Conditional: Hashable, Sendable {
    package let branches: [Branch]
    package let otherwise: [Piece]?
    package let otherwiseSpan: Span?
    /// Whether its directives stand alone on their lines, and so guard whole blocks.
    package let isBlock: Bool
    package let span: Span

    package init(branches: [Branch], otherwise: [Piece]?, otherwiseSpan: Span?, isBlock: Bool, span: Span) {
      self.branches = branches
      self.otherwise = otherwise
      self.otherwiseSpan = otherwiseSpan
      self.isBlock = isBlock
      self.span = span
    }
  }

  package struct Branch: Hashable, Sendable {
    package let condition: Expression
    package let pieces: [Piece]
    package let directiveSpan: Span

    package init(condition: Expression, pieces: [Piece], directiveSpan: Span) {
      self.condition = condition
      self.pieces = pieces
      self.directiveSpan = directiveSpan
    }
  }

  /// `{for p in picks where P by rank first 5}…{else}…{end}`.
  package struct Loop: Hashable, Sendable {
    package let variable: Name
    package let source: Path
    package let predicate: Expression?
    package let order: [OrderKey]
    package let limit: Number?
    package let pieces: [Piece]
    package let otherwise: [Piece]?
    package let isBlock: Bool
    package let directiveSpan: Span
    package let span: Span

    package init(
      variable: Name, source: Path, predicate: Expression?, order: [OrderKey], limit: Number?, pieces: [Piece],
      otherwise: [Piece]?, isBlock: Bool, directiveSpan: Span, span: Span
    ) {
      self.variable = variable
      self.source = source
      self.predicate = predicate
      self.order = order
      self.limit = limit
      self.pieces = pieces
      self.otherwise = otherwise
      self.isBlock = isBlock
      self.directiveSpan = directiveSpan
      self.span = span
    }
  }

  /// `{plural n one "…" other "…"}`; the categories are CLDR's.
  package struct Plural: Hashable, Sendable {
    package let number: Expression
    package let forms: [(category: Name, text: Template)]
    package let span: Span

    package init(number: Expression, forms: [(category: Name, text: Template)], span: Span) {
      self.number = number
      self.forms = forms
      self.span = span
    }

    package static func == (a: Plural, b: Plural) -> Bool { a.span == b.span && a.number == b.number }

    package func hash(into hasher: inout Hasher) { hasher.combine(span) }
  }
}

/// `by rank`, `by price descending`.
package struct OrderKey: Hashable, Sendable {
  package let path: Path
  package let isDescending: Bool

  package init(path: Path, isDescending: Bool) {
    self.path = path
    self.isDescending = isDescending
  }
}
