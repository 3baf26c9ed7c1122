/// How a channel reaches its provider.
package struct HTTPConnectionSettings: Hashable, Sendable {
  /// The most calls on their way at the same time.
  package var concurrency: Int
  /// How long reaching the provider may take: name, connection and TLS together.
  package var connectTimeoutSeconds: Int
  /// How long a call may take until its answer begins, and as long again until it is complete.
  package var answerTimeoutSeconds: Int
  /// A file of PEM certificates that are trusted instead of the system's; nil for the system's.
  package var certificateAuthoritiesFile: String?

  package init(
    concurrency: Int = 4, connectTimeoutSeconds: Int = 10, answerTimeoutSeconds: Int = 60,
    certificateAuthoritiesFile: String? = nil
  ) {
    self.concurrency = concurrency
    self.connectTimeoutSeconds = connectTimeoutSeconds
    self.answerTimeoutSeconds = answerTimeoutSeconds
    self.certificateAuthoritiesFile = certificateAuthoritiesFile
  }

  func check() throws(ChannelConfigurationError) {
    try Self.check("concurrency", concurrency, 1...256)
    try Self.check("connect-timeout", connectTimeoutSeconds, 1...600)
    try Self.check("answer-timeout", answerTimeoutSeconds, 1...600)
  }

  static func check(_ setting: String, _ value: Int, _ range: ClosedRange<Int>) throws(ChannelConfigurationError) {
    guard !range.contains(value) else { return }
    throw ChannelConfigurationError(
      place: setting, what: "\(value) is out of range",
      help: "give a whole number from \(range.lowerBound) to \(range.upperBound)")
  }
}
