import Glibc

/// Why news could not be put down. Whoever brought it is not answered that it was, and may bring it again.
package enum InboxError: Error, Hashable, Sendable, CustomStringConvertible {
  case file(path: String, reason: String)
  /// So many files wait for the engine already.
  case full(folder: String, files: Int)
  /// So many requests wait for the disk already.
  case busy

  init(_ path: String, errno code: Int32) { self = .file(path: path, reason: String(cString: strerror(code))) }

  package var description: String {
    switch self {
    case .file(let path, let reason): "`\(path)`: \(reason)"
    case .full(let folder, let files):
      "`\(folder)` has \(files) files that the engine has not taken; see that `campd serve` runs"
    case .busy: "the disk does not keep up with what comes in"
    }
  }
}
