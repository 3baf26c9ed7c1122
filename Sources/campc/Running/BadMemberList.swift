import CampaignDiagnostics
import CampaignVM
import Glibc

/// Writes bad members to a file, as JSON lines: member, column, reason.
final class BadMemberList {
  private let path: String
  private let file: UnsafeMutablePointer<FILE>
  private var failed: Int32 = 0

  init(path: String) throws(Failure) {
    guard let file = fopen(path, "we") else { throw Self.unwritable(path, errno) }
    self.path = path
    self.file = file
  }

  func add(_ member: BadMember) {
    var line = JSONWriter()
    line.object {
      $0.string("member", member.key)
      $0.string("column", member.column)
      $0.string("reason", member.reason.description)
    }
    if fputs(line.text + "\n", file) < 0 && failed == 0 { failed = errno }
  }

  func finish() throws(Failure) {
    if fclose(file) != 0 && failed == 0 { failed = errno }
    if failed != 0 { throw Self.unwritable(path, failed) }
  }

  private static func unwritable(_ path: String, _ code: Int32) -> Failure {
    Failure("`\(path)` can't be written: \(String(cString: strerror(code)))", help: "name another file with --bad")
  }
}
