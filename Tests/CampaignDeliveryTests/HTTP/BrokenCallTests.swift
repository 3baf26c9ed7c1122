import CampaignHandOff
import Foundation
import Testing

@testable import CampaignDelivery

/// What is sure not to have arrived, and what may have.
@Suite struct BrokenCallTests {
  private func outcome(_ channel: HTTPBatchChannel) async throws -> HandOffOutcome {
    let outcome = try #require(await channel.outcomes(Samples.batch("k", 1))[0])
    await channel.close()
    return outcome
  }

  @Test func nobodyListens() async throws {
    let listener = try SilentListener(listens: false)
    let channel = try HTTPBatchTests.channel(try ProviderURL("http://127.0.0.1:\(listener.port)/", setting: "url"))
    let outcome = try await outcome(channel)
    #expect(outcome == .notHandedOff(reason: "no connection: refused"))
    withExtendedLifetime(listener) {}
  }

  @Test func noSuchHost() async throws {
    // A label of more than 63 characters: no resolver asks anyone for it.
    let host = String(repeating: "a", count: 70) + ".example"
    let channel = try HTTPBatchTests.channel(try ProviderURL("https://\(host)/", setting: "url"))
    let outcome = try await outcome(channel)
    #expect(outcome.word == "not handed off")
    #expect(!"\(outcome)".contains(host))
  }

  @Test func noTLS() async throws {
    let standin = try Standin()
    let channel = try HTTPBatchTests.channel(try standin.url("/v1/messages", scheme: "https"))
    #expect(try await outcome(channel).word == "not handed off")
  }

  @Test func tlsThatNeverAnswers() async throws {
    let listener = try SilentListener()
    let channel = try HTTPBatchTests.channel(
      try ProviderURL("https://127.0.0.1:\(listener.port)/", setting: "url"), connectTimeoutSeconds: 1)
    #expect(try await outcome(channel).word == "not handed off")
    withExtendedLifetime(listener) {}
  }

  @Test func noAnswerInTime() async throws {
    let listener = try SilentListener()
    let channel = try HTTPBatchTests.channel(
      try ProviderURL("http://127.0.0.1:\(listener.port)/", setting: "url"), answerTimeoutSeconds: 1)
    #expect(try await outcome(channel).word == "unknown")
    withExtendedLifetime(listener) {}
  }

  @Test(arguments: ["--drop-before", "--drop-after"]) func droppedAfterTheBodyIsUnknown(fault: String) async throws {
    let standin = try Standin(fault, "1")
    let channel = try HTTPBatchTests.channel(try standin.url("/v1/messages"))
    #expect(try await outcome(channel).word == "unknown")
    #expect(try standin.journal()[0].taken == (fault == "--drop-after" ? ["k-0"] : []))
  }

  @Test func stalled() async throws {
    let standin = try Standin("--stall", "1", "--stall-seconds", "20")
    let channel = try HTTPBatchTests.channel(try standin.url("/v1/messages"), answerTimeoutSeconds: 1)
    #expect(try await outcome(channel).word == "unknown")
  }

  @Test func throttled() async throws {
    let standin = try Standin("--throttle", "1")
    let channel = try HTTPBatchTests.channel(try standin.url("/v1/messages"))
    let outcome = try await outcome(channel)
    #expect(outcome.word == "for now")
    #expect(outcome.answer?.retryAfterSeconds.map((1...6).contains) == true)
  }

  @Test func aCertificateIsTrustedOnlyIfItIsGiven() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "tls-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let (certificate, key) = (folder.appending(path: "cert.pem").path, folder.appending(path: "key.pem").path)
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/timeout")
    process.arguments = [
      "30", "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-keyout", key, "-out",
      certificate,
      "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1",
    ]
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    let standin = try Standin("--tls", certificate, key)
    let url = try standin.url("/v1/messages", scheme: "https")
    let distrusting = try await outcome(HTTPBatchTests.channel(url))
    #expect(distrusting.word == "not handed off")
    #expect("\(distrusting)".contains("TLS"))
    #expect(try standin.journal().isEmpty)
    #expect(try await outcome(HTTPBatchTests.channel(url, certificates: certificate)).word == "accepted")
  }

  /// With every fault at once, by many seeds: what a channel is sure of is so, and a batch that is handed off until its outcome is known
  /// is taken once.
  @Test func underFaultsNothingIsTakenTwice() async throws {
    let standin = try Standin(
      "--seed", "3", "--drop-before", "0.15", "--drop-after", "0.2", "--throttle", "0.15", "--garbage", "0.1",
      "--refuse", "0.1", "--refuse-temporarily", "0.1")
    let channel = try HTTPBatchTests.channel(try standin.url("/v1/messages"))
    for number in 0..<60 {
      let batch = Samples.batch("b\(number)", 4)
      var last: [HandOffOutcome?] = []
      for _ in 0..<20 {
        last = await channel.outcomes(batch)
        if !last.contains(where: { $0?.word == "unknown" || $0?.answer?.code == "busy" }) { break }
      }
      let taken = try standin.journal().filter { $0.key == batch.idempotencyKey }.flatMap { $0.taken ?? [] }
      #expect(Set(taken).count == taken.count)
      #expect(Set(zip(batch.messages, last).filter { $0.1?.word == "accepted" }.map(\.0.id)) == Set(taken), "\(number)")
    }
    await channel.close()
    #expect(try standin.journal().allSatisfy { $0.kind == "batch" })
  }
}
