/// What a server says in its answer to EHLO that it can do.
struct SMTPFeatures: Equatable {
  /// RFC 2920.
  var hasPipelining = false
  /// RFC 3207.
  var hasStartTLS = false
  /// RFC 6531.
  var hasInternationalAddresses = false
  /// RFC 1870.
  var hasSize = false
  /// The largest message that the server takes; nil where it doesn't say.
  var sizeLimitBytes: Int?
  /// RFC 4616.
  var hasPlainAuthentication = false
  var hasLoginAuthentication = false

  /// Reads the lines of the reply, the first of which is a greeting.
  init(_ lines: [ArraySlice<UInt8>] = []) {
    for line in lines.dropFirst() {
      let words = String(decoding: line, as: UTF8.self).uppercased().split { $0 == " " || $0 == "=" }
      switch words.first {
      case "PIPELINING": hasPipelining = true
      case "STARTTLS": hasStartTLS = true
      case "SMTPUTF8": hasInternationalAddresses = true
      case "SIZE":
        hasSize = true
        // Zero stands for no fixed limit.
        sizeLimitBytes = words.dropFirst().first.flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil }
      case "AUTH":
        hasPlainAuthentication = hasPlainAuthentication || words.contains("PLAIN")
        hasLoginAuthentication = hasLoginAuthentication || words.contains("LOGIN")
      default: break
      }
    }
  }
}
