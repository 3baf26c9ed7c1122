import CampaignPlan

/// Hands messages on to another sink, up to so many bytes of them; with one more the run fails.
///
/// The kernel limits files one by one, and no pipe and no folder.
package final class LimitedSink: MessageSink {
  private let messages: any MessageSink
  private let maxBytes: Int
  private var leftBytes: Int

  package init(_ messages: any MessageSink, maxBytes: Int) {
    self.messages = messages
    self.maxBytes = maxBytes
    leftBytes = maxBytes
  }

  package var form: OutputForm { messages.form }
  package var skipped: [PlanChannel: Int] { messages.skipped }

  package func write(lines: UnsafeRawBufferPointer) throws(SinkError) {
    try take(lines.count)
    try messages.write(lines: lines)
  }

  package func write(message: RenderedMessage) throws(SinkError) {
    try take(message.sizeBytes)
    try messages.write(message: message)
  }

  private func take(_ bytes: Int) throws(SinkError) {
    leftBytes -= bytes
    guard leftBytes >= 0 else {
      throw SinkError(.tooLarge, path: nil, what: "the messages take more than the \(maxBytes) bytes that they may")
    }
  }

  package func finish() throws(SinkError) { try messages.finish() }
  package func abandon() { messages.abandon() }
}
