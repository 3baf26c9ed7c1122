import CampaignSyntax
import Glibc

/// Reads source files: regular ones of bounded size, never a device, a pipe or anything else that could keep it waiting.
package enum SourceReader {
  /// What became of a file.
  package enum Source {
    /// All that is in it.
    case bytes([UInt8])
    /// It was not read; its size.
    case tooLarge(sizeBytes: Int)
  }

  /// The bytes of a regular file. `shown` is the path as people know it, `help` what to do where it is no file.
  package static func read(
    _ path: String, shown: String, limitBytes limit: Int = Parser.fileSizeLimitBytes,
    help: String = "a campaign file is a text file; rename or remove this"
  ) throws(Failure) -> Source {
    // Without O_NONBLOCK the mere opening of a pipe waits for its other end.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    guard descriptor >= 0 else { throw unreadable(shown, errno) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw unreadable(shown, errno) }
    guard status.st_mode & S_IFMT == S_IFREG else {
      let isFolder = status.st_mode & S_IFMT == S_IFDIR
      throw Failure(
        "`\(shown)` is \(isFolder ? "a folder" : "not a regular file")",
        help: help)
    }
    if status.st_size > limit { return .tooLarge(sizeBytes: Int(status.st_size)) }
    let bytes = try read(descriptor, capacity: Int(status.st_size), limit: limit, shown: shown)
    // The file may have grown since it was measured.
    return bytes.count > limit ? .tooLarge(sizeBytes: bytes.count) : .bytes(bytes)
  }

  private static func read(
    _ descriptor: Int32, capacity: Int, limit: Int, shown: String
  ) throws(Failure) -> [UInt8] {
    var bytes: [UInt8] = []
    var chunk = capacity + 1
    while bytes.count <= limit {
      var code: Int32 = 0
      let part = [UInt8](unsafeUninitializedCapacity: chunk) { buffer, count in
        var received = -1
        repeat {
          received = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
        } while received < 0 && errno == EINTR
        if received < 0 { code = errno }
        count = max(0, received)
      }
      if code != 0 { throw unreadable(shown, code) }
      if part.isEmpty { break }
      if bytes.isEmpty { bytes = part } else { bytes += part }
      chunk = 64 << 10
    }
    return bytes
  }

  /// Why a file or folder can't be read, by the `errno` that the attempt left.
  package static func unreadable(_ shown: String, _ code: Int32) -> Failure {
    switch code {
    case ENOENT, ENOTDIR: Failure("there is no `\(shown)`", help: "check how it is spelt; a link may point nowhere")
    case EACCES, EPERM: Failure("`\(shown)` may not be read", help: "give this user the right to read it")
    case EISDIR: Failure("`\(shown)` is a folder")
    case ELOOP: Failure("`\(shown)` is a link that leads back to itself", help: "remove the link")
    default: Failure("`\(shown)` can't be read: \(String(cString: strerror(code)))")
    }
  }
}
