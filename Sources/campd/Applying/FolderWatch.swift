import CampaignWorkspace
import Glibc

/// Waits for changes of a workspace's files: by inotify, and by looking every second where the system has no watches to give.
struct FolderWatch {
  private let descriptor: Int32
  /// Whether a part of the folders is not watched.
  private(set) var isPolling = false
  /// Whether a folder came or went since the folders were named.
  private var sawFolder = false
  private var places: [WorkspaceBuilder.Place] = []
  private var watches: Set<Int32> = []

  /// How long nothing may change until the files count as being at rest, and how long that is waited for at most.
  private static let restMilliseconds: Int32 = 20
  private static let longestWaitMilliseconds: Int64 = 2_000
  /// A look without being told: links may lead to files that nobody watches.
  private static let quietMilliseconds: Int32 = 10_000
  private static let pollMilliseconds: Int32 = 1_000

  init() { descriptor = inotify_init1(Int32(IN_CLOEXEC | IN_NONBLOCK)) }

  func close() { if descriptor >= 0 { Glibc.close(descriptor) } }

  /// Watches these folders from now on, besides those that it watches. True where one is new: what happened in it before nobody was told.
  mutating func watch(_ places: [WorkspaceBuilder.Place]) -> Bool {
    guard places != self.places || sawFolder || isPolling else { return false }
    let count = watches.count
    (self.places, sawFolder) = (places, false)
    isPolling = false
    for place in places where !watch(place.folder, isDeep: place.isDeep, depth: 0) {
      isPolling = true
      break
    }
    return watches.count > count
  }

  /// Returns when something changed and the files are at rest, when it is time for a look, or when a signal came.
  mutating func wait() {
    guard !isPolling else {
      _ = poll(nil, 0, Self.pollMilliseconds)
      return
    }
    let begin = Self.now()
    var isChanged = false
    // An audience that is written to is no change of the workspace.
    while !isChanged {
      let left = Int64(Self.quietMilliseconds) - (Self.now() - begin)
      guard left > 0, isReadable(within: Int32(left)) else { return }
      isChanged = take()
    }
    let start = Self.now()
    while Self.now() - start < Self.longestWaitMilliseconds, isReadable(within: Self.restMilliseconds) { _ = take() }
  }

  private func isReadable(within milliseconds: Int32) -> Bool {
    var waited = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&waited, 1, milliseconds) > 0
  }

  /// Takes the events that are there; whether any speaks of a campaign file or of a folder.
  private mutating func take() -> Bool {
    var isRelevant = false
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      guard count > 0 else { return isRelevant }
      var start = 0
      buffer.withUnsafeBytes { bytes in
        while start + 16 <= count {
          // SAFETY: an event has four numbers of four bytes, the last of which is the length of the name behind them; the kernel writes whole ones.
          let mask = bytes.loadUnaligned(fromByteOffset: start + 4, as: UInt32.self)
          let length = Int(bytes.loadUnaligned(fromByteOffset: start + 12, as: UInt32.self))
          let end = min(start + 16 + length, count)
          let name = bytes[(start + 16)..<end].prefix { $0 != 0 }
          let isOfFolder = mask & Self.folderMask != 0
          sawFolder = sawFolder || isOfFolder
          isRelevant = isRelevant || isOfFolder || name.reversed().starts(with: Self.ending)
          start = end
        }
      }
    }
  }

  private static let ending = ".campaign".utf8.reversed()
  /// Of a file only that it was written, or came or went: not each write.
  private static let mask = [
    IN_CLOSE_WRITE, IN_MOVED_TO, IN_MOVED_FROM, IN_CREATE, IN_DELETE, IN_DELETE_SELF, IN_ONLYDIR,
  ].reduce(0 as UInt32) { $0 | UInt32($1) }
  private static let folderMask = [IN_ISDIR, IN_Q_OVERFLOW, IN_DELETE_SELF].reduce(0 as UInt32) { $0 | UInt32($1) }

  private mutating func watch(_ path: String, isDeep: Bool, depth: Int) -> Bool {
    // No workspace is as deep, unless links lead round in it.
    guard depth < 32 else { return true }
    let number = inotify_add_watch(descriptor, path, Self.mask)
    guard number >= 0 else { return errno == ENOENT || errno == ENOTDIR }
    watches.insert(number)
    guard isDeep else { return true }
    for entry in (try? FolderReader.entries(path, shown: path)) ?? [] where entry.isFolder {
      guard watch(Paths.join(path, entry.name), isDeep: true, depth: depth + 1) else { return false }
    }
    return true
  }

  private static func now() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
  }
}
