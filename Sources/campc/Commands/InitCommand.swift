import ArgumentParser
import CampaignSQLite
import CampaignWorkspace
import Glibc

struct InitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Start a small workspace that checks and runs.",
    discussion: """
      Writes a workspace with one tenant, two campaigns and an audience of twenty invented members, to be changed into your own. \
      Nothing that is there already is overwritten.

        campc init shop
      """)

  @Argument(help: "The folder to write into; it is made if it isn't there.", completion: .directory)
  var folder = "."

  func run() throws {
    var written = WrittenFiles()
    do {
      try write(&written)
    } catch {
      written.remove()
      throw error
    }
    let place = folder == "." ? "" : " " + Self.quoted(folder)
    try Console.write(
      """
      A new workspace stands in `\(folder)`. Next:

        campc check\(place)
        campc run\(place) --campaign \(StarterWorkspace.campaign) --now \(StarterWorkspace.instant)

      """)
  }

  private func write(_ written: inout WrittenFiles) throws(Failure) {
    try written.makeFolders(folder)
    guard let absolute = Paths.resolved(folder) else { throw SourceReader.unreadable(folder, errno) }
    let files = StarterWorkspace.files(workspaceName: Self.workspaceName(absolute))
    for path in files.map(\.path) + [StarterWorkspace.audienceFile] where FolderReader.exists(Paths.join(folder, path))
    {
      throw Failure(
        "`\(Paths.join(folder, path))` is there already, and nothing is overwritten",
        help: "name another folder: `campc init NAME`")
    }
    for file in files { try written.write(Paths.join(folder, file.path), file.text) }
    let audience = Paths.join(folder, StarterWorkspace.audienceFile)
    do {
      try StarterAudience.write(to: audience)
    } catch {
      throw Failure("`\(error.path)`: \(error.what)", help: error.help)
    }
    written.add(audience)
  }

  /// The folder's name as a name of the language.
  private static func workspaceName(_ absolute: String) -> String {
    var taken: Set<String> = []
    return SourceText.name(WordList(Paths.name(absolute)).words, taken: &taken) ?? "storefront"
  }

  /// As a shell reads it.
  private static func quoted(_ path: String) -> String {
    let isPlain = path.unicodeScalars.allSatisfy {
      $0.properties.isAlphabetic || "0123456789._-/".unicodeScalars.contains($0)
    }
    return isPlain ? path : "'" + path.replacing("'", with: "'\\''") + "'"
  }
}

/// What was written so far, so that a failure leaves nothing behind.
private struct WrittenFiles {
  private var files: [String] = []
  private var folders: [String] = []

  mutating func add(_ path: String) { files.append(path) }

  /// Makes a folder and those above it.
  mutating func makeFolders(_ path: String) throws(Failure) {
    if FolderReader.isFolder(path) { return }
    if let slash = path.lastIndex(of: "/"), slash != path.startIndex { try makeFolders(String(path[..<slash])) }
    if path.isEmpty || FolderReader.isFolder(path) { return }
    guard mkdir(path, 0o777) == 0 else {
      throw Failure(
        "the folder `\(path)` can't be made: \(String(cString: strerror(errno)))",
        help: errno == EEXIST ? "a file of that name is there; name another folder" : nil)
    }
    folders.append(path)
  }

  /// Writes a new file; one that is there already is a failure.
  mutating func write(_ path: String, _ text: String) throws(Failure) {
    if let slash = path.lastIndex(of: "/") { try makeFolders(String(path[..<slash])) }
    let descriptor = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw Self.failure(path, errno) }
    files.append(path)
    let isWritten = Console.write(text, to: descriptor)
    let code = errno
    guard close(descriptor) == 0, isWritten else { throw Self.failure(path, isWritten ? errno : code) }
  }

  func remove() {
    for file in files { unlink(file) }
    for folder in folders.reversed() { rmdir(folder) }
  }

  private static func failure(_ path: String, _ code: Int32) -> Failure {
    Failure(
      "`\(path)` can't be written: \(String(cString: strerror(code)))",
      help: code == ENOSPC ? "free some space" : code == EACCES ? "name a folder that this user may write in" : nil)
  }
}
