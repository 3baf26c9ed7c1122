import CampaignHandOff

/// Hands push messages to Firebase Cloud Messaging (HTTP v1), one a call.
package final class FCMChannel: SingleMessageChannel {
  package let traits: ChannelTraits
  let slots: CallSlots
  let now: @Sendable () -> Int64
  private let url: String
  private let caller: HTTPCaller
  private let tokens: AccessTokens

  package convenience init(_ configuration: FCMConfiguration) throws(ChannelConfigurationError) {
    try self.init(configuration, now: systemSeconds)
  }

  /// `now` gives seconds since 1970.
  init(_ configuration: FCMConfiguration, now: @escaping @Sendable () -> Int64) throws(ChannelConfigurationError) {
    try configuration.check()
    self.now = now
    url = configuration.base.appending("/v1/projects/\(configuration.projectID)/messages:send")
    caller = try HTTPCaller(configuration.connection, now: now)
    slots = CallSlots(configuration.connection.concurrency)
    tokens = AccessTokens(configuration.account, caller, now: now)
    // One batch fills the slots, and a second one those that its last messages leave free.
    traits = ChannelTraits(batchSize: configuration.batchSize, concurrency: 2, keyMemorySeconds: nil)
  }

  package func close() async { await caller.close() }

  func handOff(_ message: OutboundMessage, _ gate: HandOffGate) async -> HandOffOutcome? {
    guard case .push(let push) = message.content else {
      return .notHandedOff(reason: "this channel carries push messages alone")
    }
    let body = FCMPayload.bytes(message, push)
    if Task.isCancelled { return HandOffGate.stopping }
    let token: AccessTokens.Token
    switch await tokens.token() {
    case .token(let current): token = current
    case .none(let outcome): return outcome
    }
    let first = await call(body, token, gate)
    guard first.refusesToken else { return first.outcome }
    // A token can be withdrawn before its time. With another one the call is made once more, and not again.
    guard case .token(let other) = await tokens.token(insteadOf: token), other != token else { return first.outcome }
    return await call(body, other, gate).outcome
  }

  private func call(
    _ body: [UInt8], _ token: AccessTokens.Token, _ gate: HandOffGate
  ) async -> (outcome: HandOffOutcome?, refusesToken: Bool) {
    if case .stop(let outcome) = gate.ask() { return (outcome, false) }
    let result = await caller.post(
      ProviderCall(
        url: url,
        headers: [
          ("Authorization", "Bearer \(token.secret.revealed)"), ("Content-Type", "application/json"),
          ("Accept", "application/json"),
        ], body: body))
    switch result {
    case .notBegun(let reason): return (.notHandedOff(reason: reason), false)
    case .broken(let reason): return (.unknown(reason: reason), false)
    case .answer(let answer):
      let read = FCMAnswer(answer)
      return (read.outcome, read.refusesToken)
    }
  }
}
