/// How an SMS API of Twilio's kind is called.
package struct SMSConfiguration: Hashable, Sendable {
  /// Where the API stands, without the version.
  package var base: ProviderURL
  /// Letters and digits; the user of Basic authentication, too.
  package var accountSID: String
  package var authToken: Secret
  /// Which of the account's messaging services sends; nil where the sender of each message does.
  package var messagingServiceSID: String?
  /// To where the provider reports what became of a message; nil for no reports. The message's id is added, as `message`.
  package var statusCallback: ProviderURL?
  /// The most messages of a batch; each is a call of its own.
  package var batchSize: Int
  package var connection: HTTPConnectionSettings

  package init(
    base: ProviderURL, accountSID: String, authToken: Secret, messagingServiceSID: String? = nil,
    statusCallback: ProviderURL? = nil, batchSize: Int = 50,
    connection: HTTPConnectionSettings = HTTPConnectionSettings()
  ) {
    self.base = base
    self.accountSID = accountSID
    self.authToken = authToken
    self.messagingServiceSID = messagingServiceSID
    self.statusCallback = statusCallback
    self.batchSize = batchSize
    self.connection = connection
  }

  func check() throws(ChannelConfigurationError) {
    try HTTPConnectionSettings.check("batch-size", batchSize, 1...1_000)
    for (setting, value) in [("account", accountSID), ("messaging-service", messagingServiceSID ?? "-")]
    where value != "-" && !Self.isSID(value) {
      throw ChannelConfigurationError(
        place: setting, what: "this is not the SID of one", help: "give it as the provider's console shows it")
    }
    guard authToken.isHeaderValue else {
      throw ChannelConfigurationError(
        place: "auth-token", what: "the token is empty or has characters that no token has",
        help: "give it as the provider shows it, without spaces or line ends around it")
    }
  }

  private static func isSID(_ text: String) -> Bool {
    (1...64).contains(text.utf8.count)
      && text.utf8.allSatisfy {
        (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
      }
  }
}
