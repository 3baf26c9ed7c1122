import CampaignHandOff
import FoundationEssentials

/// Reads an answer of FCM's HTTP v1 API: `{"name"}`, or `{"error":{"status","message","details":[{"errorCode"}]}}`.
///
/// By its reference of error codes. `UNREGISTERED`, `SENDER_ID_MISMATCH` and `INVALID_ARGUMENT` are faults of the registration token or of
/// the message, which no later attempt mends. `QUOTA_EXCEEDED` and `UNAVAILABLE` ask to come again. `INTERNAL` is an unknown error within
/// FCM, at any point of handling the request, so that the message may have been taken; without a key a second attempt could show it twice.
/// `THIRD_PARTY_AUTH_ERROR` is a credential of Apple's or the web's that the project lacks: a fault of the configuration.
struct FCMAnswer {
  private struct Success: Decodable {
    var name: String
  }

  private struct Failure: Decodable {
    struct Fields: Decodable {
      struct Detail: Decodable {
        var errorCode: String
      }

      enum Key: String, CodingKey { case status, message, details }

      var status: String?
      var message: String?
      var details: [Detail]

      init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Key.self)
        status = fields.lenient(String.self, .status)
        message = fields.lenient(String.self, .message)
        details = fields.lenient(LenientList<Detail>.self, .details)?.elements ?? []
      }
    }

    var error: Fields
  }

  let outcome: HandOffOutcome
  /// Whether the access token was not accepted, and another one may be.
  let refusesToken: Bool

  init(_ answer: HTTPAnswer) {
    if StatusClass(answer.status) == .success {
      refusesToken = false
      outcome = Self.success(answer)
      return
    }
    let error = answer.json.flatMap { try? JSONDecoder().decode(Failure.self, from: Data($0)) }?.error
    let code = error?.details.first?.errorCode
    refusesToken = answer.status == 401 && code != "THIRD_PARTY_AUTH_ERROR"
    outcome = Self.failure(answer, code: code ?? error?.status, text: error?.message)
  }

  private static func success(_ answer: HTTPAnswer) -> HandOffOutcome {
    guard let json = answer.json, let name = try? JSONDecoder().decode(Success.self, from: Data(json)).name else {
      return .unknown(reason: "the provider answered \(answer.status), and \(answer.unreadable)")
    }
    return .accepted(ProviderAnswer(code: String(answer.status), providerID: AnswerText.providerID(name)))
  }

  private static func failure(_ answer: HTTPAnswer, code: String?, text: String?) -> HandOffOutcome {
    var said = answer.wholeAnswer(code: code, text: text)
    switch (code, StatusClass(answer.status)) {
    // Words that say the message is at fault count only from an answer that refuses it.
    case ("UNREGISTERED", .invalid), ("INVALID_ARGUMENT", .invalid), ("SENDER_ID_MISMATCH", .credentials):
      said.text = AnswerText.cleaned(text ?? "")
      return .refused(said)
    case (_, .busy):
      // FCM's documentation asks for a minute where a refusal by quota names no time.
      if answer.status == 429, said.retryAfterSeconds == nil { said.retryAfterSeconds = 60 }
      return .refusedForNow(said)
    case (_, .perhapsTaken), (_, .keyInUse):
      return .unknown(reason: "the provider answered \(said.code), after which it may have been taken")
    default:
      // Refused, and not for a reason that is the message's own: a wrong project or URL is a 404 too.
      return .refusedForNow(said)
    }
  }
}
