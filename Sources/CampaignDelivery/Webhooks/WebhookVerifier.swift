import Crypto
import FoundationEssentials

/// Checks that what comes in was sent by the provider, and reads it.
///
/// A signature holds for `toleranceSeconds`, within which the same news can come twice, from the provider or from one who overheard it:
/// events are facts about a message, and to note one a second time must change nothing.
package struct WebhookVerifier: Sendable {
  /// How far a signature's time may be from now, either way.
  package static let toleranceSeconds: Int64 = 300
  package static let limitBytes = 1 << 20

  private let keys: [Secret]

  /// Several keys while one takes the place of another; one of them must fit. With none, nothing is believed.
  package init(keys: [Secret]) { self.keys = keys }

  /// Events of the batch API: `Webhook-Signature: t=UNIX,v1=HEX`, HMAC-SHA256 over `UNIX.body`; `v1` several times while the provider
  /// changes keys.
  ///
  /// `{"events":[{"id","kind","permanent","at","provider_id"}]}`, `kind` being `delivered`, `bounced`, `complained`, `unsubscribed`,
  /// `opened` or `clicked`, `permanent` true of bounces that are, `at` seconds since 1970. Events that are not of this form are left out,
  /// since providers add kinds. `now` is in seconds since 1970.
  package func batchEvents(body: [UInt8], signature: String?, now: Int64) throws(WebhookError) -> [ProviderEvent] {
    guard body.count <= Self.limitBytes else { throw .tooLong(limitBytes: Self.limitBytes) }
    guard let header = signature.flatMap(SignatureHeader.init) else { throw .noSignature }
    // The time is signed with the body: whoever changes it has no signature. Its digits are taken as they came.
    guard matches(header.signatures, Array("\(header.time).".utf8) + body) else { throw .badSignature }
    guard let time = Int64(header.time), time > 0 else { throw .noSignature }
    guard (-Self.toleranceSeconds...Self.toleranceSeconds).contains(now - time) else {
      throw .stale(ageSeconds: now - time)
    }
    return try BatchEvents.read(body, now: now)
  }

  /// Compares in constant time, and with every key, whatever an earlier one gave.
  private func matches(_ signatures: [[UInt8]], _ content: [UInt8]) -> Bool {
    var isOne = false
    for key in keys where !key.revealed.isEmpty {
      let key = SymmetricKey(data: Data(key.revealed.utf8))
      for signature in signatures
      where HMAC<SHA256>.isValidAuthenticationCode(signature, authenticating: content, using: key) { isOne = true }
    }
    return isOne
  }

  /// What became of a text, from an SMS API of Twilio's kind: `X-Twilio-Signature` is the base64 of HMAC-SHA1, under the account's token,
  /// over the URL with each parameter's name and value appended, sorted by name.
  ///
  /// `url` is the one that the provider called, with its query; `body` a form. No time is signed, so an old one can't be told.
  package func smsEvents(
    url: String, body: [UInt8], signature: String?, now: Int64
  ) throws(WebhookError) -> [ProviderEvent] {
    guard body.count <= Self.limitBytes else { throw .tooLong(limitBytes: Self.limitBytes) }
    guard let signature, let code = Data(base64Encoded: signature), code.count == Insecure.SHA1.byteCount else {
      throw .noSignature
    }
    guard let parameters = FormParameters(body) else { throw .badSignature }
    let content = Data((url + parameters.sorted.map { $0.name + $0.value }.joined()).utf8)
    var isOne = false
    for key in keys where !key.revealed.isEmpty {
      let key = SymmetricKey(data: Data(key.revealed.utf8))
      if HMAC<Insecure.SHA1>.isValidAuthenticationCode(code, authenticating: content, using: key) { isOne = true }
    }
    guard isOne else { throw .badSignature }
    return SMSStatus.events(url: url, parameters, now: now)
  }
}
