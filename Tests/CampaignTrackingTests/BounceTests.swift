import CampaignHandOff
import CampaignTestSupport
import Foundation
import Testing

@testable import CampaignDelivery
@testable import CampaignTracking

/// Mails that come back, in process and through `campd bounce`.
@Suite struct BounceTests {
  private static let key = "a key for return paths"
  private static let paths = VERP(keys: [Secret(key)])

  private static func report(_ action: String, _ status: String) -> [UInt8] {
    Array(
      """
      From: MAILER-DAEMON@mx.mail.example
      Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

      --b1
      Content-Type: text/plain

      It did not arrive.
      --b1
      Content-Type: message/delivery-status

      Reporting-MTA: dns; mx.mail.example

      Final-Recipient: rfc822; ada@mail.example
      Action: \(action)
      Status: \(status)

      --b1--

      """.utf8)
  }

  private func address(_ id: String) throws -> String {
    try #require(Self.paths.returnPath(messageID: id, domain: "bounces.shop.example"))
  }

  @Test func aReportTellsOfTheMessageThatItsAddressNames() throws {
    let address = try address("1-12-3041")
    let read = { (mail: [UInt8]) in BouncedMail.read(mail, to: address, Self.paths, now: 9) }
    #expect(
      read(Self.report("failed", "5.1.1"))
        == .news([InboxRecord(.bouncedForGood, of: .message(id: "1-12-3041"), at: 9, detail: "5.1.1")]))
    #expect(
      read(Self.report("failed", "4.2.2"))
        == .news([InboxRecord(.bouncedForNow, of: .message(id: "1-12-3041"), at: 9, detail: "4.2.2")]))
    #expect(
      read(Self.report("delivered", "2.0.0"))
        == .news([InboxRecord(.delivered, of: .message(id: "1-12-3041"), at: 9)]))
    #expect(read(Self.report("delayed", "4.4.1")) == .nothing)
    #expect(read(Array("Subject: I am on holiday\n\nUntil Monday.\n".utf8)) == .nothing)
    #expect(
      BouncedMail.read(
        Self.report("failed", "5.1.1"), to: "b-1-12-3041-00000000@bounces.shop.example", Self.paths, now: 9) == .foreign
    )
  }

  /// Runs `campd bounce`; its exit status.
  private func bounce(_ folder: String, _ mail: [UInt8], to address: String) throws -> Int32 {
    let process = Process()
    let input = Pipe()
    process.executableURL = URL(filePath: BuiltProgram.path("campd"))
    process.arguments = ["bounce", "--data", folder, "--to", address]
    process.standardInput = input
    process.standardError = FileHandle.nullDevice
    try process.run()
    try input.fileHandleForWriting.write(contentsOf: Data(mail))
    try input.fileHandleForWriting.close()
    process.waitUntilExit()
    return process.terminationStatus
  }

  @Test func theProgramAnswersAMailServerByItsExitStatus() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "bounce-\(UUID().uuidString)").path()
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let report = Self.report("failed", "5.1.1")
    let address = try address("1-12-3041")
    #expect(try bounce(folder, report, to: address) == 78, "no bounce_domain")
    try Self.key.write(toFile: "\(folder)/key", atomically: true, encoding: .utf8)
    try
      #"{"email": {"smtp": {"host": "127.0.0.1", "bounce_domain": "bounces.shop.example", "bounce_key": {"file": "\#(folder)/key"}}}}"#
      .write(toFile: "\(folder)/channels.json", atomically: true, encoding: .utf8)
    // More than is looked at, so that the writer would be stopped by a pipe that is closed.
    #expect(try bounce(folder, report + [UInt8](repeating: 0x61, count: 3 << 20), to: address) == 0)
    #expect(try bounce(folder, Array("Subject: hello\n\n".utf8), to: address) == 0)
    #expect(try bounce(folder, report, to: "b-1-1-1-00000000@bounces.shop.example") == 67)
    let reader = InboxReader(folder: "\(folder)/inbox")
    #expect(reader.next(10).map(\.record.subject) == [.message(id: "1-12-3041")])
    #expect(reader.finished.count == 1)
    try FileManager.default.removeItem(atPath: "\(folder)/inbox")
    try Data().write(to: URL(filePath: "\(folder)/inbox"))
    #expect(try bounce(folder, report, to: address) == 75)
  }
}
