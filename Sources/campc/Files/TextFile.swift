import Glibc

/// Writes text files: the whole file under its name, or nothing.
enum TextFile {
  static func write(_ text: String, to path: String, option: String) throws(Failure) {
    let temporary = path + ".\(getpid()).partial"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw unwritable(path, errno, option) }
    var code: Int32 = Console.write(text, to: descriptor) ? 0 : errno
    if close(descriptor) != 0 && code == 0 { code = errno }
    if code == 0 && rename(temporary, path) != 0 { code = errno }
    if code != 0 {
      unlink(temporary)
      throw unwritable(path, code, option)
    }
  }

  private static func unwritable(_ path: String, _ code: Int32, _ option: String) -> Failure {
    Failure(
      "`\(path)` can't be written: \(String(cString: strerror(code)))",
      help: code == ENOSPC ? "free some space, or name another file with \(option)" : "name another file with \(option)"
    )
  }
}
