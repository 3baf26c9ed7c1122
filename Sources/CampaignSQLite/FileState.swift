import Glibc

/// What a database file looks like from outside, to tell whether it is still the same.
struct FileState: Equatable {
  private let device: dev_t
  private let inode: ino_t
  private let links: nlink_t
  /// Of a file with a rollback journal, which nobody may change while it is read; with a write-ahead log what was committed goes into the
  /// file at any time, and its readers see nothing of it.
  private let content: Content?

  private struct Content: Equatable {
    let sizeBytes: off_t
    let modified: [Int]
    /// The header up to the change counter and the number of pages.
    let header: [UInt8]
  }

  /// Nil where no regular file stands there, or it can't be read.
  init?(_ path: String) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    device = status.st_dev
    inode = status.st_ino
    links = status.st_nlink
    var header = [UInt8](repeating: 0, count: 32)
    guard pread(descriptor, &header, header.count, 0) == header.count else { return nil }
    // https://www.sqlite.org/fileformat2.html#file_format_version_numbers
    let hasWriteAheadLog = header[19] == 2
    content =
      hasWriteAheadLog
      ? nil
      : Content(
        sizeBytes: status.st_size,
        modified: [
          status.st_mtim.tv_sec, status.st_mtim.tv_nsec, status.st_ctim.tv_sec, status.st_ctim.tv_nsec,
        ], header: header)
  }

  /// Whether another name leads to the same file.
  var hasOtherNames: Bool { links > 1 }

  func isSameFile(as other: FileState) -> Bool { device == other.device && inode == other.inode }
}
