import CampaignHandOff
import Foundation
import Testing

/// `campd track` over real sockets: what it answers, and what is on the disk when it does.
@Suite struct TrackingTests {
  private static let token = "0123456789abcdefghjkmnpqrs"
  private static let oneClick = Array("List-Unsubscribe=One-Click".utf8)
  private let program: TrackingProgram

  init() throws { program = try TrackingProgram() }

  private var tokens: [InboxRecord.Subject] { program.records.map(\.subject) }

  @Test func openingAnAddressUnsubscribesNobody() throws {
    for method in ["GET", "HEAD"] {
      let answer = try program.ask(method, "/u/\(Self.token)")
      #expect(answer.status == 200 && answer.head.contains("cache-control: no-store"))
      #expect(answer.body.contains("<form method=\"post\">") == (method == "GET"))
    }
    #expect(program.records.isEmpty)
  }

  @Test func aButtonOrAMailProgramUnsubscribes() throws {
    let form = "--x\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--x--\r\n"
    let answers = [
      try program.ask(
        "POST", "/u/\(Self.token)", ["Content-Type": "application/x-www-form-urlencoded"], body: Self.oneClick),
      try program.ask(
        "POST", "/shop/u/\(Self.token.uppercased())", ["Content-Type": "multipart/form-data; boundary=x"],
        body: Array(form.utf8)),
    ]
    #expect(answers.map(\.status) == [200, 200])
    #expect(answers.allSatisfy { $0.body.contains("You are unsubscribed") && !$0.head.contains("set-cookie") })
    let token = try #require(UnsubscribeToken(Array(Self.token.utf8)))
    #expect(tokens == [.token(token), .token(token)])
    #expect(
      program.records.allSatisfy {
        $0.news == .unsubscribed && abs($0.instant - Int64(Date().timeIntervalSince1970)) < 60
      })
  }

  @Test func theFiguresOfAnEngineAreShownWhileItRuns() throws {
    #expect(try program.ask("GET", "/readyz").status == 503 && program.ask("GET", "/metrics").status == 503)
    let path = "\(program.folder)/figures/metrics.prom"
    try "campd_messages_in_flight 3\n".write(toFile: path, atomically: true, encoding: .utf8)
    #expect(try program.ask("GET", "/readyz").status == 200)
    let answer = try program.ask("GET", "/metrics")
    #expect(answer.status == 200 && answer.body == "campd_messages_in_flight 3\n")
    #expect(answer.head.contains("content-type: text/plain; version=0.0.4"))
    // As an engine leaves it that was killed.
    try FileManager.default.setAttributes([.modificationDate: Date(timeIntervalSinceNow: -60)], ofItemAtPath: path)
    #expect(try program.ask("GET", "/readyz").status == 503 && program.ask("GET", "/metrics").status == 503)
  }

  @Test func whatIsNoRequestGetsAClearAnswerAndChangesNothing() throws {
    let long = [UInt8](repeating: 0x61, count: 70_000)
    let wrong: [(TrackingProgram.Answer, Int, String)] = [
      (try program.ask("POST", "/u/\(Self.token)"), 400, "no List-Unsubscribe=One-Click"),
      (try program.ask("POST", "/u/\(Self.token)", body: long), 413, "65536 bytes"),
      (try program.ask("POST", "/u/\(Self.token)x", body: Self.oneClick), 404, "no unsubscribe address"),
      (try program.ask("POST", "/u/u\(Self.token.dropFirst())", body: Self.oneClick), 404, "no unsubscribe address"),
      (try program.ask("DELETE", "/u/\(Self.token)"), 405, "delete"),
      (try program.ask("POST", "/u", body: Self.oneClick), 404, "nothing here"),
      (try program.ask("GET", "/"), 404, "nothing here"),
      (try program.ask("GET", "/../../etc/passwd"), 404, "nothing here"),
      (try program.ask("POST", "/healthz"), 405, "post"),
      (try program.ask("POST", "/webhooks/none"), 404, "no webhook"),
      (try program.ask("GET", "/webhooks/mail"), 405, "get"),
      (try program.send(Array("hello\r\n\r\n".utf8)), 400, ""),
      (try program.ask("GET", "/healthz", ["X-Long": String(repeating: "x", count: 40_000)]), 400, ""),
    ]
    for (answer, status, text) in wrong {
      #expect(
        answer.status == status && (text.isEmpty || answer.body.lowercased().contains(text.lowercased())), "\(answer)")
    }
    #expect(program.records.isEmpty)
    #expect(try program.ask("GET", "/healthz").body == "ok\n", "it goes on")
  }

  @Test func aSignedWebhookIsTakenForItsTenant() throws {
    let now = Int64(Date().timeIntervalSince1970)
    let body = Array(
      #"{"events":[{"id":"1-2-3","kind":"bounced","permanent":true},{"id":"1-2-4","kind":"delivered"},{"id":"1-2-5","kind":"new"}]}"#
        .utf8)
    let answer = try program.ask(
      "POST", "/webhooks/mail", ["Webhook-Signature": Signing.batch(body, at: now)], body: body)
    #expect(answer.status == 204)
    let records = program.records
    #expect(records.map(\.news) == [.bouncedForGood, .delivered])
    #expect(records.map(\.subject) == [.message(id: "1-2-3"), .message(id: "1-2-4")])
    #expect(records.allSatisfy { $0.tenant == "shop" })
  }

  @Test func anUnsignedWebhookIsNotBelieved() throws {
    let now = Int64(Date().timeIntervalSince1970)
    let body = Array(#"{"events":[{"id":"1-2-3","kind":"complained"}]}"#.utf8)
    let other = Array(#"{"events":[{"id":"1-2-4","kind":"complained"}]}"#.utf8)
    let answers = [
      try program.ask("POST", "/webhooks/mail", body: body),
      try program.ask("POST", "/webhooks/mail", ["Webhook-Signature": Signing.batch(other, at: now)], body: body),
      try program.ask(
        "POST", "/webhooks/mail", ["Webhook-Signature": Signing.batch(body, at: now, key: "another")], body: body),
      try program.ask(
        "POST", "/webhooks/mail", ["Webhook-Signature": Signing.batch(body, at: now - 3_600)], body: body),
      try program.ask("POST", "/webhooks/mail", ["Webhook-Signature": Signing.batch([0x7B], at: now)], body: [0x7B]),
    ]
    #expect(answers.map(\.status) == [401, 401, 401, 401, 400])
    #expect(program.records.isEmpty)
  }

  @Test func aStatusOfAnSMSIsSignedOverTheAddressThatTheProviderHas() throws {
    let parameters = [("MessageStatus", "undelivered"), ("ErrorCode", "30005"), ("MessageSid", "SM1")]
    let body = Array(parameters.map { "\($0.0)=\($0.1)" }.joined(separator: "&").utf8)
    let signature = Signing.sms("https://go.shop.example/webhooks/sms?message=1-2-9", parameters)
    let headers = ["X-Twilio-Signature": signature, "Content-Type": "application/x-www-form-urlencoded"]
    #expect(try program.ask("POST", "/webhooks/sms?message=1-2-8", headers, body: body).status == 401)
    #expect(try program.ask("POST", "/webhooks/sms?message=1-2-9", headers, body: body).status == 204)
    #expect(program.records.map(\.subject) == [.message(id: "1-2-9")] && program.records[0].news == .bouncedForGood)
  }

  @Test func whatCantBePutDownIsNotAnsweredAsIfItWere() throws {
    try FileManager.default.removeItem(atPath: "\(program.folder)/inbox")
    let refused = try program.ask("POST", "/u/\(Self.token)", body: Self.oneClick)
    #expect(refused.status == 503 && refused.head.contains("retry-after: 60"))
    #expect(try program.ask("GET", "/healthz").status == 200)
  }

  @Test func manyAtTheSameTimeAreAllPutDown() async throws {
    let program = program
    let statuses = await withTaskGroup(of: Int.self) { group in
      for index in 0..<200 {
        let token = Self.token.dropLast(3) + String(format: "%03d", index)
        let port = UnsafeSendable(program)
        group.addTask { (try? port.value.ask("POST", "/u/\(token)", body: Self.oneClick).status) ?? 0 }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(statuses.filter { $0 == 200 }.count == 200)
    // The last characters are beyond what is kept of a token.
    #expect(program.records.count == 200)
  }
}

/// The program's asking side shares nothing between calls.
private struct UnsafeSendable: @unchecked Sendable {
  let value: TrackingProgram
  init(_ value: TrackingProgram) { self.value = value }
}
