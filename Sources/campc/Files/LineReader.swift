import CampaignWorkspace
import Glibc

/// Reads a file line by line, however long it is: only one line is held, and that has a limit.
struct LineReader: ~Copyable {
  static let lineLimitBytes = 4 << 20

  private let path: String
  private let descriptor: Int32
  private var chunk = [UInt8](repeating: 0, count: 64 << 10)
  /// What of the chunk was read and is in no line yet.
  private var rest = 0..<0
  /// Of the line that was read last, from 1.
  private(set) var number = 0

  init(_ path: String) throws(Failure) {
    self.path = path
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw SourceReader.unreadable(path, errno) }
  }

  deinit { close(descriptor) }

  /// The next line, without its line feed; nil at the end.
  mutating func next() throws(Failure) -> [UInt8]? {
    var line: [UInt8] = []
    number += 1
    while true {
      if rest.isEmpty {
        try fill()
        // The last line may have no line feed.
        if rest.isEmpty { return line.isEmpty ? nil : line }
      }
      let end = chunk[rest].firstIndex(of: UInt8(ascii: "\n"))
      line += chunk[rest.lowerBound..<(end ?? rest.upperBound)]
      rest = (end.map { $0 + 1 } ?? rest.upperBound)..<rest.upperBound
      guard line.count <= Self.lineLimitBytes else {
        throw Failure(
          "`\(path)`:\(number): the line has more than \(Self.lineLimitBytes) bytes",
          help: "see whether it is the right file")
      }
      if end != nil { return line }
    }
  }

  private mutating func fill() throws(Failure) {
    var count = -1
    repeat { count = read(descriptor, &chunk, chunk.count) } while count < 0 && errno == EINTR
    guard count >= 0 else { throw SourceReader.unreadable(path, errno) }
    rest = 0..<count
  }
}
