import CampaignDiagnostics

/// What is wrong with a workspace, so that nothing is made of it: its author's to mend, and for each program to show in its own way.
package struct Findings: Error {
  /// What was found, with the texts that it speaks of.
  package let report: DiagnosticReport
  /// Whether there is no more to find; compiling ends at the first.
  package let areAll: Bool
}
