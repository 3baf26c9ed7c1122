import Dispatch
import Synchronization

/// Puts down what many requests bring at the same time: those that come while the disk is busy share the next wait for it.
///
/// Unchecked: the writer is used on the queue alone, and all else is behind the lock.
package final class GroupedInbox: @unchecked Sendable {
  private struct Waiting {
    var records: [InboxRecord]
    var answer: CheckedContinuation<Result<Void, InboxError>, Never>
  }

  private struct Line {
    var waiting: [Waiting] = []
    var isServed = false
  }

  /// So many requests may wait.
  private static let limit = 10_000
  private let writer: InboxWriter
  private let line = Mutex(Line())
  // Waiting for the disk blocks, which no thread of the concurrency's own may do.
  private let queue = DispatchQueue(label: "inbox")

  package init(_ writer: InboxWriter) { self.writer = writer }

  /// Returns when the records are on the disk.
  package func append(_ records: [InboxRecord]) async throws(InboxError) {
    let result = await withCheckedContinuation { (answer: CheckedContinuation<Result<Void, InboxError>, Never>) in
      let isToServe = line.withLock { line -> Bool? in
        guard line.waiting.count < Self.limit else { return nil }
        line.waiting.append(Waiting(records: records, answer: answer))
        defer { line.isServed = true }
        return !line.isServed
      }
      guard let isToServe else { return answer.resume(returning: .failure(.busy)) }
      if isToServe { queue.async { self.serve() } }
    }
    try result.get()
  }

  private func serve() {
    while true {
      let group = line.withLock { line in
        defer { line.waiting = [] }
        if line.waiting.isEmpty { line.isServed = false }
        return line.waiting
      }
      if group.isEmpty { return }
      let result: Result<Void, InboxError>
      do throws(InboxError) {
        try writer.append(group.flatMap(\.records))
        result = .success(())
      } catch {
        result = .failure(error)
      }
      for waiting in group { waiting.answer.resume(returning: result) }
    }
  }
}
