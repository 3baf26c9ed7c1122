/// How much a finding matters: errors block, warnings and advice never do.
package enum Severity: String, Sendable, Comparable {
  case error, warning, advice

  private var rank: Int { self == .error ? 0 : self == .warning ? 1 : 2 }

  package static func < (a: Severity, b: Severity) -> Bool { a.rank < b.rank }
}

/// One replacement of source text; an insertion has an empty span.
package struct Edit: Hashable, Sendable {
  package let span: Span
  package let replacement: String

  package init(_ span: Span, _ replacement: String) {
    self.span = span
    self.replacement = replacement
  }
}

/// A change that a tool can apply as it stands: its edits don't overlap.
package struct Fix: Hashable, Sendable {
  package let title: String
  package let edits: [Edit]

  package init(_ title: String, _ edits: [Edit]) {
    self.title = title
    self.edits = edits
  }

  package init(_ title: String, replace span: Span, with replacement: String) {
    self.init(title, [Edit(span, replacement)])
  }
}

/// A why: a sentence, and the place that it speaks of where there is one.
package struct Note: Hashable, Sendable {
  package let text: String
  package let span: Span?

  package init(_ text: String, at span: Span? = nil) {
    self.text = text
    self.span = span
  }
}

/// One finding about a source text; every output (people, JSON, an editor) is a rendering of this value.
package struct Diagnostic: Hashable, Sendable {
  package let code: DiagnosticCode
  package let severity: Severity
  /// A sentence that stands alone: lower case, no full stop, what the author wrote in backticks.
  package let message: String
  /// The smallest span that is wrong.
  package let span: Span
  /// A few words beside the underlined span.
  package var label: String?
  package var notes: [Note]
  package var helps: [String]
  package var fixes: [Fix]

  package init(
    _ code: DiagnosticCode, _ message: String, at span: Span, label: String? = nil, notes: [Note] = [],
    helps: [String] = [], fixes: [Fix] = [], severity: Severity? = nil
  ) {
    self.code = code
    self.severity = severity ?? code.severity
    self.message = message
    self.span = span
    self.label = label
    self.notes = notes
    self.helps = helps
    self.fixes = fixes
  }
}
