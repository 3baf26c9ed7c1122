import CampaignWorkspace
import Glibc

/// The process that takes what comes back by HTTP, started again where it ends.
final class TrackingProcess {
  private var child: Child?
  /// One that ends at once again and again must not take the whole machine.
  private var nextStart: Int64 = .min
  private let data: DataFolder
  private let address: String
  private let log: EventLog

  init(_ data: DataFolder, address: String, log: EventLog) {
    self.data = data
    self.address = address
    self.log = log
  }

  /// Starts it where it does not run.
  func keep(at now: Int64) {
    if let child {
      guard let status = child.ended() else { return }
      log.write(level: "error", "tracking ended", [("status", "\(status)")])
      self.child = nil
    }
    guard now >= nextStart else { return }
    nextStart = now + 1
    do throws(Failure) {
      child = try Child(
        "\(Child.programFolder)/campd",
        ["track", "--parent", "\(getpid())", "--data", data.path, "--listen", address],
        files: [nil, STDOUT_FILENO, STDERR_FILENO])
    } catch {
      log.write(level: "error", "tracking not started", [("reason", error.message)])
    }
  }

  /// Asks it to answer what has come in, and to end.
  func finish() { child?.end(SIGTERM) }
}
