import CampaignDiagnostics
import CampaignSyntax
import Glibc

/// Which workspaces, and what of them, the paths on a command line mean.
package struct WorkspaceFinder: Sendable {
  /// The file that makes its folder a workspace's.
  package static let rootName = "workspace.campaign"

  /// One workspace, and what was named of it.
  package struct Selection: Sendable {
    /// The absolute path of its folder.
    package let root: String
    /// Absolute paths in it that were named; the root itself stands for all.
    package internal(set) var named: [String]
    /// Absolute paths in it of files that are not there any more.
    var deleted: [String] = []
  }

  /// The absolute path of the folder from which paths are read and shown.
  package let current: String

  /// From the current folder; throws where it is gone.
  package init() throws(Failure) { current = try Paths.current() }

  /// The workspaces that the paths belong to, in the order in which they were named; each once. Throws where a path is not there, or in
  /// no workspace.
  package func selections(_ paths: [String]) throws(Failure) -> [Selection] {
    var selections: [Selection] = []
    for path in paths {
      guard let absolute = Paths.resolved(path) else { throw SourceReader.unreadable(path, errno) }
      for root in try roots(of: absolute, written: path) {
        let named = Paths.isInside(absolute, root) ? absolute : root
        if let index = selections.firstIndex(where: { $0.root == root }) {
          selections[index].named.append(named)
        } else {
          selections.append(Selection(root: root, named: [named]))
        }
      }
    }
    return selections
  }

  /// As `selections`, for files that were deleted: those of a workspace that is still there.
  package func selections(deleted paths: [String], besides selections: [Selection]) throws(Failure) -> [Selection] {
    var selections = selections
    for path in paths {
      var folder = Paths.parent(Paths.join(current, path))
      while let here = folder, !FolderReader.isFolder(here) { folder = Paths.parent(here) }
      guard let folder, let root = try? roots(of: folder, written: path).first, Paths.isInside(folder, root) else {
        continue
      }
      let index = selections.firstIndex { $0.root == root } ?? selections.count
      if index == selections.count { selections.append(Selection(root: root, named: [])) }
      selections[index].deleted.append(Paths.join(current, path))
    }
    return selections
  }

  /// The one workspace that a path belongs to; throws where it holds several.
  package func single(_ path: String) throws(Failure) -> Selection {
    let found = try selections([path])
    guard found.count == 1, let first = found.first else {
      let roots = found.map { "`\(Paths.shown($0.root, from: current))`" }.joined(separator: ", ")
      throw Failure("`\(path)` holds several workspaces", help: "name one of them: \(roots)")
    }
    return first
  }

  private func roots(of path: String, written: String) throws(Failure) -> [String] {
    let isFolder = FolderReader.isFolder(path)
    var folder: String? = isFolder ? path : Paths.parent(path)
    var candidate: String?
    while let here = folder {
      if FolderReader.exists(Paths.join(here, Self.rootName)) {
        if try declaresWorkspace(here) { return [here] }
        candidate = candidate ?? here
      }
      folder = Paths.parent(here)
    }
    // A root that can't be parsed is better reported than passed over.
    if let candidate { return [candidate] }
    if isFolder {
      let below = try FolderReader.campaignFiles(path, shown: written).filter { Paths.name($0) == Self.rootName }
      let roots = below.compactMap(Paths.parent)
      let outermost = roots.filter { root in !roots.contains { $0 != root && Paths.isInside(root, $0) } }
      if !outermost.isEmpty { return outermost }
    }
    throw Failure(
      "`\(written)` is in no workspace: neither its folder nor one above it has a `\(Self.rootName)`",
      help: "name a file or folder of a workspace, or start one with `campc init`")
  }

  private func declaresWorkspace(_ folder: String) throws(Failure) -> Bool {
    let path = Paths.join(folder, Self.rootName)
    guard case .bytes(let bytes) = try SourceReader.read(path, shown: Paths.shown(path, from: current)) else {
      return false
    }
    let parsed = Parser.parse(SourceFile(id: FileID(0), path: path, bytes: bytes))
    return parsed.syntax.declarations.contains { if case .workspace = $0 { true } else { false } }
  }
}
