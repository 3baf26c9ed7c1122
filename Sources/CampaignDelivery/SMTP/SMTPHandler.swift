import NIOCore
import NIOSSL
import NIOTLS
import Synchronization

/// Says of one run that it is to begin no more messages.
final class Cancellation: Sendable {
  private let flag = Atomic(false)

  var isCancelled: Bool { flag.load(ordering: .acquiring) }
  func cancel() { flag.store(true, ordering: .releasing) }
}

/// Carries a session's bytes, orders and time-outs over a NIO channel; used on its event loop alone.
final class SMTPHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer
  typealias Run = (end: SMTPRunEnd, work: SMTPWork)

  private var session: SMTPSession
  /// For STARTTLS; nil where TLS is there from the start, or never.
  private let makeTLSHandler: (() throws -> NIOSSLClientHandler)?
  private let isEncryptedFromStart: Bool
  private var context: ChannelHandlerContext?
  private var whenDone: ((Run) -> Void)?
  private var cancellation: Cancellation?
  private var buffer = ByteBuffer()
  private var timer: Scheduled<Void>?
  private var timerDeadline = NIODeadline.distantFuture
  private var deadline = NIODeadline.distantFuture
  private var waits = 0

  init(_ session: SMTPSession, isEncryptedFromStart: Bool, makeTLSHandler: (() throws -> NIOSSLClientHandler)?) {
    self.session = session
    self.isEncryptedFromStart = isEncryptedFromStart
    self.makeTLSHandler = makeTLSHandler
  }

  /// Whether more work can be given.
  var isReusable: Bool { session.isReusable && context != nil }

  func run(_ work: SMTPWork, _ cancellation: Cancellation, whenDone: @escaping (Run) -> Void) {
    self.whenDone = whenDone
    guard context != nil else { return finish((.stale, work)) }
    guard !cancellation.isCancelled else { return finish((.done, work)) }
    self.cancellation = cancellation
    session.begin(work)
    follow()
  }

  /// Begins no more messages of the run that the cancellation is for; it may have ended already.
  func cancel(_ cancellation: Cancellation) {
    guard self.cancellation === cancellation else { return }
    session.cancel()
    follow()
  }

  func quit() {
    session.quit()
    follow()
  }

  // MARK: - Events of the channel

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
    if context.channel.isActive { start() }
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    session.lost("the connection is closed")
    follow()
    timer?.cancel()
    timer = nil
    self.context = nil
  }

  func channelActive(context: ChannelHandlerContext) {
    start()
    context.fireChannelActive()
  }

  private func start() {
    if isEncryptedFromStart { session.connectedToEncrypt() } else { session.connected() }
    follow()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    unwrapInboundIn(data).withUnsafeReadableBytes { session.receive($0) }
    follow()
  }

  func channelInactive(context: ChannelHandlerContext) {
    session.lost("the server closed the connection")
    follow()
    context.fireChannelInactive()
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    follow()
    context.fireChannelWritabilityChanged()
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if case .handshakeCompleted? = event as? TLSUserEvent {
      if isEncryptedFromStart { session.connected() } else { session.encrypted() }
      follow()
    }
    context.fireUserInboundEventTriggered(event)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    switch error {
    // The end without TLS's own goodbye; what the protocol says of completeness stands on its own.
    case NIOSSLError.uncleanShutdown: session.lost("the server closed the connection")
    case is NIOSSLError, is NIOSSLExtraError, is BoringSSLError:
      session.lost("TLS failed: \(error)", isFinal: session.isOpening)
    case let error as IOError: session.lost("the connection broke (errno \(error.errnoCode))")
    default: session.lost("the connection broke")
    }
    follow()
  }

  // MARK: - What the session wants

  private func follow() {
    repeat {
      send()
      if session.hasMoreToSend, let context, context.channel.isWritable { session.pump() }
    } while !session.output.isEmpty
    switch session.takeOrder() {
    case .startTLS: startTLS()
    case .close: context?.close(promise: nil)
    case nil: break
    }
    if let run = session.takeEnd() { finish(run) }
    watch()
  }

  private func finish(_ run: Run) {
    let whenDone = whenDone
    self.whenDone = nil
    cancellation = nil
    whenDone?(run)
  }

  private func send() {
    guard !session.output.isEmpty, let context else { return }
    buffer.clear()
    buffer.writeBytes(session.output)
    session.output.removeAll(keepingCapacity: true)
    // A failure closes the channel, which the session then hears of.
    context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
  }

  private func startTLS() {
    guard let context, let makeTLSHandler else { return }
    do {
      try context.pipeline.syncOperations.addHandler(makeTLSHandler(), position: .first)
    } catch {
      session.lost("TLS can't be set up: \(error)", isFinal: true)
      follow()
    }
  }

  /// Restarts the clock where the session waits for something new; one timer serves many waits.
  private func watch() {
    guard session.waits != waits, let context else { return }
    waits = session.waits
    deadline = .now() + .seconds(Int64(session.waitSeconds))
    if timer == nil || deadline < timerDeadline { schedule(context.eventLoop) }
  }

  private func schedule(_ eventLoop: any EventLoop) {
    timer?.cancel()
    timerDeadline = deadline
    timer = eventLoop.assumeIsolated().scheduleTask(deadline: deadline) { self.timerFired() }
  }

  private func timerFired() {
    timer = nil
    guard let context, !session.isClosed else { return }
    guard NIODeadline.now() >= deadline else { return schedule(context.eventLoop) }
    session.timedOut()
    follow()
    if timer == nil, !session.isClosed { schedule(context.eventLoop) }
  }
}
