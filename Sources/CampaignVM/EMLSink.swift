import CampaignPlan
import CampaignValues
import Glibc

/// One `.eml` file for each e-mail, in a folder that appears when the run is complete; other channels are counted and left out.
///
/// A file is named after the member's key, or the event's where the campaign answers one, where that makes a plain name; else after
/// the message's identifier.
package final class EMLSink: MessageSink {
  package let form = OutputForm.parts
  package private(set) var skipped: [PlanChannel: Int] = [:]
  private let path: String
  private let temporary: String
  private var isOpen = true

  /// The folder must be new or empty.
  package init(folder path: String) throws(SinkError) {
    let trimmed = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    self.path = trimmed
    temporary = OutputFile.temporaryPath(for: trimmed)
    if let directory = opendir(trimmed) {
      defer { closedir(directory) }
      while let entry = readdir(directory) {
        // SAFETY: the name is a C string within the entry, which lives until the next call.
        let isDot = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
          pointer.withMemoryRebound(to: CChar.self, capacity: 256) { strcmp($0, ".") == 0 || strcmp($0, "..") == 0 }
        }
        guard isDot else {
          throw SinkError(
            .notEmpty, path: path, what: "there are files in this folder already", help: "name a new folder or empty it"
          )
        }
      }
    } else if errno != ENOENT {
      let code = errno
      throw code == ENOTDIR
        ? SinkError(.notWritable, path: path, what: "this is not a folder", help: "name a new folder")
        : SinkError(errno: code, path: path)
    }
    guard mkdir(temporary, 0o777) == 0 else { throw SinkError(errno: errno, path: path) }
  }

  deinit { abandon() }

  /// Not called: this sink takes messages.
  package func write(lines: UnsafeRawBufferPointer) {}

  package func write(message: RenderedMessage) throws(SinkError) {
    guard message.channel == .email else {
      skipped[message.channel, default: 0] += 1
      return
    }
    let name = Self.fileName(message)
    let bytes = MailMessage(message).bytes
    let descriptor = open("\(temporary)/\(name)", O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw SinkError(errno: errno, path: "\(path)/\(name)") }
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        Glibc.write(descriptor, buffer.baseAddress.map { $0 + written }, buffer.count - written)
      }
      if count <= 0 && errno != EINTR {
        let code = count == 0 ? ENOSPC : errno
        close(descriptor)
        throw SinkError(errno: code, path: "\(path)/\(name)")
      }
      written += max(count, 0)
    }
    guard close(descriptor) == 0 || errno == EINTR else { throw SinkError(errno: errno, path: "\(path)/\(name)") }
  }

  private static func fileName(_ message: RenderedMessage) -> String {
    let key = message.event ?? message.member
    let isPlain =
      key.count <= 64
      && key.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x7A).contains($0 | 0x20) || $0 == 0x2D }
      && key.first != 0x2D
    if isPlain { return String(decoding: key, as: UTF8.self) + ".eml" }
    // Without the bracket, up to the `@`; the underscore keeps it apart from every plain key.
    return "_" + String(decoding: message.messageID.dropFirst().prefix(CrockfordBase32.blockLength), as: UTF8.self)
      + ".eml"
  }

  package func finish() throws(SinkError) {
    // A folder takes the place of an empty one.
    guard rename(temporary, path) == 0 else { throw SinkError(errno: errno, path: path) }
    isOpen = false
  }

  package func abandon() {
    guard isOpen else { return }
    isOpen = false
    guard let directory = opendir(temporary) else { return }
    // A folder that shrinks while it is read may pass entries over, so it is read until it holds none.
    var removed: Int
    repeat {
      removed = 0
      rewinddir(directory)
      while let entry = readdir(directory) {
        // SAFETY: the name is a C string within the entry, which lives until the next call.
        let code = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
          pointer.withMemoryRebound(to: CChar.self, capacity: 256) { unlinkat(dirfd(directory), $0, 0) }
        }
        if code == 0 { removed += 1 }
      }
    } while removed > 0
    closedir(directory)
    rmdir(temporary)
  }
}
