import CampaignSQLite
import CampaignSandbox
import Glibc

/// A worker may write nothing beside an audience. Whoever is to read a write-ahead log, or what a killed writer left, needs somebody who may: this process,
/// which has no plan and no spool, and lasts as long as the worker.
enum Keeper {
  /// Where it says that the audience can be read now. A worker has the other end as its own `ready`.
  private static let ready: Int32 = 3

  /// Keeps an audience until standard input ends, which the worker holds open.
  static func run(path: String, folder: String) -> Int32 {
    var sandbox = Sandbox()
    sandbox.mayWrite(folder)
    guard (try? sandbox.enter()) != nil, let kept = try? KeptDatabase(path: path, in: folder) else { return 1 }
    return withExtendedLifetime(kept) {
      var byte: UInt8 = 1
      _ = write(ready, &byte, 1)
      close(ready)
      while read(STDIN_FILENO, &byte, 1) < 0, errno == EINTR {}
      return 0
    }
  }

  /// Of a worker: waits until its keeper says so, or has ended, or takes too long; then the audience is read as it is.
  static func await() {
    var waited = pollfd(fd: ready, events: Int16(POLLIN), revents: 0)
    _ = poll(&waited, 1, longestWaitMilliseconds)
    close(ready)
  }

  private static let longestWaitMilliseconds: Int32 = 15_000
}
