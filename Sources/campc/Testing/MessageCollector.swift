import CampaignPlan
import CampaignVM

/// A message that was made, its texts as they are sent.
struct MadeMessage {
  /// Index into the plan's messages.
  var index: Int
  var channel: PlanChannel
  var sender: String
  var member: String
  /// The key of the event that it answers.
  var event: String?
  /// The `now` that it was made with.
  var now: Int64
  var address: String
  /// By experiment: the index of the variant.
  var variants: [Int]
  var parts: [PlanPart: String]
}

/// Hands each message of a run on to a function.
final class MessageCollector: MessageSink {
  let form = OutputForm.parts
  let skipped: [PlanChannel: Int] = [:]
  private let take: (MadeMessage) -> Void

  init(_ take: @escaping (MadeMessage) -> Void) { self.take = take }

  func write(lines: UnsafeRawBufferPointer) {}

  func write(message: RenderedMessage) {
    var parts: [PlanPart: String] = [:]
    for part in PlanPart.allCases {
      if let bytes = message.part(part) { parts[part] = String(decoding: bytes, as: UTF8.self) }
    }
    take(
      MadeMessage(
        index: message.index, channel: message.channel, sender: message.sender,
        member: String(decoding: message.member, as: UTF8.self),
        event: message.event.map { String(decoding: $0, as: UTF8.self) }, now: message.now,
        address: String(decoding: message.address, as: UTF8.self), variants: Array(message.variants), parts: parts))
  }

  func finish() {}
  func abandon() {}
}
