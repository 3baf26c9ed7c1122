import Crypto
import Foundation
import Testing

@testable import CampaignDelivery

/// Webhooks that are believed, and those that are not.
@Suite struct WebhookVerifierTests {
  static let now: Int64 = 1_800_000_000
  static let body = Array(
    (#"{"events":[{"id":"m-1","kind":"delivered","at":1799999990,"provider_id":"p1"},"#
      + #"{"id":"m-2","kind":"bounced","permanent":true,"at":1799999991},{"id":"m-3","kind":"bounced"},"#
      + #"{"id":"m-4","kind":"complained"},{"id":"m-5","kind":"unsubscribed"},{"id":"m-6","kind":"opened","at":99999999999},"#
      + #"{"id":"m-7","kind":"clicked","at":-5},{"id":"m-8","kind":"vanished"},{"id":"m 9","kind":"opened"},7]}"#).utf8)

  static func signature(_ body: [UInt8], key: String, time: String = "\(now)") -> String {
    let code = HMAC<SHA256>.authenticationCode(
      for: Data(time.utf8) + Data(".".utf8) + Data(body), using: SymmetricKey(data: Data(key.utf8)))
    return "t=\(time),v1=" + code.map { String(format: "%02x", $0) }.joined()
  }

  private func events(
    _ header: String?, keys: [String] = ["new", "old"], body: [UInt8] = body, now: Int64 = now
  ) throws(WebhookError) -> [ProviderEvent] {
    try WebhookVerifier(keys: keys.map { Secret($0) }).batchEvents(body: body, signature: header, now: now)
  }

  @Test func aGoodOne() throws {
    let read = try events(Self.signature(Self.body, key: "new"))
    #expect(read.map(\.messageID) == (1...7).map { "m-\($0)" })
    #expect(
      read.map(\.kind) == [
        .delivered, .bounced(.permanent), .bounced(.temporary), .complained, .unsubscribed, .opened, .clicked,
      ])
    #expect(read.map(\.instant) == [1_799_999_990, 1_799_999_991, Self.now, Self.now, Self.now, Self.now, 0])
    #expect(read[0].providerID == "p1" && read[1].providerID == nil)
  }

  @Test func keysRotate() throws {
    for key in ["new", "old"] { #expect(try events(Self.signature(Self.body, key: key)).count == 7) }
    #expect(throws: WebhookError.badSignature) { try events(Self.signature(Self.body, key: "older")) }
    #expect(throws: WebhookError.badSignature) { try events(Self.signature(Self.body, key: "new"), keys: []) }
    #expect(throws: WebhookError.badSignature) { try events(Self.signature(Self.body, key: ""), keys: [""]) }
    // The provider signs with both of its keys for a while.
    let both = Self.signature(Self.body, key: "theirs") + Self.signature(Self.body, key: "old").dropFirst(12)
    #expect(both.components(separatedBy: "v1=").count == 3)
    #expect(try events(both, keys: ["old"]).count == 7)
  }

  @Test(arguments: [0, 300, -300]) func timesThatAreTaken(age: Int64) throws {
    #expect(try events(Self.signature(Self.body, key: "new"), now: Self.now + age).count == 7)
  }

  @Test(arguments: [301, -301, 1_000_000]) func timesThatAreNot(age: Int64) {
    #expect(throws: WebhookError.stale(ageSeconds: age)) {
      try events(Self.signature(Self.body, key: "new"), now: Self.now + age)
    }
  }

  @Test func aTimeThatWasChanged() {
    let header = Self.signature(Self.body, key: "new", time: "1").replacing("t=1,", with: "t=\(Self.now),")
    #expect(throws: WebhookError.badSignature) { try events(header) }
  }

  @Test func everyChangedByteIsSeen() {
    let header = Self.signature(Self.body, key: "new")
    for index in Self.body.indices {
      var body = Self.body
      body[index] ^= 1
      #expect(throws: WebhookError.badSignature) { try events(header, body: body) }
    }
    for count in 0..<Self.body.count {
      #expect(throws: WebhookError.badSignature) { try events(header, body: Array(Self.body.prefix(count))) }
    }
  }

  @Test func everyTruncationOfTheHeaderIsSeen() {
    let header = Self.signature(Self.body, key: "new")
    for count in 0..<header.count {
      #expect(throws: WebhookError.noSignature) { try events(String(header.prefix(count))) }
    }
  }

  @Test func whatIsSignedAndCutIsReadOrMalformed() {
    for count in 0..<Self.body.count {
      let body = Array(Self.body.prefix(count))
      #expect(throws: WebhookError.malformed) { try events(Self.signature(body, key: "new"), body: body) }
    }
  }

  @Test(arguments: [
    nil, "", "t=1", "v1=00", "t=,v1=\(String(repeating: "0", count: 64))",
    "t=-1,v1=\(String(repeating: "0", count: 64))",
    "t=1,t=2,v1=\(String(repeating: "0", count: 64))", "t=1,v1=\(String(repeating: "g", count: 64))",
    "t=1" + String(repeating: ",v1=" + String(repeating: "0", count: 64), count: 9),
  ]) func headersThatAreNone(header: String?) { #expect(throws: WebhookError.noSignature) { try events(header) } }

  @Test func longOnesAreRefused() {
    let body = [UInt8](repeating: 0x20, count: WebhookVerifier.limitBytes + 1)
    #expect(throws: WebhookError.tooLong(limitBytes: WebhookVerifier.limitBytes)) {
      try events(Self.signature(body, key: "new"), body: body)
    }
  }
}

/// Status callbacks of an SMS API of Twilio's kind.
@Suite struct SMSWebhookTests {
  static let url = "https://engine.example/sms?tenant=1&message=m-1"

