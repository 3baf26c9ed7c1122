/// Codes 11xx: what is sound but can't be compiled.
extension DiagnosticCode {
  package static let tooLargeForAPlan = DiagnosticCode(
    "E1101", "campaign too large for a plan",
    explanation: """
      A plan has limits, so that a run's memory and time are known before it begins: how many constants, registers,
      instructions and loops within each other a campaign may need. This campaign needs more, or it is written in a
      language whose formats the compiler doesn't have.

      Split the campaign in two, say less in one message, or declare smaller bounds for related rows (`up to`).
      """)

  package static let plans: [DiagnosticCode] = [tooLargeForAPlan]
}
