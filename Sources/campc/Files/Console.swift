import CampaignDiagnostics
import CampaignWorkspace
import Glibc

/// Standard output and standard error.
enum Console {
  /// Takes the places of standard streams that are closed, which the next file to be opened would get, such as the audience's; using
  /// them stays the error that it is.
  static func holdStreams() {
    for (descriptor, mode) in [(STDIN_FILENO, O_WRONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_RDONLY)]
    where fcntl(descriptor, F_GETFD) < 0 {
      // The lowest number that is free: this one.
      _ = open("/dev/null", mode)
    }
  }

  /// Writes to standard output, all of it or an error.
  static func write(_ text: String) throws(Failure) {
    guard write(text, to: STDOUT_FILENO) else {
      throw Failure(
        "can't write to standard output: \(String(cString: strerror(errno)))",
        help: errno == ENOSPC ? "free some space, or write somewhere else" : nil)
    }
  }

  /// Writes to standard error; where even that fails nobody can be told.
  static func error(_ text: String) { _ = write(text, to: STDERR_FILENO) }

  static func style(of descriptor: Int32) -> Style {
    Style.decide(isTerminal: isatty(descriptor) != 0) { name in getenv(name).map { String(cString: $0) } }
  }

  /// Writes all of a text; false, with `errno` set, where that failed.
  static func write(_ text: String, to descriptor: Int32) -> Bool {
    var text = text
    return text.withUTF8 { buffer in
      var rest = UnsafeRawBufferPointer(buffer)
      while !rest.isEmpty {
        let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
        if count < 0 {
          if errno == EINTR { continue }
          return false
        }
        rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
      }
      return true
    }
  }
}
