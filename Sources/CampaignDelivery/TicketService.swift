import CampaignHandOff
import Glibc

/// Hands off what tickets let go: finds each message in its run's file, holds it to its ticket, and gives the batch to its channel.
///
/// What becomes of a message is noted in the flight file, whatever happens: a message that can't be read is refused, never left.
package final class TicketService: Sendable {
  package struct Route: Sendable {
    package var channel: any DeliveryChannel
    /// For the return path of e-mails; nil takes the sender's own address.
    package var returnPath: (@Sendable (_ messageID: String) -> String?)?

    package init(channel: any DeliveryChannel, returnPath: (@Sendable (_ messageID: String) -> String?)? = nil) {
      self.channel = channel
      self.returnPath = returnPath
    }
  }

  private let flight: FlightFile
  private let now: @Sendable () -> Int64
  private let wake: @Sendable () -> Void
  private let channelNames: [String]

  /// `channelNames` are those of the plan's channels, by number; `now` tells seconds since 1970, and `wake` is called after each answer.
  package init(
    flight: FlightFile, channelNames: [String], now: @escaping @Sendable () -> Int64,
    wake: @escaping @Sendable () -> Void
  ) {
    self.flight = flight
    self.channelNames = channelNames
    self.now = now
    self.wake = wake
  }

  /// Hands off the messages of one ticket; returns when it is known of each what became of it.
  package func serve(_ ticket: HandOffTicket, by route: Route) async {
    var batch = OutboundBatch(idempotencyKey: ticket.idempotencyKey, messages: [])
    var kept: [HandOffTicket.Message] = []
    let files = ticket.spools.map { SpoolMessages(folder: $0) }
    for message in ticket.messages {
      do throws(SpoolMessages.Failure) {
        guard files.indices.contains(Int(message.spool)) else {
          throw SpoolMessages.Failure(what: "its run is not named")
        }
        batch.messages.append(try outbound(message, files[Int(message.spool)], ticket, route))
        kept.append(message)
      } catch {
        flight.answer(Int(message.slot), .refused(ProviderAnswer(code: "spool", text: error.what)))
        wake()
      }
    }
    let report = FlightReport(
      flight, slots: kept.map { Int($0.slot) }, notAfter: kept.map(\.notAfter), now: now, wake: wake)
    if !batch.messages.isEmpty { await route.channel.handOff(batch, report: report) }
  }

  /// Hands nothing of a ticket off; its messages are tried again later.
  package func refuse(_ ticket: HandOffTicket, reason: String) {
    for message in ticket.messages { flight.answer(Int(message.slot), .notHandedOff(reason: reason)) }
    wake()
  }

  private func outbound(
    _ message: HandOffTicket.Message, _ file: SpoolMessages, _ ticket: HandOffTicket, _ route: Route
  ) throws(SpoolMessages.Failure) -> OutboundMessage {
    let spooled = try file.message(at: message.place)
    guard channelNames.indices.contains(Int(ticket.channel)) else {
      throw SpoolMessages.Failure(what: "the channel is not known")
    }
    let digest = AddressDigest.of(
      Array(spooled.address.utf8), channel: channelNames[Int(ticket.channel)], key: ticket.addressKey)
    // A worker that was taken over can't add a recipient after the run was planned.
    guard digest == message.address else { throw SpoolMessages.Failure(what: "it is for another address than planned") }
    let id = "\(ticket.tenantNumber)-\(message.run)-\(message.entry)"
    let path = route.returnPath?(id) ?? spooled.senderAddress
    return OutboundMessage(
      id: id, sender: spooled.sender, address: spooled.address, returnPath: path, content: spooled.content,
      notAfter: message.notAfter)
  }
}

extension SpooledMessage {
  /// `hello@mail.example` of `Fresh Mart <hello@mail.example>`.
  fileprivate var senderAddress: String {
    guard let open = sender.lastIndex(of: "<"), sender.last == ">" else { return sender }
    return String(sender[sender.index(after: open)...].dropLast())
  }
}

/// The messages of a run, each read where it lies.
private final class SpoolMessages {
  struct Failure: Error { var what: String }

  private static let limitBytes = 64 << 20
  private let descriptor: Int32

  init(folder: String) {
    descriptor = open("\(folder)/\(SpoolFiles.messages)", O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  func message(at place: Int64) throws(Failure) -> SpooledMessage {
    guard descriptor >= 0 else { throw Failure(what: "the run's messages can't be opened") }
    let head = try read(4, at: place)
    let count = Int(head.withUnsafeBytes { UInt32(littleEndian: $0.loadUnaligned(as: UInt32.self)) })
    guard count <= Self.limitBytes else { throw Failure(what: "the run's messages are damaged") }
    let body = try read(count, at: place + 4)
    let result = body.withUnsafeBytes { bytes -> SpooledMessage? in try? SpooledMessage(bytes) }
    guard let result else { throw Failure(what: "the run's messages are damaged") }
    return result
  }

  private func read(_ count: Int, at place: Int64) throws(Failure) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var start = 0
    while start < count {
      let got = bytes.withUnsafeMutableBytes { buffer in
        pread(descriptor, buffer.baseAddress.map { $0 + start }, count - start, off_t(place) + off_t(start))
      }
      guard got > 0 || (got < 0 && errno == EINTR) else { throw Failure(what: "the run's messages are damaged") }
      start += max(got, 0)
    }
    return bytes
  }
}
