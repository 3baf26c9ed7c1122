import CampaignDiagnostics
import CampaignTestSupport

/// The law of fixes: applied, a fix leaves neither its finding nor a new one.
enum FixLaw {
  /// What is wrong with a fix, or nil.
  static func breach(
    of fix: Fix, for finding: Diagnostic, among before: [Diagnostic], mended: TestWorkspace
  ) -> String? {
    let after = mended.diagnostics
    let known = before.filter { $0 != finding }
    let left = after.filter { found in !known.contains { $0.code == found.code && $0.message == found.message } }
    guard left.isEmpty else { return "after `\(fix.title)` there is\n\(mended.shown(left))" }
    return after.count <= known.count ? nil : "after `\(fix.title)` there are more findings than before"
  }

  /// The breaches of all fixes that the findings of a workspace offer.
  static func breaches(in workspace: TestWorkspace) -> [String] {
    let findings = workspace.diagnostics
    return findings.flatMap { finding in
      finding.fixes.compactMap { fix in
        guard let mended = workspace.applying(fix) else { return "`\(fix.title)` can't be applied" }
        return breach(of: fix, for: finding, among: findings, mended: mended)
      }
    }
  }
}
