import ArgumentParser
import Glibc
import NIOCore
import NIOPosix
import NIOSSL

@main
struct RecorderCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "smtp-recorder",
    abstract: "A mail server for tests, which writes down each message that it takes.",
    discussion: """
      It listens on 127.0.0.1 and prints "listening PORT". Each message that it takes becomes a line of JSON in the journal before the
      answer goes out; so does each message that it refuses, and each connection that it drops. With the same seed, and messages that come
      in the same order, the same things happen to them.
      """)

  @Option(help: "The port to listen on; 0 takes a free one.")
  var port = 0
  @Option(help: "The file that the journal is appended to.")
  var journal: String
  @Option(help: "The header whose value is written down as a message's id.")
  var idHeader = "Message-ID"
  @Flag(help: "Sync the journal to the disk before each answer.")
  var fsync = false

  @Flag(help: "Don't offer PIPELINING.")
  var noPipelining = false
  @Option(help: ArgumentHelp("The largest message taken.", valueName: "bytes"))
  var sizeLimit = 26_214_400
  @Option(help: "A file of PEM certificates; with it STARTTLS is offered.")
  var certificate: String?
  @Option(help: "The file of the certificate's key, PEM.")
  var key: String?
  @Flag(help: "TLS from the first byte on, instead of STARTTLS.")
  var implicitTLS = false
  @Option(help: ArgumentHelp("Who must log in, with AUTH PLAIN or LOGIN.", valueName: "user:password"))
  var login: String?
  @Flag(help: "Offer AUTH LOGIN alone.")
  var loginOnly = false

  @Option(help: "What chance begins with.")
  var seed: UInt64 = 1
  @Option(
    help: ArgumentHelp(
      "Refuse that many messages with a 4yz code, at MAIL, RCPT, DATA or the end.", valueName: "percent"))
  var refuseTemporarily = 0.0
  @Option(help: ArgumentHelp("Refuse that many messages with a 5yz code.", valueName: "percent"))
  var refuse = 0.0
  @Option(
    help: ArgumentHelp(
      "Drop the connection at that many messages: at MAIL, RCPT, DATA, within the body, at the end before or after the journal.",
      valueName: "percent"))
  var drop = 0.0
  @Option(help: ArgumentHelp("How long a stall lasts.", valueName: "seconds"))
  var stall = 1.0
  @Option(help: ArgumentHelp("Stall that many messages, at MAIL, RCPT, DATA or the end.", valueName: "percent"))
  var stallPercent = 0.0
  @Option(
    help: ArgumentHelp("Answer 421 to the next MAIL after that many messages of a connection.", valueName: "count"))
  var limitMessagesPerConnection: Int?

  mutating func validate() throws {
    for percent in [refuseTemporarily, refuse, drop, stallPercent] where !(0...100).contains(percent) {
      throw ValidationError("\(percent) is no percentage from 0 to 100.")
    }
    guard refuseTemporarily + refuse + drop <= 100 else {
      throw ValidationError("The percentages add up to more than 100.")
    }
    guard (0...65_535).contains(port) else { throw ValidationError("Port \(port) doesn't exist.") }
    guard (certificate == nil) == (key == nil) else {
      throw ValidationError("Give both --certificate and --key, or neither.")
    }
    guard !implicitTLS || certificate != nil else {
      throw ValidationError("--implicit-tls needs --certificate and --key.")
    }
    guard login.map({ $0.contains(":") }) ?? true else { throw ValidationError("--login takes USER:PASSWORD.") }
  }

  mutating func run() throws {
    signal(SIGPIPE, SIG_IGN)
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let recorder = Recorder(
      journal: try Journal(path: journal, isSynced: fsync), chance: Chance(self), settings: try settings(),
      loop: group.next())
    let server = try ServerBootstrap(group: group)
      .serverChannelOption(.backlog, value: 1_024)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture { try recorder.value.prepare(channel) }
      }
      .bind(host: "127.0.0.1", port: port).wait()
    let line = Array("listening \(server.localAddress?.port ?? 0)\n".utf8)
    _ = write(STDOUT_FILENO, line, line.count)
    try server.closeFuture.wait()
  }

  private func settings() throws -> RecorderSettings {
    var tls: NIOSSLContext?
    if let certificate, let key {
      tls = try NIOSSLContext(
        configuration: .makeServerConfiguration(
          certificateChain: NIOSSLCertificate.fromPEMFile(certificate).map { .certificate($0) },
          privateKey: .privateKey(NIOSSLPrivateKey(file: key, format: .pem))))
    }
    return RecorderSettings(
      idHeader: idHeader, hasPipelining: !noPipelining, sizeLimitBytes: sizeLimit, tls: tls,
      isEncryptedFromStart: implicitTLS,
      login: login.map { text in
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        return (String(parts[0]), String(parts[1]))
      }, isLoginOnly: loginOnly, stallMilliseconds: Int64(stall * 1_000), messageLimit: limitMessagesPerConnection)
  }
}
