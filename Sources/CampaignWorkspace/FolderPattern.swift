import Glibc

/// Folders named by a path with `*` and `?` in it, such as `tenants/*`.
struct FolderPattern {
  private let components: [String]

  /// Nil for a path that is absolute, empty, or climbs with `..`: it would lead out of the workspace.
  init?(_ text: String) {
    guard !text.hasPrefix("/"), !text.utf8.contains(0) else { return nil }
    components = text.split(separator: "/").map(String.init).filter { $0 != "." }
    if components.isEmpty || components.contains("..") { return nil }
  }

  /// The folders below `root` that it names, as absolute paths, by bytes.
  func folders(below root: String, shown: String) throws(Failure) -> [String] {
    var found = [root]
    for component in components {
      var next: [String] = []
      for folder in found {
        if component.contains(where: { $0 == "*" || $0 == "?" || $0 == "[" }) {
          let names = try FolderReader.entries(folder, shown: shown).filter { $0.isFolder }.map(\.name)
          next += names.filter { fnmatch(component, $0, FNM_PERIOD) == 0 }.map { Paths.join(folder, $0) }
        } else if FolderReader.isFolder(Paths.join(folder, component)) {
          next.append(Paths.join(folder, component))
        }
      }
      found = next
    }
    return found.sorted(by: Paths.precedes)
  }
}
