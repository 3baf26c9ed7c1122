import CampaignHandOff
import Glibc

/// Gathers tokens while a run is planned, and puts them down before it is released: then no message can have left whose token is not found.
final class TokenCollector {
  /// By the token's first byte, so that they are put in order bit by bit.
  private var buckets = [[TokenRecord]](repeating: [], count: 256)
  private var written = 0
  private(set) var count = 0
  private var descriptor: Int32 = -1
  /// Of the file that is being written.
  private var number: Int64?

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Of a token that is added twice, the later one counts.
  func add(_ record: TokenRecord) {
    buckets[Int(record.token >> 56)].append(record)
    count += 1
  }

  func add(_ token: UnsubscribeToken, run: Int64, entry: Int64) {
    add(TokenRecord(token: token.number, run: run, entry: entry))
  }

  /// Puts about so many more tokens down; true where all are, in a file of the index that is on the disk.
  func write(_ limit: Int, into index: TokenIndex, released: Int64) throws(EngineError) -> Bool {
    if count == 0 { return true }
    guard mkdir(index.folder, 0o700) == 0 || errno == EEXIST else { throw Self.failure(index.folder) }
    let number = self.number ?? index.nextNumber
    self.number = number
    guard try put(limit, at: index.path(number), released: released) else { return false }
    try index.added(number, count: count, released: released)
    return true
  }

  /// The same in a file of its own.
  func put(_ limit: Int, at path: String, released: Int64) throws(EngineError) -> Bool {
    let temporary = path + ".new"
    if descriptor < 0 {
      descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
      guard descriptor >= 0 else { throw Self.failure(temporary) }
      try put([TokenFile.magic, UInt64(count), UInt64(bitPattern: released)], temporary)
    }
    var words: [UInt64] = []
    var taken = 0
    while written < buckets.count, taken < limit {
      for record in Self.ordered(buckets[written]) {
        words += [record.token, UInt64(bitPattern: record.run), UInt64(bitPattern: record.entry)]
        taken += 1
      }
      buckets[written] = []
      written += 1
    }
    try put(words, temporary)
    guard written == buckets.count else { return false }
    guard fsync(descriptor) == 0, rename(temporary, path) == 0 else { throw Self.failure(path) }
    try Self.sync(String(path[..<(path.lastIndex(of: "/") ?? path.endIndex)]))
    return true
  }

  /// The later one of two with one token stands in the place of both, so that there are as many as the head says.
  private static func ordered(_ bucket: [TokenRecord]) -> [TokenRecord] {
    let sorted = bucket.enumerated().sorted { ($0.element.token, $0.offset) < ($1.element.token, $1.offset) }
    var records = sorted.map(\.element)
    for place in records.indices.dropLast().reversed() where records[place].token == records[place + 1].token {
      records[place] = records[place + 1]
    }
    return records
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
