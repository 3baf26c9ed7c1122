import Foundation
import Testing

@testable import CampaignDelivery

/// Delivery status notifications, as mail systems write them and as they should not.
@Suite struct DeliveryReportTests {
  static func report(
    _ groups: [String], type: String = "message/delivery-status", boundary: String = "=_b1",
    header: String = #"multipart/report; report-type=delivery-status; boundary="=_b1""#, encoding: String? = nil
  ) -> String {
    let fields = (["Reporting-MTA: dns; mx.mail.example"] + groups).joined(separator: "\n\n") + "\n"
    let content =
      encoding == "base64" ? Data(fields.utf8).base64EncodedString(options: .lineLength76Characters) : fields
    return """
      From: Mail Delivery <mailer-daemon@mx.mail.example>
      Subject: Undelivered Mail
      MIME-Version: 1.0
      Content-Type: \(header)

      A preamble.
      --\(boundary)
      Content-Type: text/plain

      Your mail did not arrive.
      Action: delivered

      --\(boundary)
      Content-Type: \(type)\(encoding.map { "\nContent-Transfer-Encoding: \($0)" } ?? "")

      \(content)
      --\(boundary)
      Content-Type: message/rfc822

      Subject: the mail itself

      Action: delivered
      --\(boundary)--
      """
  }

  static let failed =
    "Final-Recipient: rfc822; member@mail.example\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 no such user"

  private func read(_ text: String) -> [DeliveryReport.Recipient]? {
    DeliveryReport(mail: Array(text.utf8))?.recipients
  }

  private func kinds(_ text: String) -> [ProviderEvent.Kind]? {
    DeliveryReport(mail: Array(text.utf8))?.events(messageID: "m", now: 5).map(\.kind)
  }

  @Test func aFailure() {
    #expect(
      read(Self.report([Self.failed])) == [
        .init(action: .failed, status: "5.1.1", finalRecipient: "member@mail.example")
      ])
    #expect(kinds(Self.report([Self.failed])) == [.bounced(.permanent)])
    #expect(kinds(Self.report([Self.failed]).replacing("\n", with: "\r\n")) == [.bounced(.permanent)])
  }

  @Test(arguments: [
    ("Action: failed\nStatus: 4.4.7", ProviderEvent.Kind.bounced(.temporary)),
    ("ACTION:FAILED (gone)\nstatus:   5.0.0 (no)", .bounced(.permanent)), ("Action: failed", .bounced(.temporary)),
    ("Action: failed\nStatus: 5", .bounced(.temporary)), ("Action: failed\nStatus: 2.1.5", .bounced(.temporary)),
    ("Status: 5.1.1\nFinal-Recipient: rfc822;a@b.example\n c\nAction:\n failed", .bounced(.permanent)),
    ("Action: delivered\nStatus: 2.0.0", .delivered),
  ]) func actions(group: String, kind: ProviderEvent.Kind) { #expect(kinds(Self.report([group])) == [kind]) }

  @Test(arguments: ["delayed", "relayed", "expanded"]) func actionsThatSettleNothing(action: String) {
    #expect(read(Self.report(["Action: \(action)\nStatus: 4.0.0"]))?.count == 1)
    #expect(kinds(Self.report(["Action: \(action)\nStatus: 4.0.0"])) == [])
  }

  @Test func severalRecipients() {
    #expect(
      kinds(Self.report([Self.failed, "X-Other: y", "Action: delivered\nStatus: 2.0.0", "Action: vanished"])) == [
        .bounced(.permanent), .delivered,
      ])
    #expect(read(Self.report(Array(repeating: Self.failed, count: 2_000)))?.count == 1_000)
  }

  @Test func formsOfTheHeader() {
    for header in [
      "multipart/report; boundary==_b1", "Multipart/Report;\n\tboundary=\"=_b1\";\n report-type=delivery-status",
      #"multipart/report; x="a;boundary=no"; boundary="=\_b1" (c)"#,
    ] { #expect(kinds(Self.report([Self.failed], header: header)) == [.bounced(.permanent)], "\(header)") }
    #expect(kinds(Self.report([Self.failed], type: "message/global-delivery-status")) == [.bounced(.permanent)])
    #expect(kinds(Self.report([Self.failed], encoding: "base64")) == [.bounced(.permanent)])
    #expect(kinds(Self.report([Self.failed], encoding: "8bit")) == [.bounced(.permanent)])
  }

  @Test func mailsThatAreNoReport() {
    for header in [
      "text/plain", "multipart/mixed; boundary=\"=_b1\"", "multipart/report", "multipart/report; boundary=\"\"",
      "multipart/report; boundary=\"other\"",
    ] { #expect(read(Self.report([Self.failed], header: header)) == nil) }
    #expect(read(Self.report([Self.failed], type: "message/disposition-notification")) == nil)
    #expect(read("") == nil)
    #expect(read("Subject: I am on holiday\n\nAction: failed\nStatus: 5.1.1\n") == nil)
  }

  @Test func everyTruncation() {
    let bytes = Array(Self.report([Self.failed]).replacing("\n", with: "\r\n").utf8)
    var found: Set<Int> = []
    for count in 0...bytes.count {
      let recipients = DeliveryReport(mail: Array(bytes.prefix(count)))?.recipients ?? []
      found.insert(recipients.count)
      for recipient in recipients { #expect(recipient.action == .failed) }
    }
    #expect(found == [0, 1])
  }

  @Test func aThousandMutations() {
    let base = Array(Self.report([Self.failed, "Action: delivered\nStatus: 2.0.0"]).utf8)
    for seed in 0..<1_000 {
      var random = SeededRandom(seed: UInt64(seed))
      var bytes = base
      for _ in 0..<Int.random(in: 1...20, using: &random) {
        let place = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes.removeSubrange(place..<min(place + 30, bytes.count))
        case 2:
          bytes.insert(
            contentsOf: bytes[place..<min(place + 200, bytes.count)],
            at: Int.random(in: 0..<bytes.count, using: &random))
        default: bytes.insert(Array("\n:;\"\\=- \0".utf8).randomElement(using: &random) ?? 0, at: place)
        }
        if bytes.isEmpty { bytes = [0x0A] }
      }
      let recipients = DeliveryReport(mail: bytes)?.recipients ?? []
      #expect(recipients.count <= 1_000)
      for recipient in recipients { #expect(recipient.status.map { $0.utf8.count <= 9 } ?? true) }
    }
  }

  @Test func mailsOfNothingButOneByte() {
    for byte: UInt8 in [0x0A, 0x0D, 0x20, 0x3A, 0x2D, 0xFF] {
      #expect(DeliveryReport(mail: [UInt8](repeating: byte, count: 2 << 20)) == nil)
    }
    let header = Array(
      "Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\n".utf8)
    #expect(DeliveryReport(mail: header + [UInt8](repeating: 0x0A, count: 1 << 20))?.recipients == [])
  }

  @Test func aReportBehindItsReturnPath() throws {
    let verp = VERP(keys: [Secret("key")])
    let path = try #require(verp.returnPath(messageID: "Run.17-a", domain: "bounce.example"))
    let id = try #require(verp.messageID(from: path))
    let report = try #require(DeliveryReport(mail: Array(Self.report([Self.failed]).utf8)))
    #expect(
      report.events(messageID: id, now: 5) == [
        ProviderEvent(kind: .bounced(.permanent), messageID: "Run.17-a", instant: 5)
      ])
  }
}
