import CampaignDiagnostics

/// A campaign that is sound but too large for a plan, or written in a language that the compiler has no formats for.
package struct CompileError: Error, Hashable, Sendable {
  /// What is too large, as a diagnostic would say it.
  package var message: String
  package var span: Span
  /// What to do.
  package var help: String

  package init(_ message: String, at span: Span, help: String) {
    self.message = message
    self.span = span
    self.help = help
  }
}
