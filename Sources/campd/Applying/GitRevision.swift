import CampaignWorkspace
import FoundationEssentials
import Glibc

/// A folder as a commit of its git repository has it, put down in a private folder that goes with this.
final class GitRevision {
  /// The commit's name, in full.
  let commit: String
  /// Where the files are.
  let files: String
  private let scratch: String

  /// `name` is whatever git knows a commit by: a branch, a tag, `HEAD~1`, the beginning of its hash.
  init(of folder: String, _ name: String) throws(Failure) {
    guard !name.isEmpty, !name.hasPrefix("-") else {
      throw Failure("`\(name)` is no revision", help: "name a commit, a branch or a tag, such as HEAD~1")
    }
    scratch = try Self.makeScratch()
    files = scratch + "/files"
    do throws(Failure) {
      commit = try Self.commit(name, folder, scratch)
      let archive = scratch + "/archive.tar"
      try Self.run("git", ["-C", folder, "archive", "--format=tar", "--output=\(archive)", commit], scratch)
      guard mkdir(files, 0o700) == 0 else { throw Self.unwritable(files) }
      try Self.run("tar", ["-xf", archive, "-C", files, "--no-same-owner"], scratch)
    } catch {
      Self.remove(scratch)
      throw error
    }
  }

  deinit { Self.remove(scratch) }

  private static func makeScratch() throws(Failure) -> String {
    let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array("\(base)/campd-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw unwritable(base) }
    return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  private static func remove(_ folder: String) { try? FileManager.default.removeItem(atPath: folder) }

  private static func commit(_ name: String, _ folder: String, _ scratch: String) throws(Failure) -> String {
    do throws(Failure) {
      let said = try run(
        "git", ["-C", folder, "rev-parse", "--verify", "--end-of-options", name + "^{commit}"], scratch)
      return said.filter { !$0.isWhitespace }
    } catch {
      throw Failure(
        "`\(folder)` has no revision `\(name)`: \(error.message)",
        help: "name a folder that is there, or a commit of the git repository that the workspace is in")
    }
  }

  private static func unwritable(_ path: String) -> Failure {
    Failure(
      "`\(path)` can't be written: \(String(cString: strerror(errno)))",
      help: "free some space, or name another folder by TMPDIR")
  }

  /// Runs a program to its end, and returns what it said. Throws what it complained of where it fails.
  @discardableResult
  private static func run(_ program: String, _ arguments: [String], _ scratch: String) throws(Failure) -> String {
    let paths = (getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin").split(separator: ":")
    let places = paths.map { (folder: Substring) -> String in "\(folder)/\(program)" }
    guard let path = places.first(where: { (place: String) -> Bool in access(place, X_OK) == 0 }) else {
      throw Failure("the program `\(program)` is not there", help: "install the package \(program)")
    }
    let (out, complaints) = (scratch + "/out", scratch + "/complaints")
    let flags = O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC
    let files = (open(out, flags, 0o600), open(complaints, flags, 0o600))
    defer {
      close(files.0)
      close(files.1)
    }
    guard files.0 >= 0, files.1 >= 0 else { throw unwritable(out) }
    let status = try Child(path, arguments, files: [nil, files.0, files.1]).wait()
    guard status == 0 else {
      let said = text(complaints).split(separator: "\n").first.map(String.init) ?? "it ended with \(status)"
      throw Failure("`\(program)` says: \(said)")
    }
    return text(out)
  }

  private static func text(_ path: String) -> String {
    guard case .bytes(let bytes)? = try? SourceReader.read(path, shown: path) else { return "" }
    return String(decoding: bytes, as: UTF8.self)
  }
}
