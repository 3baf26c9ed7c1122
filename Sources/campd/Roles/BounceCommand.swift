import ArgumentParser
import CampaignDelivery
import CampaignEngine
import CampaignHandOff
import CampaignTracking
import CampaignWorkspace
import Glibc

/// Takes a mail that came to a return path, as a mail server pipes it to a program.
struct BounceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bounce", abstract: "Take a mail that came back, from standard input.",
    discussion: """
      For a mail server's pipe: the mail is read as it came, and --to is the address that it came to, which says which message it is about.

        campd bounce --data /var/lib/campd --to 'b-1-12-3041-4kx0c7ez@bounces.shop.example' < mail

      It exits with 0 where the mail was taken, or tells nothing of a message; with 67 where the address was not made here; with 75 where it \
      can't be taken now, so that the mail server tries again; and with 78 where channels.json names no bounce_domain. These are the codes that \
      mail servers know (sysexits.h).
      """)

  @OptionGroup var data: DataOption

  @Option(help: "The address that the mail came to.")
  var to: String

  private static let noUser: Int32 = 67
  private static let later: Int32 = 75
  private static let notConfigured: Int32 = 78

  /// Reports stand in front of the mail that they return.
  private static let mailBytes = 1 << 20

  func run() throws {
    let mail = Self.mail()
    let folder = try data.folder
    let paths: VERP
    do {
      guard let known = try folder.channels().returnPaths() else {
        throw Failure(
          "no channel of `\(folder.channelsPath)` has a bounce_domain",
          help: "docs/channels.md says how bounces come back")
      }
      paths = known
    } catch {
      Self.say((error as? Failure)?.message ?? "\(error)")
      throw ExitCode(Self.notConfigured)
    }
    switch BouncedMail.read(mail, to: to, paths, now: SystemClock.now()) {
    case .nothing: Self.say("the mail is no report of a message's delivery")
    case .foreign:
      Self.say("the address was not made by this engine")
      throw ExitCode(Self.noUser)
    case .news(let records):
      do throws(InboxError) {
        var limits = InboxWriter.Limits()
        // Each mail takes a file: a flood of them must leave room for those who unsubscribe.
        limits.files /= 2
        try InboxWriter(folder: folder.inboxPath, limits: limits).append(records)
      } catch {
        Self.say("\(error)")
        throw ExitCode(Self.later)
      }
    }
  }

  /// All is read, so that whoever writes it is not stopped by a closed pipe; so much is kept.
  private static func mail() -> [UInt8] {
    var mail: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(STDIN_FILENO, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return mail }
      mail += buffer[..<min(count, max(0, mailBytes - mail.count))]
    }
  }

  private static func say(_ text: String) {
    let line = Array("campd bounce: \(text)\n".utf8)
    _ = write(STDERR_FILENO, line, line.count)
  }
}
