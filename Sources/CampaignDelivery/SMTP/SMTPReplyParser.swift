import Glibc

/// One complete reply of a server: where in the parser's bytes its lines are, valid until more bytes are appended.
struct SMTPReply: Equatable {
  let code: Int
  /// From the first line's code up to after the last line's end.
  let bytes: Range<Int>

  var isPositive: Bool { code / 100 == 2 }
  var isIntermediate: Bool { code / 100 == 3 }
  var isRefusalForNow: Bool { code / 100 == 4 }
  var isRefusal: Bool { code / 100 == 5 }
}

/// Cuts what a server sends into replies (RFC 5321, 4.2), however it arrives.
struct SMTPReplyParser {
  enum Step: Equatable {
    case reply(SMTPReply)
    /// No more complete replies.
    case incomplete
    /// What came is no reply: why.
    case bad(String)
  }

  /// RFC 5321 (4.5.3.1.5) lets a line have 512 bytes; servers exceed that with long texts.
  static let lineLimitBytes = 4_096
  static let lineLimit = 100

  private(set) var bytes: [UInt8] = []
  private var replyStart = 0
  private var lineStart = 0
  /// Before which there is no line end since `lineStart`.
  private var searched = 0
  private var lines = 0
  private var code = 0

  /// Whether anything came that is part of no reply returned so far.
  var hasLeftover: Bool { replyStart < bytes.count }

  mutating func append(_ new: UnsafeRawBufferPointer) {
    if replyStart > 0 {
      bytes.removeFirst(replyStart)
      lineStart -= replyStart
      searched -= replyStart
      replyStart = 0
    }
    bytes.append(contentsOf: new)
  }

  mutating func next() -> Step {
    while let end = lineEnd() {
      guard end - lineStart <= Self.lineLimitBytes else { return .bad("a line of a reply is too long") }
      guard let line = readLine(upTo: end) else { return .bad("what came is no SMTP reply") }
      guard lines == 0 || line.code == code else { return .bad("the lines of a reply have different codes") }
      code = line.code
      lines += 1
      lineStart = end
      if line.isLast {
        let reply = SMTPReply(code: code, bytes: replyStart..<end)
        replyStart = end
        lines = 0
        return .reply(reply)
      }
      guard lines < Self.lineLimit else { return .bad("a reply has too many lines") }
    }
    return bytes.count - lineStart > Self.lineLimitBytes ? .bad("a line of a reply is too long") : .incomplete
  }

  /// After the next line's LF; nil where it isn't there yet.
  private mutating func lineEnd() -> Int? {
    let from = searched
    let found = bytes.withUnsafeBytes { all -> Int? in
      guard from < all.count, let base = all.baseAddress else { return nil }
      // SAFETY: the range is what lies between `from`, which is within the bytes, and their end.
      return memchr(base + from, 0x0A, all.count - from).map { base.distance(to: UnsafeRawPointer($0)) + 1 }
    }
    searched = found ?? bytes.count
    return found
  }

  private func readLine(upTo end: Int) -> (code: Int, isLast: Bool)? {
    var length = end - 1 - lineStart
    if length > 0, bytes[lineStart + length - 1] == 0x0D { length -= 1 }
    guard length >= 3 else { return nil }
    let (first, second, third) = (digit(lineStart), digit(lineStart + 1), digit(lineStart + 2))
    guard (2...5).contains(first), (0...9).contains(second), (0...9).contains(third) else { return nil }
    let code = first * 100 + second * 10 + third
    // A code alone is a last line too (RFC 5321, 4.2.1).
    guard length > 3 else { return (code, true) }
    switch bytes[lineStart + 3] {
    case 0x20: return (code, true)
    case 0x2D: return (code, false)
    default: return nil
    }
  }

  private func digit(_ position: Int) -> Int { Int(bytes[position]) - 0x30 }

  /// What stands after the code and its blank in each line of a reply, without line ends.
  func texts(of reply: SMTPReply) -> [ArraySlice<UInt8>] {
    bytes[reply.bytes].split(separator: 0x0A).map { line in
      let text = line.last == 0x0D ? line.dropLast() : line
      return text.dropFirst(4)
    }
  }
}
