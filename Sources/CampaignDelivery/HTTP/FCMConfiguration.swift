/// How Firebase Cloud Messaging (HTTP v1) is called.
package struct FCMConfiguration: Sendable {
  /// Where the API stands: `https://fcm.googleapis.com`.
  package var base: ProviderURL
  /// Of the Firebase project, as in its settings: lower-case letters, digits and `-`.
  package var projectID: String
  package var account: ServiceAccount
  /// The most messages of a batch; each is a call of its own.
  package var batchSize: Int
  package var connection: HTTPConnectionSettings

  package init(
    base: ProviderURL, projectID: String, account: ServiceAccount, batchSize: Int = 50,
    connection: HTTPConnectionSettings = HTTPConnectionSettings(concurrency: 16)
  ) {
    self.base = base
    self.projectID = projectID
    self.account = account
    self.batchSize = batchSize
    self.connection = connection
  }

  func check() throws(ChannelConfigurationError) {
    try HTTPConnectionSettings.check("batch-size", batchSize, 1...1_000)
    let isName = projectID.utf8.allSatisfy {
      (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x2D || $0 == 0x3A || $0 == 0x2E
    }
    guard isName, (1...100).contains(projectID.utf8.count), projectID.first != "." else {
      throw ChannelConfigurationError(
        place: "project", what: "this is not the id of a project", help: "give it as the Firebase console shows it")
    }
  }
}
