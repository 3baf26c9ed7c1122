import Glibc

/// A mail's bytes on their way into DATA (RFC 5321, 4.5.2).
enum SMTPMailBody {
  /// What one look at a whole mail tells of it.
  enum Form: Equatable {
    /// No line begins with a dot: it goes out as it is.
    case plain
    case hasDotLines
    /// A CR or LF stands alone, which some servers take for a line end: such a mail could end early and begin another one.
    case hasBareLineEnds
  }

  static func form(of mail: [UInt8]) -> Form {
    mail.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress, bytes.count > 0 else { return .plain }
      var form = bytes[0] == 0x2E ? Form.hasDotLines : .plain
      var at = 0
      while at < bytes.count {
        // SAFETY: both searches stay between `at`, which is within the bytes, and their end.
        let rest = bytes.count - at
        let length = memchr(base + at, 0x0D, rest).map { (base + at).distance(to: UnsafeRawPointer($0)) } ?? rest
        if memchr(base + at, 0x0A, length) != nil { return .hasBareLineEnds }
        guard length < rest else { break }
        let feed = at + length + 1
        guard feed < bytes.count, bytes[feed] == 0x0A else { return .hasBareLineEnds }
        at = feed + 1
        if at < bytes.count, bytes[at] == 0x2E { form = .hasDotLines }
      }
      return form
    }
  }

  /// Appends part of a mail, with one more dot before each line that begins with one.
  static func appendStuffed(_ mail: [UInt8], _ range: Range<Int>, form: Form, to output: inout [UInt8]) {
    guard form == .hasDotLines else {
      output.append(contentsOf: mail[range])
      return
    }
    mail.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress, !range.isEmpty else { return }
      var at = range.lowerBound
      // The line end may be the last of what was sent before.
      if bytes[at] == 0x2E, at == 0 || bytes[at - 1] == 0x0A { output.append(0x2E) }
      var searched = at
      // SAFETY: the search stays within the range, which is one of the mail's.
      while let found = memchr(base + searched, 0x0A, range.upperBound - searched) {
        searched = base.distance(to: UnsafeRawPointer(found)) + 1
        guard searched < range.upperBound else { break }
        guard bytes[searched] == 0x2E else { continue }
        output.append(contentsOf: bytes[at..<searched])
        output.append(0x2E)
        at = searched
      }
      output.append(contentsOf: bytes[at..<range.upperBound])
    }
  }

  /// What ends the data: a line with a dot alone, on a line of its own.
  static func appendEnd(of mail: [UInt8], to output: inout [UInt8]) {
    if !mail.isEmpty, mail[mail.count - 1] != 0x0A { output.append(contentsOf: [0x0D, 0x0A]) }
    output.append(contentsOf: [0x2E, 0x0D, 0x0A])
  }
}
