/// Something that a provider tells of a message after it took it.
package struct ProviderEvent: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    case delivered
    case bounced(Permanence)
    /// Its recipient reported it as unwanted.
    case complained
    case unsubscribed
    case opened
    case clicked
  }

  package enum Permanence: Hashable, Sendable {
    /// Nothing will ever arrive at the address.
    case permanent
    /// It may have been a full mailbox, or a phone that was off for too long; also where nothing says which.
    case temporary
  }

  package var kind: Kind
  /// The engine's own id.
  package var messageID: String
  /// Seconds since 1970: when it happened by the provider's account, or when the news came where it gives no time.
  package var instant: Int64
  /// How the provider names the message; nil where it doesn't.
  package var providerID: String?

  package init(kind: Kind, messageID: String, instant: Int64, providerID: String? = nil) {
    self.kind = kind
    self.messageID = messageID
    self.instant = instant
    self.providerID = providerID
  }
}

/// Ids of messages as they come back from outside.
enum MessageID {
  /// Longer ones are none of the engine's.
  static let limitBytes = 200

  /// Whether it has the form of an id: ASCII letters, digits, `.` and `-`.
  static func isOne(_ text: some StringProtocol) -> Bool {
    (1...limitBytes).contains(text.utf8.count)
      && text.utf8.allSatisfy {
        (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x2D
          || $0 == 0x2E
      }
  }
}
