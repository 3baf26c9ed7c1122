/// How the batch API of a provider of mails, texts or push messages is called.
package struct HTTPBatchConfiguration: Hashable, Sendable {
  /// How a call says who makes it.
  package enum Credentials: Hashable, Sendable {
    /// `Authorization: Bearer …` (RFC 6750 2.1).
    case bearer(Secret)
    /// A header of the provider's own.
    case header(name: String, value: Secret)
  }

  /// To which batches are posted.
  package var url: ProviderURL
  package var credentials: Credentials
  /// The most messages of a batch.
  package var batchSize: Int
  /// For how long the provider recognises an `Idempotency-Key`.
  package var keyMemorySeconds: Int
  package var connection: HTTPConnectionSettings

  package init(
    url: ProviderURL, credentials: Credentials, batchSize: Int = 50, keyMemorySeconds: Int = 86_400,
    connection: HTTPConnectionSettings = HTTPConnectionSettings()
  ) {
    self.url = url
    self.credentials = credentials
    self.batchSize = batchSize
    self.keyMemorySeconds = keyMemorySeconds
    self.connection = connection
  }

  func check() throws(ChannelConfigurationError) {
    try HTTPConnectionSettings.check("batch-size", batchSize, 1...1_000)
    try HTTPConnectionSettings.check("key-memory", keyMemorySeconds, 1...31_536_000)
    guard secret.isHeaderValue else {
      throw ChannelConfigurationError(
        place: "credentials", what: "the secret is empty or has characters that no header can carry",
        help: "give it as the provider shows it, without spaces or line ends around it")
    }
    guard case .header(let name, _) = credentials else { return }
    guard Self.isHeaderName(name), !Self.ownHeaders.contains(name.lowercased()) else {
      throw ChannelConfigurationError(
        place: "credentials", what: "this name of a header can't be used",
        help: "give a name such as X-Api-Key, of letters, digits and `-`")
    }
  }

  /// The header that carries the secret.
  var header: (name: String, value: String) {
    switch credentials {
    case .bearer(let secret): ("Authorization", "Bearer \(secret.revealed)")
    case .header(let name, let value): (name, value.revealed)
    }
  }

  private var secret: Secret {
    switch credentials {
    case .bearer(let secret), .header(_, let secret): secret
    }
  }

  private static let ownHeaders: Set = [
    "host", "content-type", "content-length", "transfer-encoding", "connection", "accept", "idempotency-key",
  ]

  private static func isHeaderName(_ name: String) -> Bool {
    !name.isEmpty && name.utf8.count <= 100
      && name.utf8.allSatisfy {
        (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x2D
      }
  }
}
