import CampaignEngine
import CampaignHandOff
import CampaignWorkspace
import Glibc

/// The workers that evaluate runs: a process for each run, which ends with it.
final class WorkerProcesses {
  private struct Running {
    var job: EvaluationJob
    var child: Child
    /// What it says where it fails.
    var errors: Int32
  }

  private var running: [Running] = []
  /// Each lasts as long as its worker.
  private var keepers: [Child] = []
  private var failed: [(job: EvaluationJob, failure: String?)] = []
  private let program = "\(Child.programFolder)/campd-worker"

  /// Numbers of the processes.
  var numbers: [pid_t] { running.map(\.child.number) }

  func start(_ request: EvaluationRequest, as job: EvaluationJob) {
    do throws(Failure) {
      let input = try Self.temporary(in: request.outputFolder, request.encoded)
      defer { close(input) }
      let errors = try Self.temporary(in: request.outputFolder, [])
      do throws(Failure) {
        let child = try worker(request, input: input, errors: errors)
        running.append(Running(job: job, child: child, errors: errors))
      } catch {
        close(errors)
        throw error
      }
    } catch {
      failed.append((job, error.message))
    }
  }

  /// A worker with its keeper: the one says by a pipe when the audience can be read, the other holds a pipe open as long as it reads.
  private func worker(_ request: EvaluationRequest, input: Int32, errors: Int32) throws(Failure) -> Child {
    let (isReady, ready) = try Self.pipe()
    let (hasEnded, alive) = try Self.pipe()
    defer { for file in [isReady, ready, hasEnded, alive] { close(file) } }
    keepers.append(
      try Child(
        program, ["\(getpid())", "keep", request.audiencePath, request.audienceFolder],
        files: [hasEnded, nil, nil, ready]))
    return try Child(program, ["\(getpid())"], files: [input, nil, errors, isReady, alive])
  }

  private static func pipe() throws(Failure) -> (reads: Int32, writes: Int32) {
    var ends: [Int32] = [0, 0]
    guard Glibc.pipe(&ends) == 0 else { throw Failure("no pipes: \(String(cString: strerror(errno)))") }
    // Nobody else is started meanwhile.
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return (ends[0], ends[1])
  }

  /// Those that ended since the last time.
  func takeEnded() -> [(job: EvaluationJob, failure: String?)] {
    var ended = failed
    failed = []
    keepers.removeAll { $0.ended() != nil }
    running.removeAll { worker in
      guard let status = worker.child.ended() else { return false }
      let said = Self.text(of: worker.errors)
      close(worker.errors)
      let reason = said.isEmpty ? "the worker ended with status \(status)" : said
      ended.append((worker.job, status == 0 ? nil : reason))
      return true
    }
    return ended
  }

  /// A file without a name, which holds these bytes.
  private static func temporary(in folder: String, _ bytes: [UInt8]) throws(Failure) -> Int32 {
    let path = "\(folder)/request"
    let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else {
      throw Failure("`\(path)` can't be made: \(String(cString: strerror(errno)))")
    }
    unlink(path)
    var start = 0
    while start < bytes.count {
      let count = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress.map { $0 + start }, $0.count - start) }
      guard count > 0 || errno == EINTR else {
        let code = errno
        close(descriptor)
        throw Failure("`\(path)` can't be written: \(String(cString: strerror(code)))")
      }
      start += max(count, 0)
    }
    lseek(descriptor, 0, SEEK_SET)
    return descriptor
  }

  /// The last line, without what it may say more than is needed.
  private static func text(of descriptor: Int32) -> String {
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = pread(descriptor, &buffer, buffer.count, 0)
    let lines = String(decoding: buffer.prefix(max(count, 0)), as: UTF8.self).split(separator: "\n")
    return lines.last.map { String($0.prefix(500)) } ?? ""
  }
}
