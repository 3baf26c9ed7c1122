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
  /// What was read so far, with paths as people know them.
  package private(set) var sources = SourceMap()

  /// `current` is the absolute path of the folder from which paths are shown.
  package init(current: String) { self.current = current }

  /// The root, the library, and each tenant that was named: by its folder, a file or folder in it, or one around it.
  ///
  /// A file of the library, and the root file, stand for all tenants. What can't be read is a failure; what can be read and
  /// is wrong is a diagnostic.
  package mutating func load(_ selection: WorkspaceFinder.Selection) throws(Failure) -> LoadedWorkspace {
    var diagnostics: [Diagnostic] = []
    let rootFile = Paths.join(selection.root, WorkspaceFinder.rootName)
    let root = try parse(rootFile, &diagnostics)
    let declared = root.declarations.lazy.compactMap { if case .workspace(let found) = $0 { found } else { nil } }.first
    let libraryFolder = try folder(declared?.library, below: selection.root, &diagnostics)
    let tenantFolders = try tenants(declared?.tenants, below: selection.root, &diagnostics)

    let all = selection.named + selection.deleted
    let isWhole = all.contains { path in
      path == selection.root || path == rootFile || libraryFolder.map { Paths.isInside(path, $0) } ?? false
    }
    let chosen = tenantFolders.filter { folder in
      isWhole || all.contains { Paths.isInside($0, folder) || Paths.isInside(folder, $0) }
    }
    let strays = selection.named.filter { path in
      !isWhole && !tenantFolders.contains { Paths.isInside(path, $0) || Paths.isInside($0, path) }
    }
    if let stray = strays.first, declared != nil {
      throw Failure(
        "`\(shown(stray))` is in none of the workspace's tenants nor in its library, so nothing reads it",
        help: "move it into a tenant's folder, or leave it out")
    }

    var library: [FileSyntax] = []
    if let libraryFolder {
      for path in try FolderReader.campaignFiles(libraryFolder, shown: shown(libraryFolder)) {
        library.append(try parse(path, &diagnostics))
      }
    }
    var loaded: [(directory: String, files: [FileSyntax])] = []
    var folders: [String] = []
    for folder in chosen {
      var files: [FileSyntax] = []
      for path in try FolderReader.campaignFiles(folder, shown: shown(folder)) {
        files.append(try parse(path, &diagnostics))
      }
      // A folder without a campaign file is no tenant's.
      if files.isEmpty { continue }
      loaded.append((shown(folder), files))
      folders.append(folder)
    }
    let parsed = ParsedWorkspace(
      root: root, library: library,
      tenants: loaded.map { ParsedWorkspace.Tenant(directory: $0.directory, files: $0.files) })
    return LoadedWorkspace(parsed: parsed, tenantFolders: folders, diagnostics: diagnostics)
  }

  private func shown(_ path: String) -> String { Paths.shown(path, from: current) }

  private mutating func parse(_ path: String, _ diagnostics: inout [Diagnostic]) throws(Failure) -> FileSyntax {
    switch try SourceReader.read(path, shown: shown(path)) {
    case .bytes(let bytes):
      let file = sources.add(path: shown(path), bytes: bytes)
      let parsed = Parser.parse(sources[file])
      diagnostics += parsed.diagnostics
      return parsed.syntax
    case .tooLarge(let sizeBytes):
      let file = sources.add(path: shown(path), bytes: [])
      let place = Span(file, 0, 0)
      diagnostics.append(
        Diagnostic(
          .fileTooLarge, "this file has \(sizeBytes) bytes; at most \(Parser.fileSizeLimitBytes) are read", at: place,
          helps: ["split it into several files, or see whether it is a campaign file at all"]))
      return FileSyntax(file: file, declarations: [], tokens: [Token(.endOfFile, place)])
    }
  }

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
