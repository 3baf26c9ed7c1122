import CampaignHandOff
import FoundationEssentials

/// Hands texts to an SMS API of Twilio's kind, one a call.
package final class SMSChannel: SingleMessageChannel {
  package let traits: ChannelTraits
  let slots: CallSlots
  let now: @Sendable () -> Int64
  private let configuration: SMSConfiguration
  private let url: String
  private let caller: HTTPCaller

  package convenience init(_ configuration: SMSConfiguration) throws(ChannelConfigurationError) {
    try self.init(configuration, now: systemSeconds)
  }

  /// `now` gives seconds since 1970.
  init(_ configuration: SMSConfiguration, now: @escaping @Sendable () -> Int64) throws(ChannelConfigurationError) {
    try configuration.check()
    self.configuration = configuration
    self.now = now
    url = configuration.base.appending("/2010-04-01/Accounts/\(configuration.accountSID)/Messages.json")
    caller = try HTTPCaller(configuration.connection, now: now)
    slots = CallSlots(configuration.connection.concurrency)
    // One batch fills the slots, and a second one those that its last messages leave free.
    traits = ChannelTraits(batchSize: configuration.batchSize, concurrency: 2, keyMemorySeconds: nil)
  }

  package func close() async { await caller.close() }

  func handOff(_ message: OutboundMessage, _ gate: HandOffGate) async -> HandOffOutcome? {
    guard case .text(let words) = message.content else {
      return .notHandedOff(reason: "this channel carries texts alone")
    }
    let body = form(message, words)
    if case .stop(let outcome) = gate.ask() { return outcome }
    let result = await caller.post(
      ProviderCall(
        url: url,
        headers: [
          ("Authorization", "Basic \(basic)"), ("Content-Type", FormText.contentType), ("Accept", "application/json"),
        ], body: body))
    switch result {
    case .notBegun(let reason): return .notHandedOff(reason: reason)
    case .broken(let reason): return .unknown(reason: reason)
    case .answer(let answer): return SMSAnswer.outcome(answer)
    }
  }

  /// RFC 7617 2.
  private var basic: String {
    Data("\(configuration.accountSID):\(configuration.authToken.revealed)".utf8).base64EncodedString()
  }

  private func form(_ message: OutboundMessage, _ words: String) -> [UInt8] {
    var form = FormText()
    form.add("To", message.address)
    if let service = configuration.messagingServiceSID {
      form.add("MessagingServiceSid", service)
    } else {
      form.add("From", message.sender)
    }
    form.add("Body", words)
    if let callback = configuration.statusCallback {
      // Ids consist of characters that stand in a query as they are.
      form.add("StatusCallback", "\(callback.text)\(callback.text.contains("?") ? "&" : "?")message=\(message.id)")
    }
    return form.bytes
  }
}
