import Glibc

/// What a database file looks like from outside, to tell whether it is still the same.
///
/// It is asked for by name and never opened: closing any descriptor of a file takes away the locks that the process holds on it, and with
/// them SQLite's own.
struct FileState: Equatable {
  private let device: dev_t
  private let inode: ino_t
  private let links: nlink_t
  /// Of a file with a rollback journal, which nobody may change while it is read; with a write-ahead log what was committed goes into the
  /// file at any time, and its readers see nothing of it.
  private let content: Content?

  private struct Content: Equatable {
    let sizeBytes: off_t
    /// When it was written and changed: seconds and nanoseconds.
    let times: [Int]
  }

  /// Nil where no regular file stands there.
  init?(_ path: String, hasWriteAheadLog: Bool) {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    device = status.st_dev
    inode = status.st_ino
    links = status.st_nlink
    content =
      hasWriteAheadLog
      ? nil
      : Content(
        sizeBytes: status.st_size,
        times: [status.st_mtim.tv_sec, status.st_mtim.tv_nsec, status.st_ctim.tv_sec, status.st_ctim.tv_nsec])
  }

  /// Whether the same file stands at the path, and nobody has written to it.
  func isCurrent(at path: String) -> Bool { FileState(path, hasWriteAheadLog: content == nil) == self }

  /// Whether another name leads to the same file.
  var hasOtherNames: Bool { links > 1 }

  func isSameFile(as other: FileState) -> Bool { device == other.device && inode == other.inode }
}
