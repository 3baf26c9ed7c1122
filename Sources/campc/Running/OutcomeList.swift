import CampaignDiagnostics
import CampaignVM
import Glibc

/// Writes what became of members to a file, as JSON lines: who was selected and got what, who wasn't and why.
final class OutcomeList {
  private let path: String
  private let file: UnsafeMutablePointer<FILE>
  private var failed: Int32 = 0

  init(path: String) throws(Failure) {
    guard let file = fopen(path, "we") else { throw Self.unwritable(path, errno) }
    self.path = path
    self.file = file
  }

  func add(_ outcome: MemberOutcome) {
    var line = JSONWriter(isOnOneLine: true)
    line.object {
      $0.string("member", outcome.key)
      switch outcome.kind {
      case .bad(let column, let reason):
        $0.string("outcome", "bad")
        $0.string("column", column)
        $0.string("reason", reason.description)
      case .heldOut: $0.string("outcome", "held out")
      case .unreachable: $0.string("outcome", "unreachable")
      case .quarantined(let reason):
        $0.string("outcome", "quarantined")
        $0.string("reason", SummaryText.words(reason))
      case .emitted(let channel):
        $0.string("outcome", "emitted")
        $0.string("channel", "\(channel)")
      }
    }
    if fputs(line.text + "\n", file) < 0 && failed == 0 { failed = errno }
  }

  func finish() throws(Failure) {
    if fclose(file) != 0 && failed == 0 { failed = errno }
    if failed != 0 { throw Self.unwritable(path, failed) }
  }

  private static func unwritable(_ path: String, _ code: Int32) -> Failure {
    Failure("`\(path)` can't be written: \(String(cString: strerror(code)))", help: "name another file with --outcomes")
  }
}
