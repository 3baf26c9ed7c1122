import CampaignDelivery
import CampaignHandOff
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore

/// Takes what comes back by HTTP: people who unsubscribe, and what providers tell of messages.
///
/// It has no ledger and no audience. What it answered with success is on the disk in the inbox.
package struct TrackingServer: Sendable {
  private let address: ListenAddress
  private let responder: TrackingResponder

  /// So many connections at the same time; a further one waits to be accepted.
  private static let connections = 400
  private static let idleTimeout = TimeAmount.seconds(20)
  private static let headerBytes = 16 << 10

  /// `now` tells seconds since 1970.
  package init(
    address: ListenAddress, inbox: GroupedInbox, webhooks: [String: Webhook], engine: EngineFigures,
    now: @escaping @Sendable () -> Int64
  ) {
    self.address = address
    responder = TrackingResponder(inbox: inbox, webhooks: webhooks, engine: engine, now: now)
  }

  /// Listens until the process is asked to end (SIGTERM, SIGINT), then answers what has come in. `isListening` is told where, once it does.
  package func run(isListening: @escaping @Sendable (ListenAddress) -> Void) async throws {
    var logger = Logger(label: "tracking")
    // What it says of requests could name people.
    logger.logLevel = .critical
    let application = Application(
      responder: responder,
      server: .http1(
        configuration: HTTP1Channel.Configuration(
          idleTimeout: Self.idleTimeout,
          httpDecoderConfiguration: .init(
            maxHeaderFieldSize: Self.headerBytes, maxHeaderListSize: Self.headerBytes, maxHeaderFieldCount: 100))),
      configuration: ApplicationConfiguration(
        address: .hostname(address.host, port: address.port),
        availableConnectionsDelegate: MaximumAvailableConnections(Self.connections)),
      onServerRunning: { [address] channel in
        var actual = address
        actual.port = channel.localAddress?.port ?? address.port
        isListening(actual)
      }, logger: logger)
    try await application.runService()
  }
}
