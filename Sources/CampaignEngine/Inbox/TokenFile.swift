import CampaignHandOff
import Glibc

/// A token with its message.
struct TokenRecord: Hashable {
  var token: UInt64
  var run: Int64
  var entry: Int64
}

/// A file of tokens: a head of 24 bytes (what it is, how many tokens, when the last of its runs was released), then 24 bytes for each token, in their order:
/// the token, the run and the entry; all little-endian.
final class TokenFile {
  static let magic: UInt64 = 0x324E_454B_4F54_4343  // "CCTOKEN2"
  static let headBytes = 24
  static let recordBytes = 24

  let count: Int
  let released: Int64
  private let descriptor: Int32

  /// Nil where there is none, or another kind of file.
  init?(path: String) {
    descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor >= 0 else { return nil }
    var status = stat()
    guard let head = Self.words(3, descriptor, at: 0), head[0] == Self.magic, fstat(descriptor, &status) == 0,
      head[1] < 1 << 40, Int(status.st_size) == Self.headBytes + Int(head[1]) * Self.recordBytes
    else {
      close(descriptor)
      return nil
    }
    count = Int(head[1])
    released = Int64(bitPattern: head[2])
  }

  deinit { close(descriptor) }

  func place(of token: UnsubscribeToken) -> TokenIndex.Place? {
    var range = 0..<count
    while !range.isEmpty {
      let middle = range.lowerBound + range.count / 2
      guard let words = Self.words(3, descriptor, at: Self.headBytes + middle * Self.recordBytes) else { return nil }
      if words[0] == token.number {
        return TokenIndex.Place(run: Int64(bitPattern: words[1]), entry: Int64(bitPattern: words[2]))
      }
      range = words[0] < token.number ? (middle + 1)..<range.upperBound : range.lowerBound..<middle
    }
    return nil
  }

  /// All of them, in their order; none where they can't be read.
  var records: [TokenRecord] {
    let words = Self.words(count * 3, descriptor, at: Self.headBytes) ?? []
    return stride(from: 0, to: words.count, by: 3).map { place in
      TokenRecord(
        token: words[place], run: Int64(bitPattern: words[place + 1]), entry: Int64(bitPattern: words[place + 2]))
    }
  }

  private static func words(_ count: Int, _ descriptor: Int32, at place: Int) -> [UInt64]? {
    var words = [UInt64](repeating: 0, count: count)
    let read = words.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, off_t(place)) }
    return read == count * 8 ? words.map { UInt64(littleEndian: $0) } : nil
  }
}
