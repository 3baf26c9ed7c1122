/// What is found about a program that is well-formed and could be run, so that tests can show what it would do.
extension DiagnosticCode {
  /// Rules that keep a message from showing nothing where something was meant.
  package static let ofNothingMissing: [DiagnosticCode] = [.mayBeMissing, .blankDefault, .blankPart, .loopMayBeEmpty]

  /// Rules of the brand, each with those of its findings that data alone can bring about.
  package static let ofBrand: [DiagnosticCode] =
    [.brandWords, .brandMeasure, .brandLink, .brandImage, .brandOffer, .brandRule, .brandAdvice] + bounds

  /// The rules of the prover: every finding that says what a campaign would do, and not that it can't be understood.
  package static let proofs: Set<DiagnosticCode> = Set(ofNothingMissing + ofBrand + predicates + time + together)
}
