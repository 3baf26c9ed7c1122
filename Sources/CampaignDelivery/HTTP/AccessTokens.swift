import CampaignHandOff
import FoundationEssentials

/// Access tokens of a service account: one at a time, kept until shortly before it ends, asked for once however many wait for it.
actor AccessTokens {
  struct Token: Hashable, Sendable {
    var secret: Secret
    /// Seconds since 1970 from which on it is not used any more.
    var until: Int64
  }

  enum Answer: Hashable, Sendable {
    case token(Token)
    /// No message can be handed off without one: what that means for each.
    case none(HandOffOutcome)
  }

  /// A token is not used in the last minute of its life, so that it does not end on its way.
  private static let marginSeconds: Int64 = 60
  /// An answer stands for so long before the endpoint is asked again, also a failure, and a token that is refused at once: each message
  /// of a batch comes here.
  private static let pauseSeconds: Int64 = 5

  private let account: ServiceAccount
  private let caller: HTTPCaller
  private let now: @Sendable () -> Int64
  private var last: (answer: Answer, since: Int64, until: Int64)?
  private var running: Task<Answer, Never>?

  init(_ account: ServiceAccount, _ caller: HTTPCaller, now: @escaping @Sendable () -> Int64) {
    self.account = account
    self.caller = caller
    self.now = now
  }

  /// A token; with `refused`, which the provider has just not accepted, another one, or that one again where it was granted only now.
  func token(insteadOf refused: Token? = nil) async -> Answer {
    if let running { return await running.value }
    if let last, now() < last.until {
      let isRefused = refused.map(Answer.token) == last.answer
      if !isRefused || now() - last.since < Self.pauseSeconds { return last.answer }
    }
    let task = Task { await fetch() }
    running = task
    let answer = await task.value
    running = nil
    return answer
  }

  private func fetch() async -> Answer {
    let answer = await ask()
    let since = now()
    switch answer {
    case .token(let token): last = (answer, since, token.until)
    case .none: last = (answer, since, since + Self.pauseSeconds)
    }
    return answer
  }

  private func ask() async -> Answer {
    guard let assertion = try? await TokenGrant.signed(account, now: now()) else {
      return .none(.notHandedOff(reason: "the service account's key can't sign"))
    }
    var form = FormText()
    form.add("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer")
    form.add("assertion", assertion)
    let result = await caller.post(
      ProviderCall(
        url: account.tokenURL.text,
        headers: [("Content-Type", FormText.contentType), ("Accept", "application/json")], body: form.bytes))
    switch result {
    case .notBegun(let reason), .broken(let reason): return .none(.notHandedOff(reason: "no access token: \(reason)"))
    case .answer(let answer): return read(answer)
    }
  }

  private struct Granted: Decodable {
    enum CodingKeys: String, CodingKey {
      case token = "access_token"
      case expiresIn = "expires_in"
    }

    var token: String
    var expiresIn: Int64
  }

  /// RFC 6749 5.2.
  private struct Failed: Decodable {
    enum CodingKeys: String, CodingKey {
      case error
      case description = "error_description"
    }

    var error: String
    var description: String?
  }

  private func read(_ answer: HTTPAnswer) -> Answer {
    let data = answer.json.map { Data($0) }
    if StatusClass(answer.status) == .success {
      guard let granted = data.flatMap({ try? JSONDecoder().decode(Granted.self, from: $0) }) else {
        return .none(.notHandedOff(reason: "no access token: the answer can't be read"))
      }
      let secret = Secret(granted.token)
      guard secret.isHeaderValue, granted.expiresIn > 0 else {
        return .none(.notHandedOff(reason: "no access token: the answer has none that can be used"))
      }
      // Of a token that lives for less than two minutes, half its life.
      let life = min(granted.expiresIn, 86_400)
      return .token(Token(secret: secret, until: now() + max(life - Self.marginSeconds, life / 2)))
    }
    let said = data.flatMap { try? JSONDecoder().decode(Failed.self, from: $0) }
    // Nothing of a message went there: also a server's own failure leaves no doubt.
    var refusal = answer.wholeAnswer(code: said?.error, text: said?.description)
    refusal.text = AnswerText.cleaned("no access token: \(refusal.text)")
    return .none(.refusedForNow(refusal))
  }
}
