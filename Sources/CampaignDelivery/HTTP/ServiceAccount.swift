import FoundationEssentials
import JWTKit

/// A service account of Google's, as its key file (JSON) has it.
package struct ServiceAccount: Sendable {
  /// What `project_id` says; nil where the file has none.
  package let projectID: String?
  let clientEmail: String
  let tokenURL: ProviderURL
  /// Which of the account's keys it is (RFC 7515 4.1.4).
  let keyID: String?
  let key: Insecure.RSA.PrivateKey

  private struct File: Decodable {
    enum CodingKeys: String, CodingKey {
      case projectID = "project_id"
      case clientEmail = "client_email"
      case tokenURL = "token_uri"
      case keyID = "private_key_id"
      case key = "private_key"
    }

    var projectID: String?
    var clientEmail: String
    var tokenURL: String
    var keyID: String?
    var key: String
  }

  /// Key files have about 2,400 bytes.
  private static let limitBytes = 65_536

  /// Throws where the file can't be read or lacks something; no error shows what stands in it.
  package init(path: String) throws(ChannelConfigurationError) {
    func refused(_ what: String) -> ChannelConfigurationError {
      ChannelConfigurationError(
        place: path, what: what, help: "give the key file (JSON) of a service account that may send messages")
    }
    guard let data = try? Data(contentsOf: URL(filePath: path)) else { throw refused("the file can't be read") }
    guard data.count <= Self.limitBytes, let file = try? JSONDecoder().decode(File.self, from: data) else {
      throw refused("this is not JSON with client_email, private_key and token_uri")
    }
    guard let key = try? Insecure.RSA.PrivateKey(pem: file.key) else {
      throw refused("private_key is not an RSA key of 2,048 bits or more in PEM form")
    }
    self.key = key
    projectID = file.projectID
    clientEmail = file.clientEmail
    tokenURL = try ProviderURL(file.tokenURL, setting: "\(path), token_uri")
    keyID = file.keyID
  }
}

extension ServiceAccount: CustomStringConvertible, CustomReflectable {
  package var description: String { "<service account>" }
  package var customMirror: Mirror { Mirror(self, children: [:]) }
}
