import CampaignHandOff
import Foundation
import Testing

@Suite struct FlightFileTests {
  private let path = FileManager.default.temporaryDirectory.appending(path: "flight-\(UUID().uuidString)").path()

  private func remove() { try? FileManager.default.removeItem(atPath: path) }

  @Test func whatASlotSaysIsThereForWhoeverOpensTheFileNext() throws {
    defer { remove() }
    let answer = ProviderAnswer(
      code: "451", enhancedCode: "4.7.1", text: "later", providerID: "q-17", retryAfterSeconds: 30)
    do {
      let flight = try FlightFile(path: path, slotCount: 4)
      #expect(!flight.isSameBoot, "a new file says nothing")
      flight.clear()
      flight.load(1, tenant: 7, claim: 8, position: 9)
      flight.load(2, tenant: 7, claim: 8, position: 10)
      flight.load(3, tenant: 7, claim: 8, position: 11)
      #expect(flight.handOver(2))
      flight.answer(3, .refusedForNow(answer))
    }
    let flight = try FlightFile(path: path, slotCount: 4)
    #expect(flight.isSameBoot)
    #expect(flight.contents(0).state == .free)
    let loaded = flight.contents(1)
    #expect((loaded.tenant, loaded.claim, loaded.position) == (7, 8, 9))
    #expect(loaded.state == .loaded && loaded.outcome == nil)
    #expect(flight.contents(2).state == .handedOver)
    #expect(flight.contents(3).outcome == .refusedForNow(answer))
  }

  @Test func aSlotIsHandedOverOnlyWhileItIsOnItsWayAndAnsweredOnce() throws {
    defer { remove() }
    let flight = try FlightFile(path: path, slotCount: 1)
    flight.clear()
    #expect(!flight.handOver(0), "nothing is loaded")
    flight.load(0, tenant: 1, claim: 1, position: 1)
    #expect(flight.handOver(0))
    #expect(flight.handOver(0), "a call that is made anew asks again")
    flight.answer(0, .unknown(reason: "no answer"))
    flight.answer(0, .accepted(ProviderAnswer(code: "250")))
    #expect(flight.contents(0).outcome == .unknown(reason: "no answer"))
    #expect(!flight.handOver(0))
    #expect(!flight.handOver(7), "there is no such slot")
  }

  @Test func outcomesOfAnyLengthFitAndKeepWhatDecides() throws {
    defer { remove() }
    let flight = try FlightFile(path: path, slotCount: 1)
    flight.clear()
    let long = String(repeating: "ä", count: 5_000)
    let outcomes: [HandOffOutcome] = [
      .accepted(ProviderAnswer(code: "250", text: long, providerID: long)),
      .refusedForNow(
        ProviderAnswer(code: long, enhancedCode: long, text: long, providerID: long, retryAfterSeconds: 9)),
      .refused(ProviderAnswer(code: "550", enhancedCode: "5.1.1", text: long)),
      .notHandedOff(reason: long), .unknown(reason: long),
    ]
    for outcome in outcomes {
      flight.load(0, tenant: 1, claim: 1, position: 1)
      flight.answer(0, outcome)
      let found = try #require(flight.contents(0).outcome)
      switch (outcome, found) {
      case (.accepted(let given), .accepted(let answer)), (.refused(let given), .refused(let answer)):
        #expect(answer.code == given.code && answer.enhancedCode == given.enhancedCode)
        #expect(!answer.text.isEmpty && given.text.hasPrefix(answer.text))
      case (.refusedForNow, .refusedForNow(let answer)): #expect(answer.retryAfterSeconds == 9)
      case (.notHandedOff, .notHandedOff(let reason)), (.unknown, .unknown(let reason)):
        #expect(reason.count > 200 && long.hasPrefix(reason))
      default: Issue.record("\(found) is no \(outcome)")
      }
      flight.free(0)
    }
  }

  @Test func aFileOfAnotherFormIsRefused() throws {
    defer { remove() }
    _ = try FlightFile(path: path, slotCount: 4)
    #expect(throws: FlightError.self) { try FlightFile(path: path, slotCount: 5) }
    try Data(repeating: 0x41, count: 4096 + 4 * 512).write(to: URL(filePath: path))
    #expect(throws: FlightError.self) { try FlightFile(path: path, slotCount: 4) }
  }

  @Test func whoWaitsIsWokenOnce() throws {
    defer { remove() }
    let flight = try FlightFile(path: path, slotCount: 1)
    #expect(!flight.takeAwait())
    flight.await()
    #expect(flight.takeAwait())
    #expect(!flight.takeAwait())
  }

  @Test func whatIsWithdrawnIsNotHandedOverAndKeepsItsSlotUntilItIsAnswered() throws {
    defer { remove() }
    let flight = try FlightFile(path: path, slotCount: 2)
    flight.clear()
    for slot in 0..<2 { flight.load(slot, tenant: 1, claim: 1, position: Int64(slot)) }
    let report = FlightReport(flight, slots: [0, 1], notAfter: [.max, .max], now: { 0 }, wake: {})
    #expect(report.mayComplete(1))
    flight.withdraw(0)
    flight.withdraw(1)
    #expect(!flight.isAnswered(0) && flight.contents(0).state == .withdrawn)
    #expect(flight.contents(1).state == .handedOver, "it is too late for this one")
    #expect(!report.mayComplete(0))
    #expect(flight.contents(0).outcome == .notHandedOff(reason: "it was withdrawn"))
    report.settle(1, .accepted(ProviderAnswer(code: "250")))
    #expect(flight.contents(1).outcome == .accepted(ProviderAnswer(code: "250")))
  }
}
