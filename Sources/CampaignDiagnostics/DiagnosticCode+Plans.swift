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

  package static let lostCampaign = DiagnosticCode(
    "E1102", "a campaign that the compiler lost",
    explanation: """
      The compiler could not make anything of this campaign, and can't say why. That is never the author's mistake: whatever
      is wrong with a campaign has a finding of its own. It is reported rather than passed over, so that no campaign is
      missing in silence.

      Report it, with the campaign's file. Meanwhile leave out one part of the campaign after the other: the one without
      which it compiles is what the compiler stumbles over, and can often be written differently.
      """)

  package static let plans: [DiagnosticCode] = [tooLargeForAPlan, lostCampaign]
}
