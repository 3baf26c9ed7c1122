import CampaignHandOff
import CryptoExtras
import Foundation
import JWTKit
import Testing

@testable import CampaignDelivery

/// FCM's HTTP v1 API, across a socket.
@Suite struct FCMTests {
  /// A key of the tests' own.
  static let key = Result { try _RSA.Signing.PrivateKey(keySize: .bits2048) }

  static func account(_ standin: Standin, change: ([String: String]) -> [String: String] = { $0 }) throws -> String {
    let path = standin.scratch.appending(path: "account-\(UUID().uuidString).json")
    let fields = change([
      "type": "service_account", "project_id": "shop-1", "private_key_id": "kid-1",
      "private_key": try key.get().pkcs8PEMRepresentation, "client_email": "sender@shop-1.example",
      "token_uri": "http://127.0.0.1:\(standin.port)/token",
    ])
    try JSONEncoder().encode(fields).write(to: path)
    return path.path
  }

  static func channel(
    _ standin: Standin, concurrency: Int = 4, now: @escaping @Sendable () -> Int64 = systemSeconds
  ) throws -> FCMChannel {
    try FCMChannel(
      FCMConfiguration(
        base: try standin.url(""), projectID: "shop-1", account: ServiceAccount(path: account(standin)),
        connection: HTTPConnectionSettings(concurrency: concurrency, answerTimeoutSeconds: 10)), now: now)
  }

