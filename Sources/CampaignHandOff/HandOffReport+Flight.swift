/// Notes in the flight file how far the messages of a batch have come.
package struct FlightReport: HandOffReport {
  private let flight: FlightFile
  /// By place in the batch.
  private let slots: [Int]
  private let notAfter: [Int64]
  private let now: @Sendable () -> Int64
  /// Called after each answer.
  private let wake: @Sendable () -> Void

  package init(
    _ flight: FlightFile, slots: [Int], notAfter: [Int64], now: @escaping @Sendable () -> Int64,
    wake: @escaping @Sendable () -> Void
  ) {
    self.flight = flight
    self.slots = slots
    self.notAfter = notAfter
    self.now = now
    self.wake = wake
  }

  package func mayBegin(_ index: Int) -> Bool {
    guard slots.indices.contains(index), flight.isWithdrawn(slots[index]) else { return true }
    settle(index, .notHandedOff(reason: "it was withdrawn"))
    return false
  }

  package func mayComplete(_ index: Int) -> Bool {
    guard slots.indices.contains(index) else { return false }
    guard notAfter[index] > now() else {
      settle(index, .notHandedOff(reason: "its time was over"))
      return false
    }
    guard flight.handOver(slots[index]) else {
      // One that was withdrawn meanwhile; what is free or answered stays as it is.
      settle(index, .notHandedOff(reason: "it was withdrawn"))
      return false
    }
    return true
  }

  package func settle(_ index: Int, _ outcome: HandOffOutcome) {
    guard slots.indices.contains(index) else { return }
    flight.answer(slots[index], outcome)
    wake()
  }
}
