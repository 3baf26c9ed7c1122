import CampaignDiagnostics
import CampaignSemantics
import CampaignSyntax

/// A workspace read from its folder and parsed.
package struct LoadedWorkspace: Sendable {
  /// Its files' syntax, for `Checker.check`.
  package let parsed: ParsedWorkspace
  /// The absolute paths of the tenants' folders, as in `parsed`.
  package let tenantFolders: [String]
  /// What parsing found.
  package let diagnostics: [Diagnostic]
}

/// Reads workspaces into one map of sources; everything in an order that depends on names alone.
package struct WorkspaceLoader: Sendable {
  private let current: String
  /// A folder whose files are shown as if they stood in another one.
  private let moved: (from: String, to: String)?
  /// What was read so far, with paths as people know them.
  package private(set) var sources = SourceMap()

  /// `current` is the absolute path of the folder from which paths are shown; files below `moved.from` are shown as if they stood in `moved.to`.
  package init(current: String, moved: (from: String, to: String)? = nil) {
    self.current = current
    self.moved = moved
  }

  /// What all tenants share, and where they stand.
  struct Shared {
    var root: FileSyntax
    var library: [FileSyntax] = []
    /// Of its files, absolute, in the same order.
    var libraryPaths: [String] = []
    /// Absolute; nil where there is none.
    var libraryFolder: String?
    /// Absolute, by bytes.
    var tenantFolders: [String]
    var isDeclared: Bool
    /// What parsing found.
    var diagnostics: [Diagnostic] = []
  }

  /// The root, the library, and each tenant that was named: by its folder, a file or folder in it, or one around it.
  ///
  /// A file of the library, and the root file, stand for all tenants. What can't be read is a failure; what can be read and
  /// is wrong is a diagnostic.
  package mutating func load(_ selection: WorkspaceFinder.Selection) throws(Failure) -> LoadedWorkspace {
    let shared = try loadShared(selection.root)
    var diagnostics = shared.diagnostics
    let rootFile = Paths.join(selection.root, WorkspaceFinder.rootName)
    let all = selection.named + selection.deleted
    let isWhole = all.contains { path in
      path == selection.root || path == rootFile
        || shared.libraryFolder.map { Paths.isInside(path, $0) } ?? false
    }
    let chosen = shared.tenantFolders.filter { folder in
      isWhole || all.contains { Paths.isInside($0, folder) || Paths.isInside(folder, $0) }
    }
    let strays = selection.named.filter { path in
      !isWhole && !shared.tenantFolders.contains { Paths.isInside(path, $0) || Paths.isInside($0, path) }
    }
    if let stray = strays.first, shared.isDeclared {
      throw Failure(
        "`\(shown(stray))` is in none of the workspace's tenants nor in its library, so nothing reads it",
        help: "move it into a tenant's folder, or leave it out")
    }

    var loaded: [ParsedWorkspace.Tenant] = []
    var folders: [String] = []
    for folder in chosen {
      guard let tenant = try loadTenant(folder, &diagnostics) else { continue }
      loaded.append(tenant)
      folders.append(folder)
    }
    let parsed = ParsedWorkspace(root: shared.root, library: shared.library, tenants: loaded)
    return LoadedWorkspace(parsed: parsed, tenantFolders: folders, diagnostics: diagnostics)
  }

  /// The root and the library, as the first of the sources.
  mutating func loadShared(_ rootFolder: String) throws(Failure) -> Shared {
    var diagnostics: [Diagnostic] = []
    let root = try parse(Paths.join(rootFolder, WorkspaceFinder.rootName), &diagnostics)
    let declared = root.declarations.lazy.compactMap { if case .workspace(let found) = $0 { found } else { nil } }.first
    let libraryFolder = try folder(declared?.library, below: rootFolder, &diagnostics)
    var shared = Shared(
      root: root, libraryFolder: libraryFolder,
      tenantFolders: try tenants(declared?.tenants, below: rootFolder, &diagnostics), isDeclared: declared != nil)
    if let libraryFolder {
      for path in try FolderReader.campaignFiles(libraryFolder, shown: shown(libraryFolder)) {
        shared.library.append(try parse(path, &diagnostics))
        shared.libraryPaths.append(path)
      }
    }
    shared.diagnostics = diagnostics
    return shared
  }

  /// The files of a tenant; nil where the folder has none, and so is no tenant's.
  mutating func loadTenant(
    _ folder: String, _ diagnostics: inout [Diagnostic]
  ) throws(Failure) -> ParsedWorkspace.Tenant? {
    var files: [FileSyntax] = []
    for path in try FolderReader.campaignFiles(folder, shown: shown(folder)) {
      files.append(try parse(path, &diagnostics))
    }
    return files.isEmpty ? nil : ParsedWorkspace.Tenant(directory: shown(folder), files: files)
  }

  func shown(_ path: String) -> String {
    Paths.shown(moved.map { Paths.moved(path, from: $0.from, to: $0.to) } ?? path, from: current)
  }

  private mutating func parse(_ path: String, _ diagnostics: inout [Diagnostic]) throws(Failure) -> FileSyntax {
    add(try SourceReader.read(path, shown: shown(path)), shown: shown(path), &diagnostics)
  }

  /// Adds a file that was read, and parses it.
  mutating func add(
    _ source: SourceReader.Source, shown: String, _ diagnostics: inout [Diagnostic]
  ) -> FileSyntax {
    switch source {
    case .bytes(let bytes):
      let file = sources.add(path: shown, bytes: bytes)
      let parsed = Parser.parse(sources[file])
      diagnostics += parsed.diagnostics
      return parsed.syntax
    case .tooLarge(let sizeBytes):
      let file = sources.add(path: shown, bytes: [])
      let place = Span(file, 0, 0)
      diagnostics.append(
        Diagnostic(
          .fileTooLarge, "this file has \(sizeBytes) bytes; at most \(Parser.fileSizeLimitBytes) are read", at: place,
          helps: ["split it into several files, or see whether it is a campaign file at all"]))
      return FileSyntax(file: file, declarations: [], tokens: [Token(.endOfFile, place)])
    }
  }

  /// Adds a file that was parsed before, as the same file of a map like this one.
  mutating func addParsed(_ file: SourceFile) { _ = sources.add(path: file.path, bytes: file.bytes) }

  private func folder(
    _ written: StringLiteral?, below root: String, _ diagnostics: inout [Diagnostic]
  ) throws(Failure) -> String? {
    guard let written else { return nil }
    guard let pattern = FolderPattern(written.value) else {
      diagnostics.append(Self.leadsOutside(written))
      return nil
    }
    let found = try pattern.folders(below: root, shown: shown(root))
    if found.isEmpty {
      diagnostics.append(
        Diagnostic(
          .noLibraryFolder, "there is no folder `\(written.value)` beside this file", at: written.span,
          helps: ["make the folder, or leave `library` out"]))
    }
    return found.first
  }

  private func tenants(
    _ written: StringLiteral?, below root: String, _ diagnostics: inout [Diagnostic]
  ) throws(Failure) -> [String] {
    guard let written else { return [] }
    guard let pattern = FolderPattern(written.value) else {
      diagnostics.append(Self.leadsOutside(written))
      return []
    }
    let found = try pattern.folders(below: root, shown: shown(root))
    if found.isEmpty {
      diagnostics.append(
        Diagnostic(
          .noTenantFolder, "no folder matches `\(written.value)`", at: written.span,
          helps: ["make a folder for the first tenant, or correct the path"]))
    }
    return found
  }

  private static func leadsOutside(_ written: StringLiteral) -> Diagnostic {
    Diagnostic(
      .pathLeadsOutside, "`\(written.value)` does not lead to a folder inside the workspace", at: written.span,
      notes: [Note("a workspace stands alone, so that it can be moved and shared as one folder")],
      helps: ["write a path that starts beside this file, without `..`"])
  }
}
