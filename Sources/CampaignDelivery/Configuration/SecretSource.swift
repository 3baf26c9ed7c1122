import FoundationEssentials
import Glibc

/// Where a secret stands: in a file, or in the environment; never in the configuration itself.
///
///     {"file": "/run/credentials/campd/smtp"} or {"environment": "SMTP_PASSWORD"}
struct SecretSource: Decodable, Hashable, Sendable {
  var file: String?
  var environment: String?

  /// Without the line end that editors put behind it.
  func secret(_ setting: String) throws(ChannelConfigurationError) -> Secret {
    switch (file, environment) {
    case (let path?, nil):
      guard let data = try? Data(contentsOf: URL(filePath: path)), data.count <= 65_536,
        let text = String(data: data, encoding: .utf8)
      else {
        throw ChannelConfigurationError(
          place: setting, what: "`\(path)` can't be read", help: "name a file with the secret")
      }
      return Secret(text.hasSuffix("\n") ? String(text.dropLast()) : text)
    case (nil, let name?):
      guard let value = getenv(name) else {
        throw ChannelConfigurationError(
          place: setting, what: "the environment has no `\(name)`", help: "set it where campd is started")
      }
      return Secret(String(cString: value))
    default:
      throw ChannelConfigurationError(
        place: setting, what: "it does not say where the secret stands",
        help: #"write {"file": PATH} or {"environment": NAME}"#)
    }
  }
}
