extension DiagnosticCode {
  /// Every code that checking a parsed workspace gives, in the order of their areas.
  package static let semantics: [DiagnosticCode] =
    names + types + missing + tenants + reach + offers + schedules + events + languages + experiments + course
    + messageParts + bodies
    + plurals + time + together + brand + predicates + bounds + workspace + library + layouts + tests
}
