import Foundation
import Testing

@testable import CampaignDelivery

/// The batch channel against a provider across a socket.
@Suite struct HTTPBatchTests {
  static let secret = "tq8Vb2sLw0Zk4Xn6Yr1Jd3Hg"

  static func channel(
    _ url: ProviderURL, concurrency: Int = 4, answerTimeoutSeconds: Int = 20, connectTimeoutSeconds: Int = 5,
    certificates: String? = nil, now: @escaping @Sendable () -> Int64 = systemSeconds
  ) throws -> HTTPBatchChannel {
    try HTTPBatchChannel(
      HTTPBatchConfiguration(
        url: url, credentials: .bearer(Secret(secret)),
        connection: HTTPConnectionSettings(
          concurrency: concurrency, connectTimeoutSeconds: connectTimeoutSeconds,
          answerTimeoutSeconds: answerTimeoutSeconds, certificateAuthoritiesFile: certificates)), now: now)
  }

  @Test func eachMessageHasItsVerdict() async throws {
    let standin = try Standin("--secret", Self.secret, "--refuse", "0.3", "--refuse-temporarily", "0.3")
    let channel = try Self.channel(try standin.url("/v1/messages"))
    let batch = Samples.batch("k", 40)
    let outcomes = await channel.outcomes(batch)
    await channel.close()
    let taken = try Set(standin.journal()[0].taken ?? [])
    #expect(Set(outcomes.map { $0?.word }) == ["accepted", "refused", "for now"])
    for (message, outcome) in zip(batch.messages, outcomes) {
      #expect((outcome?.word == "accepted") == taken.contains(message.id))
      #expect((outcome?.answer?.providerID != nil) == taken.contains(message.id))
      if outcome?.word == "for now" { #expect(outcome?.answer?.retryAfterSeconds == 7) }
      if outcome?.word == "refused" { #expect(outcome?.answer?.enhancedCode == "5.1.1") }
    }
  }

  @Test func theSameKeyHasTheSameAnswer() async throws {
    let standin = try Standin()
    let channel = try Self.channel(try standin.url("/v1/messages"))
    let first = await channel.outcomes(Samples.batch("k", 5))
    let second = await channel.outcomes(Samples.batch("k", 5))
    await channel.close()
    #expect(first == second)
    let lines = try standin.journal()
    #expect(lines.map(\.isRepeat) == [false, true])
    #expect(lines[0].sha256 == lines[1].sha256)
  }

  @Test func aKeyWithOtherBytesIsSeenByTheProvider() async throws {
    let standin = try Standin()
    let channel = try Self.channel(try standin.url("/v1/messages"))
    _ = await channel.outcomes(Samples.batch("k", 5))
    var other = Samples.batch("k", 5)
    other.messages.removeLast()
    #expect(await channel.outcomes(other).map { $0?.word } == Array(repeating: "refused", count: 4))
    await channel.close()
    #expect(try standin.journal().map(\.kind) == ["batch", "key_mismatch"])
  }

  @Test func aCallThatFailsAsAWhole() async throws {
    let standin = try Standin()
    let channel = try Self.channel(try standin.url("/v1/messages"))
    let expected: [(Int, String)] = [
      (400, "refused"), (401, "for now"), (402, "for now"), (403, "for now"), (404, "refused"), (405, "for now"),
      (407, "for now"), (408, "unknown"), (409, "unknown"), (410, "refused"), (413, "for now"), (415, "for now"),
      (422, "refused"), (425, "unknown"), (429, "for now"), (500, "unknown"), (501, "unknown"), (502, "unknown"),
      (503, "for now"), (504, "unknown"), (599, "unknown"), (204, "unknown"), (200, "unknown"),
    ]
    for (status, word) in expected {
      try await standin.layDown(
        .init(status: status, headers: ["Retry-After": "17", "Content-Type": "application/json"]))
      let outcomes = await channel.outcomes(Samples.batch("k\(status)", 2))
      #expect(outcomes.map { $0?.word } == [word, word], "\(status)")
      guard let answer = outcomes[0]?.answer else { continue }
      #expect(answer.code == "\(status)")
      #expect(answer.retryAfterSeconds == 17)
      #expect(answer.text.contains("check") == (word == "for now" && ![429, 503].contains(status)), "\(answer.text)")
    }
    await channel.close()
  }

  @Test(arguments: [300, 301, 302, 303, 307, 308]) func redirectionsAreNotFollowed(status: Int) async throws {
    let standin = try Standin()
    let channel = try Self.channel(try standin.url("/v1/messages"))
    try await standin.layDown(.init(status: status, headers: ["Location": "/v1/messages"]))
    #expect(await channel.outcomes(Samples.batch("k", 2)).map { $0?.word } == ["for now", "for now"])
    await channel.close()
    #expect(try standin.journal().count == 1)
  }

  @Test func retryAfterCanBeADate() async throws {
    let standin = try Standin()
    let clock = TestClock(784_111_777 - 90)
    let channel = try Self.channel(try standin.url("/v1/messages"), now: clock.now)
    try await standin.layDown(.init(status: 503, headers: ["Retry-After": "Sun, 06 Nov 1994 08:49:37 GMT"]))
    #expect(await channel.outcomes(Samples.batch("k", 1))[0]?.answer?.retryAfterSeconds == 90)
    await channel.close()
  }

  @Test func theProvidersWordsLoseWhatIsPersonal() async throws {
    let standin = try Standin()
    let channel = try Self.channel(try standin.url("/v1/messages"))
    let words = "no route to Member@Mail.example or +47 912 34 567\\nwith \(Self.secret)"
    try await standin.layDown(
      .init(
        status: 422, headers: ["Content-Type": "application/json"], body: #"{"code":"no_route","text":"\#(words)"}"#))
    let answer = await channel.outcomes(Samples.batch("k", 1))[0]?.answer
    await channel.close()
    #expect(answer?.code == "no_route")
    #expect(answer?.text == "no route to <address> or <number> with <token>")
  }

  @Test func anAnswerThatIsNotOne() async throws {
    let standin = try Standin()
    let channel = try Self.channel(try standin.url("/v1/messages"))
    let json = ["Content-Type": "application/json; charset=utf-8"]
    let one = #"{"id":"k-0","status":"accepted"}"#
    let cases: [(Standin.LaidDown, [String])] = [
      (.init(headers: json, body: #"{"results":[\#(one)]}"#), ["accepted", "unknown"]),
      (.init(headers: json, body: #"{"results":[\#(one),\#(one)]}"#), ["unknown", "unknown"]),
      (.init(headers: json, body: #"{"results":[\#(one),{"id":"k-1","status":"queued"}]}"#), ["accepted", "unknown"]),
      (
        .init(headers: json, body: #"{"results":[\#(one),{"id":7},8,null,{"id":"x","status":"accepted"}]}"#),
        ["accepted", "unknown"]
      ),
      (.init(headers: json, body: #"{"results":[\#(one)"#), ["unknown", "unknown"]),
      (.init(headers: json, body: #"{"results":{}}"#), ["unknown", "unknown"]),
      (.init(headers: json, body: #"{"results":[\#(one)]}"#, cut: true), ["unknown", "unknown"]),
      (.init(headers: ["Content-Type": "text/html"], body: #"{"results":[\#(one)]}"#), ["unknown", "unknown"]),
      (.init(headers: json, body: "[", repeatBytes: 100_000), ["unknown", "unknown"]),
      (.init(headers: json, body: " ", repeatBytes: HTTPCaller.answerLimitBytes + 1), ["unknown", "unknown"]),
      (.init(status: 429, headers: json, body: "{", cut: true), ["for now", "for now"]),
    ]
    for (index, (laid, words)) in cases.enumerated() {
      try await standin.layDown(laid)
      #expect(await channel.outcomes(Samples.batch("k", 2)).map { $0?.word } == words, "case \(index)")
    }
    await channel.close()
  }

  @Test func thousandsOfAnswersOfGarbage() async throws {
    let standin = try Standin("--garbage", "1", "--seed", "7")
    let channel = try Self.channel(try standin.url("/v1/messages"))
    var words: [String: Int] = [:]
    for seed in 0..<1_000 {
      let outcomes = await channel.outcomes(Samples.batch("g\(seed)", 3))
      for outcome in outcomes {
        words[outcome?.word ?? "nothing", default: 0] += 1
        if let answer = outcome?.answer { #expect(answer.text.utf8.count <= 200 && answer.code.utf8.count <= 40) }
      }
    }
    await channel.close()
    // Everything was taken: no garbage may make the engine believe that something was not.
    #expect(Set(words.keys) == ["accepted", "unknown"], "\(words)")
    #expect(try Set(standin.journal().flatMap { $0.taken ?? [] }).count == 3_000)
  }
}
