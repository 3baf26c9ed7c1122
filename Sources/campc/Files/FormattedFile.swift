import CampaignDiagnostics
import CampaignSyntax
import CampaignWorkspace
import Glibc

/// A file that is formatted: where it is, and how people know it.
struct FormattedFile {
  /// The absolute path, links followed, so that a link stays one.
  let path: String
  let shown: String

  /// The files that paths name, and all campaign files in the folders that they name; each once, in the order of the paths.
  static func files(_ paths: [String]) throws(Failure) -> [FormattedFile] {
    let current = try Paths.current()
    var seen: Set<String> = []
    var files: [FormattedFile] = []
    for path in paths {
      guard let absolute = Paths.resolved(path) else { throw SourceReader.unreadable(path, errno) }
      let isFolder = FolderReader.isFolder(absolute)
      guard isFolder || absolute.hasSuffix(".campaign") else {
        throw Failure("`\(path)` is not a campaign file", help: "name files that end with .campaign, or folders")
      }
      for found in isFolder ? try FolderReader.campaignFiles(absolute, shown: path) : [absolute] {
        guard let file = Paths.resolved(found) else { throw SourceReader.unreadable(found, errno) }
        if seen.insert(file).inserted {
          files.append(FormattedFile(path: file, shown: Paths.shown(file, from: current)))
        }
      }
    }
    return files
  }

  func read(into sources: inout SourceMap) throws(Failure) -> SourceFile {
    switch try SourceReader.read(path, shown: shown) {
    case .bytes(let bytes):
      let file = sources.add(path: shown, bytes: bytes)
      return sources[file]
    case .tooLarge(let sizeBytes):
      throw Failure(
        "`\(shown)` has \(sizeBytes) bytes; at most \(Parser.fileSizeLimitBytes) are read",
        help: "split it into several files, or see whether it is a campaign file at all")
    }
  }

  /// All of standard input.
  static func readInput() throws(Failure) -> [UInt8] {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 64 << 10)
    while true {
      let count = Glibc.read(STDIN_FILENO, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else {
        throw Failure("standard input can't be read: \(String(cString: strerror(errno)))")
      }
      if count == 0 { return bytes }
      bytes += chunk[..<count]
      guard bytes.count <= Parser.fileSizeLimitBytes else {
        throw Failure("standard input has more than \(Parser.fileSizeLimitBytes) bytes", help: "split the file")
      }
    }
  }

  /// Puts the text in the file's place; its permissions stay.
  func replace(with bytes: [UInt8]) throws(Failure) {
    var status = stat()
    guard stat(path, &status) == 0 else { throw SourceReader.unreadable(shown, errno) }
    guard access(path, W_OK) == 0 else { throw unwritable(errno) }
    let code = TextFile.replace(
      path, with: String(decoding: bytes, as: UTF8.self), permissions: status.st_mode & 0o7777)
    if code != 0 { throw unwritable(code) }
  }

  private func unwritable(_ code: Int32) -> Failure {
    Failure(
      "`\(shown)` can't be written: \(String(cString: strerror(code)))",
      help: code == ENOSPC ? "free some space" : "give this user the right to write it and its folder")
  }
}
