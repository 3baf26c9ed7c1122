import CampaignDiagnostics
import CampaignSyntax

/// Sees to it that no campaign vanishes in silence: whatever comes to nothing has an error that says why.
package enum LossGuard {
  /// What is to be reported of campaigns that came to nothing: each, if nothing at all was found to be wrong. Where anything
  /// was, it may be the reason, wherever it stands; a mistake of the checker shows when that is mended.
  package static func findings(lost: [Name], among reported: [Diagnostic]) -> [Diagnostic] {
    if reported.contains(where: { $0.severity == .error }) { return [] }
    return lost.map { name in
      Diagnostic(
        .lostCampaign, "`\(name.text)` can't be compiled, and the compiler doesn't know why", at: name.span,
        notes: [Note("this is a mistake of the compiler: nothing was found to be wrong with the campaign")],
        helps: [
          "report it with the campaign's file; leave out one part after the other to find the one that it is about"
        ])
    }
  }
}
