import Glibc

/// The log of what takes news: a JSON object on each line of standard error. It names no people.
enum TrackingLog {
  static func write(_ level: String, _ event: String, _ reason: String) {
    let quoted = reason.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : $0.isNewline ? " " : "\($0)" }.joined()
    let line = Array("{\"level\":\"\(level)\",\"event\":\"\(event)\",\"reason\":\"\(quoted)\"}\n".utf8)
    _ = Glibc.write(STDERR_FILENO, line, line.count)
  }
}
