import CampaignDiagnostics
import CampaignSyntax

/// What the workspace's library declares, checked by itself; each tenant's checks read it.
struct LibraryTable {
  var templates: [String: LibraryTemplate] = [:]
  var layouts: [String: LibraryLayout] = [:]
  /// Whether declarations may have been lost to a syntax error: then no name is said to be unknown.
  var isIncomplete = false
}

/// A template, and whether it was found to be sound by itself. Of one that wasn't, nothing is reported of the campaigns
/// that are made from it.
struct LibraryTemplate {
  var syntax: TemplateSyntax
  var isSound: Bool
}
