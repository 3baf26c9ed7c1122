import CampaignHandOff
import Glibc

/// Which message an unsubscribe address is of, for each run a file of tokens in their order.
///
/// The files stand apart from the messages, which are removed once they are handed off: somebody may unsubscribe by a mail of a year ago.
final class TokenIndex {
  struct Place: Hashable {
    var run: Int64
    var entry: Int64
  }

  /// For so long an unsubscribe address works.
  static let lifeSeconds: Int64 = 400 * 86_400

  let folder: String
  /// Names of the files: the run's number; the latest first.
  private var runs: [Int64]

  init(folder: String) {
    self.folder = folder
    runs = Self.names(in: folder).compactMap { Int64($0) }.sorted(by: >)
  }

  /// The message of a token; nil where it is of none.
  func find(_ token: UnsubscribeToken) -> Place? {
    for run in runs {
      guard let file = TokenFile(path: "\(folder)/\(run)") else { continue }
      if let entry = file.entry(of: token) { return Place(run: run, entry: entry) }
    }
    return nil
  }

  /// A run's file is complete.
  func added(_ run: Int64) {
    runs.removeAll { $0 == run }
    runs.insert(run, at: runs.firstIndex { $0 < run } ?? runs.count)
  }

  /// Removes the files of runs that were released before an instant.
  func removeOld(before instant: Int64) {
    runs.removeAll { run in
      guard let file = TokenFile(path: "\(folder)/\(run)"), file.released < instant else { return false }
      return unlink("\(folder)/\(run)") == 0
    }
  }

  private static func names(in path: String) -> [String] {
    guard let entries = opendir(path) else { return [] }
    defer { closedir(entries) }
    var names: [String] = []
    while let entry = readdir(entries) {
      // SAFETY: the name is a C string within the entry, which lives until the next call.
      names.append(
        withUnsafePointer(to: &entry.pointee.d_name) { pointer in
          pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        })
    }
    return names
  }
}

/// A file of tokens: a head of 24 bytes (what it is, how many tokens, when the run was released), then 16 bytes for each token, in their order: the token and
/// the message's entry, both little-endian.
final class TokenFile {
  static let magic: UInt64 = 0x314E_454B_4F54_4343  // "CCTOKEN1"
  static let headBytes = 24
  static let recordBytes = 16

  let released: Int64
  private let descriptor: Int32
  private let count: Int

  /// Nil where there is none, or another kind of file.
  init?(path: String) {
    descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor >= 0 else { return nil }
    let head = Self.words(3, descriptor, at: 0)
    var status = stat()
    guard let head, head[0] == Self.magic, fstat(descriptor, &status) == 0,
      Int(status.st_size) - Self.headBytes == Int(clamping: head[1]) * Self.recordBytes
    else {
      close(descriptor)
      return nil
    }
    count = Int(head[1])
    released = Int64(bitPattern: head[2])
  }

  deinit { close(descriptor) }

  func entry(of token: UnsubscribeToken) -> Int64? {
    var range = 0..<count
    while !range.isEmpty {
      let middle = range.lowerBound + range.count / 2
      guard let record = Self.words(2, descriptor, at: Self.headBytes + middle * Self.recordBytes) else { return nil }
      if record[0] == token.number { return Int64(bitPattern: record[1]) }
      range = record[0] < token.number ? (middle + 1)..<range.upperBound : range.lowerBound..<middle
    }
    return nil
  }

  private static func words(_ count: Int, _ descriptor: Int32, at place: Int) -> [UInt64]? {
    var words = [UInt64](repeating: 0, count: count)
    let read = words.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, off_t(place)) }
    return read == count * 8 ? words.map { UInt64(littleEndian: $0) } : nil
  }
}

/// Gathers a run's tokens while it is planned, and puts them down before it is released: then no message can have left whose token is not found.
final class TokenCollector {
  /// By the token's first byte, so that they are put in order bit by bit.
  private var buckets = [[(token: UInt64, entry: Int64)]](repeating: [], count: 256)
  private var written = 0
  private var count = 0
  private var descriptor: Int32 = -1

  deinit { if descriptor >= 0 { close(descriptor) } }

  func add(_ token: UnsubscribeToken, entry: Int64) {
    buckets[Int(token.number >> 56)].append((token.number, entry))
    count += 1
  }

  /// Puts about so many more tokens down; true where all are, and the file is on the disk under the run's name.
  func write(_ limit: Int, into index: TokenIndex, run: Int64, released: Int64) throws(EngineError) -> Bool {
    let path = "\(index.folder)/\(run)"
    let temporary = path + ".new"
    if descriptor < 0 {
      if count == 0 {
        // One that is there is of a run of that number that was taken back.
        unlink(path)
        return true
      }
      guard mkdir(index.folder, 0o700) == 0 || errno == EEXIST else { throw Self.failure(index.folder) }
      descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
      guard descriptor >= 0 else { throw Self.failure(temporary) }
      try put([TokenFile.magic, UInt64(count), UInt64(bitPattern: released)], temporary)
    }
    var words: [UInt64] = []
    while written < buckets.count, words.count < limit * 2 {
      for (token, entry) in buckets[written].sorted(by: { $0.token < $1.token }) {
        words += [token, UInt64(bitPattern: entry)]
      }
      buckets[written] = []
      written += 1
    }
    try put(words, temporary)
    guard written == buckets.count else { return false }
    guard fsync(descriptor) == 0, rename(temporary, path) == 0 else { throw Self.failure(path) }
    try Self.sync(index.folder)
    index.added(run)
    return true
  }

  private func put(_ words: [UInt64], _ path: String) throws(EngineError) {
    let words = words.map(\.littleEndian)
    var start = 0
    while start < words.count * 8 {
      let count = words.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress.map { $0 + start }, $0.count - start) }
      guard count > 0 || (count < 0 && errno == EINTR) else { throw Self.failure(path) }
      start += max(count, 0)
    }
  }

  private static func sync(_ folder: String) throws(EngineError) {
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(folder) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw failure(folder) }
  }

  private static func failure(_ path: String) -> EngineError {
    .spool(path: path, reason: String(cString: strerror(errno)))
  }
}
