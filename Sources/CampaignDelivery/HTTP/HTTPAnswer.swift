/// What came back of a call.
enum CallResult: Hashable, Sendable {
  case answer(HTTPAnswer)
  /// No byte of the request's body was written: the provider can't have acted on it.
  case notBegun(reason: String)
  /// The body was begun, perhaps completed, and no answer came.
  case broken(reason: String)
}

/// An answer whose status line and headers came whole.
struct HTTPAnswer: Hashable, Sendable {
  /// Of the body.
  enum Body: Hashable, Sendable {
    case bytes([UInt8])
    /// Too long, cut off, or not there in time.
    case unreadable(reason: String)
  }

  var status: Int
  /// Whether the content's type is `application/json` (RFC 8259 11), or another one of JSON's syntax (RFC 6839 3.1).
  var isJSON: Bool
  var retryAfterSeconds: Int?
  var body: Body

  /// The body's bytes where they are said to be JSON.
  var json: [UInt8]? {
    guard isJSON, case .bytes(let bytes) = body else { return nil }
    return bytes
  }

  /// Why there is nothing to read from it.
  var unreadable: String {
    if case .unreadable(let reason) = body { return reason }
    return isJSON ? "the answer can't be read" : "the answer is not JSON"
  }

  static func isJSON(contentType: String) -> Bool {
    let type = contentType.prefix { $0 != ";" }.lowercased().filter { !$0.isWhitespace }
    return type == "application/json" || (type.hasPrefix("application/") && type.hasSuffix("+json"))
  }
}
