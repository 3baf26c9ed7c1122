import CampaignCompiler
import CampaignDiagnostics
import CampaignPlan
import CampaignSemantics
import CampaignSyntax

/// A workspace that was checked and found sound, and where its tenants' files stand.
package struct Project: Sendable {
  /// What a file has to do with a plan: one that is `apart` is no part of the plans of campaigns that stand elsewhere.
  private enum FileUse { case library, tenant, apart }

  private let root: String
  private let current: String
  /// All of it that was loaded; other tenants are not in it.
  package let checked: CheckedWorkspace
  /// The texts that the spans of `checked` point into, with paths as people know them.
  package let texts: SourceMap
  /// Absolute paths of the tenants' folders, by name.
  private let folders: [String: String]
  /// By tenant: its files and the library's, with paths from the workspace's folder.
  private let files: [String: [(source: SourceFile, use: FileUse)]]
  private let zoneRulesVersion: String

  /// Loads what `path` names. Throws `Findings` where anything in it is wrong, and a `Failure` where it can't be read.
  package init(path: String) throws {
    let finder = try WorkspaceFinder()
    try self.init(finder.single(path), finder)
  }

  /// Loads a workspace, or what was named of it. Throws as `init(path:)` does.
  package init(_ selection: WorkspaceFinder.Selection, _ finder: WorkspaceFinder) throws {
    var loader = WorkspaceLoader(current: finder.current)
    let loaded = try loader.load(selection)
    let sources = loader.sources
    let result = Checker.check(
      loaded.parsed, sources: sources, syntaxErrors: loaded.diagnostics, zones: ZoneNames.known(),
      basis: ZoneCache.basis())
    let report = DiagnosticReport(loaded.diagnostics + result.diagnostics, in: sources)
    if report.hasErrors { throw Findings(report: report, areAll: true) }
    root = selection.root
    current = finder.current
    checked = result.workspace
    texts = sources
    zoneRulesVersion = ZoneFiles.version()

    var folders: [String: String] = [:]
    var files: [String: [(source: SourceFile, use: FileUse)]] = [:]
    let libraryCount = loaded.parsed.library.count
    for tenant in checked.tenants {
      guard let tenantIndex = loaded.parsed.tenants.firstIndex(where: { $0.directory == tenant.directory }) else {
        continue
      }
      folders[tenant.name] = loaded.tenantFolders[tenantIndex]
      files[tenant.name] = (loaded.parsed.library + loaded.parsed.tenants[tenantIndex].files).enumerated().map {
        index, syntax in
        let source = sources[syntax.file]
        let absolute = Paths.resolved(source.path) ?? source.path
        let relative = SourceFile(
          id: source.id, path: Paths.shown(absolute, from: selection.root), bytes: source.bytes)
        return (relative, index < libraryCount ? .library : Self.isApart(syntax) ? .apart : .tenant)
      }
    }
    self.folders = folders
    self.files = files
  }

  /// One tenant that was loaded and checked by itself. `folder` is its own, and `root` the workspace's, in which its files and the library's have
  /// these paths.
  init(
    _ tenant: CheckedTenant, folder: String, root: String, current: String, texts: SourceMap,
    library: [(syntax: FileSyntax, path: String)], files: [(syntax: FileSyntax, path: String)],
    zoneRulesVersion: String
  ) {
    self.root = root
    self.current = current
    checked = CheckedWorkspace(name: "", tenants: [tenant])
    self.texts = texts
    folders = [tenant.name: folder]
    let all =
      library.map { ($0, FileUse.library) } + files.map { ($0, Self.isApart($0.syntax) ? FileUse.apart : .tenant) }
    self.files = [
      tenant.name: all.map { file, use in
        let source = texts[file.syntax.file]
        return (SourceFile(id: source.id, path: file.path, bytes: source.bytes), use)
      }
    ]
    self.zoneRulesVersion = zoneRulesVersion
  }

  /// The tenant of that name; without one, the only tenant there is. Throws where there is none, or several to choose from.
  package func tenant(_ name: String?) throws(Failure) -> CheckedTenant {
    let names = checked.tenants.map(\.name)
    if let name {
      if let found = checked.tenants.first(where: { $0.name == name }) { return found }
      throw Failure("there is no tenant `\(name)`", help: Self.choices(name, names, option: "--tenant"))
    }
    if checked.tenants.count == 1 { return checked.tenants[0] }
    if names.isEmpty { throw Failure("the workspace has no tenant", help: "add a folder with a `tenant` declaration") }
    throw Failure(
      "the workspace has \(names.count) tenants", help: Self.choices(nil, names, option: "--tenant"))
  }

  /// The tenant's campaign of that name; without one, its only campaign. Throws as `tenant` does.
  package func campaign(_ name: String?, of tenant: CheckedTenant) throws(Failure) -> CheckedCampaign {
    let names = tenant.campaigns.map(\.name)
    if let name {
      if let found = tenant.campaigns.first(where: { $0.name == name }) { return found }
      throw Failure(
        "tenant `\(tenant.name)` has no campaign `\(name)`", help: Self.choices(name, names, option: "--campaign"))
    }
    if tenant.campaigns.count == 1 { return tenant.campaigns[0] }
    throw Failure(
      names.isEmpty
        ? "tenant `\(tenant.name)` has no campaign" : "tenant `\(tenant.name)` has \(names.count) campaigns",
      help: names.isEmpty ? "add one below its folder" : Self.choices(nil, names, option: "--campaign"))
  }

  /// The absolute path of the tenant's folder.
  package func folder(of tenant: CheckedTenant) -> String { folders[tenant.name] ?? root }

  /// The tenant's folder, as a person would write it.
  package func shownFolder(of tenant: CheckedTenant) -> String {
    Paths.shown(folders[tenant.name] ?? root, from: current)
  }

  /// The tenant's audience database, as a person would write it. Throws where a link leads out of the tenant's folder: a tenant
  /// reads nothing but its own.
  package func audiencePath(of tenant: CheckedTenant) throws(Failure) -> String {
    let folder = folders[tenant.name] ?? root
    let path = Paths.join(folder, tenant.audiencePath)
    let shown = Paths.shown(path, from: current)
    if let target = Paths.resolved(path), !Paths.isInside(target, Paths.resolved(folder) ?? folder) {
      throw Failure(
        "`\(shown)` is a link that leads out of the folder of tenant `\(tenant.name)`",
        help: "put the database into the tenant's folder, or name it with --audience")
    }
    return shown
  }

  /// The files that the tenant's plans are made from, by absolute path, and what each is to whoever reads it.
  package func inputs(of tenant: CheckedTenant) -> [(path: String, what: String)] {
    ([WorkspaceFinder.rootName] + (files[tenant.name] ?? []).map(\.source.path)).map {
      (Paths.join(root, $0), "a file of the workspace")
    }
  }

  /// The plan of a campaign, from all that the tenant declares but the files of its other campaigns, and from what it uses
  /// of the library. The same text gives the same plan. Throws `Findings` where the campaign is too large for a plan.
  package func compile(_ campaign: CheckedCampaign, of tenant: CheckedTenant) throws -> Plan {
    try compileTraceable(campaign, of: tenant).plan
  }

  /// The same plan, and where its messages go one way or the other.
  package func compileTraceable(
    _ campaign: CheckedCampaign, of tenant: CheckedTenant
  ) throws -> (plan: Plan, branches: [BranchPoint]) {
    let sources = (files[tenant.name] ?? []).filter { file in
      switch file.use {
      case .tenant: true
      case .apart: file.source.id == campaign.file
      case .library: campaign.libraryFiles.contains(file.source.id)
      }
    }.map(\.source)
    do throws(CompileError) {
      return try Compiler.compileTraceable(
        tenant: tenant, campaign: campaign, sources: sources, zoneRulesVersion: zoneRulesVersion)
    } catch {
      var map = SourceMap()
      for file in files[tenant.name] ?? [] where file.source.id == error.span.file {
        let id = map.add(path: file.source.path, bytes: file.source.bytes)
        let span = Span(id, error.span.start, error.span.end)
        let report = DiagnosticReport(
          [Diagnostic(.tooLargeForAPlan, error.message, at: span, helps: [error.help])], in: map)
        throw Findings(report: report, areAll: false)
      }
      throw Failure(error.message, help: error.help)
    }
  }

  /// The texts of a tenant by their paths from the workspace's folder.
  package func sources(of tenant: CheckedTenant) -> [String: [UInt8]] {
    Dictionary((files[tenant.name] ?? []).map { ($0.source.path, $0.source.bytes) }) { first, _ in first }
  }

  /// Whether a file is no part of the plans of campaigns that stand elsewhere: it has campaigns, or nothing but tests.
  private static func isApart(_ file: FileSyntax) -> Bool {
    let hasCampaign = file.declarations.contains { if case .campaign = $0 { true } else { false } }
    let hasOnlyTests = file.declarations.allSatisfy {
      switch $0 {
      case .member, .test: true
      default: false
      }
    }
    return hasCampaign || hasOnlyTests
  }

  private static func choices(_ written: String?, _ names: [String], option: String) -> String {
    if let written, let near = Suggestion.nearest(to: written, among: names) { return "did you mean `\(near)`?" }
    let shown = names.prefix(12).map { "`\($0)`" }.joined(separator: ", ")
    return "name one with \(option): \(shown)" + (names.count > 12 ? ", and \(names.count - 12) more" : "")
  }
}
