/// Why what came in is not believed, or can't be read. Nothing of its content is in it.
package enum WebhookError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The header with the signature is missing, or not of its form.
  case noSignature
  /// No key gives this signature for this content.
  case badSignature
  /// The signature's time is too far from now, by so many seconds; negative for one in the future.
  case stale(ageSeconds: Int64)
  /// The content is longer than it may be.
  case tooLong(limitBytes: Int)
  /// The content is signed rightly, and not of the form that it should have.
  case malformed

  package var description: String {
    switch self {
    case .noSignature:
      "the webhook's signature is missing or not of its form; check that the provider signs, and that no proxy drops the header"
    case .badSignature:
      "the webhook's signature is of none of the keys; check the keys, and the URL as the provider has it"
    case .stale(let age):
      "the webhook was signed \(age) seconds ago; check this machine's clock, or it is an old one that came again"
    case .tooLong(let limit): "the webhook is longer than \(limit) bytes; ask the provider for shorter ones"
    case .malformed: "the webhook is signed rightly and can't be read; check which of the provider's forms is set"
    }
  }
}