  static func error(_ status: Int, _ name: String, _ code: String?, headers: [String: String] = [:]) -> Standin.LaidDown
  {
    let detail = code.map { #"{"@type":"type.googleapis.com/google.firebase.fcm.v1.FcmError","errorCode":"\#($0)"}"# }
    let details = [#"{"@type":"type.googleapis.com/google.rpc.BadRequest","fieldViolations":[]}"#, detail].compactMap(
      \.self)
    return .init(
      kind: "fcm", status: status, headers: headers.merging(["Content-Type": "application/json"]) { $1 },
      body:
        #"{"error":{"code":\#(status),"message":"why","status":"\#(name)","details":[\#(details.joined(separator: ","))]}}"#
    )
  }

  @Test func manyMessagesWithOneToken() async throws {
    let standin = try Standin("--delay-seconds", "0.1")
    let channel = try Self.channel(standin, concurrency: 8)
    let batch = OutboundBatch(idempotencyKey: "", messages: (0..<20).map { Samples.push("p-\($0)") })
    let outcomes = await channel.outcomes(batch)
    await channel.close()
    #expect(outcomes.allSatisfy { $0?.word == "accepted" })
    #expect(outcomes.allSatisfy { $0?.answer?.providerID?.hasPrefix("projects/p/messages/") == true })
    let lines = try standin.journal()
    #expect(lines.filter { $0.kind == "token" }.count == 1)
    #expect(Set(lines.flatMap { $0.taken ?? [] }).count == 20)
    #expect(lines.map(\.active).max() == 8)
  }

  @Test func theAssertionIsSignedForTheEndpoint() async throws {
    let standin = try Standin()
    let clock = TestClock()
    let channel = try Self.channel(standin, now: clock.now)
    _ = try await channel.outcome(Samples.push("p"))
    await channel.close()
    let assertion = try #require(try standin.journal().first { $0.kind == "token" }?.assertion)
    let keys = JWTKeyCollection()
    await keys.add(
      rsa: try Insecure.RSA.PublicKey(pem: Self.key.get().publicKey.pemRepresentation), digestAlgorithm: .sha256,
      kid: "kid-1")
    let grant = try await keys.verify(assertion, as: TokenGrant.self)
    #expect(grant.iss == "sender@shop-1.example")
    #expect(grant.aud == "http://127.0.0.1:\(standin.port)/token")
    #expect(grant.scope == "https://www.googleapis.com/auth/firebase.messaging")
    #expect(grant.iat == clock.now() && grant.exp == clock.now() + 3_600)
    let other = JWTKeyCollection()
    await other.add(
      rsa: try Insecure.RSA.PublicKey(pem: _RSA.Signing.PrivateKey(keySize: .bits2048).publicKey.pemRepresentation),
      digestAlgorithm: .sha256, kid: "kid-1")
    await #expect(throws: (any Error).self) { try await other.verify(assertion, as: TokenGrant.self) }
  }

  @Test func aTokenIsKeptUntilShortlyBeforeItsEnd() async throws {
    let standin = try Standin()
    let clock = TestClock()
    let channel = try Self.channel(standin, now: clock.now)
    func tokens() throws -> Int { try standin.journal().filter { $0.kind == "token" }.count }
    _ = try await channel.outcome(Samples.push("a"))
    clock.advance(3_539)
    _ = try await channel.outcome(Samples.push("b"))
    #expect(try tokens() == 1)
    clock.advance(1)
    _ = try await channel.outcome(Samples.push("c"))
    #expect(try tokens() == 2)
    await channel.close()
  }

  @Test func aTokenThatIsWithdrawnIsReplacedOnce() async throws {
    let standin = try Standin()
    let clock = TestClock()
    let channel = try Self.channel(standin, now: clock.now)
    _ = try await channel.outcome(Samples.push("a"))
    try await standin.revokeTokens()
    clock.advance(10)
    let recorder = Recorder()
    let batch = OutboundBatch(idempotencyKey: "", messages: [Samples.push("b")])
    #expect(await channel.outcomes(batch, recorder)[0]?.word == "accepted")
    #expect(recorder.asked(0) == 2)
    #expect(try standin.journal().map(\.kind) == ["token", "fcm", "fcm", "token", "fcm"])
    // Whatever the token: one more call, and no third one.
    clock.advance(10)
    let unauthorized = Self.error(401, "UNAUTHENTICATED", nil)
    try await standin.layDown(unauthorized, unauthorized)
    #expect(try await channel.outcome(Samples.push("c")).word == "for now")
    #expect(try standin.journal().dropFirst(5).map(\.kind) == ["fcm", "token", "fcm"])
    await channel.close()
  }

  @Test func errorsAreRead() async throws {
    let standin = try Standin()
    let channel = try Self.channel(standin)
    let expected: [(Standin.LaidDown, String, String?)] = [
      (Self.error(404, "NOT_FOUND", "UNREGISTERED"), "refused", "UNREGISTERED"),
      (Self.error(403, "PERMISSION_DENIED", "SENDER_ID_MISMATCH"), "refused", "SENDER_ID_MISMATCH"),
      (Self.error(400, "INVALID_ARGUMENT", "INVALID_ARGUMENT"), "refused", "INVALID_ARGUMENT"),
      (Self.error(400, "INVALID_ARGUMENT", nil), "refused", "INVALID_ARGUMENT"),
      (Self.error(429, "RESOURCE_EXHAUSTED", "QUOTA_EXCEEDED"), "for now", "QUOTA_EXCEEDED"),
      (Self.error(503, "UNAVAILABLE", "UNAVAILABLE", headers: ["Retry-After": "9"]), "for now", "UNAVAILABLE"),
      (Self.error(500, "INTERNAL", "INTERNAL"), "unknown", nil),
      (Self.error(401, "UNAUTHENTICATED", "THIRD_PARTY_AUTH_ERROR"), "for now", "THIRD_PARTY_AUTH_ERROR"),
      (Self.error(403, "PERMISSION_DENIED", nil), "for now", "PERMISSION_DENIED"),
      (Self.error(404, "NOT_FOUND", nil), "for now", "NOT_FOUND"),
      (.init(kind: "fcm", status: 404, body: "<html>"), "for now", "404"),
      (.init(kind: "fcm", status: 502, body: "<html>"), "unknown", nil),
      (.init(kind: "fcm", status: 302, headers: ["Location": "/"]), "for now", "302"),
      (.init(kind: "fcm", status: 200, body: "<html>"), "unknown", nil),
      (.init(kind: "fcm", status: 200, headers: ["Content-Type": "text/html"], body: #"{"name":"n"}"#), "unknown", nil),
      // Words of the message's fault from a server that fails do not count.
      (Self.error(500, "NOT_FOUND", "UNREGISTERED"), "unknown", nil),
      (.init(kind: "fcm", fault: "drop_before"), "unknown", nil),
    ]
    for (index, (laid, word, code)) in expected.enumerated() {
      try await standin.layDown(laid)
      let outcome = try await channel.outcome(Samples.push("p-\(index)"))
      #expect(outcome.word == word, "case \(index)")
      #expect(outcome.answer?.code == code, "case \(index)")
      if index == 4 { #expect(outcome.answer?.retryAfterSeconds == 60) }
      if index == 5 { #expect(outcome.answer?.retryAfterSeconds == 9) }
    }
    await channel.close()
    // A third party's credential is not mended by another token.
    #expect(try standin.journal().filter { $0.kind == "token" }.count == 1)
  }

  @Test func withoutATokenNothingIsBegun() async throws {
    let standin = try Standin()
    let clock = TestClock()
    let channel = try Self.channel(standin, now: clock.now)
    let json = ["Content-Type": "application/json"]
    let cases: [(Standin.LaidDown, String)] = [
      (
        .init(kind: "token", status: 400, headers: json, body: #"{"error":"invalid_grant","error_description":"no"}"#),
        "for now"
      ),
      (.init(kind: "token", status: 500), "for now"), (.init(kind: "token", fault: "drop_before"), "not handed off"),
      (.init(kind: "token", headers: json, body: "{}"), "not handed off"),
      (.init(kind: "token", headers: json, body: #"{"access_token":"a\r\nb","expires_in":3600}"#), "not handed off"),
      (.init(kind: "token", headers: json, body: #"{"access_token":"a","expires_in":0}"#), "not handed off"),
    ]
    for (laid, word) in cases {
      try await standin.layDown(laid)
      let recorder = Recorder()
      let batch = OutboundBatch(idempotencyKey: "", messages: (0..<5).map { Samples.push("p-\($0)") })
      let outcomes = await channel.outcomes(batch, recorder)
      #expect(outcomes.allSatisfy { $0?.word == word })
      #expect((0..<5).allSatisfy { recorder.asked($0) == 0 })
      clock.advance(6)
    }
    #expect(try standin.journal().map(\.kind) == Array(repeating: "token", count: cases.count))
    #expect(try await channel.outcome(Samples.push("p")).word == "accepted")
    await channel.close()
  }

  @Test func aPayload() throws {
    let message = Samples.push("p-1")
    guard case .push(let push) = message.content else { return }
    #expect(
      String(decoding: FCMPayload.bytes(message, push), as: UTF8.self)
        == #"{"message":{"token":"registration:token","notification":{"title":"T","body":"B"},"#
        + #""data":{"id":"p-1","link":"https://shop.example/a"},"android":{"notification":{"tag":"p-1"}},"#
        + #""webpush":{"notification":{"tag":"p-1"},"fcm_options":{"link":"https://shop.example/a"}},"#
        + #""apns":{"headers":{"apns-collapse-id":"p-1"}}}}"#)
    // Other links than https would make FCM refuse the whole message.
    let app = OutboundMessage.PushContent(title: "T", body: "B", link: "shop://cart")
    let text = String(decoding: FCMPayload.bytes(message, app), as: UTF8.self)
    #expect(text.contains(#""link":"shop://cart""#) && !text.contains("fcm_options"))
    #expect(throws: Never.self) { try JSONDecoder().decode(AnyObjectOfJSON.self, from: Data(text.utf8)) }
  }

  private struct AnyObjectOfJSON: Decodable {
    struct Message: Decodable { var token: String }
    var message: Message
  }

  @Test func otherContentIsNotBegun() async throws {
    let standin = try Standin()
    let channel = try Self.channel(standin)
    #expect(try await channel.outcome(Samples.text("t")).word == "not handed off")
    await channel.close()
    #expect(try standin.journal().isEmpty)
  }

  @Test func keyFilesThatAreRefused() throws {
    let standin = try Standin()
    let changes: [([String: String]) -> [String: String]] = [
      { $0.filter { $0.key != "client_email" } }, { $0.filter { $0.key != "private_key" } },
      { $0.filter { $0.key != "token_uri" } }, { $0.merging(["private_key": "hush"]) { $1 } },
      { $0.merging(["token_uri": "http://hush.example/token"]) { $1 } },
    ]
    for change in changes {
      let path = try Self.account(standin, change: change)
      let error = #expect(throws: ChannelConfigurationError.self) { try ServiceAccount(path: path) }
      #expect(error.map { "\($0)".contains(path) && !"\($0)".contains("hush") && !"\($0)".contains("PRIVATE") } == true)
    }
    #expect(throws: ChannelConfigurationError.self) { try ServiceAccount(path: "/nowhere/account.json") }
    #expect(throws: ChannelConfigurationError.self) { try ServiceAccount(path: "/dev") }
    let account = try ServiceAccount(path: Self.account(standin))
    var dumped = ""
    dump(account, to: &dumped)
    #expect(!"\(account) \(dumped)".contains("sender@"))
  }
}
