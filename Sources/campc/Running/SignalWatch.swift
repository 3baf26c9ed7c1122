import CampaignVM
import Dispatch
import Glibc

/// Turns the signals by which people and systems end a program into the orderly end of a run: nothing half-written is left.
///
/// The process still ends by the signal, as whoever sent it expects.
final class SignalWatch {
  private static let signals = [SIGINT, SIGTERM, SIGHUP]

  private let sources: [any DispatchSourceSignal]
  private let received = SignalNumber()

  /// From here on the signals only ask for the end of the run.
  init(_ interruption: Interruption) {
    let received = received
    sources = Self.signals.map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        received.set(number)
        interruption.request()
      }
      source.activate()
      return source
    }
  }

  /// Ends the process by the signal that came, where one did.
  func endIfReceived() {
    guard let number = received.value else { return }
    signal(number, SIG_DFL)
    // Dispatch blocks what it watches.
    var set = sigset_t()
    sigemptyset(&set)
    sigaddset(&set, number)
    pthread_sigmask(SIG_UNBLOCK, &set, nil)
    raise(number)
  }

  deinit {
    for source in sources { source.cancel() }
    for number in Self.signals { signal(number, SIG_DFL) }
  }
}
