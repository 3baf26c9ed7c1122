import CampaignWorkspace
import Glibc

/// Writes text files: the whole file under its name, or nothing.
enum TextFile {
  static func write(_ text: String, to path: String, option: String) throws(Failure) {
    let code = replace(path, with: text)
    if code == 0 { return }
    throw Failure(
      "`\(path)` can't be written: \(String(cString: strerror(code)))",
      help: code == ENOSPC ? "free some space, or name another file with \(option)" : "name another file with \(option)"
    )
  }

  /// Puts a text in a file's place at once, so that nobody ever reads half of it; returns 0, or the number of what went wrong.
  /// `permissions` are the file's; without, those of a new one.
  static func replace(_ path: String, with text: String, permissions: mode_t? = nil) -> Int32 {
    let temporary = path + ".\(getpid()).partial"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, permissions == nil ? 0o666 : 0o600)
    guard descriptor >= 0 else { return errno }
    var code: Int32 = 0
    if let permissions, fchmod(descriptor, permissions) != 0 { code = errno }
    if code == 0, !Console.write(text, to: descriptor) { code = errno }
    if code == 0, fsync(descriptor) != 0 { code = errno }
    if close(descriptor) != 0, code == 0 { code = errno }
    if code == 0, rename(temporary, path) != 0 { code = errno }
    if code != 0 { unlink(temporary) }
    return code
  }
}
