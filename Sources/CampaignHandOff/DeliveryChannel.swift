/// A way to providers: SMTP, an HTTP batch API, a folder.
package protocol DeliveryChannel: Sendable {
  var traits: ChannelTraits { get }

  /// Hands off a batch and reports what became of each of its messages, each exactly once and as soon as it is known, before it returns.
  ///
  /// Where the task is cancelled, nothing more is begun, and what is on its way is waited for as long as the channel waits anyway.
  func handOff(_ batch: OutboundBatch, report: any HandOffReport) async

  /// Closes what is open, after the last hand-off has returned.
  func close() async
}

package struct ChannelTraits: Hashable, Sendable {
  /// The most messages of a batch.
  package var batchSize: Int
  /// How many batches are worth handing off at the same time.
  package var concurrency: Int
  /// For how long the provider recognises a key that it has seen, so that handing off the same batch again sends nothing twice;
  /// nil where it takes no keys.
  package var keyMemorySeconds: Int?

  package init(batchSize: Int, concurrency: Int, keyMemorySeconds: Int?) {
    self.batchSize = batchSize
    self.concurrency = concurrency
    self.keyMemorySeconds = keyMemorySeconds
  }
}

/// Where a channel says how far each message has come: the flight file, which outlives the process. Called from any thread; never blocks for long.
package protocol HandOffReport: Sendable {
  /// Asked before anything is written of a message. False where it is not wanted any more; then that is reported already.
  func mayBegin(_ index: Int) -> Bool
  /// Called before the first byte is written that could complete the message's hand-off: from then on, without an answer, it is unknown.
  ///
  /// False where the message must not go: it is no longer wanted, or its time is over. The channel then writes nothing that completes it and reports
  /// nothing more of it.
  func mayComplete(_ index: Int) -> Bool
  /// What became of the message at an index of the batch.
  func settle(_ index: Int, _ outcome: HandOffOutcome)
}

extension HandOffReport {
  package func mayBegin(_ index: Int) -> Bool { true }
}
