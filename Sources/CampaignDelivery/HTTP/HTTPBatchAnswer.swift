import CampaignHandOff
import FoundationEssentials

/// Reads the answer to a batch's call.
///
/// `{"results":[{"id","status":"accepted"|"refused"|"deferred","code","text","provider_id","retry_after"}]}`; a call that fails as a whole
/// may say `{"code","text"}`. A message without exactly one readable verdict is unknown: the provider took the call, and what it did with
/// that message nobody knows.
struct HTTPBatchAnswer {
  private struct Verdict: Decodable {
    enum Key: String, CodingKey {
      case id, status, code, text
      case providerID = "provider_id"
      case retryAfter = "retry_after"
    }

    var id: String
    var status: String?
    var code: String?
    var text: String?
    var providerID: String?
    var retryAfter: Int?

    init(from decoder: any Decoder) throws {
      let fields = try decoder.container(keyedBy: Key.self)
      id = try fields.decode(String.self, forKey: .id)
      status = fields.lenient(String.self, .status)
      code = fields.lenient(CodeText.self, .code)?.text
      text = fields.lenient(String.self, .text)
      providerID = fields.lenient(String.self, .providerID)
      retryAfter = fields.lenient(Int.self, .retryAfter)
    }
  }

  private struct Results: Decodable {
    var results: LenientList<Verdict>
  }

  private struct Whole: Decodable {
    enum Key: String, CodingKey { case code, text }

    var code: String?
    var text: String?

    init(from decoder: any Decoder) throws {
      let fields = try decoder.container(keyedBy: Key.self)
      code = fields.lenient(CodeText.self, .code)?.text
      text = fields.lenient(String.self, .text)
    }
  }

  /// By message id.
  private var verdicts: [String: HandOffOutcome] = [:]
  /// Of messages with no verdict.
  private var otherwise: HandOffOutcome

  init(_ answer: HTTPAnswer) {
    let whole = Self.whole(answer)
    switch StatusClass(answer.status) {
    case .success:
      otherwise = .unknown(reason: "the provider answered \(answer.status), and \(answer.unreadable)")
      guard let json = answer.json, let list = try? JSONDecoder().decode(Results.self, from: Data(json)) else { return }
      otherwise = .unknown(reason: "the provider's answer says nothing clear of it")
      read(list.results.elements, status: answer.status)
    case .invalid: otherwise = .refused(whole)
    case .busy, .credentials, .redirection, .setup: otherwise = .refusedForNow(whole)
    case .keyInUse:
      otherwise = .unknown(
        reason: "the provider answered \(answer.status): another call with the same key is under way")
    case .perhapsTaken:
      otherwise = .unknown(reason: "the provider answered \(answer.status), after which it may have been taken")
    }
  }

  func outcome(of message: OutboundMessage) -> HandOffOutcome { verdicts[message.id] ?? otherwise }

  private mutating func read(_ list: [Verdict], status: Int) {
    var seen: Set<String> = []
    for verdict in list {
      // Where a message comes twice, neither verdict counts, even if they agree: an answer that is made wrong is not read in parts.
      guard seen.insert(verdict.id).inserted else {
        verdicts[verdict.id] = .unknown(reason: "the provider's answer has two verdicts on it")
        continue
      }
      verdicts[verdict.id] = Self.outcome(verdict, status: status)
    }
  }

  private static func outcome(_ verdict: Verdict, status: Int) -> HandOffOutcome? {
    let code = AnswerText.code(verdict.code)
    var answer = ProviderAnswer(
      code: code ?? String(status), enhancedCode: code.flatMap(EnhancedStatus.init)?.text,
      text: AnswerText.cleaned(verdict.text ?? ""), providerID: AnswerText.providerID(verdict.providerID))
    switch verdict.status {
    case "accepted": return .accepted(answer)
    case "refused": return .refused(answer)
    case "deferred":
      answer.retryAfterSeconds = verdict.retryAfter.map { min(max($0, 0), RetryAfter.limitSeconds) }
      return .refusedForNow(answer)
    default: return nil
    }
  }

  private static func whole(_ answer: HTTPAnswer) -> ProviderAnswer {
    let said = answer.json.flatMap { try? JSONDecoder().decode(Whole.self, from: Data($0)) }
    return answer.wholeAnswer(code: said?.code, text: said?.text)
  }
}

extension HTTPAnswer {
  /// What a provider said of a whole call: by the status where its words have no code, with advice where the channel is set up wrongly.
  func wholeAnswer(code: String?, text: String?) -> ProviderAnswer {
    let words = [StatusClass(status).advice, text].compactMap(\.self).joined(separator: ": ")
    return ProviderAnswer(
      code: AnswerText.code(code) ?? String(status), text: AnswerText.cleaned(words),
      retryAfterSeconds: retryAfterSeconds)
  }
}
