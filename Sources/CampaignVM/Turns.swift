import Synchronization

/// Lets the workers of a run speak one after the other, in the order of their ranges, so that what comes out does not hang on how many
/// there are.
///
/// Unchecked: the failure is written and read within the lock, or when all workers have ended.
final class Turns: @unchecked Sendable {
  private let lock = Lock()
  private let current = Atomic<Int>(0)
  private let ended = Atomic<Bool>(false)
  private var failure: RunError?

  /// Whether a worker failed: the others stop where they are.
  var isEnded: Bool { ended.load(ordering: .acquiring) }

  @inline(__always)
  func isTurn(_ range: Int) -> Bool { current.load(ordering: .acquiring) == range }

  /// Returns when it is the range's turn; false where the run has ended before.
  func wait(for range: Int) -> Bool {
    lock.locked {
      while !isTurn(range) && !isEnded { lock.wait() }
      return !isEnded
    }
  }

  /// The next range's turn begins.
  func pass(from range: Int) {
    lock.locked {
      current.store(range + 1, ordering: .releasing)
      lock.tell()
    }
  }

  /// Ends the run; the first reason stays.
  func fail(_ error: RunError) {
    lock.locked {
      if failure == nil { failure = error }
      ended.store(true, ordering: .releasing)
      lock.tell()
    }
  }

  /// Throws what a worker failed with; to be called when all have ended.
  func check() throws(RunError) { if let failure { throw failure } }
}
