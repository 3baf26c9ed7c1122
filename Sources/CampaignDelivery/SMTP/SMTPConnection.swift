import NIOCore
import NIOPosix
import NIOSSL

/// One connection to a mail server, for one batch at a time.
struct SMTPConnection: Sendable {
  let channel: any Channel
  private let handler: NIOLoopBound<SMTPHandler>

  /// Connects, which takes no more than TCP's part: what follows goes on while the first batch waits for it.
  static func connect(_ setup: SMTPSetup) async throws -> SMTPConnection {
    let configuration = setup.configuration
    let bootstrap = ClientBootstrap(group: setup.eventLoop)
      .connectTimeout(.seconds(Int64(configuration.timeouts.connectSeconds)))
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          if configuration.security == .implicitTLS {
            try channel.pipeline.syncOperations.addHandler(setup.makeTLSHandler())
          }
          try channel.pipeline.syncOperations.addHandler(setup.makeHandler(for: channel))
        }
      }
    return try await bootstrap.connect(host: configuration.host, port: configuration.port)
      .flatMapThrowing { channel in
        let handler = try channel.pipeline.syncOperations.handler(type: SMTPHandler.self)
        return SMTPConnection(channel: channel, handler: NIOLoopBound(handler, eventLoop: channel.eventLoop))
      }.get()
  }

  /// Hands off what is left of the work, and returns how far that went.
  func run(_ work: SMTPWork) async -> (end: SMTPRunEnd, work: SMTPWork, isReusable: Bool) {
    let cancellation = Cancellation()
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        channel.eventLoop.execute {
          let handler = handler.value
          handler.run(work, cancellation) { run in
            continuation.resume(returning: (run.end, run.work, handler.isReusable))
          }
        }
      }
    } onCancel: {
      cancellation.cancel()
      channel.eventLoop.execute { handler.value.cancel(cancellation) }
    }
  }

  /// Says goodbye, and returns when the connection is closed.
  func close() async {
    channel.eventLoop.execute { handler.value.quit() }
    try? await channel.closeFuture.get()
  }
}

/// What every connection of a channel is made from.
struct SMTPSetup: Sendable {
  let configuration: SMTPConfiguration
  let eventLoop: any EventLoop
  /// Nil where no TLS is used.
  let tls: NIOSSLContext?
  /// Seconds since 1970.
  let now: @Sendable () -> Int64

  init(_ configuration: SMTPConfiguration, eventLoop: any EventLoop, now: @escaping @Sendable () -> Int64) throws {
    self.configuration = configuration
    self.eventLoop = eventLoop
    self.now = now
    guard configuration.security != .none else {
      tls = nil
      return
    }
    var settings = TLSConfiguration.makeClientConfiguration()
    settings.minimumTLSVersion = .tlsv12
    if let file = configuration.authorityFile { settings.trustRoots = .file(file) }
    tls = try NIOSSLContext(configuration: settings)
  }

  func makeTLSHandler() throws -> NIOSSLClientHandler {
    guard let tls else { throw SMTPConfigurationError(description: "SMTP: TLS is not configured") }
    // A server that is named by its address is verified by that; the name indication takes names only.
    let isAddress = (try? SocketAddress(ipAddress: configuration.host, port: configuration.port)) != nil
    return try NIOSSLClientHandler(context: tls, serverHostname: isAddress ? nil : configuration.host)
  }

  func makeHandler(for channel: any Channel) -> SMTPHandler {
    let settings = SMTPSession.Settings(
      heloName: configuration.heloName, credentials: configuration.credentials,
      needsStartTLS: configuration.security == .startTLS, isLoopback: configuration.isLoopback,
      messagesPerConnection: configuration.messagesPerConnection, timeouts: configuration.timeouts)
    let isEncrypted = configuration.security == .implicitTLS
    return SMTPHandler(
      SMTPSession(settings, isEncrypted: isEncrypted, now: now), isEncryptedFromStart: isEncrypted,
      makeTLSHandler: configuration.security == .startTLS ? { try self.makeTLSHandler() } : nil)
  }
}
