import FoundationEssentials

/// A delivery status notification (RFC 3464), or an internationalized one (RFC 6533): what a mail system says became of a mail.
package struct DeliveryReport: Hashable, Sendable {
  /// What it says of one recipient.
  package struct Recipient: Hashable, Sendable {
    /// RFC 3464 2.3.3.
    package enum Action: String, Hashable, Sendable {
      case failed, delayed, delivered, relayed, expanded
    }

    package var action: Action
    /// RFC 3463; nil where it is missing or can't be read.
    package var status: String?
    /// The address, without its type. Personal data: for the search after an address, not for logs.
    package var finalRecipient: String?
  }

  package var recipients: [Recipient]

  /// So much of a mail is looked at: reports stand in front of the mail that they return.
  private static let readBytes = 1 << 20
  private static let recipientLimit = 1_000

  /// Reads a mail as it came, of any content; nil where it is no report.
  package init?(mail: [UInt8]) {
    var lines = Self.lines(mail.prefix(Self.readBytes))
    let header = MIMEHeader(&lines)
    guard header.contentType == "multipart/report", let boundary = header.contentTypeParameter("boundary"),
      !boundary.isEmpty, boundary.utf8.count <= 200
    else { return nil }
    let delimiter = Array("--\(boundary)".utf8)
    while let line = lines.popFirst() {
      guard line.starts(with: delimiter), Self.isBlank(line.dropFirst(delimiter.count)) else { continue }
      let part = MIMEHeader(&lines)
      guard ["message/delivery-status", "message/global-delivery-status"].contains(part.contentType) else { continue }
      let content = Array(lines.prefix { !$0.starts(with: delimiter) })
      recipients = Self.recipients(Self.decoded(content, part["content-transfer-encoding"]))
      return
    }
    return nil
  }

  /// What became of the message that the report is about, by the address it came to; `now` is in seconds since 1970.
  ///
  /// A failure is permanent where its status says so (RFC 3463 2: class 5). Nothing comes of a delay, since the mail system goes on, nor of
  /// a relay or an expansion, behind which nobody tells what happens.
  package func events(messageID: String, now: Int64) -> [ProviderEvent] {
    recipients.compactMap { recipient in
      switch recipient.action {
      case .delivered: ProviderEvent(kind: .delivered, messageID: messageID, instant: now)
      case .failed:
        ProviderEvent(
          kind: .bounced(recipient.status?.first == "5" ? .permanent : .temporary), messageID: messageID, instant: now)
      case .delayed, .relayed, .expanded: nil
      }
    }
  }

  private static func recipients(_ content: ArraySlice<ArraySlice<UInt8>>) -> [Recipient] {
    var content = content
    var recipients: [Recipient] = []
    // Groups of fields with an empty line after each: first that of the whole report, which has no action.
    while !content.isEmpty, recipients.count < recipientLimit {
      let fields = MIMEHeader(&content)
      guard let action = fields["action"].flatMap({ Recipient.Action(rawValue: MIMEHeader.word($0)) }) else { continue }
      let address = fields["final-recipient"].flatMap { value -> String? in
        guard let semicolon = value.firstIndex(of: ";") else { return nil }
        let text = value[value.index(after: semicolon)...].drop { $0.isWhitespace }
        return text.isEmpty ? nil : String(text)
      }
      recipients.append(
        Recipient(
          action: action, status: fields["status"].flatMap { EnhancedStatus(MIMEHeader.word($0))?.text },
          finalRecipient: address))
    }
    return recipients
  }

  /// RFC 3464 asks for 7bit; RFC 6533 allows others, of which base64 hides the fields.
  private static func decoded(
    _ lines: [ArraySlice<UInt8>], _ encoding: String?
  ) -> ArraySlice<ArraySlice<UInt8>> {
    guard encoding.map(MIMEHeader.word) == "base64" else { return lines[...] }
    guard let data = Data(base64Encoded: Data(lines.joined()), options: .ignoreUnknownCharacters) else { return [] }
    return Self.lines(Array(data)[...])
  }

  /// Without their ends, CR LF or LF.
  private static func lines(_ bytes: ArraySlice<UInt8>) -> ArraySlice<ArraySlice<UInt8>> {
    bytes.split(separator: 0x0A, omittingEmptySubsequences: false).map { $0.last == 0x0D ? $0.dropLast() : $0 }[...]
  }

  private static func isBlank(_ bytes: ArraySlice<UInt8>) -> Bool { bytes.allSatisfy { $0 == 0x20 || $0 == 0x09 } }
}
