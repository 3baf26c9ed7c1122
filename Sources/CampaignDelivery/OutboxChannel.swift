import CampaignHandOff
import Glibc

/// Puts messages into a folder rather than sending them: each e-mail into a file of its own, `ID.eml`, all others into `messages.jsonl`, a JSON object on
/// each line.
///
/// A file is named after its message, so that an e-mail that is handed off a second time is the same file, and there are never two.
package struct OutboxChannel: DeliveryChannel {
  package let traits: ChannelTraits
  private let folder: String

  /// `takesMail` says what the channel carries: e-mail, or the others.
  package init(folder: String, takesMail: Bool) {
    self.folder = folder
    traits = Self.traits(takesMail: takesMail)
  }

  /// A second hand-off of e-mails changes nothing, however late it comes.
  package static func traits(takesMail: Bool) -> ChannelTraits {
    ChannelTraits(batchSize: 200, concurrency: 1, keyMemorySeconds: takesMail ? 366 * 86_400 : nil)
  }

  package func handOff(_ batch: OutboundBatch, report: any HandOffReport) async {
    do throws(OutboxError) {
      try makeFolder()
      var written: [Int] = []
      for (index, message) in batch.messages.enumerated() {
        do throws(OutboxError) {
          if try write(message, index, report) { written.append(index) }
        } catch {
          report.settle(index, .refusedForNow(ProviderAnswer(code: "outbox", text: error.what)))
        }
      }
      guard !written.isEmpty else { return }
      let isOnDisk = sync()
      for index in written {
        report.settle(
          index,
          isOnDisk ? .accepted(ProviderAnswer(code: "outbox")) : .unknown(reason: "the outbox could not be synced"))
      }
    } catch {
      for index in batch.messages.indices { report.settle(index, .notHandedOff(reason: error.what)) }
    }
  }

  package func close() async {}

  private func makeFolder() throws(OutboxError) {
    guard mkdir(folder, 0o700) == 0 || errno == EEXIST else { throw OutboxError(errno) }
  }

  /// False where the message must not go.
  private func write(_ message: OutboundMessage, _ index: Int, _ report: any HandOffReport) throws(OutboxError) -> Bool
  {
    guard case .mail(let bytes) = message.content else {
      let line = Array(OutboxLine(message).json.utf8)
      guard report.mayComplete(index) else { return false }
      try write(line, to: "\(folder)/messages.jsonl", O_APPEND)
      return true
    }
    let path = "\(folder)/\(message.id).eml"
    let temporary = "\(folder)/.\(message.id).part"
    try write(bytes, to: temporary, O_TRUNC)
    guard report.mayComplete(index) else {
      unlink(temporary)
      return false
    }
    guard rename(temporary, path) == 0 else { throw OutboxError(errno) }
    return true
  }

  private func write(_ bytes: [UInt8], to path: String, _ flags: Int32) throws(OutboxError) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW | flags, 0o600)
    guard descriptor >= 0 else { throw OutboxError(errno) }
    defer { Glibc.close(descriptor) }
    var start = 0
    while start < bytes.count {
      let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress.map { $0 + start }, $0.count - start) }
      guard count > 0 || errno == EINTR else { throw OutboxError(errno) }
      start += max(count, 0)
    }
    guard fsync(descriptor) == 0 else { throw OutboxError(errno) }
  }

  /// The names of the files.
  private func sync() -> Bool {
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { Glibc.close(descriptor) }
    return fsync(descriptor) == 0
  }
}

private struct OutboxError: Error {
  var what: String

  init(_ code: Int32) { what = String(cString: strerror(code)) }
}

/// A message that is no e-mail, as one line of JSON.
private struct OutboxLine {
  let json: String

  init(_ message: OutboundMessage) {
    var fields = [("id", message.id), ("from", message.sender), ("to", message.address)]
    switch message.content {
    case .mail: break
    case .text(let text): fields.append(("text", text))
    case .push(let push):
      fields += [("title", push.title), ("body", push.body)] + (push.link.map { [("link", $0)] } ?? [])
    }
    json = "{" + fields.map { "\"\($0)\":\(Self.quoted($1))" }.joined(separator: ",") + "}\n"
  }

  private static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case _ where scalar.value < 0x20:
        quoted += "\\u00" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}
