import CampaignDelivery
import CampaignHandOff
import HTTPTypes
import Hummingbird
import NIOCore

/// Answers what comes in, and puts what it tells into the inbox. It knows no messages and no members.
struct TrackingResponder: HTTPResponder {
  typealias Context = BasicRequestContext

  let inbox: GroupedInbox
  let webhooks: [String: Webhook]
  let engine: EngineFigures
  /// Seconds since 1970.
  let now: @Sendable () -> Int64

  /// Of what a button or a mail program posts.
  private static let formBytes = 64 << 10

  func respond(to request: Request, context: BasicRequestContext) async throws -> Response {
    let parts = request.uri.path.split(separator: "/", omittingEmptySubsequences: true)
    let answer: Response
    if parts == ["healthz"] {
      answer = allowed(request, [.get, .head]) ?? .text(.ok, "ok")
    } else if parts == ["readyz"] {
      answer = allowed(request, [.get, .head]) ?? readiness()
    } else if parts == ["metrics"] {
      answer = allowed(request, [.get, .head]) ?? metrics()
    } else if parts.count == 2, parts[0] == "webhooks" {
      answer = await webhook(String(parts[1]), request)
    } else if parts.count >= 2, parts[parts.count - 2] == "u" {
      // `link_base` may have a path of its own, which a proxy may leave or take away.
      answer = await unsubscribe(parts[parts.count - 1], request)
    } else {
      answer = .text(.notFound, "there is nothing here")
    }
    return request.method == .head ? answer.createHeadResponse() : answer
  }

  /// Whether messages are being sent, and not only news taken.
  private func readiness() -> Response {
    engine.isRunning(at: now()) ? .text(.ok, "ready") : .text(.serviceUnavailable, "no engine runs")
  }

  /// In the text format of Prometheus.
  private func metrics() -> Response {
    guard engine.isRunning(at: now()), let text = engine.read() else {
      return .text(.serviceUnavailable, "no engine runs")
    }
    return .response(.ok, "text/plain; version=0.0.4; charset=utf-8", text)
  }

  private func allowed(_ request: Request, _ methods: [HTTPRequest.Method]) -> Response? {
    if methods.contains(request.method) { return nil }
    var answer = Response.text(.methodNotAllowed, "this address does not take \(request.method.rawValue.prefix(20))")
    answer.headers[.allow] = methods.map(\.rawValue).joined(separator: ", ")
    return answer
  }

  // MARK: - Unsubscribing

  /// A page that asks, for who opens the address; what follows from it only by a POST (RFC 8058), so that no program that looks at links unsubscribes anybody.
  private func unsubscribe(_ text: Substring, _ request: Request) async -> Response {
    guard let token = UnsubscribeToken(text.utf8) else {
      return .text(.notFound, "this is no unsubscribe address; it may have been cut off when it was copied")
    }
    if let refusal = allowed(request, [.get, .head, .post]) { return refusal }
    let accepted = request.headers[.acceptLanguage]
    guard request.method == .post else { return .page(UnsubscribePage.question(accepted: accepted)) }
    guard let body = await body(of: request, limit: Self.formBytes) else {
      return .text(.contentTooLarge, "the form is longer than \(Self.formBytes) bytes")
    }
    // A form of either kind (RFC 8058 3.2).
    guard body.contains(subsequence: "List-Unsubscribe"), body.contains(subsequence: "One-Click") else {
      return .text(.badRequest, "the form has no List-Unsubscribe=One-Click")
    }
    let record = InboxRecord(.unsubscribed, of: .token(token), at: now())
    return await put([record]) ?? .page(UnsubscribePage.done(accepted: accepted))
  }

  // MARK: - Webhooks

  private func webhook(_ name: String, _ request: Request) async -> Response {
    guard let webhook = webhooks[name] else { return .text(.notFound, "there is no webhook of that name") }
    if let refusal = allowed(request, [.post]) { return refusal }
    guard let body = await body(of: request, limit: WebhookVerifier.limitBytes) else {
      return .text(.contentTooLarge, "\(WebhookError.tooLong(limitBytes: WebhookVerifier.limitBytes))")
    }
    let signature = HTTPField.Name(webhook.signatureHeader).flatMap { request.headers[$0] }
    do throws(WebhookError) {
      let events = try webhook.events(body: body, query: request.uri.query, signature: signature, now: now())
      let records = events.map { InboxRecord($0, tenant: webhook.tenant) }
      return await put(records) ?? Response(status: .noContent)
    } catch {
      let status: HTTPResponse.Status =
        switch error {
        case .noSignature, .badSignature, .stale: .unauthorized
        case .tooLong: .contentTooLarge
        case .malformed: .badRequest
        }
      return .text(status, "\(error)")
    }
  }

  // MARK: -

  /// Nil where the records are on the disk; else an answer that asks to come again.
  private func put(_ records: [InboxRecord]) async -> Response? {
    do throws(InboxError) {
      try await inbox.append(records)
      return nil
    } catch {
      TrackingLog.write("error", "news not taken", "\(error)")
      var answer = Response.text(.serviceUnavailable, "this can't be taken now; try again in a minute")
      answer.headers[.retryAfter] = "60"
      return answer
    }
  }

  /// Nil where it is longer, or does not come.
  private func body(of request: Request, limit: Int) async -> [UInt8]? {
    var request = request
    guard let buffer = try? await request.collectBody(upTo: limit) else { return nil }
    return Array(buffer.readableBytesView)
  }
}

extension Response {
  fileprivate static func text(_ status: HTTPResponse.Status, _ text: String) -> Response {
    response(status, "text/plain; charset=utf-8", text + "\n")
  }

  fileprivate static func page(_ page: (language: String, html: String)) -> Response {
    var answer = response(.ok, "text/html; charset=utf-8", page.html)
    answer.headers[.contentLanguage] = page.language
    for (name, value) in pageHeaders { if let name = HTTPField.Name(name) { answer.headers[name] = value } }
    return answer
  }

  private static let pageHeaders = [
    (
      "content-security-policy",
      "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'"
    ),
    ("referrer-policy", "no-referrer"), ("x-robots-tag", "noindex, nofollow"), ("vary", "accept-language"),
  ]

  fileprivate static func response(_ status: HTTPResponse.Status, _ type: String, _ text: String) -> Response {
    Response(
      status: status, headers: [.contentType: type, .cacheControl: "no-store"],
      body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
  }
}

extension [UInt8] {
  fileprivate func contains(subsequence text: String) -> Bool {
    let text = Array(text.utf8)
    guard count >= text.count else { return false }
    return (0...(count - text.count)).contains { self[$0..<($0 + text.count)].elementsEqual(text) }
  }
}
