import CampaignDelivery
import CampaignHandOff

/// A mail that came to a return path of the engine's.
package enum BouncedMail: Hashable, Sendable {
  /// It tells of messages.
  case news([InboxRecord])
  /// It is no report, as an answer by a person or by a machine is none, or one of a mail that is still being tried.
  case nothing
  /// The address was not made by this engine.
  case foreign

  /// Reads a mail as it came, of any content, by the address that it came to. `now` is in seconds since 1970.
  package static func read(_ mail: [UInt8], to address: String, _ paths: VERP, now: Int64) -> BouncedMail {
    guard let id = paths.messageID(from: address) else { return .foreign }
    guard let report = DeliveryReport(mail: mail) else { return .nothing }
    let news = report.recipients.compactMap { recipient -> InboxRecord? in
      switch recipient.action {
      case .delivered: InboxRecord(.delivered, of: .message(id: id), at: now)
      case .failed:
        InboxRecord(
          recipient.status?.first == "5" ? .bouncedForGood : .bouncedForNow, of: .message(id: id), at: now,
          detail: recipient.status ?? "")
      case .delayed, .relayed, .expanded: nil
      }
    }
    return news.isEmpty ? .nothing : .news(news)
  }
}
