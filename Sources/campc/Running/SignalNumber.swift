import Synchronization

/// The first signal that came, for the thread that waits for it and the one that runs.
final class SignalNumber: Sendable {
  private let first = Mutex<Int32?>(nil)

  var value: Int32? { first.withLock { $0 } }

  func set(_ number: Int32) { first.withLock { $0 = $0 ?? number } }
}
