import AsyncHTTPClient
import Glibc
import NIOCore
import NIOSSL

/// One POST to a provider.
struct ProviderCall: Sendable {
  var url: String
  var headers: [(name: String, value: String)]
  var body: [UInt8]
}

/// Calls a provider, and tells what surely did not reach it from what may have.
///
/// Redirections are not followed, answers are not decompressed, and a call is never repeated here.
final class HTTPCaller: Sendable {
  /// The most bytes of an answer.
  static let answerLimitBytes = 4 << 20
  /// Connections that nothing went over for so long are closed here, before the provider does it just as a call begins: that call would
  /// be one of which nobody knows what became.
  private static let idleSeconds: Int64 = 10

  private let client: HTTPClient
  private let answerTimeout: TimeAmount
  private let now: @Sendable () -> Int64

  /// `now` gives seconds since 1970.
  init(_ settings: HTTPConnectionSettings, now: @escaping @Sendable () -> Int64) throws(ChannelConfigurationError) {
    try settings.check()
    var configuration = HTTPClient.Configuration()
    configuration.tlsConfiguration = try Self.tls(settings.certificateAuthoritiesFile)
    configuration.redirectConfiguration = .disallow
    configuration.decompression = .disabled
    configuration.timeout.connect = .seconds(Int64(settings.connectTimeoutSeconds))
    configuration.timeout.read = .seconds(Int64(settings.answerTimeoutSeconds))
    configuration.connectionPool.idleTimeout = .seconds(Self.idleSeconds)
    configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = settings.concurrency
    // Whoever hands messages off tries again by a plan of their own; an attempt ends with the first failure, whose reason is then told.
    configuration.connectionPool.retryConnectionEstablishment = false
    client = HTTPClient(configuration: configuration)
    answerTimeout = .seconds(Int64(settings.answerTimeoutSeconds))
    self.now = now
  }

  private static func tls(_ file: String?) throws(ChannelConfigurationError) -> TLSConfiguration {
    var tls = TLSConfiguration.makeClientConfiguration()
    tls.minimumTLSVersion = .tlsv12
    guard let file else { return tls }
    guard let certificates = try? NIOSSLCertificate.fromPEMFile(file), !certificates.isEmpty else {
      throw ChannelConfigurationError(
        place: file, what: "no certificate in PEM form can be read from it",
        help: "give the file with the certificates of the provider's authority")
    }
    tls.trustRoots = .certificates(certificates)
    return tls
  }

  /// Where the task is cancelled, a call that was begun is still waited for: what became of its messages is worth more than the time.
  func post(_ call: ProviderCall) async -> CallResult {
    await Task { await perform(call) }.value
  }

  func close() async { try? await client.shutdown() }

  /// A client that is released without being shut down ends the whole process; one that was shut down already takes no harm.
  deinit { client.shutdown { _ in } }

  private func perform(_ call: ProviderCall) async -> CallResult {
    let body = BodyTap(bytes: ByteBuffer(bytes: call.body))
    var request = HTTPClientRequest(url: call.url)
    request.method = .POST
    for header in call.headers { request.headers.add(name: header.name, value: header.value) }
    request.body = .stream(body, length: .known(Int64(call.body.count)))
    do {
      let response = try await client.execute(request, deadline: .now() + answerTimeout)
      return .answer(await answer(response))
    } catch {
      let reason = CallFailure.words(error)
      return body.begun.isSet ? .broken(reason: reason) : .notBegun(reason: reason)
    }
  }

  private func answer(_ response: HTTPClientResponse) async -> HTTPAnswer {
    HTTPAnswer(
      status: Int(response.status.code),
      isJSON: response.headers.first(name: "content-type").map(HTTPAnswer.isJSON) ?? false,
      retryAfterSeconds: response.headers.first(name: "retry-after").flatMap { RetryAfter.seconds($0, now: now()) },
      body: await read(response.body))
  }

  private func read(_ body: HTTPClientResponse.Body) async -> HTTPAnswer.Body {
    // The client's own time-out is one of each pause; an answer in drops has an end too.
    let deadline = NIODeadline.now() + answerTimeout
    var bytes: [UInt8] = []
    do {
      for try await part in body {
        guard bytes.count + part.readableBytes <= Self.answerLimitBytes else {
          return .unreadable(reason: "the answer is longer than \(Self.answerLimitBytes >> 20) MiB")
        }
        bytes.append(contentsOf: part.readableBytesView)
        guard .now() < deadline else { return .unreadable(reason: "the answer was not complete in time") }
      }
      return .bytes(bytes)
    } catch {
      return .unreadable(reason: "the answer broke off: \(CallFailure.words(error))")
    }
  }
}
