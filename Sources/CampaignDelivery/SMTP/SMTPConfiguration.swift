/// Which mail server the SMTP channel hands messages to, and how.
package struct SMTPConfiguration: Hashable, Sendable {
  package enum Security: Hashable, Sendable {
    /// Everything is readable on its way; for a server on the same machine.
    case none
    /// TLS from the STARTTLS command on (RFC 3207); a server that doesn't offer it is given nothing.
    case startTLS
    /// TLS from the first byte on (RFC 8314), mostly at port 465.
    case implicitTLS
  }

  /// Who logs in; never described, so that no log shows it by accident.
  package struct Credentials: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
    package var user: String
    package var password: String

    package init(user: String, password: String) {
      self.user = user
      self.password = password
    }

    package var description: String { "(credentials)" }
    package var customMirror: Mirror { Mirror(self, children: []) }
  }

  /// A name, or an address without brackets.
  package var host: String
  package var port: Int
  package var security: Security
  /// A file of PEM certificates that are trusted instead of the system's; nil for the system's.
  package var authorityFile: String?
  package var credentials: Credentials?
  /// As what the client introduces itself: a domain name, or an address literal such as `[192.0.2.1]`.
  package var heloName: String
  /// How many connections may be open at once.
  package var connections: Int
  /// After how many messages a connection is given up for a new one.
  package var messagesPerConnection: Int
  package var timeouts: SMTPTimeouts

  package init(
    host: String, port: Int, security: Security, authorityFile: String? = nil, credentials: Credentials? = nil,
    heloName: String, connections: Int = 4, messagesPerConnection: Int = 1_000, timeouts: SMTPTimeouts = .init()
  ) {
    self.host = host
    self.port = port
    self.security = security
    self.authorityFile = authorityFile
    self.credentials = credentials
    self.heloName = heloName
    self.connections = connections
    self.messagesPerConnection = messagesPerConnection
    self.timeouts = timeouts
  }
}

/// How long the client waits for what; by default the least that RFC 5321 (4.5.3.2) asks for where it says something.
package struct SMTPTimeouts: Hashable, Sendable {
  /// For a connection to be made, which RFC 5321 says nothing of.
  package var connectSeconds: Int
  package var greetingSeconds: Int
  /// For the answer to any command but DATA and QUIT, and for TLS to be agreed upon.
  package var commandSeconds: Int
  package var dataCommandSeconds: Int
  /// For the server to take one block of a message.
  package var dataBlockSeconds: Int
  /// For the answer to the final dot.
  package var dataEndSeconds: Int
  /// For the answer to QUIT, after which nothing matters any more.
  package var quitSeconds: Int
  /// After which a connection that is not used is closed.
  package var idleSeconds: Int

  package init(
    connectSeconds: Int = 30, greetingSeconds: Int = 300, commandSeconds: Int = 300, dataCommandSeconds: Int = 120,
    dataBlockSeconds: Int = 180, dataEndSeconds: Int = 600, quitSeconds: Int = 2, idleSeconds: Int = 20
  ) {
    self.connectSeconds = connectSeconds
    self.greetingSeconds = greetingSeconds
    self.commandSeconds = commandSeconds
    self.dataCommandSeconds = dataCommandSeconds
    self.dataBlockSeconds = dataBlockSeconds
    self.dataEndSeconds = dataEndSeconds
    self.quitSeconds = quitSeconds
    self.idleSeconds = idleSeconds
  }
}

/// A configuration that no channel can work with: what is wrong with it, and what to do.
package struct SMTPConfigurationError: Error, Hashable, CustomStringConvertible {
  package let description: String
}

extension SMTPConfiguration {
  /// Whether the host is this machine by its very name: `localhost`, 127.0.0.0/8 or `::1`.
  var isLoopback: Bool {
    if host == "localhost" || host == "::1" { return true }
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
  }

  /// Throws at what could only fail later, or do harm.
  func check() throws(SMTPConfigurationError) {
    func require(_ isRight: Bool, _ problem: String) throws(SMTPConfigurationError) {
      if !isRight { throw SMTPConfigurationError(description: "SMTP: \(problem)") }
    }
    try require(!host.isEmpty && isOneWord(host), "the host is empty or has blanks in it; give a name or an address")
    try require((1...65_535).contains(port), "port \(port) doesn't exist; give one from 1 to 65535")
    try require(
      !heloName.isEmpty && isOneWord(heloName), "the HELO name is empty or has blanks in it; give a domain name")
    try require((1...1_000).contains(connections), "\(connections) connections; give 1 to 1000")
    try require(messagesPerConnection >= 1, "\(messagesPerConnection) messages per connection; give 1 or more")
    let seconds = [
      timeouts.connectSeconds, timeouts.greetingSeconds, timeouts.commandSeconds, timeouts.dataCommandSeconds,
      timeouts.dataBlockSeconds, timeouts.dataEndSeconds, timeouts.quitSeconds, timeouts.idleSeconds,
    ]
    try require(seconds.allSatisfy { (1...86_400).contains($0) }, "a time-out is not between 1 and 86400 seconds")
    guard let credentials else { return }
    try require(!credentials.user.isEmpty, "the user name is empty; give one, or no password either")
    try require(
      !credentials.user.utf8.contains(0) && !credentials.password.utf8.contains(0),
      "the user name or the password has a NUL in it")
    try require(
      security != .none || isLoopback,
      "a password would go readable over the network; use STARTTLS or TLS, or a server on this machine")
  }

  private func isOneWord(_ text: String) -> Bool { text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F } }
}
