/// What the status of a whole call says about the messages in it (RFC 9110 15), where nothing in the answer says more.
///
/// The question is always the same one: can the provider have taken a message? A wrong yes delays one, a wrong no sends it twice.
enum StatusClass: Hashable, Sendable {
  /// 2xx: the body says what became of each.
  case success
  /// 3xx. Never followed: a call with a secret and with addresses goes only to where the configuration says. Nothing was taken there.
  case redirection
  /// 401, 403 and 407: the secret is wrong or not allowed this. Nothing was taken; once it is set right, everything can go.
  case credentials
  /// 429 (RFC 6585 4) and 503: come again, nothing was taken. 503 is the one 5xx by which a server says that it did not handle the request.
  case busy
  /// 409 and 425: another call with the same key is, or was, under way, and its answer is not this one.
  case keyInUse
  /// 400, 404, 410 and 422: the request itself is at fault.
  case invalid
  /// Any other 4xx, such as 402, 405, 413 or 415: the account or the configuration is at fault, not the messages. Nothing was taken.
  case setup
  /// 408 and 5xx other than 503, and what is no final status. A server that fails (500), or a gateway that lost the server behind it
  /// (502, 504), may have handled the request before; 408 comes from servers and gateways alike that saw a connection idle, and does not
  /// say how much had been read.
  case perhapsTaken

  init(_ status: Int) {
    self =
      switch status {
      case 200...299: .success
      case 300...399: .redirection
      case 401, 403, 407: .credentials
      case 429, 503: .busy
      case 409, 425: .keyInUse
      case 400, 404, 410, 422: .invalid
      case 408: .perhapsTaken
      case 400...499: .setup
      default: .perhapsTaken
      }
  }

  /// What to look at, in front of the provider's words, where the fault is in how the channel is set up.
  var advice: String? {
    switch self {
    case .redirection: "redirected, which is not followed: check the channel's URL"
    case .credentials: "check the channel's credentials"
    case .setup: "check the channel's settings and account"
    default: nil
    }
  }
}
