import CampaignHandOff

/// Hands batches to a provider's batch API over HTTP, each in one call under its idempotency key.
///
/// A batch goes whole or not at all. The same key must always carry the same bytes, and whether a key was used before, perhaps by a process
/// that is gone, the channel doesn't know: a batch that goes without one of its messages could be a second body under a used key, which
/// the provider refuses as a whole, or answers with what it did to the first. So where one message may not go, the call is not made, and
/// the others are not handed off; they can go in another batch under another key. What an earlier attempt with the same key left unknown
/// stays unknown: `.notHandedOff` speaks of the attempt that is reported, no other.
package final class HTTPBatchChannel: DeliveryChannel {
  package let traits: ChannelTraits
  private let configuration: HTTPBatchConfiguration
  private let caller: HTTPCaller
  private let slots: CallSlots
  private let now: @Sendable () -> Int64

  package convenience init(_ configuration: HTTPBatchConfiguration) throws(ChannelConfigurationError) {
    try self.init(configuration, now: systemSeconds)
  }

  /// `now` gives seconds since 1970.
  init(
    _ configuration: HTTPBatchConfiguration, now: @escaping @Sendable () -> Int64
  ) throws(ChannelConfigurationError) {
    try configuration.check()
    self.configuration = configuration
    self.now = now
    caller = try HTTPCaller(configuration.connection, now: now)
    slots = CallSlots(configuration.connection.concurrency)
    traits = ChannelTraits(
      batchSize: configuration.batchSize, concurrency: configuration.connection.concurrency,
      keyMemorySeconds: configuration.keyMemorySeconds)
  }

  package func handOff(_ batch: OutboundBatch, report: any HandOffReport) async {
    await slots.withSlot { await handOffInSlot(batch, report) }
  }

  package func close() async { await caller.close() }

  private func handOffInSlot(_ batch: OutboundBatch, _ report: any HandOffReport) async {
    if let reason = obstacle(batch) {
      settleAll(batch, report) { _ in .notHandedOff(reason: reason) }
      return
    }
    let body = HTTPBatchBody.bytes(batch)
    if Task.isCancelled {
      settleAll(batch, report) { _ in HandOffGate.stopping }
      return
    }
    let time = now()
    if batch.messages.contains(where: { $0.notAfter <= time }) {
      settleAll(batch, report) {
        $0.notAfter <= time
          ? HandOffGate.tooLate : .notHandedOff(reason: "the time of another message of its batch was over")
      }
      return
    }
    // All are asked, so that each that may not go is known at once.
    let mayGo = batch.messages.indices.map(report.mayComplete)
    guard mayGo.allSatisfy(\.self) else {
      for (index, may) in mayGo.enumerated() where may {
        report.settle(index, .notHandedOff(reason: "another message of its batch may not go any more"))
      }
      return
    }
    await call(batch, body, report)
  }

  /// Why the batch can't be written into a call; nil where it can.
  private func obstacle(_ batch: OutboundBatch) -> String? {
    guard !batch.messages.isEmpty, batch.messages.count <= traits.batchSize else {
      return "the batch has \(batch.messages.count) messages, and the channel takes 1 to \(traits.batchSize)"
    }
    let key = batch.idempotencyKey.utf8
    guard (1...255).contains(key.count), key.allSatisfy({ (0x21...0x7E).contains($0) }) else {
      return "its idempotency key is not one of 1 to 255 visible ASCII characters"
    }
    return nil
  }

  private func call(_ batch: OutboundBatch, _ body: [UInt8], _ report: any HandOffReport) async {
    let result = await caller.post(
      ProviderCall(
        url: configuration.url.text,
        headers: [
          configuration.header, ("Content-Type", "application/json"), ("Accept", "application/json"),
          ("Idempotency-Key", batch.idempotencyKey),
        ], body: body))
    switch result {
    case .notBegun(let reason): settleAll(batch, report) { _ in .notHandedOff(reason: reason) }
    case .broken(let reason): settleAll(batch, report) { _ in .unknown(reason: reason) }
    case .answer(let answer):
      let verdicts = HTTPBatchAnswer(answer)
      settleAll(batch, report, outcome: verdicts.outcome)
    }
  }

  private func settleAll(
    _ batch: OutboundBatch, _ report: any HandOffReport, outcome: (OutboundMessage) -> HandOffOutcome
  ) {
    for (index, message) in batch.messages.enumerated() { report.settle(index, outcome(message)) }
  }
}
