import CampaignPlan

/// Where a run's messages go. Called by one run, from one thread at a time: lines in large pieces, or messages one by one.
package protocol MessageSink: AnyObject {
  /// Which of the two `write` functions is called.
  var form: OutputForm { get }
  /// Complete JSON lines, one for each message.
  func write(lines: UnsafeRawBufferPointer) throws(SinkError)
  /// One message; what it points to lives until the function returns.
  func write(message: RenderedMessage) throws(SinkError)
  /// The run is complete: makes what was written visible.
  func finish() throws(SinkError)
  /// The run failed: leaves nothing half-written behind.
  func abandon()
  /// Messages that were made but that this kind of output doesn't take, by channel.
  var skipped: [PlanChannel: Int] { get }
}

/// One message, its parts as they are sent.
package struct RenderedMessage {
  /// Index into the plan's messages.
  package var index: Int
  package var channel: PlanChannel
  /// That it is written in, as the plan names it: `en_US`.
  package var language: String
  package var sender: String
  package var member: UnsafeRawBufferPointer
  /// The key of the event that it answers; nil where it answers none.
  package var event: UnsafeRawBufferPointer?
  package var address: UnsafeRawBufferPointer
  /// With its angle brackets; empty where the channel has none.
  package var messageID: UnsafeRawBufferPointer
  package var unsubscribeURL: UnsafeRawBufferPointer
  package var now: Int64
  /// When the member entered the campaign: by the event that is answered, else the run's own instant.
  package var entered: Int64
  /// The member's own time zone, where the campaign goes by it and it is known.
  package var zone: UnsafeRawBufferPointer?
  /// By experiment: the variant that the member drew.
  package var variants: UnsafeBufferPointer<Int>
  /// By `PlanPart`; nil where the message has none.
  var parts: [UnsafeRawBufferPointer?]

  /// Of all parts.
  var sizeBytes: Int { parts.reduce(0) { $0 + ($1?.count ?? 0) } }

  package func part(_ part: PlanPart) -> UnsafeRawBufferPointer? { parts[Int(part.rawValue)] }
}

/// Why output could not be written.
package struct SinkError: Error, Hashable, Sendable, CustomStringConvertible {
  package enum Kind: Hashable, Sendable { case notWritable, missingFolder, full, closedPipe, notEmpty, tooLarge, other }

  package var kind: Kind
  /// The file or folder, as it was named; nil for standard output.
  package var path: String?
  package var what: String
  package var help: String?

  package init(_ kind: Kind, path: String?, what: String, help: String? = nil) {
    self.kind = kind
    self.path = path
    self.what = what
    self.help = help
  }

  package var description: String {
    (path.map { "`\($0)`: " } ?? "standard output: ") + what + (help.map { "\n  help: \($0)" } ?? "")
  }
}

/// Takes messages and keeps none: for counting.
package final class DiscardingSink: MessageSink {
  package let form = OutputForm.jsonLines
  package let skipped: [PlanChannel: Int] = [:]
  package init() {}
  package func write(lines: UnsafeRawBufferPointer) {}
  package func write(message: RenderedMessage) {}
  package func finish() {}
  package func abandon() {}
}
