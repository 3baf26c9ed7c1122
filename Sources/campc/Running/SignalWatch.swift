import CampaignVM
import Glibc
import Synchronization

/// Turns the signals by which people and systems end a program, and a deadline, into the orderly end of a run: nothing half-written is
/// left.
///
/// After a signal the process still ends by it, as whoever sent it expects. A thread waits for them, by itself: Dispatch looks into
/// `/proc`, which a run that is shut in can't.
final class SignalWatch {
  /// But for those that whoever started the process had it ignore, as `nohup` does.
  private static let signals = [SIGINT, SIGTERM, SIGHUP].filter { number in
    var action = sigaction()
    sigaction(number, nil, &action)
    return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) != 1
  }
  /// Wakes the thread: at the deadline, or to end it.
  private static let wake = SIGALRM

  private static let graceSeconds: UInt32 = 5

  private let watched: Watched
  private let thread: pthread_t?

  /// What the thread and whoever watches share.
  private final class Watched: Sendable {
    let interruption: Interruption
    let number = Atomic<Int32>(0)
    let isEnded = Atomic(false)
    let isOverdue = Atomic(false)
    /// Ends the process where the run does not end after a deadline.
    let atLast: @Sendable () -> Void

    init(_ interruption: Interruption, atLast: @escaping @Sendable () -> Void) {
      self.interruption = interruption
      self.atLast = atLast
    }

    func wait() {
      var set = SignalWatch.set
      var received: Int32 = 0
      while sigwait(&set, &received) == 0 {
        if isEnded.load(ordering: .acquiring) { return }
        let first = number.load(ordering: .acquiring)
        // Where it waits for something else, such as a pipe that nobody reads, it does not see what it is asked; and who asks twice
        // does not want to wait.
        if first != 0 {
          SignalWatch.end(by: first)
        } else if received != SignalWatch.wake {
          number.store(received, ordering: .releasing)
        } else if isOverdue.exchange(true, ordering: .acquiringAndReleasing) {
          atLast()
        }
        alarm(SignalWatch.graceSeconds)
        interruption.request()
      }
    }
  }

  private static var set: sigset_t {
    var set = sigset_t()
    sigemptyset(&set)
    for number in signals + [wake] { sigaddset(&set, number) }
    return set
  }

  /// From here on the signals only ask for the end of the run, as the deadline does after so many seconds. Where the run does not end
  /// within `graceSeconds` of that, the signal ends the process, or after the deadline `atLast` has to.
  init(
    _ interruption: Interruption, deadlineSeconds: Int? = nil, atLast: @escaping @Sendable () -> Void
  ) {
    watched = Watched(interruption, atLast: atLast)
    // A signal that is blocked everywhere goes to the thread that waits for it. One that is ignored would never come.
    var set = Self.set
    for number in Self.signals + [Self.wake] { signal(number, SIG_DFL) }
    pthread_sigmask(SIG_BLOCK, &set, nil)
    var started = pthread_t()
    let shared = Unmanaged.passRetained(watched)
    let code = pthread_create(
      &started, nil,
      { pointer in
        // SAFETY: the one reference that was passed below, which the thread takes over.
        if let pointer { Unmanaged<Watched>.fromOpaque(pointer).takeRetainedValue().wait() }
        return nil
      }, shared.toOpaque())
    if code != 0 {
      // Without the thread, signals do what they do to any program.
      shared.release()
      pthread_sigmask(SIG_UNBLOCK, &set, nil)
    }
    thread = code == 0 ? started : nil
    if let deadlineSeconds, code == 0 { alarm(UInt32(clamping: deadlineSeconds)) }
  }

  /// Whether the deadline has passed.
  var isOverdue: Bool { watched.isOverdue.load(ordering: .acquiring) }

  /// Ends the process by the signal that came, where one did.
  func endIfReceived() {
    let number = watched.number.load(ordering: .acquiring)
    if number != 0 { Self.end(by: number) }
  }

  private static func end(by number: Int32) {
    var set = set
    pthread_sigmask(SIG_UNBLOCK, &set, nil)
    raise(number)
  }

  deinit {
    guard let thread else { return }
    alarm(0)
    watched.isEnded.store(true, ordering: .releasing)
    pthread_kill(thread, Self.wake)
    pthread_join(thread, nil)
    var set = Self.set
    pthread_sigmask(SIG_UNBLOCK, &set, nil)
  }
}
