/// What kind of finding a diagnostic is: its stable name, and the page that explains it.
///
/// Codes are `E` or `W` and four digits: 01xx the text of a file, 02xx syntax, 03xx names, 04xx types and units, 05xx
/// missing values, 06xx audiences and schedules, 07xx messages, 08xx brand, 09xx what is not compiled yet, 10xx the
/// workspace and its library, 11xx plans, 12xx tests, 13xx proofs. Each area declares its codes as static members in an extension of its own
/// (`DiagnosticCode+Syntax.swift`).
package struct DiagnosticCode: Hashable, Sendable {
  package let id: String
  /// A few words that name the finding, as the heading of its page.
  package let title: String
  /// Why it is an error, in a paragraph or two of Markdown.
  package let explanation: String
  /// A declaration that has this finding; empty where the finding is about a whole workspace or the bytes of a file.
  package let bad: String
  /// The same, mended.
  package let good: String

  package init(_ id: String, _ title: String, explanation: String, bad: String = "", good: String = "") {
    self.id = id
    self.title = title
    self.explanation = explanation
    self.bad = bad
    self.good = good
  }

  package var severity: Severity { id.hasPrefix("W") ? .warning : .error }

  package static func == (a: DiagnosticCode, b: DiagnosticCode) -> Bool { a.id == b.id }

  package func hash(into hasher: inout Hasher) { hasher.combine(id) }
}
