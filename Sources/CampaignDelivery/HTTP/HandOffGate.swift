import CampaignHandOff

/// The question, right before a message's request is started, whether it may go.
struct HandOffGate: Sendable {
  enum Answer: Hashable, Sendable {
    case go
    /// It was not begun; nil where nothing more is reported of it.
    case stop(HandOffOutcome?)
  }

  static let stopping: HandOffOutcome = .notHandedOff(reason: "stopped before it was begun")
  static let tooLate: HandOffOutcome = .notHandedOff(reason: "its time was over before it was begun")

  let index: Int
  let notAfter: Int64
  let report: any HandOffReport
  let now: @Sendable () -> Int64

  /// Asked again before a second request for the same message, since time has passed.
  func ask() -> Answer {
    if Task.isCancelled { return .stop(Self.stopping) }
    if notAfter <= now() { return .stop(Self.tooLate) }
    return report.mayComplete(index) ? .go : .stop(nil)
  }
}

/// A channel whose provider takes one message a call.
protocol SingleMessageChannel: DeliveryChannel {
  var slots: CallSlots { get }
  var now: @Sendable () -> Int64 { get }

  /// Hands off one message in a slot; nil where the gate said that nothing more is reported of it.
  func handOff(_ message: OutboundMessage, _ gate: HandOffGate) async -> HandOffOutcome?
}

extension SingleMessageChannel {
  package func handOff(_ batch: OutboundBatch, report: any HandOffReport) async {
    await withTaskGroup { group in
      for (index, message) in batch.messages.enumerated() {
        group.addTask {
          await slots.withSlot {
            let gate = HandOffGate(index: index, notAfter: message.notAfter, report: report, now: now)
            guard let outcome = await handOff(message, gate) else { return }
            report.settle(index, outcome)
          }
        }
      }
    }
  }
}