  /// Written a second time, from the provider's description alone.
  static func signature(_ url: String, _ parameters: [String: String], key: String) -> String {
    let text = url + parameters.sorted { $0.key < $1.key }.map { $0.key + $0.value }.joined()
    let code = HMAC<Insecure.SHA1>.authenticationCode(for: Data(text.utf8), using: SymmetricKey(data: Data(key.utf8)))
    return Data(code).base64EncodedString()
  }

  static func body(_ parameters: [String: String]) -> [UInt8] {
    var form = FormText()
    for (name, value) in parameters { form.add(name, value) }
    return form.bytes
  }

  private func events(
    _ parameters: [String: String], url: String = url, signedURL: String? = nil, key: String = "token"
  ) throws -> [ProviderEvent] {
    try WebhookVerifier(keys: [Secret("next"), Secret("token")]).smsEvents(
      url: url, body: Self.body(parameters), signature: Self.signature(signedURL ?? url, parameters, key: key), now: 5)
  }

  /// The example of the provider's documentation of its signature, made again with openssl.
  @Test func aKnownSignature() throws {
    let parameters = [
      "CallSid": "CA1234567890ABCDE", "Caller": "+12349013030", "Digits": "1234", "From": "+12349013030",
      "To": "+18005551212",
    ]
    let url = "https://mycompany.example/myapp.php?foo=1&bar=2"
    let process = Process()
    let (input, output) = (Pipe(), Pipe())
    process.executableURL = URL(filePath: "/usr/bin/timeout")
    process.arguments = ["20", "openssl", "dgst", "-sha1", "-hmac", "12345", "-binary"]
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    try input.fileHandleForWriting.write(
      contentsOf: Data(
        (url + "CallSidCA1234567890ABCDECaller+12349013030Digits1234From+12349013030To+18005551212").utf8))
    try input.fileHandleForWriting.close()
    let signature = output.fileHandleForReading.readDataToEndOfFile().base64EncodedString()
    process.waitUntilExit()
    let verifier = WebhookVerifier(keys: [Secret("12345")])
    #expect(try verifier.smsEvents(url: url, body: Self.body(parameters), signature: signature, now: 5).isEmpty)
    #expect(throws: WebhookError.badSignature) {
      try verifier.smsEvents(url: url + "3", body: Self.body(parameters), signature: signature, now: 5)
    }
  }

  @Test func statuses() throws {
    let cases: [(String, String?, ProviderEvent.Kind?)] = [
      ("delivered", nil, .delivered), ("undelivered", "30003", .bounced(.temporary)),
      ("undelivered", "30005", .bounced(.permanent)), ("failed", "21610", .unsubscribed),
      ("failed", nil, .bounced(.temporary)), ("read", nil, .opened), ("sent", nil, nil), ("queued", nil, nil),
    ]
    for (status, code, kind) in cases {
      var parameters = ["MessageStatus": status, "MessageSid": "SM1", "To": "+4791234567", "Body": "æ &=+%"]
      parameters["ErrorCode"] = code
      let expected = kind.map { [ProviderEvent(kind: $0, messageID: "m-1", instant: 5, providerID: "SM1")] } ?? []
      #expect(try events(parameters) == expected)
    }
  }

  @Test func forgedOnes() {
    let parameters = ["MessageStatus": "delivered", "MessageSid": "SM1"]
    #expect(throws: WebhookError.badSignature) { try events(parameters, key: "guess") }
    #expect(throws: WebhookError.badSignature) {
      try events(parameters, url: Self.url + "0", signedURL: Self.url)
    }
    let verifier = WebhookVerifier(keys: [Secret("token")])
    let body = Self.body(parameters)
    let signature = Self.signature(Self.url, parameters, key: "token")
    for count in 0..<signature.count {
      #expect(throws: WebhookError.noSignature) {
        try verifier.smsEvents(url: Self.url, body: body, signature: String(signature.prefix(count)), now: 5)
      }
    }
    for count in 0..<body.count {
      #expect(throws: WebhookError.badSignature) {
        try verifier.smsEvents(url: Self.url, body: Array(body.prefix(count)), signature: signature, now: 5)
      }
    }
    #expect(throws: WebhookError.noSignature) {
      try verifier.smsEvents(url: Self.url, body: body, signature: nil, now: 5)
    }
  }

  @Test func callbacksWithoutAMessage() throws {
    let parameters = ["MessageStatus": "delivered", "MessageSid": "SM1"]
    for url in [
      "https://engine.example/sms", "https://engine.example/sms?message=", "https://engine.example/?message=a%20b",
    ] {
      #expect(try events(parameters, url: url).isEmpty)
    }
  }

  @Test func formsOfAnyBytes() {
    for seed in 0..<1_000 {
      var random = SeededRandom(seed: UInt64(seed))
      let bytes = (0..<Int.random(in: 0...60, using: &random)).map { _ in
        Bool.random(using: &random)
          ? UInt8.random(in: 0...255, using: &random) : Array("%&=+a4".utf8).randomElement(using: &random) ?? 0
      }
      if let form = FormParameters(bytes) { #expect(form.sorted.count == form.all.count) }
    }
    #expect(FormParameters(Array("a=%zz&b=%4&c=%&d=%41".utf8))?.all.map(\.value) == ["%zz", "%4", "%", "A"])
    #expect(FormParameters(Array("a=%FF".utf8)) == nil)
    #expect(FormParameters([UInt8](repeating: 0x26, count: 10_000)).map(\.all) == [])
    #expect(FormParameters(Array(String(repeating: "a&", count: 501).utf8)) == nil)
  }
}
