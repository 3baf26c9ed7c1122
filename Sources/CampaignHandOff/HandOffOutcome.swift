/// What became of the attempt to hand one message to a provider.
package enum HandOffOutcome: Hashable, Sendable {
  /// The provider answered that it took the message.
  case accepted(ProviderAnswer)
  /// The provider answered that it did not; a later attempt may succeed.
  case refusedForNow(ProviderAnswer)
  /// The provider answered that it never will.
  case refused(ProviderAnswer)
  /// It is sure that the provider has not taken it: nobody could be reached, or the connection broke before the message was complete.
  case notHandedOff(reason: String)
  /// All of it may have been handed off, and no answer came that says so.
  case unknown(reason: String)
}

/// What a provider said, without personal data.
package struct ProviderAnswer: Hashable, Sendable {
  /// As the protocol has it: `250`, `429`, `UNREGISTERED`.
  package var code: String
  /// RFC 3463, such as `5.1.1`; nil where the provider gives none.
  package var enhancedCode: String?
  /// The provider's own words, at most 200 bytes on one line; what looks like an address is left out of it.
  package var text: String
  /// How the provider names the message; nil where it doesn't.
  package var providerID: String?
  /// How long the provider asks to wait.
  package var retryAfterSeconds: Int?

  package init(
    code: String, enhancedCode: String? = nil, text: String = "", providerID: String? = nil,
    retryAfterSeconds: Int? = nil
  ) {
    self.code = code
    self.enhancedCode = enhancedCode
    self.text = text
    self.providerID = providerID
    self.retryAfterSeconds = retryAfterSeconds
  }
}
