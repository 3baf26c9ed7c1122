import Glibc

/// Files that were read before, and are read again only where they may have changed. For one thread.
struct FileCache {
  private struct Identity: Hashable {
    var device: UInt
    var inode: UInt
    var sizeBytes: Int
    var changedNanoseconds: Int64
  }

  private struct Known {
    var identity: Identity
    var readNanoseconds: Int64
    var bytes: [UInt8]
    /// Links followed.
    var place: String
  }

  struct File {
    var source: SourceReader.Source
    /// Its path, links followed.
    var place: String
    /// Whether it holds what it held when it was read last.
    var isSame: Bool
  }

  private var known: [String: Known] = [:]

  /// A file that was changed shortly before it was read may change again within the same tick of the file system's clock, and is read again.
  private static let doubtNanoseconds: Int64 = 100_000_000

  mutating func read(_ path: String, shown: String) throws(Failure) -> File {
    let identity = Self.identity(path)
    if let identity, let file = known[path], file.identity == identity,
      file.readNanoseconds - identity.changedNanoseconds > Self.doubtNanoseconds
    {
      return File(source: .bytes(file.bytes), place: file.place, isSame: true)
    }
    let before = known.removeValue(forKey: path)
    let now = Self.now()
    let source = try SourceReader.read(path, shown: shown)
    let place = Paths.resolved(path) ?? path
    guard case .bytes(let bytes) = source else { return File(source: source, place: place, isSame: false) }
    if let identity { known[path] = Known(identity: identity, readNanoseconds: now, bytes: bytes, place: place) }
    return File(source: source, place: place, isSame: before.map { $0.bytes == bytes && $0.place == place } ?? false)
  }

  private static func identity(_ path: String) -> Identity? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    // What happens to the file's bytes changes both times, and who sets one back changes the other.
    return Identity(
      device: UInt(status.st_dev), inode: UInt(status.st_ino), sizeBytes: Int(status.st_size),
      changedNanoseconds: max(nanoseconds(status.st_mtim), nanoseconds(status.st_ctim)))
  }

  private static func now() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return nanoseconds(time)
  }

  private static func nanoseconds(_ time: timespec) -> Int64 {
    Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}
