import Foundation
import Testing

@testable import CampaignDelivery

/// An SMS API of Twilio's kind, across a socket.
@Suite struct SMSTests {
  static let token = "a1b2c3d4e5f60718293a4b5c6d7e8f90"

  static func channel(_ standin: Standin, service: String? = nil, callback: String? = nil) throws -> SMSChannel {
    try SMSChannel(
      SMSConfiguration(
        base: try standin.url("/"), accountSID: "AC123", authToken: Secret(token), messagingServiceSID: service,
        statusCallback: callback.map { try ProviderURL($0, setting: "status-callback") },
        connection: HTTPConnectionSettings(answerTimeoutSeconds: 10)))
  }

  @Test func messagesAreTaken() async throws {
    let standin = try Standin("--secret", Self.token, "--refuse", "0.3", "--refuse-temporarily", "0.3")
    let channel = try Self.channel(standin, callback: "https://engine.example/sms?tenant=1")
    let batch = Samples.batch("s", 20)
    let outcomes = await channel.outcomes(batch)
    await channel.close()
    let taken = try Set(standin.journal().flatMap { $0.taken ?? [] })
    #expect(Set(outcomes.map { $0?.word }) == ["accepted", "refused", "for now"])
    for (message, outcome) in zip(batch.messages, outcomes) {
      #expect((outcome?.word == "accepted") == taken.contains(message.id))
      #expect((outcome?.answer?.providerID?.hasPrefix("SM") == true) == taken.contains(message.id))
    }
  }

  @Test func answersAreRead() async throws {
    let standin = try Standin()
    let channel = try Self.channel(standin)
    func error(_ status: Int, _ code: Int) -> Standin.LaidDown {
      .init(
        kind: "sms", status: status, headers: ["Content-Type": "application/json"],
        body: #"{"code":\#(code),"message":"why","status":\#(status)}"#)
    }
    let expected: [(Standin.LaidDown, String, String?)] = [
      (error(400, 21211), "refused", "21211"), (error(400, 21610), "refused", "21610"),
      (error(400, 21614), "refused", "21614"), (error(400, 30003), "refused", "30003"),
      (error(429, 20429), "for now", "20429"), (error(401, 20003), "for now", "20003"),
      (error(403, 20003), "for now", "20003"), (error(400, 21606), "for now", "21606"),
      (error(404, 20404), "for now", "20404"), (error(503, 20503), "for now", "20503"),
      (error(500, 20500), "unknown", nil), (error(500, 21610), "unknown", nil),
      (.init(kind: "sms", status: 400, body: "{"), "for now", "400"), (.init(kind: "sms", status: 201), "unknown", nil),
      (
        .init(kind: "sms", status: 201, headers: ["Content-Type": "application/json"], body: #"{"sid":""}"#), "unknown",
        nil
      ),
      (.init(kind: "sms", status: 307, headers: ["Location": "/"]), "for now", "307"),
      (.init(kind: "sms", fault: "drop_after"), "unknown", nil),
    ]
    for (index, (laid, word, code)) in expected.enumerated() {
      try await standin.layDown(laid)
      let outcome = try await channel.outcome(Samples.text("t-\(index)"))
      #expect(outcome.word == word, "case \(index)")
      #expect(outcome.answer?.code == code, "case \(index)")
      #expect(!"\(outcome)".contains(Self.token))
    }
    await channel.close()
  }

  @Test func messagesThatMayNotGo() async throws {
    let standin = try Standin()
    let channel = try Self.channel(standin)
    var batch = Samples.batch("s", 4)
    batch.messages[2].notAfter = 1
    batch.messages[3] = Samples.push("p")
    let outcomes = await channel.outcomes(batch, Recorder(mayNot: [1]))
    await channel.close()
    #expect(outcomes.map { $0?.word } == ["accepted", nil, "not handed off", "not handed off"])
    #expect(try standin.journal().count == 1)
  }

  @Test func aForm() {
    var form = FormText()
    form.add("To", "+4791234567")
    form.add("Body", "æ & b=c*-._~ \n")
    #expect(String(decoding: form.bytes, as: UTF8.self) == "To=%2B4791234567&Body=%C3%A6+%26+b%3Dc*-._%7E+%0A")
    #expect(FormParameters(form.bytes)?["Body"] == "æ & b=c*-._~ \n")
  }

  @Test(arguments: [("", "t"), ("AC/1", "t"), ("AC1", ""), ("AC1", "t\n")]) func settings(
    account: String, token: String
  ) throws {
    let base = try ProviderURL("https://api.provider.example", setting: "base")
    #expect(throws: ChannelConfigurationError.self) {
      try SMSChannel(SMSConfiguration(base: base, accountSID: account, authToken: Secret(token)))
    }
  }
}
