import CampaignHandOff
import CampaignWorkspace
import Glibc

/// The process that hands messages off, started again where it ends.
final class DeliveryProcess {
  private(set) var child: Child?
  /// To the process, and from it: tickets go out, and a byte comes in when there are answers.
  private(set) var socket: Int32 = -1
  private var unsent: [UInt8] = []
  private let data: DataFolder
  private let lock: Int32

  init(_ data: DataFolder, lock: Int32) {
    self.data = data
    self.lock = lock
  }

  deinit { if socket >= 0 { close(socket) } }

  var hasUnsent: Bool { !unsent.isEmpty }

  func start() throws(Failure) {
    if socket >= 0 { close(socket) }
    unsent = []
    var pair: [Int32] = [0, 0]
    guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0, &pair) == 0 else {
      throw Failure("no sockets: \(String(cString: strerror(errno)))")
    }
    socket = pair[0]
    defer { close(pair[1]) }
    _ = fcntl(socket, F_SETFL, O_NONBLOCK)
    child = try Child(
      "\(Child.programFolder)/campd", ["hand-off", "--parent", "\(getpid())", "--data", data.path],
      files: [pair[1], STDOUT_FILENO, STDERR_FILENO, lock])
  }

  func send(_ ticket: HandOffTicket) {
    unsent += ticket.frame
    flush()
  }

  /// Writes what the socket takes now.
  func flush() {
    guard !unsent.isEmpty else { return }
    let count = unsent.withUnsafeBytes { Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
    // Where the process is gone, what it did not get is settled by the flight file.
    if count > 0 { unsent.removeFirst(count) }
  }

  /// Takes what woke this process.
  func drain() {
    var buffer = [UInt8](repeating: 0, count: 4096)
    while read(socket, &buffer, buffer.count) > 0 {}
  }

  func hasEnded() -> Bool { child?.ended() != nil }

  /// Asks it to begin nothing more and to end, when what is on its way is answered.
  func finish() { shutdown(socket, Int32(SHUT_WR)) }
}
