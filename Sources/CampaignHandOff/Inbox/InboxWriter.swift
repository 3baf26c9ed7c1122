import Glibc

/// Puts news down in files of its own, for the engine to take: what `append` was given is on the disk when it returns.
///
/// For one thread. Any number of processes may have writers on the same folder.
package final class InboxWriter {
  package struct Limits: Hashable, Sendable {
    /// A file that has so many bytes is followed by another one, so that the engine can remove it.
    package var fileBytes = 1 << 20
    /// How old a file gets before another one follows.
    package var fileSeconds: Int64 = 3_600
    /// So many files may wait for the engine; with more, nothing is taken.
    package var files = 1_024

    package init() {}
  }

  private let folder: String
  private let limits: Limits
  private var file: (descriptor: Int32, path: String, sizeBytes: Int, opened: Int64)?

  /// Makes the folder where it is not there.
  package init(folder: String, limits: Limits = Limits()) throws(InboxError) {
    self.folder = folder
    self.limits = limits
    guard mkdir(folder, 0o700) == 0 || errno == EEXIST else { throw InboxError(folder, errno: errno) }
  }

  deinit { leave() }

  /// Appends all records with one wait for the disk. Where it throws, they may or may not be found later.
  package func append(_ records: [InboxRecord]) throws(InboxError) {
    guard !records.isEmpty else { return }
    if let file, file.sizeBytes >= limits.fileBytes || Self.seconds() - file.opened >= limits.fileSeconds { leave() }
    if file == nil { try begin() }
    guard let file else { return }
    var bytes: [UInt8] = []
    for record in records { InboxFile.append(record, to: &bytes, at: file.sizeBytes + bytes.count) }
    do throws(InboxError) {
      try Self.write(bytes, to: file.descriptor, file.path)
      guard fdatasync(file.descriptor) == 0 else { throw InboxError(file.path, errno: errno) }
    } catch {
      // What a failed write left may end within a record, and behind a failed sync nobody knows what is on the disk.
      leave()
      throw error
    }
    self.file?.sizeBytes += bytes.count
  }

  /// Closes the file, whose lock says from then on that nothing follows in it.
  private func leave() {
    if let file { close(file.descriptor) }
    file = nil
  }

  /// A new file gets its name once it is locked, so that a reader never sees one that seems to be left.
  private func begin() throws(InboxError) {
    let waiting = InboxFile.names(in: folder).count
    guard waiting < limits.files else { throw .full(folder: folder, files: waiting) }
    let path = "\(folder)/\(Self.name())"
    let descriptor = open(path + InboxFile.newSuffix, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw InboxError(path, errno: errno) }
    do throws(InboxError) {
      defer { unlink(path + InboxFile.newSuffix) }
      guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { throw InboxError(path, errno: errno) }
      try Self.write(InboxFile.head, to: descriptor, path)
      guard fsync(descriptor) == 0, link(path + InboxFile.newSuffix, path) == 0 else {
        throw InboxError(path, errno: errno)
      }
      guard InboxFile.sync(folder: folder) else { throw InboxError(folder, errno: errno) }
    } catch {
      close(descriptor)
      throw error
    }
    file = (descriptor, path, InboxFile.head.count, Self.seconds())
  }

  /// In the order of time, as good as the clock, and never twice.
  private static func name() -> String {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    let instant = UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    return padded(instant) + "-" + padded(UInt64.random(in: 0 ... .max))
  }

  private static func padded(_ number: UInt64) -> String {
    let digits = String(number, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  private static func seconds() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec)
  }

  private static func write(_ bytes: [UInt8], to descriptor: Int32, _ path: String) throws(InboxError) {
    var start = 0
    while start < bytes.count {
      let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress.map { $0 + start }, $0.count - start) }
      guard count > 0 || (count < 0 && errno == EINTR) else {
        throw InboxError(path, errno: count == 0 ? ENOSPC : errno)
      }
      start += max(count, 0)
    }
  }
}
