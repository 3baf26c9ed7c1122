/// What comes back: where it is listened for, and by whose keys it is believed. Stands under `tracking`.
package struct TrackingSettings: Decodable, Sendable {
  /// A provider's calls, as they are written: an object with one form in it, and the tenant that they are about where it is one.
  struct Source: Decodable, Sendable {
    /// Events of the batch API, signed with one of the keys.
    struct HTTP: Decodable, Sendable {
      var keys: [SecretSource]
    }

    /// Status callbacks of an SMS API of Twilio's kind.
    struct Twilio: Decodable, Sendable {
      var authToken: SecretSource
      /// As the provider calls it, without a query: the signature is over it.
      var url: String
    }

    var http: HTTP?
    var twilio: Twilio?
    var tenant: String?
  }

  /// Where `campd serve` lets a process of its own listen: `127.0.0.1:8080`; nil where it is run by itself.
  package var listen: String?
  var webhooks: [String: Source]?

  /// The webhooks by their names, with their keys. Throws where one can't be used.
  package func openWebhooks() throws(ChannelConfigurationError) -> [String: Webhook] {
    var open: [String: Webhook] = [:]
    for (name, source) in webhooks ?? [:] {
      let place = "tracking.webhooks.\(name)"
      guard Self.isName(name) else {
        throw ChannelConfigurationError(
          place: place, what: "this is no name", help: "use letters, digits, `_` and `-`, as it stands in the address")
      }
      open[name] = try source.open(place)
    }
    return open
  }

  private static func isName(_ text: String) -> Bool {
    (1...64).contains(text.utf8.count)
      && text.utf8.allSatisfy {
        (0x30...0x39).contains($0) || (0x61...0x7A).contains($0 | 0x20) || $0 == 0x2D || $0 == 0x5F
      }
  }
}

extension TrackingSettings.Source {
  fileprivate func open(_ place: String) throws(ChannelConfigurationError) -> Webhook {
    switch (http, twilio) {
    case (let http?, nil):
      guard !http.keys.isEmpty else {
        throw ChannelConfigurationError(
          place: "\(place).http.keys", what: "there is no key", help: "give the keys that the provider signs with")
      }
      var keys: [Secret] = []
      for (index, key) in http.keys.enumerated() { keys.append(try key.secret("\(place).http.keys.\(index)")) }
      return Webhook(form: .batch, tenant: tenant, keys: keys)
    case (nil, let twilio?):
      return Webhook(
        form: .sms(url: twilio.url), tenant: tenant, keys: [try twilio.authToken.secret("\(place).twilio.auth_token")])
    default:
      throw ChannelConfigurationError(
        place: place, what: "it does not say which form the calls have", help: "name one of http and twilio")
    }
  }
}

/// A provider's calls that are believed, once their signature is right.
package struct Webhook: Sendable {
  enum Form: Hashable, Sendable {
    case batch
    case sms(url: String)
  }

  /// Of whose messages they may tell; nil for all tenants'.
  package let tenant: String?
  private let form: Form
  private let verifier: WebhookVerifier

  init(form: Form, tenant: String?, keys: [Secret]) {
    self.form = form
    self.tenant = tenant
    verifier = WebhookVerifier(keys: keys)
  }

  /// The header in which the signature comes, in lower case.
  package var signatureHeader: String {
    switch form {
    case .batch: "webhook-signature"
    case .sms: "x-twilio-signature"
    }
  }

  /// What a call tells. `query` is what stands behind the address's question mark, `now` in seconds since 1970.
  package func events(
    body: [UInt8], query: String?, signature: String?, now: Int64
  ) throws(WebhookError) -> [ProviderEvent] {
    switch form {
    case .batch: try verifier.batchEvents(body: body, signature: signature, now: now)
    case .sms(let url):
      try verifier.smsEvents(
        url: url + (query.map { "?\($0)" } ?? ""), body: body, signature: signature, now: now)
    }
  }
}
