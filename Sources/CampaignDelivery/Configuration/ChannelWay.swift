import CampaignHandOff
import FoundationEssentials

/// One way by which messages leave, as it is written: an object with one name in it, which says of which kind it is.
struct ChannelWay: Decodable, Hashable, Sendable {
  struct Outbox: Decodable, Hashable, Sendable {}

  struct SMTP: Decodable, Hashable, Sendable {
    enum Security: String, Decodable { case none, starttls, tls }

    var host: String
    var port: Int?
    var security: Security?
    var helo: String?
    var user: String?
    var password: SecretSource?
    var authorityFile: String?
    var connections: Int?
    var messagesPerConnection: Int?
    /// To which bounces go, each to a return path that says which message it is about.
    var bounceDomain: String?
    var bounceKey: SecretSource?
  }

  struct HTTP: Decodable, Hashable, Sendable {
    var url: String
    var bearer: SecretSource?
    var header: String?
    var headerValue: SecretSource?
    var batchSize: Int?
    var keyMemorySeconds: Int?
    var concurrency: Int?
  }

  struct FCM: Decodable, Hashable, Sendable {
    var base: String?
    var project: String?
    var serviceAccountFile: String
  }

  struct Twilio: Decodable, Hashable, Sendable {
    var base: String?
    var account: String
    var authToken: SecretSource
    var messagingService: String?
    var statusCallback: String?
  }

  var outbox: Outbox?
  var smtp: SMTP?
  var http: HTTP?
  var fcm: FCM?
  var twilio: Twilio?

  /// Files that are read when it is opened.
  var files: [String] {
    let secrets = [
      smtp?.password, smtp?.bounceKey, http?.bearer, http?.headerValue, twilio?.authToken,
    ]
    return secrets.compactMap { $0?.file } + [smtp?.authorityFile, fcm?.serviceAccountFile].compactMap { $0 }
  }

  /// How many of the kinds are written.
  private var count: Int {
    [outbox != nil, smtp != nil, http != nil, fcm != nil, twilio != nil].filter { $0 }.count
  }

  /// Throws where it is no way, or not one for the channel.
  func check(_ setting: String, channel: String) throws(ChannelConfigurationError) {
    guard count == 1 else {
      throw ChannelConfigurationError(
        place: setting, what: "it names \(count) ways", help: "name one of outbox, smtp, http, fcm and twilio")
    }
    let wrong: String? =
      switch channel {
      case "email": fcm != nil ? "fcm" : twilio != nil ? "twilio" : nil
      case "sms": smtp != nil ? "smtp" : fcm != nil ? "fcm" : nil
      default: smtp != nil ? "smtp" : twilio != nil ? "twilio" : nil
      }
    if let wrong {
      throw ChannelConfigurationError(
        place: setting, what: "\(wrong) carries no \(channel)", help: "choose another way")
    }
  }

  /// What the way can do at once, without opening it.
  func traits(takesMail: Bool) -> ChannelTraits {
    if let smtp {
      return ChannelTraits(
        batchSize: SMTPChannel.batchSize, concurrency: smtp.connections ?? Self.usualConnections, keyMemorySeconds: nil)
    }
    if let http {
      return ChannelTraits(
        batchSize: http.batchSize ?? 50, concurrency: http.concurrency ?? 4,
        keyMemorySeconds: http.keyMemorySeconds ?? 86_400)
    }
    if fcm != nil || twilio != nil { return ChannelTraits(batchSize: 50, concurrency: 2, keyMemorySeconds: nil) }
    return OutboxChannel.traits(takesMail: takesMail)
  }

  private static let usualConnections = 4

  /// Opens the way; nothing is connected yet.
  func open(_ setting: String, outbox folder: String, takesMail: Bool) throws -> any DeliveryChannel {
    if let smtp { return try SMTPChannel(smtp.configuration(setting)) }
    if let http { return try HTTPBatchChannel(http.configuration(setting)) }
    if let fcm { return try FCMChannel(fcm.configuration(setting)) }
    if let twilio { return try SMSChannel(twilio.configuration(setting)) }
    return OutboxChannel(folder: folder, takesMail: takesMail)
  }
}

