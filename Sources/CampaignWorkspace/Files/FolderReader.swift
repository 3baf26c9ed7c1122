import Glibc

/// Looks into folders, always in the order of names by bytes.
package enum FolderReader {
  /// A file or folder in a folder.
  package struct Entry {
    /// Without the folder's path.
    package let name: String
    /// Whether it is a folder, or a link to one.
    package let isFolder: Bool
  }

  /// One folder's identity, by which a loop of links is told.
  private struct Identity: Hashable {
    let device: UInt
    let inode: UInt
  }

  /// Whether a folder is there, or a link to one.
  package static func isFolder(_ path: String) -> Bool { status(path).map { $0.st_mode & S_IFMT == S_IFDIR } ?? false }

  /// Whether anything is there; a link that points nowhere is nothing.
  package static func exists(_ path: String) -> Bool { status(path) != nil }

  private static func identity(_ path: String) -> Identity? {
    status(path).map { Identity(device: UInt($0.st_dev), inode: UInt($0.st_ino)) }
  }

  /// What a folder holds, hidden entries left out and links followed.
  package static func entries(_ path: String, shown: String) throws(Failure) -> [Entry] {
    guard let folder = opendir(path) else { throw SourceReader.unreadable(shown, errno) }
    defer { closedir(folder) }
    var entries: [Entry] = []
    while let found = readdir(folder) {
      let type = Int32(found.pointee.d_type)
      // SAFETY: `d_name` ends with a zero byte and lives until the next call of `readdir`.
      let name = withUnsafePointer(to: &found.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(validatingCString: $0) }
      }
      guard let name else {
        throw Failure("`\(shown)` holds a file whose name is not UTF-8", help: "rename that file")
      }
      if name.hasPrefix(".") { continue }
      let isKnown = type == DT_DIR || type == DT_REG
      entries.append(Entry(name: name, isFolder: isKnown ? type == DT_DIR : isFolder(Paths.join(path, name))))
    }
    return entries.sorted { Paths.precedes($0.name, $1.name) }
  }

  /// The paths of all `*.campaign` files in a folder and the folders in it, by bytes.
  ///
  /// A folder that a link leads back to is not entered again.
  package static func campaignFiles(_ path: String, shown: String) throws(Failure) -> [String] {
    var found: [String] = []
    try collect(path, shown: shown, above: [], into: &found)
    return found.sorted(by: Paths.precedes)
  }

  private static func collect(
    _ path: String, shown: String, above: Set<Identity>, into found: inout [String]
  ) throws(Failure) {
    guard let identity = identity(path), !above.contains(identity) else { return }
    for entry in try entries(path, shown: shown) {
      let child = Paths.join(path, entry.name)
      if entry.isFolder {
        try collect(child, shown: Paths.join(shown, entry.name), above: above.union([identity]), into: &found)
      } else if entry.name.hasSuffix(".campaign") {
        found.append(child)
      }
    }
  }

  private static func status(_ path: String) -> stat? {
    var status = stat()
    return stat(path, &status) == 0 ? status : nil
  }
}
