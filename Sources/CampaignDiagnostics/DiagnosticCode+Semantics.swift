extension DiagnosticCode {
  /// Every code that checking a parsed workspace gives, messages and brand aside.
  package static let semantics: [DiagnosticCode] = names + types + missing + audiences + unsupported + workspace
}
