import JWTKit

/// The assertion by which a service account asks for an access token (RFC 7523 2.1), signed with RS256.
struct TokenGrant: JWTPayload, Hashable {
  /// The account's e-mail address.
  var iss: String
  /// What the token is to be good for.
  var scope: String
  /// The address of the token endpoint.
  var aud: String
  /// Seconds since 1970.
  var iat: Int64
  var exp: Int64

  /// The most that the endpoint allows.
  static let lifetimeSeconds: Int64 = 3_600
  static let messagingScope = "https://www.googleapis.com/auth/firebase.messaging"

  init(_ account: ServiceAccount, now: Int64) {
    iss = account.clientEmail
    scope = Self.messagingScope
    aud = account.tokenURL.text
    iat = now
    exp = now + Self.lifetimeSeconds
  }

  /// Nothing beyond the signature: assertions are made here, and read by the endpoint.
  func verify(using algorithm: some JWTAlgorithm) {}

  /// The compact form (RFC 7515 3.1); throws where the key can't sign.
  static func signed(_ account: ServiceAccount, now: Int64) async throws -> String {
    let keys = JWTKeyCollection()
    let keyID = account.keyID.map { JWKIdentifier(string: $0) }
    await keys.add(rsa: account.key, digestAlgorithm: .sha256, kid: keyID)
    return try await keys.sign(TokenGrant(account, now: now), kid: keyID)
  }
}
