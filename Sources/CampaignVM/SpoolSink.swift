import CampaignHandOff
import CampaignPlan
import CampaignValues
import Glibc

/// Puts a run's messages down for the engine: the messages in one file, and what became of whom in another, which is complete only with its last line.
///
/// Both are on the disk when `finish` returns.
package final class SpoolSink: MessageSink {
  package let form = OutputForm.parts
  package var skipped: [PlanChannel: Int] { [:] }

  private let addressKey: SipHash128.Block
  private let messages: SpoolFile
  private let entries: SpoolFile
  /// Of the member whose bad values are being told.
  private var lastBad: (key: String, event: String?)?

  /// `addressKey` is the tenant's, for the digests of addresses.
  package init(folder: String, addressKey: SipHash128.Block) throws(SinkError) {
    self.addressKey = addressKey
    messages = try SpoolFile(path: "\(folder)/\(SpoolFiles.messages)")
    entries = try SpoolFile(path: "\(folder)/\(SpoolFiles.entries)")
  }

  /// Not called: this sink takes messages.
  package func write(lines: UnsafeRawBufferPointer) {}

  package func write(message: RenderedMessage) throws(SinkError) {
    let place = messages.sizeBytes
    let spooled = SpooledMessage(
      sender: message.sender, address: String(decoding: message.address, as: UTF8.self), content: Self.content(message))
    try messages.write { spooled.write(to: &$0) }
    let digest = AddressDigest.of(message.address, channel: "\(message.channel)", key: addressKey)
    let entry = SpoolEntry(
      key: String(decoding: message.member, as: UTF8.self),
      event: message.event.map { SpoolEntry.Event(key: String(decoding: $0, as: UTF8.self), entered: message.entered) },
      fate: .message(
        place: place, channel: message.channel.rawValue, address: digest,
        zone: message.zone.map { String(decoding: $0, as: UTF8.self) }),
      token: UnsubscribeToken(message.unsubscribeURL.suffix(CrockfordBase32.blockLength)))
    try entries.write { entry.write(to: &$0) }
  }

  private static func content(_ message: RenderedMessage) -> OutboundMessage.Content {
    let text = { (part: PlanPart) in message.part(part).map { String(decoding: $0, as: UTF8.self) } }
    return switch message.channel {
    case .email: .mail(MailMessage(message).bytes)
    case .sms: .text(text(.text) ?? "")
    case .push:
      .push(OutboundMessage.PushContent(title: text(.title) ?? "", body: text(.text) ?? "", link: text(.link)))
    }
  }

  /// Takes down a member who gets no message though no clause excluded them, and each event that is answered by nothing; who can't be reached by a
  /// campaign with a schedule is not of the run.
  package func note(_ outcome: MemberOutcome) throws(SinkError) {
    let fate: SpoolEntry.Fate
    switch outcome.kind {
    case .converted, .notConverted, .emitted: return
    case .unreachable, .unknownMember, .excluded:
      if outcome.event == nil { return }
      fate = .excluded
    case .heldOut: fate = .heldOut
    case .bad(let column, let reason):
      // Once, though each bad value is told.
      if let lastBad, lastBad == (outcome.key, outcome.event) { return }
      lastBad = (outcome.key, outcome.event)
      fate = .quarantined(reason: "\(column): \(reason)")
    case .quarantined(let reason): fate = .quarantined(reason: "\(reason)")
    case .breach(let rule): fate = .quarantined(reason: "breaks `\(rule)`")
    }
    let event = outcome.event.map { SpoolEntry.Event(key: $0, entered: outcome.entered) }
    let entry = SpoolEntry(key: outcome.key, event: event, fate: fate)
    try entries.write { entry.write(to: &$0) }
  }

  package func finish() throws(SinkError) {
    try messages.finish()
    try entries.write { $0.raw(SpoolFiles.end) }
    try entries.finish()
  }

  /// What was written is no run without its last line, and the folder is the engine's.
  package func abandon() {}
}

/// A file that is written from its beginning to its end.
private final class SpoolFile {
  private static let flushBytes = 256 << 10
  private let path: String
  private let descriptor: Int32
  private var pending = BinaryWriter()
  private var written: Int64 = 0

  init(path: String) throws(SinkError) {
    self.path = path
    descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw SinkError(errno: errno, path: path) }
  }

  deinit { close(descriptor) }

  var sizeBytes: Int64 { written + Int64(pending.bytes.count) }

  func write(_ body: (inout BinaryWriter) -> Void) throws(SinkError) {
    body(&pending)
    if pending.bytes.count >= Self.flushBytes { try flush() }
  }

  private func flush() throws(SinkError) {
    var start = 0
    while start < pending.bytes.count {
      let count = pending.bytes.withUnsafeBytes { buffer in
        Glibc.write(descriptor, buffer.baseAddress.map { $0 + start }, buffer.count - start)
      }
      guard count > 0 || errno == EINTR else { throw SinkError(errno: count == 0 ? ENOSPC : errno, path: path) }
      start += max(count, 0)
    }
    written += Int64(pending.bytes.count)
    pending.removeAll()
  }

  func finish() throws(SinkError) {
    try flush()
    guard fsync(descriptor) == 0 else { throw SinkError(errno: errno, path: path) }
  }
}
