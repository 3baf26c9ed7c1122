import Dispatch
import Synchronization

/// Waits on this thread for work that is asynchronous; for a program's start, not for its life.
enum Waiting {
  static func forResult(_ work: @escaping @Sendable () async throws -> Void) throws {
    let done = DispatchSemaphore(value: 0)
    let failure = Failed()
    Task {
      do { try await work() } catch { failure.error.withLock { $0 = error } }
      done.signal()
    }
    done.wait()
    if let error = failure.error.withLock({ $0 }) { throw error }
  }

  private final class Failed: Sendable {
    let error = Mutex<(any Error)?>(nil)
  }
}
