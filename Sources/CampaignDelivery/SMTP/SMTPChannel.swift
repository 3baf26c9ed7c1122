import CampaignHandOff
import Glibc
import NIOCore
import NIOPosix

/// Hands mails to one mail server over SMTP (RFC 5321), over several connections that stay open from one batch to the next.
///
/// A batch goes over one connection in order, and where that breaks, over another one from the first message on that was not completed.
package final class SMTPChannel: DeliveryChannel {
  /// As many messages as share one connection's turn.
  static let batchSize = 100
  /// How many connections in a row may fail, with no message answered in between, until a batch is given up.
  static let failureLimit = 3

  package let traits: ChannelTraits
  private let setup: SMTPSetup
  private let pool: SMTPPool
  /// Nil where the event loop is somebody else's.
  private let ownGroup: MultiThreadedEventLoopGroup?

  /// Opens no connection yet; throws `SMTPConfigurationError`, or what NIOSSL says of a file of certificates that can't be read.
  ///
  /// All connections share the event loop, of which one is made where none is given. `now` tells seconds since 1970.
  package init(
    _ configuration: SMTPConfiguration, eventLoop: (any EventLoop)? = nil,
    now: @escaping @Sendable () -> Int64 = { Int64(time(nil)) }
  ) throws {
    try configuration.check()
    traits = ChannelTraits(
      batchSize: Self.batchSize, concurrency: configuration.connections, keyMemorySeconds: nil)
    ownGroup = eventLoop == nil ? MultiThreadedEventLoopGroup(numberOfThreads: 1) : nil
    do {
      let eventLoop = eventLoop ?? ownGroup?.next() ?? MultiThreadedEventLoopGroup.singleton.next()
      setup = try SMTPSetup(configuration, eventLoop: eventLoop, now: now)
    } catch {
      ownGroup?.shutdownGracefully { _ in }
      throw error
    }
    pool = SMTPPool(setup)
  }

  package func handOff(_ batch: OutboundBatch, report: any HandOffReport) async {
    var work = SMTPWork(messages: batch.messages, report: report)
    guard await pool.enter() else {
      return work.giveUp(reason: Task.isCancelled ? Self.cancelled : "the channel is closed")
    }
    await handOff(&work)
    await pool.leave()
  }

  package func close() async {
    await pool.close()
    try? await ownGroup?.shutdownGracefully()
  }

  private static let cancelled = "the hand-off was cancelled"

  private func handOff(_ work: inout SMTPWork) async {
    var failures = 0
    var isFresh = false
    while !work.isDone {
      if Task.isCancelled { return work.giveUp(reason: Self.cancelled) }
      let (end, answered) = await runOnce(&work, isFresh: isFresh)
      switch end {
      case .done, .retired, .withdrawn: failures = 0
      // Others that were idle as long are likely to be gone as well.
      case .stale: isFresh = true
      case .broken(let reason, let isFinal):
        isFresh = true
        failures = answered > 0 ? 1 : failures + 1
        if Task.isCancelled { return work.giveUp(reason: Self.cancelled) }
        if isFinal || failures > Self.failureLimit { return work.giveUp(reason: reason) }
        if answered == 0 { await pause(after: failures) }
      }
    }
  }

  /// Has one connection do as much of the work as it can; returns how that ended, and how many messages were answered.
  private func runOnce(_ work: inout SMTPWork, isFresh: Bool) async -> (SMTPRunEnd, answered: Int) {
    let connection: SMTPConnection
    do {
      connection = try await pool.connection(isFresh: isFresh)
    } catch {
      return (.broken(reason: Self.reason(error), isFinal: false), 0)
    }
    let before = work.answered
    let run = await connection.run(work)
    work = run.work
    if run.isReusable { await pool.putBack(connection) }
    return (run.end, work.answered - before)
  }

  private func pause(after failures: Int) async {
    try? await Task.sleep(for: .milliseconds(50 << failures))
  }

  /// Why there is no connection, without the host, which the configuration knows.
  private static func reason(_ error: any Error) -> String {
    switch error {
    case let error as NIOConnectionError:
      if error.connectionErrors.isEmpty { return "no connection: the host's name is not known" }
      return error.connectionErrors.first.map { reason($0.error) } ?? "no connection"
    case let error as IOError: return "no connection (errno \(error.errnoCode))"
    case ChannelError.connectTimeout: return "no connection within the time for it"
    default: return "no connection"
    }
  }
}
