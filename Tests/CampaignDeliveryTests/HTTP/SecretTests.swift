import Foundation
import Testing

@testable import CampaignDelivery

/// Secrets show nowhere.
@Suite struct SecretTests {
  static let text = "hush-hush-hush"

  private func shown(_ value: Any) -> String {
    var dumped = ""
    dump(value, to: &dumped)
    return "\(value) \(String(reflecting: value)) \(dumped)"
  }

  @Test func descriptionsHaveNone() throws {
    let url = try ProviderURL("https://api.provider.example/", setting: "url")
    let values: [Any] = [
      Secret(Self.text), HTTPBatchConfiguration(url: url, credentials: .bearer(Secret(Self.text))),
      HTTPBatchConfiguration(url: url, credentials: .header(name: "X-Api-Key", value: Secret(Self.text))),
      SMSConfiguration(base: url, accountSID: "AC1", authToken: Secret(Self.text)),
      AccessTokens.Token(secret: Secret(Self.text), until: 1), WebhookVerifier(keys: [Secret(Self.text)]),
      VERP(keys: [Secret(Self.text)]),
      try HTTPBatchChannelHolder.shown(HTTPBatchConfiguration(url: url, credentials: .bearer(Secret(Self.text)))),
    ]
    for value in values { #expect(!shown(value).contains("hush")) }
  }

  private enum HTTPBatchChannelHolder {
    /// A secret that no header can carry: the error says so without it.
    static func shown(_ configuration: HTTPBatchConfiguration) throws -> String {
      var wrong = configuration
      wrong.credentials = .bearer(Secret(SecretTests.text + "\r\nX: y"))
      do {
        _ = try HTTPBatchChannel(wrong)
        return "no error: hush"
      } catch { return "\(error)" }
    }
  }

  @Test(arguments: [
    "http://api.provider.example/", "https://user:hush@api.provider.example/", "ftp://hush.example/", "hush", "",
    "https://", "https://hush .example/", "https://api.provider.example/#hush", "http://127.0.0.1.provider.example/",
    "http://localhost.hush.example/",
  ]) func urlsThatAreRefused(text: String) throws {
    let error = #expect(throws: ChannelConfigurationError.self) { try ProviderURL(text, setting: "url") }
    #expect(error.map { !"\($0)".contains("hush") && "\($0)".hasPrefix("url: ") } == true)
  }

  @Test(arguments: ["https://api.provider.example", "http://127.0.0.1:80/a", "http://localhost/", "http://[::1]:8080/"])
  func urlsThatAreTaken(text: String) throws { _ = try ProviderURL(text, setting: "url") }

  @Test(arguments: ["Host", "content-type", "a b", "", "X\r\nY", "Idempotency-Key"]) func namesOfHeaders(name: String)
    throws
  {
    let url = try ProviderURL("https://api.provider.example/", setting: "url")
    let configuration = HTTPBatchConfiguration(url: url, credentials: .header(name: name, value: Secret("x")))
    #expect(throws: ChannelConfigurationError.self) { try HTTPBatchChannel(configuration) }
  }

  @Test func settingsOutOfRange() throws {
    let url = try ProviderURL("https://api.provider.example/", setting: "url")
    for connection in [
      HTTPConnectionSettings(concurrency: 0), HTTPConnectionSettings(connectTimeoutSeconds: 0),
      HTTPConnectionSettings(answerTimeoutSeconds: 100_000),
      HTTPConnectionSettings(certificateAuthoritiesFile: "/nowhere/ca.pem"),
    ] {
      let configuration = HTTPBatchConfiguration(url: url, credentials: .bearer(Secret("x")), connection: connection)
      #expect(throws: ChannelConfigurationError.self) { try HTTPBatchChannel(configuration) }
    }
    let configuration = HTTPBatchConfiguration(url: url, credentials: .bearer(Secret("x")), batchSize: 0)
    #expect(throws: ChannelConfigurationError.self) { try HTTPBatchChannel(configuration) }
  }

  @Test func aChannelThatIsReleasedWithoutBeingClosedDoesNotEndTheProcess() async throws {
    let url = try ProviderURL("https://api.provider.example/", setting: "url")
    let traits = try HTTPBatchChannel(HTTPBatchConfiguration(url: url, credentials: .bearer(Secret("x")))).traits
    #expect(traits.batchSize == 50)
  }

  @Test func aHeaderOfTheProvidersOwn() async throws {
    let standin = try Standin("--secret", "key-1")
    let channel = try HTTPBatchChannel(
      HTTPBatchConfiguration(
        url: try standin.url("/v1/messages"), credentials: .header(name: "X-Api-Key", value: Secret("key-1"))))
    #expect(try await channel.outcome(Samples.text("a")).word == "accepted")
    await channel.close()
  }

  @Test func aWrongSecretLosesNothing() async throws {
    let standin = try Standin("--secret", "key-1")
    let channel = try HTTPBatchChannel(
      HTTPBatchConfiguration(url: try standin.url("/v1/messages"), credentials: .bearer(Secret("hush-hush"))))
    let outcome = try await channel.outcome(Samples.text("a"))
    await channel.close()
    #expect(outcome.word == "for now")
    #expect(outcome.answer?.code == "unauthorized")
    #expect(outcome.answer?.text == "check the channel's credentials: the secret is wrong")
    #expect(!shown(outcome).contains("hush"))
  }
}
