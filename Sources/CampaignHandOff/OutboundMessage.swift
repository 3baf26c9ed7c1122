/// A message that is claimed, made and addressed: all that a channel needs to hand it off.
package struct OutboundMessage: Hashable, Sendable {
  /// What a provider is given, by channel.
  package enum Content: Hashable, Sendable {
    /// A complete message (RFC 5322) with CR LF line ends, as it is before dot-stuffing.
    case mail([UInt8])
    case push(PushContent)
    /// The text of an SMS.
    case text(String)
  }

  package struct PushContent: Hashable, Sendable {
    package var title: String
    package var body: String
    /// Where a tap leads; nil for the app's own start.
    package var link: String?

    package init(title: String, body: String, link: String?) {
      self.title = title
      self.body = body
      self.link = link
    }
  }

  /// Unique among all messages of the engine, and the same at every attempt; ASCII letters, digits, `.` and `-`.
  package var id: String
  /// Who sends, as the plan says it: a mailbox such as `Fresh Mart <hello@mail.example>`, an SMS sender or number, an app.
  package var sender: String
  /// An e-mail address, a phone number (E.164) or a device's registration token.
  package var address: String
  /// To which a mail's bounces go (VERP); empty for other channels.
  package var returnPath: String
  package var content: Content
  /// Seconds since 1970 from which on it must not be handed off any more.
  package var notAfter: Int64

  package init(
    id: String, sender: String, address: String, returnPath: String, content: Content, notAfter: Int64
  ) {
    self.id = id
    self.sender = sender
    self.address = address
    self.returnPath = returnPath
    self.content = content
    self.notAfter = notAfter
  }
}

/// Messages that are handed to a channel together; at an attempt after an unknown one they, their order and the key are the same.
package struct OutboundBatch: Hashable, Sendable {
  /// What a provider that takes one recognises a repetition by; the same key always stands for the same bytes.
  package var idempotencyKey: String
  /// Of one channel and one tenant; at most the channel's `batchSize`.
  package var messages: [OutboundMessage]

  package init(idempotencyKey: String, messages: [OutboundMessage]) {
    self.idempotencyKey = idempotencyKey
    self.messages = messages
  }
}
