import CampaignDiagnostics
import CampaignPlan
import CampaignVM

/// Writes what became of members to a file, as JSON lines: who was selected and got what, who wasn't and why.
final class OutcomeList {
  private let file: OutputFile
  private var pending: [UInt8] = []
  /// The first thing that went wrong; the run finds out when it ends.
  private var failure: SinkError?

  private static let flushBytes = 64 << 10

  init(path: String) throws(SinkError) { file = try OutputFile(path: path) }

  func add(_ outcome: MemberOutcome) {
    var line = JSONWriter(isOnOneLine: true)
    line.object {
      $0.string("member", outcome.key)
      if let event = outcome.event { $0.string("event", event) }
      switch outcome.kind {
      case .bad(let column, let reason):
        $0.string("outcome", "bad")
        $0.string("column", column)
        $0.string("reason", reason.description)
      case .excluded: $0.string("outcome", "excluded")
      case .converted: $0.string("outcome", "converted")
      case .notConverted: $0.string("outcome", "not converted")
      case .heldOut: $0.string("outcome", "held out")
      case .unknownMember: $0.string("outcome", "no such member")
      case .unreachable: $0.string("outcome", "unreachable")
      case .quarantined, .breach:
        $0.string("outcome", "quarantined")
        $0.string("reason", SummaryText.quarantine(outcome.kind) ?? "")
      case .emitted(let channel):
        $0.string("outcome", "emitted")
        $0.string("channel", "\(channel)")
      }
    }
    pending += (line.text + "\n").utf8
    if pending.count >= Self.flushBytes, failure == nil {
      do throws(SinkError) { try flush() } catch { failure = error }
    }
  }

  /// Writes what is still to be written; the file has no name yet.
  func flush() throws(SinkError) {
    if let failure { throw failure }
    defer { pending.removeAll(keepingCapacity: true) }
    let written = pending.withUnsafeBytes { bytes -> SinkError? in
      do throws(SinkError) { try file.write(bytes) } catch { return error }
      return nil
    }
    if let written { throw written }
  }

  func finish() throws(SinkError) { try file.finish() }
  func abandon() { file.abandon() }
}

/// Messages with the list of what became of members: both files appear, or neither does.
final class ListingSink: MessageSink {
  private let messages: any MessageSink
  private let list: OutcomeList

  init(_ messages: any MessageSink, _ list: OutcomeList) {
    self.messages = messages
    self.list = list
  }

  var form: OutputForm { messages.form }
  var skipped: [PlanChannel: Int] { messages.skipped }
  func write(lines: UnsafeRawBufferPointer) throws(SinkError) { try messages.write(lines: lines) }
  func write(message: RenderedMessage) throws(SinkError) { try messages.write(message: message) }

  func finish() throws(SinkError) {
    // A disk that is full shows here, while neither file has its name.
    try list.flush()
    try messages.finish()
    try list.finish()
  }

  func abandon() {
    messages.abandon()
    list.abandon()
  }
}
