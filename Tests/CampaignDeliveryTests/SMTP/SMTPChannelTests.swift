import CampaignHandOff
import Foundation
import Testing

@testable import CampaignDelivery

/// The channel against a mail server that writes down what it takes.
@Suite(.timeLimit(.minutes(2))) struct SMTPChannelTests {
  private func batch(_ count: Int, from first: Int = 0, body: String = "Hello") -> OutboundBatch {
    let messages = (first..<(first + count)).map { number in
      let mail = "From: a@shop.example\r\nTo: m\(number)@mail.example\r\nX-Id: \(number)\r\n\r\n\(body)\r\n"
      return OutboundMessage(
        id: "1-1-\(number)", sender: "Shop <a@shop.example>", address: "m\(number)@mail.example",
        returnPath: "a@shop.example", content: .mail(Array(mail.utf8)), notAfter: .max)
    }
    return OutboundBatch(idempotencyKey: "1-1-\(first)", messages: messages)
  }

  @Test(arguments: [[], ["--no-pipelining"], ["--limit-messages-per-connection", "7"]])
  func allThatIsAcceptedWasTakenOnce(_ arguments: [String]) async throws {
    let server = try MailServer(arguments)
    let channel = try SMTPChannel(server.configuration)
    let reports = (0..<4).map { _ in Recorder() }
    await withTaskGroup(of: Void.self) { group in
      for (number, report) in reports.enumerated() {
        group.addTask { await channel.handOff(batch(60, from: number * 60), report: report) }
      }
    }
    await channel.close()
    let taken = try server.taken()
    for (number, report) in reports.enumerated() {
      for (index, outcome) in report.outcomes(60).enumerated() {
        guard case .accepted(let answer)? = outcome else {
          Issue.record("message \(index): \(String(describing: outcome))")
          continue
        }
        #expect(answer.code == "250" && taken["\(number * 60 + index)"] == 1)
      }
    }
    #expect(taken.count == 240)
  }

  @Test(arguments: 1...4)
  func refusalsAndBrokenConnectionsAreToldAsTheyWere(_ seed: Int) async throws {
    let server = try MailServer([
      "--seed", "\(seed)", "--refuse-temporarily", "20", "--refuse", "10", "--drop", "15", "--stall-percent", "5",
      "--stall", "0.1",
    ])
    let channel = try SMTPChannel(server.configuration)
    var kinds: Set<String> = []
    for round in 0..<4 {
      let reports = Recorder()
      await channel.handOff(batch(50, from: round * 50), report: reports)
      let taken = try server.taken()
      for (index, outcome) in reports.outcomes(50).enumerated() {
        let count = taken["\(round * 50 + index)"] ?? 0
        let outcome = try #require(outcome, "message \(index) of round \(round)")
        switch outcome {
        case .accepted: #expect(count == 1)
        case .refused, .refusedForNow, .notHandedOff: #expect(count == 0, "\(outcome)")
        case .unknown: #expect(count <= 1)
        }
        kinds.insert(outcome.word)
      }
    }
    await channel.close()
    #expect(kinds.isSuperset(of: ["accepted", "refused", "for now"]))
  }

  @Test func whatMustNotGoDoesNot() async throws {
    let server = try MailServer()
    let channel = try SMTPChannel(server.configuration)
    let reports = Recorder(mayNot: [0, 3, 4, 9])
    await channel.handOff(batch(10), report: reports)
    await channel.close()
    #expect(reports.outcomes(10).indices.filter { reports.outcomes(10)[$0] != nil } == [1, 2, 5, 6, 7, 8])
    #expect(try Set(server.taken().keys) == ["1", "2", "5", "6", "7", "8"])
  }

  @Test func linesThatBeginWithADotArriveAsTheyWere() async throws {
    let server = try MailServer()
    let channel = try SMTPChannel(server.configuration)
    let reports = Recorder()
    await channel.handOff(batch(3, body: ".\r\n..\r\n.hidden\r\nend"), report: reports)
    await channel.handOff(batch(1, from: 3), report: Recorder())
    await channel.close()
    #expect(try server.taken() == ["0": 1, "1": 1, "2": 1, "3": 1], "no dot ended a message early")
  }

  @Test func withoutAServerNothingWasHandedOff() async throws {
    var configuration: SMTPConfiguration?
    do { configuration = try MailServer().configuration }
    let channel = try SMTPChannel(try #require(configuration))
    let reports = Recorder()
    await channel.handOff(batch(3), report: reports)
    await channel.close()
    #expect(reports.outcomes(3).map { $0?.word } == Array(repeating: "not handed off", count: 3))
  }

  @Test func passwordsGoNowhereReadable() {
    let configuration = SMTPConfiguration(
      host: "mail.example", port: 25, security: .none, credentials: .init(user: "a", password: "b"),
      heloName: "x.example")
    #expect(throws: SMTPConfigurationError.self) { try SMTPChannel(configuration) }
  }
}
