import CampaignWorkspace
import Glibc

/// A folder that only this user can look into, and that goes with everything in it when it is released.
final class TemporaryFolder {
  let path: String

  init() throws(Failure) {
    let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array((Paths.join(parent, "campc-XXXXXX")).utf8CString)
    // SAFETY: the template ends with a zero byte, and `mkdtemp` writes into it in place.
    guard let made = template.withUnsafeMutableBufferPointer({ $0.baseAddress.flatMap { mkdtemp($0) } }) else {
      throw Failure(
        "no temporary folder can be made in `\(parent)`: \(String(cString: strerror(errno)))",
        help: "name another with the environment variable TMPDIR")
    }
    path = String(cString: made)
  }

  deinit {
    for entry in (try? FolderReader.entries(path, shown: path)) ?? [] { unlink(Paths.join(path, entry.name)) }
    rmdir(path)
  }
}
