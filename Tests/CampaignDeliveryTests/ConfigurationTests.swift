import Foundation
import Testing

@testable import CampaignDelivery

@Suite struct ConfigurationTests {
  private func configuration(_ text: String?) throws -> ChannelsConfiguration {
    let path = FileManager.default.temporaryDirectory.appending(path: "channels-\(UUID().uuidString).json").path()
    if let text { try text.write(toFile: path, atomically: true, encoding: .utf8) }
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try ChannelsConfiguration(path: path, outbox: "/outbox")
  }

  private func problem(_ text: String) -> String {
    do {
      _ = try configuration(text)
      return "none"
    } catch {
      return "\(error)"
    }
  }

  @Test func whatCantBeReadIsNotTakenForAbsent() throws {
    // A folder is no file that can be read.
    let folder = FileManager.default.temporaryDirectory.path()
    #expect(throws: ChannelsConfiguration.Invalid.self) { try ChannelsConfiguration(path: folder, outbox: "/outbox") }
    _ = try ChannelsConfiguration(path: "\(folder)/there-is-none-\(UUID().uuidString)", outbox: "/outbox")
  }

  @Test func withoutAFileAllGoesToTheOutbox() throws {
    let channels = try configuration(nil)
    #expect(try channels.route(tenant: "shop", channel: 1).channel is OutboxChannel)
    #expect(channels.traits(tenant: "shop", channel: 0).keyMemorySeconds != nil)
    #expect(channels.routeName(tenant: "a", channel: 0) != channels.routeName(tenant: "b", channel: 0))
  }

  @Test func aTenantMayGoAnotherWay() async throws {
    let channels = try configuration(
      #"{"email": {"smtp": {"host": "127.0.0.1", "connections": 7}}, "tenants": {"b_1": {"email": {"outbox": {}}}}}"#)
    #expect(channels.traits(tenant: "a", channel: 0).concurrency == 7)
    #expect(channels.routeName(tenant: "a", channel: 0) == channels.routeName(tenant: "c", channel: 0))
    #expect(try channels.route(tenant: "b_1", channel: 0).channel is OutboxChannel)
    try await channels.checkWays()
  }

  @Test func settingsAreReadByTheNamesThatTheFileHas() throws {
    let channels = try configuration(
      #"{"sms": {"http": {"url": "https://a.example", "bearer": {"environment": "X"}, "batch_size": 7, "key_memory_seconds": 60}}}"#
    )
    #expect(channels.traits(tenant: "a", channel: 1).batchSize == 7)
    #expect(channels.traits(tenant: "a", channel: 1).keyMemorySeconds == 60)
  }

  @Test func whatCantBeMeantIsSaid() {
    #expect(problem("{").contains("can't be read"))
    #expect(problem(#"{"email": {}}"#).contains("names 0 ways"))
    #expect(problem(#"{"email": {"outbox": {}, "smtp": {"host": "x"}}}"#).contains("names 2 ways"))
    #expect(problem(#"{"sms": {"smtp": {"host": "x"}}}"#).contains("smtp carries no sms"))
    #expect(
      problem(#"{"tenants": {"a": {"push": {"twilio": {"account": "A", "auth_token": {}}}}}}"#).contains(
        "tenants.a.push"))
    #expect(problem(#"{"email": {"smtp": {"host": 5}}}"#).contains("`email.smtp.host`"))
  }

  @Test func webhooksAreNamedAndHaveKeys() throws {
    let text = { (source: String) in "{\"tracking\": {\"listen\": \"127.0.0.1:80\", \"webhooks\": {\(source)}}}" }
    let key = #"{"environment": "PATH"}"#
    let tracking = try #require(
      try configuration(text(#""mail_1": {"http": {"keys": [\#(key)]}, "tenant": "a_b"}"#)).tracking)
    #expect(tracking.listen == "127.0.0.1:80")
    let webhook = try #require(try tracking.openWebhooks()["mail_1"])
    #expect(webhook.tenant == "a_b" && webhook.signatureHeader == "webhook-signature")
    #expect(try configuration("{}").tracking == nil)
    for wrong in [
      #""a/b": {"http": {"keys": [\#(key)]}}"#, #""a": {}"#, #""a": {"http": {"keys": []}}"#,
      #""a": {"http": {"keys": [{"environment": "NO_SUCH_NAME_HERE"}]}}"#,
      #""a": {"http": {"keys": [\#(key)]}, "twilio": {"auth_token": \#(key), "url": "https://a.example"}}"#,
    ] {
      let tracking = try #require(try configuration(text(wrong)).tracking)
      #expect(throws: ChannelConfigurationError.self) { _ = try tracking.openWebhooks() }
    }
  }

  @Test func secretsThatAreNotThereAreFoundAtTheStart() async throws {
    let channels = try configuration(
      #"{"email": {"http": {"url": "https://api.mail.example/v1", "bearer": {"file": "/nowhere/at/all"}}}}"#)
    await #expect(throws: ChannelConfigurationError.self) { try await channels.checkWays() }
  }
}
