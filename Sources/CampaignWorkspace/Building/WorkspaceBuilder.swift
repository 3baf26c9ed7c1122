import CampaignDiagnostics
import CampaignSemantics
import CampaignSyntax
import CampaignValues

/// A whole workspace, each tenant checked and compiled by itself: what is wrong in one is no other's.
package struct WorkspaceBuild: Sendable {
  /// What was found in the workspace's own file and in the library: no errors.
  package let shared: DiagnosticReport
  /// In the order of their folders.
  package let tenants: [TenantBuild]
  /// Folder of the library from the workspace's, with a slash at its end; nil where there is none.
  package let libraryPrefix: String?
  /// How many tenants were checked and compiled for this, and not taken from the time before.
  package let rebuilt: Int
}

/// Builds a workspace, and builds it again when something in it changed: then only what depends on that is checked and compiled.
package struct WorkspaceBuilder {
  private let current: String
  /// Where the files are read.
  private let root: String
  /// The workspace's own folder: its tenants' audiences stand there.
  private let home: String
  private let zones: Set<String>?
  private let zoneRulesVersion: String
  private var cache = FileCache()
  private var last: SharedPart?
  private var states: [String: TenantState] = [:]

  /// What all tenants are built with.
  struct SharedPart: Sendable {
    var loader: WorkspaceLoader
    var shared: WorkspaceLoader.Shared
    var checked: CheckedLibrary
    var frames: TemplateFrames
    /// The day from which on proofs look.
    var start: CivilDate
  }

  /// A tenant as it was built last.
  struct TenantState: Sendable {
    var files: [ReadFile]
    /// Of the same files.
    var sources: [SourceFile]
    var syntax: [FileSyntax]
    /// What parsing found.
    var diagnostics: [Diagnostic]
    var build: TenantBuild
  }

  /// A file of a tenant's.
  struct ReadFile: Sendable {
    var path: String
    var shown: String
    /// From the workspace's folder, links followed.
    var relative: String
    var source: SourceReader.Source
    var isSame: Bool
  }

  /// Of the workspace that `path` belongs to. Where `files` is given, the workspace's files are read there, and only the audiences are the folder's own.
  package init(path: String, files: String? = nil) throws(Failure) {
    let finder = try WorkspaceFinder()
    current = finder.current
    home = try files == nil ? finder.single(path).root : Paths.resolved(path) ?? path
    root = files.flatMap { Paths.resolved($0) } ?? home
    zones = ZoneNames.known()
    zoneRulesVersion = ZoneFiles.version()
  }

  /// A folder in which files of the workspace stand.
  package struct Place: Hashable, Sendable {
    /// Absolute.
    package let folder: String
    /// Whether the folders in it belong to it.
    package let isDeep: Bool
  }

  /// Where a change may make another workspace of it, as far as the last build saw it; all of its folder, where there was none.
  package var places: [Place] {
    guard let last else { return [Place(folder: root, isDeep: true)] }
    let tenants = last.shared.tenantFolders
    let parents = Set(tenants.compactMap(Paths.parent)).subtracting([root]).sorted()
    return [Place(folder: root, isDeep: false)] + parents.map { Place(folder: $0, isDeep: false) }
      + ([last.shared.libraryFolder].compactMap { $0 } + tenants).map { Place(folder: $0, isDeep: true) }
  }

  /// Throws `Findings` where something is wrong that all tenants share, and a `Failure` where that can't be read.
  package mutating func build() throws -> WorkspaceBuild {
    let part = try shared()
    let (isSameLibrary, changedLibrary) = change(to: part)
    var work: [TenantWork] = []
    var kept: [String: TenantState] = [:]
    var folders: [String] = []
    for folder in part.shared.tenantFolders {
      let known = states[folder]
      let files: [ReadFile]
      do throws(Failure) { files = try read(folder, part.loader) } catch {
        folders.append(folder)
        kept[folder] = unreadable(folder, error, part)
        continue
      }
      // A folder without a campaign file is no tenant's.
      if files.isEmpty { continue }
      folders.append(folder)
      let isSame = known.map { $0.files.map(\.path) == files.map(\.path) && files.allSatisfy(\.isSame) } ?? false
      if let known, isSame, isSameLibrary, known.build.isSound || changedLibrary.isEmpty,
        known.build.libraryPaths.isDisjoint(with: changedLibrary)
      {
        kept[folder] = known
      } else {
        work.append(TenantWork(folder: folder, files: files, known: isSame && isSameLibrary ? known : nil))
      }
    }
    let worker = TenantBuilder(
      part: part, libraryPaths: part.shared.libraryPaths.map { Paths.shown(Paths.resolved($0) ?? $0, from: root) },
      root: root, home: home, current: current, zones: zones, zoneRulesVersion: zoneRulesVersion)
    let pieces = work
    let built = Threads.map(pieces.count) { worker.build(pieces[$0]) }
    for (piece, state) in zip(work, built) { kept[piece.folder] = state }
    states = kept
    last = part
    return WorkspaceBuild(
      shared: DiagnosticReport(part.shared.diagnostics + part.checked.diagnostics, in: part.loader.sources),
      tenants: Self.withOwnNames(folders.compactMap { kept[$0]?.build }),
      libraryPrefix: part.shared.libraryFolder.map { Paths.shown($0, from: root) + "/" }, rebuilt: work.count)
  }

  /// A tenant whose folder is to be built, with what was parsed of it before.
  struct TenantWork: Sendable {
    var folder: String
    var files: [ReadFile]
    var known: TenantState?
  }

  private func shared() throws -> SharedPart {
    var loader = WorkspaceLoader(current: current, moved: root == home ? nil : (root, home))
    let shared = try loader.loadShared(root)
    let start = ZoneCache.today()
    if let last, last.start == start, Self.isSame(last.loader.sources, loader.sources) {
      var part = last
      part.shared.tenantFolders = shared.tenantFolders
      part.shared.diagnostics = shared.diagnostics
      if !shared.diagnostics.contains(where: { $0.severity == .error }) { return part }
    }
    let checked = Checker.checkShared(
      root: shared.root, library: shared.library, sources: loader.sources, syntaxErrors: shared.diagnostics,
      zones: zones)
    let report = DiagnosticReport(shared.diagnostics + checked.diagnostics, in: loader.sources)
    if report.hasErrors { throw Findings(report: report, areAll: false) }
    return SharedPart(
      loader: loader, shared: shared, checked: checked,
      frames: TemplateFrames(shared.library, sources: loader.sources), start: start)
  }

  private static func isSame(_ a: SourceMap, _ b: SourceMap) -> Bool {
    a.files.count == b.files.count && zip(a.files, b.files).allSatisfy { $0.path == $1.path && $0.bytes == $1.bytes }
  }

  /// Whether files have the numbers that they had, and the paths of those whose text is another one.
  private func change(to part: SharedPart) -> (isSame: Bool, changed: Set<String>) {
    guard let last, last.start == part.start else { return (false, []) }
    let (old, new) = (last.loader.sources.files, part.loader.sources.files)
    guard old.map(\.path) == new.map(\.path), old.first?.bytes == new.first?.bytes else { return (false, []) }
    return (true, Set(zip(old, new).filter { $0.bytes != $1.bytes }.map { $1.path }))
  }

  private mutating func read(_ folder: String, _ loader: WorkspaceLoader) throws(Failure) -> [ReadFile] {
    var files: [ReadFile] = []
    for path in try FolderReader.campaignFiles(folder, shown: loader.shown(folder)) {
      let shown = loader.shown(path)
      let file = try cache.read(path, shown: shown)
      files.append(
        ReadFile(
          path: path, shown: shown, relative: Paths.shown(file.place, from: root), source: file.source,
          isSame: file.isSame))
    }
    return files
  }

  private func unreadable(_ folder: String, _ failure: Failure, _ part: SharedPart) -> TenantState {
    TenantState(
      files: [], sources: [], syntax: [], diagnostics: [],
      build: TenantBuild(
        name: nil, folder: Paths.moved(folder, from: root, to: home),
        report: DiagnosticReport([], in: part.loader.sources), outcome: .unreadable(failure), nameSpan: nil,
        libraryPaths: []))
  }

  /// Of two tenants of one name the second is wrong.
  private static func withOwnNames(_ builds: [TenantBuild]) -> [TenantBuild] {
    var seen: [String: String] = [:]
    return builds.map { build in
      guard let name = build.name, let span = build.nameSpan else { return build }
      guard let first = seen[name] else {
        seen[name] = build.folder
        return build
      }
      var build = build
      build.report = DiagnosticReport(
        build.report.diagnostics + [
          Diagnostic(
            .declaredTwice, "the tenant `\(name)` is declared twice", at: span,
            notes: [Note("the first is in the folder `\(Paths.name(first))`")])
        ], in: build.report.sources)
      build.outcome = .unsound
      return build
    }
  }
}
