import CampaignPlan
import Glibc

/// Plans as files.
package enum PlanFile {
  /// With which their names end.
  package static let suffix = ".campplan"
  private static let sizeLimitBytes = 256 << 20

  /// Reads a plan and verifies it; throws where it can't be read, is damaged, or is not sound.
  package static func read(_ path: String) throws(Failure) -> VerifiedPlan {
    let plan: Plan
    guard
      case .bytes(let bytes) = try SourceReader.read(
        path, shown: path, limitBytes: sizeLimitBytes, help: "name a file that `campc build` wrote")
    else {
      throw Failure("`\(path)` is larger than a plan can be", help: "name a file that `campc build` wrote")
    }
    do throws(PlanError) {
      plan = try PlanDecoder.decode(bytes)
      return try Verifier.verify(plan)
    } catch {
      throw Failure("`\(path)`: \(error.description)")
    }
  }

  /// Writes the whole file or nothing.
  package static func write(_ plan: Plan, to path: String) throws(Failure) {
    let temporary = path + ".\(getpid()).partial"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw unwritable(path, errno) }
    var code: Int32 = 0
    PlanEncoder.encode(plan).withUnsafeBytes { bytes in
      var rest = bytes
      while !rest.isEmpty {
        let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
        if count > 0 {
          rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        } else if errno != EINTR {
          code = errno
          return
        }
      }
    }
    if close(descriptor) != 0 && code == 0 { code = errno }
    if code == 0 && rename(temporary, path) != 0 { code = errno }
    if code != 0 {
      unlink(temporary)
      throw unwritable(path, code)
    }
  }

  /// Makes a folder and those above it.
  package static func makeFolder(_ path: String) throws(Failure) {
    if FolderReader.isFolder(path) { return }
    if let slash = path.lastIndex(of: "/"), slash != path.startIndex { try makeFolder(String(path[..<slash])) }
    if mkdir(path, 0o777) != 0 && errno != EEXIST { throw unwritable(path, errno) }
  }

  private static func unwritable(_ path: String, _ code: Int32) -> Failure {
    Failure(
      "`\(path)` can't be written: \(String(cString: strerror(code)))",
      help: code == ENOSPC ? "free some space, or name another folder with --out" : "name another folder with --out")
  }
}
