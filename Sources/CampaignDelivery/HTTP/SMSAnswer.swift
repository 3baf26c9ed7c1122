import CampaignHandOff
import FoundationEssentials

/// Reads an answer of an SMS API of Twilio's kind: `{"sid"}`, or `{"code","message"}` with a code of its list of errors.
enum SMSAnswer {
  private struct Success: Decodable {
    var sid: String
  }

  private struct Failure: Decodable {
    enum Key: String, CodingKey { case code, message }

    var code: String?
    var message: String?

    init(from decoder: any Decoder) throws {
      let fields = try decoder.container(keyedBy: Key.self)
      code = fields.lenient(CodeText.self, .code)?.text
      message = fields.lenient(String.self, .message)
    }
  }

  /// The number or the text is at fault, or its owner wants none: no later attempt mends that.
  ///
  /// 21211 no valid number, 21265 a short code, 21266 the sender's own, 21602 no text, 21604 no number, 21610 unsubscribed, 21612 no way to
  /// it from this sender, 21614 no mobile number, 21617 too long a text, 21635 a landline; of delivery 30003 unreachable, 30004 blocked,
  /// 30005 no such number, 30006 a landline, 30007 filtered.
  static let refusals: Set = [
    "21211", "21265", "21266", "21602", "21604", "21610", "21612", "21614", "21617", "21635", "30003", "30004", "30005",
    "30006", "30007",
  ]

  static func outcome(_ answer: HTTPAnswer) -> HandOffOutcome {
    let status = StatusClass(answer.status)
    if status == .success {
      guard let json = answer.json, let sid = try? JSONDecoder().decode(Success.self, from: Data(json)).sid,
        !sid.isEmpty
      else { return .unknown(reason: "the provider answered \(answer.status), and \(answer.unreadable)") }
      return .accepted(ProviderAnswer(code: String(answer.status), providerID: AnswerText.providerID(sid)))
    }
    let error = answer.json.flatMap { try? JSONDecoder().decode(Failure.self, from: Data($0)) }
    let said = answer.wholeAnswer(code: error?.code, text: error?.message)
    switch status {
    case .perhapsTaken, .keyInUse:
      return .unknown(reason: "the provider answered \(answer.status), after which it may have been taken")
    case .invalid, .credentials, .setup:
      // Any other refusal is one of the account, its senders or its settings: the message can go once they are set right.
      return error?.code.map(refusals.contains) == true ? .refused(said) : .refusedForNow(said)
    case .busy, .redirection, .success: return .refusedForNow(said)
    }
  }
}
