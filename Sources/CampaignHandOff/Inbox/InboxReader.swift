import Glibc

/// Takes news out of the inbox's files, in their order, and says which files nothing more will come of.
///
/// It keeps no account on the disk: whoever takes news notes how far, and a reader that is made anew, or rewound, gives all that is there.
package final class InboxReader {
  /// News, and where it ended.
  package struct Item: Hashable, Sendable {
    /// Name of the file.
    package var file: String
    package var end: Int64
    package var record: InboxRecord
  }

  private struct Progress {
    var offset = 0
    /// How many bytes the file had when nothing whole stood behind the offset.
    var emptyAt = -1
    var isFinished = false
  }

  package let folder: String
  private var progress: [String: Progress] = [:]
  /// Bytes that were passed over since the reader was made: no records, before some that are, or at the end of what a process left that was killed.
  package private(set) var damagedBytes = 0

  package init(folder: String) { self.folder = folder }

  /// At most so many that come next; fewer where there are no more now.
  package func next(_ count: Int) -> [Item] {
    var items: [Item] = []
    let names = InboxFile.names(in: folder)
    let present = Set(names)
    progress = progress.filter { present.contains($0.key) }
    for name in names where items.count < count && progress[name]?.isFinished != true {
      if name.hasSuffix(InboxFile.newSuffix) {
        removeIfLeft(name)
      } else {
        read(name, count, &items)
      }
    }
    return items
  }

  /// Files of which all was given, and to which nothing will be added.
  package var finished: [String] { progress.filter(\.value.isFinished).keys.sorted() }

  /// The files that are there.
  package var files: [String] { progress.keys.sorted() }

  /// All is given once more.
  package func rewind() { progress = [:] }

  /// Removes files for good; nothing of them is needed any more.
  package func remove(_ names: [String]) {
    for name in names where unlink("\(folder)/\(name)") == 0 { progress[name] = nil }
    if !names.isEmpty { _ = InboxFile.sync(folder: folder) }
  }

  private func read(_ name: String, _ count: Int, _ items: inout [Item]) {
    let descriptor = open("\(folder)/\(name)", O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    var progress = progress[name] ?? Progress()
    // Asked before the size: where the writer is gone, what the size says then is all.
    let isLeft = flock(descriptor, LOCK_SH | LOCK_NB) == 0
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return }
    let size = Int(status.st_size)
    if size != progress.emptyAt, size > progress.offset {
      guard let bytes = Self.bytes(descriptor, from: progress.offset, to: size) else { return }
      bytes.withUnsafeBytes { take($0, name, count, &progress, &items) }
    }
    if isLeft, progress.emptyAt == size || progress.offset == size {
      damagedBytes += size - progress.offset
      progress.isFinished = true
    }
    self.progress[name] = progress
  }

  private func take(
    _ bytes: UnsafeRawBufferPointer, _ name: String, _ count: Int, _ progress: inout Progress, _ items: inout [Item]
  ) {
    let base = progress.offset
    var index = 0
    if base == 0, bytes.starts(with: InboxFile.head) { index = InboxFile.head.count }
    while items.count < count {
      guard let (start, found) = Self.nextRecord(in: bytes, from: index, base) else {
        progress.emptyAt = base + bytes.count
        break
      }
      damagedBytes += start - index
      index = found.end
      items.append(Item(file: name, end: Int64(base + index), record: found.record))
    }
    progress.offset = base + index
  }

  /// The first record at a place or behind it: what is damaged hides nothing that follows.
  private static func nextRecord(
    in bytes: UnsafeRawBufferPointer, from index: Int, _ base: Int
  ) -> (start: Int, found: (record: InboxRecord, end: Int))? {
    for start in index..<max(index, bytes.count) {
      if let found = InboxFile.record(in: bytes, at: start, offset: base + start) { return (start, found) }
    }
    return nil
  }

  /// A process that ended before it named its file leaves it; none takes as long as a minute for that.
  private func removeIfLeft(_ name: String) {
    let path = "\(folder)/\(name)"
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    if now.tv_sec - status.st_mtim.tv_sec > 60 { unlink(path) }
  }

  private static func bytes(_ descriptor: Int32, from start: Int, to end: Int) -> [UInt8]? {
    // More than a file ever has is none of the inbox's.
    guard end - start <= 64 << 20 else { return nil }
    var bytes = [UInt8](repeating: 0, count: end - start)
    var place = 0
    while place < bytes.count {
      let got = bytes.withUnsafeMutableBytes { buffer in
        pread(descriptor, buffer.baseAddress.map { $0 + place }, buffer.count - place, off_t(start + place))
      }
      guard got > 0 || (got < 0 && errno == EINTR) else { return nil }
      place += max(got, 0)
    }
    return bytes
  }
}
