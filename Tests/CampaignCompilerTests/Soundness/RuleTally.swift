import CampaignDiagnostics

/// What became of the findings of one code: how many were looked at, in how many cases, and what was found to be untrue.
struct RuleTally {
  var findings = 0
  var cases = 0
  var untrue: [String] = []

  static func + (a: RuleTally, b: RuleTally) -> RuleTally {
    RuleTally(findings: a.findings + b.findings, cases: a.cases + b.cases, untrue: a.untrue + b.untrue)
  }
}
