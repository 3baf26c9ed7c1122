import CampaignDiagnostics
import CampaignSemantics
import CampaignSyntax

/// Parses, checks and compiles one tenant beside the library. Many may do so at once.
struct TenantBuilder: Sendable {
  let part: WorkspaceBuilder.SharedPart
  /// Of the library's files, from the workspace's folder.
  let libraryPaths: [String]
  let root: String
  let home: String
  let current: String
  let zones: Set<String>?
  let zoneRulesVersion: String

  func build(_ work: WorkspaceBuilder.TenantWork) -> WorkspaceBuilder.TenantState {
    var loader = part.loader
    let (syntax, found) = parse(work, &loader)
    let tenant = ParsedWorkspace.Tenant(directory: loader.shown(work.folder), files: syntax)
    let sources = loader.sources
    let result = Checker.check(
      tenant, with: part.checked, sources: sources, syntaxErrors: part.shared.diagnostics + found, zones: zones,
      basis: ZoneCache.basis(from: part.start))
    let declared = syntax.flatMap { $0.declarations }.compactMap { declaration -> TenantSyntax? in
      if case .tenant(let tenant) = declaration { tenant } else { nil }
    }.first
    func state(
      _ outcome: TenantBuild.Outcome, _ diagnostics: [Diagnostic], libraryPaths: Set<String> = []
    ) -> WorkspaceBuilder.TenantState {
      WorkspaceBuilder.TenantState(
        files: work.files, sources: Array(sources.files.suffix(syntax.count)), syntax: syntax, diagnostics: found,
        build: TenantBuild(
          name: declared.flatMap { $0.name.text.isEmpty ? nil : $0.name.text },
          folder: Paths.moved(work.folder, from: root, to: home),
          report: DiagnosticReport(diagnostics, in: sources), outcome: outcome, nameSpan: declared?.name.span,
          libraryPaths: libraryPaths))
    }
    let diagnostics = found + result.diagnostics
    guard let checked = result.tenant, !diagnostics.contains(where: { $0.severity == .error }) else {
      return state(.unsound, diagnostics)
    }
    do {
      let campaigns = try compile(checked, work, syntax, sources)
      var bare = checked
      bare.campaigns = []
      bare.tests = []
      let used = Set(checked.campaigns.flatMap { $0.libraryFiles }.map { sources[$0].path })
      return state(.sound(bare, campaigns), diagnostics, libraryPaths: used)
    } catch let findings as Findings {
      var failed = state(.unsound, diagnostics)
      failed.build.report = findings.report
      return failed
    } catch {
      return state(.unreadable(Failure("tenant `\(checked.name)` can't be compiled: \(error)")), diagnostics)
    }
  }

  private func parse(
    _ work: WorkspaceBuilder.TenantWork, _ loader: inout WorkspaceLoader
  ) -> (syntax: [FileSyntax], found: [Diagnostic]) {
    if let known = work.known {
      for file in known.sources { loader.addParsed(file) }
      return (known.syntax, known.diagnostics)
    }
    var found: [Diagnostic] = []
    let syntax = work.files.map { loader.add($0.source, shown: $0.shown, &found) }
    return (syntax, found)
  }

  private func compile(
    _ tenant: CheckedTenant, _ work: WorkspaceBuilder.TenantWork, _ syntax: [FileSyntax], _ sources: SourceMap
  ) throws -> [TenantBuild.Campaign] {
    let library = zip(part.shared.library, libraryPaths).map { (syntax: $0, path: $1) }
    let files = zip(syntax, work.files).map { (syntax: $0, path: $1.relative) }
    let project = Project(
      tenant, folder: work.folder, root: root, current: current, texts: sources, library: library, files: files,
      zoneRulesVersion: zoneRulesVersion)
    let written = Dictionary(
      syntax.flatMap { $0.declarations }.compactMap { declaration -> (String, CampaignSyntax)? in
        if case .campaign(let campaign) = declaration { (campaign.name.text, campaign) } else { nil }
      }, uniquingKeysWith: { first, _ in first })
    return try tenant.campaigns.sorted { $0.name < $1.name }.map { campaign in
      TenantBuild.Campaign(
        try project.compile(campaign, of: tenant), frame: part.frames.digest(of: written[campaign.name]))
    }
  }
}
