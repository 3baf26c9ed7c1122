import CampaignPlan
import Glibc

/// A file that appears under its name only when it is complete.
///
/// It is written without a name where the file system can do that, so that even a killed process leaves nothing behind;
/// else beside its target. Devices and pipes are written directly. It is not synced to the disk: it can be made again.
package final class OutputFile {
  private let path: String?
  private var descriptor: Int32
  private var state: State

  private enum State {
    /// The target itself is open: standard output, a device or a pipe.
    case direct
    case nameless
    case temporary(String)
    case closed
  }

  /// Standard output.
  init() {
    path = nil
    descriptor = STDOUT_FILENO
    state = .direct
  }

  /// A link is followed: what it names is written, and the link stays.
  package init(path written: String) throws(SinkError) {
    let path = Self.target(of: written)
    self.path = path
    var status = stat()
    if stat(path, &status) == 0 && status.st_mode & S_IFMT != S_IFREG {
      descriptor = open(path, O_WRONLY | O_CLOEXEC)
      guard descriptor >= 0 else { throw SinkError(errno: errno, path: path) }
      state = .direct
      return
    }
    // glibc's O_TMPFILE, whose macro Swift doesn't import.
    let nameless = 0o20_000_000 | O_DIRECTORY
    descriptor = open(Self.folder(of: path), nameless | O_WRONLY | O_CLOEXEC, 0o666)
    if descriptor >= 0 {
      state = .nameless
      return
    }
    let temporary = Self.temporaryPath(for: path)
    descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw SinkError(errno: errno, path: path) }
    state = .temporary(temporary)
  }

  deinit { abandon() }

  package func write(_ bytes: UnsafeRawBufferPointer) throws(SinkError) {
    var rest = bytes
    while let start = rest.baseAddress, !rest.isEmpty {
      let written = Glibc.write(descriptor, start, rest.count)
      if written > 0 {
        rest = UnsafeRawBufferPointer(rebasing: rest[written...])
      } else if errno != EINTR {
        throw SinkError(errno: written == 0 ? ENOSPC : errno, path: path)
      }
    }
  }

  /// Gives the file its name, in place of what was there before.
  package func finish() throws(SinkError) {
    switch state {
    case .closed, .direct: state = .closed
    case .nameless:
      try name()
      try closeChecked()
    case .temporary(let temporary):
      try closeChecked()
      guard let path, rename(temporary, path) == 0 else { throw SinkError(errno: errno, path: path) }
      state = .closed
    }
    if path != nil && descriptor >= 0 { close(descriptor) }
    descriptor = -1
  }

  /// Leaves nothing of it behind.
  package func abandon() {
    if case .temporary(let temporary) = state { unlink(temporary) }
    if path != nil && descriptor >= 0 { close(descriptor) }
    descriptor = -1
    state = .closed
  }

  /// Links the nameless file to its name; another name first where that one is taken, since a link replaces nothing.
  private func name() throws(SinkError) {
    guard let path else { return }
    let source = "/proc/self/fd/\(descriptor)"
    if linkat(AT_FDCWD, source, AT_FDCWD, path, AT_SYMLINK_FOLLOW) == 0 {
      state = .closed
      return
    }
    let temporary = Self.temporaryPath(for: path)
    guard errno == EEXIST, linkat(AT_FDCWD, source, AT_FDCWD, temporary, AT_SYMLINK_FOLLOW) == 0 else {
      throw SinkError(errno: errno, path: path)
    }
    state = .temporary(temporary)
    guard rename(temporary, path) == 0 else { throw SinkError(errno: errno, path: path) }
    state = .closed
  }

  /// Some file systems say only now that the disk is full.
  private func closeChecked() throws(SinkError) {
    let code = close(descriptor)
    descriptor = -1
    if code != 0 && errno != EINTR { throw SinkError(errno: errno, path: path) }
  }

  /// Where links lead, whether or not there is anything there yet; the path itself after too many of them.
  private static func target(of path: String) -> String {
    var target = path
    // As many as the kernel follows.
    for _ in 0..<40 {
      var status = stat()
      guard lstat(target, &status) == 0, status.st_mode & S_IFMT == S_IFLNK else { return target }
      var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
      let count = readlink(target, &buffer, buffer.count)
      guard count > 0 else { return path }
      let link = String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
      target = link.hasPrefix("/") ? link : "\(folder(of: target))/\(link)"
    }
    return path
  }

  static func folder(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// A name beside the target that no other process uses now.
  static func temporaryPath(for path: String) -> String {
    let folder = folder(of: path)
    let name = path.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(path[path.index(after: $0)...]) } ?? path
    return "\(folder)/.\(name).\(getpid()).partial"
  }
}

/// One JSON object a line, to a file or to standard output.
package final class JSONLinesSink: MessageSink {
  package let form = OutputForm.jsonLines
  package let skipped: [PlanChannel: Int] = [:]
  private let file: OutputFile

  /// Nil is standard output. The process must ignore SIGPIPE, so that a closed pipe becomes an error.
  package init(path: String?) throws(SinkError) {
    file = if let path { try OutputFile(path: path) } else { OutputFile() }
  }

  package func write(lines: UnsafeRawBufferPointer) throws(SinkError) { try file.write(lines) }
  /// Not called: this sink takes lines.
  package func write(message: RenderedMessage) {}
  package func finish() throws(SinkError) { try file.finish() }
  package func abandon() { file.abandon() }
}