extension ChannelWay.SMTP {
  /// How return paths are made; nil where bounces go to the sender.
  func returnPaths(_ setting: String) throws(ChannelConfigurationError) -> (@Sendable (String) -> String?)? {
    guard let bounceDomain else { return nil }
    guard let bounceKey else {
      throw ChannelConfigurationError(
        place: "\(setting).smtp", what: "there is a bounce_domain and no bounce_key",
        help: "give a secret of your own, by which return paths can't be forged")
    }
    let verp = VERP(keys: [try bounceKey.secret("\(setting).smtp.bounce_key")])
    guard verp.returnPath(messageID: "1", domain: bounceDomain) != nil else {
      throw ChannelConfigurationError(
        place: "\(setting).smtp.bounce_domain", what: "this is no domain", help: "give one such as bounces.shop.example"
      )
    }
    return { id in verp.returnPath(messageID: id, domain: bounceDomain) }
  }

  fileprivate func configuration(_ setting: String) throws(ChannelConfigurationError) -> SMTPConfiguration {
    var credentials: SMTPConfiguration.Credentials?
    if let user {
      guard let password else {
        throw ChannelConfigurationError(
          place: "\(setting).smtp", what: "there is a user and no password", help: "give both")
      }
      credentials = SMTPConfiguration.Credentials(
        user: user, password: try password.secret("\(setting).smtp.password").revealed)
    }
    let isLocal = ["localhost", "::1"].contains(host) || host.hasPrefix("127.")
    let security: SMTPConfiguration.Security =
      switch self.security {
      case .some(.none): .none
      case .starttls: .startTLS
      case .tls: .implicitTLS
      case nil: isLocal ? .none : .startTLS
      }
    return SMTPConfiguration(
      host: host, port: port ?? (security == .implicitTLS ? 465 : 25), security: security,
      authorityFile: authorityFile, credentials: credentials, heloName: helo ?? "localhost",
      connections: connections ?? 4, messagesPerConnection: messagesPerConnection ?? 1_000)
  }
}

extension ChannelWay.HTTP {
  fileprivate func configuration(_ setting: String) throws(ChannelConfigurationError) -> HTTPBatchConfiguration {
    let credentials: HTTPBatchConfiguration.Credentials
    if let bearer {
      credentials = .bearer(try bearer.secret("\(setting).http.bearer"))
    } else if let header, let headerValue {
      credentials = .header(name: header, value: try headerValue.secret("\(setting).http.header_value"))
    } else {
      throw ChannelConfigurationError(
        place: "\(setting).http", what: "it does not say who calls", help: "give bearer, or header and header_value")
    }
    return HTTPBatchConfiguration(
      url: try ProviderURL(url, setting: "\(setting).http.url"), credentials: credentials, batchSize: batchSize ?? 50,
      keyMemorySeconds: keyMemorySeconds ?? 86_400,
      connection: HTTPConnectionSettings(concurrency: concurrency ?? 4))
  }
}

extension ChannelWay.FCM {
  fileprivate func configuration(_ setting: String) throws(ChannelConfigurationError) -> FCMConfiguration {
    let account = try ServiceAccount(path: serviceAccountFile)
    guard let project = project ?? account.projectID else {
      throw ChannelConfigurationError(
        place: "\(setting).fcm", what: "neither it nor the key file names the project", help: "give project")
    }
    return FCMConfiguration(
      base: try ProviderURL(base ?? "https://fcm.googleapis.com", setting: "\(setting).fcm.base"), projectID: project,
      account: account)
  }
}

extension ChannelWay.Twilio {
  fileprivate func configuration(_ setting: String) throws(ChannelConfigurationError) -> SMSConfiguration {
    var callback: ProviderURL?
    if let statusCallback {
      callback = try ProviderURL(statusCallback, setting: "\(setting).twilio.status_callback")
    }
    return SMSConfiguration(
      base: try ProviderURL(base ?? "https://api.twilio.com", setting: "\(setting).twilio.base"), accountSID: account,
      authToken: try authToken.secret("\(setting).twilio.auth_token"), messagingServiceSID: messagingService,
      statusCallback: callback)
  }
}
