import FoundationEssentials

/// The address of a provider's API: `https`, or `http` where it is this machine itself.
package struct ProviderURL: Hashable, Sendable {
  let text: String

  /// Throws where it is no absolute URL, could send secrets in the clear, or carries a user, a password or a fragment.
  ///
  /// `setting` is where the text stands, for the error; the text itself is not shown, since it may carry a password.
  package init(_ text: String, setting: String) throws(ChannelConfigurationError) {
    func refused(_ what: String, _ help: String) -> ChannelConfigurationError {
      ChannelConfigurationError(place: setting, what: what, help: help)
    }
    guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }), let parts = URLComponents(string: text),
      let scheme = parts.scheme?.lowercased(), let host = parts.host, !host.isEmpty
    else { throw refused("this is not an absolute URL", "write one such as https://api.provider.example/v1/messages") }
    guard scheme == "https" || (scheme == "http" && Self.isLoopback(host)) else {
      throw refused("the URL does not begin with https://", "use https; http is for addresses of this machine alone")
    }
    guard parts.user == nil, parts.password == nil, parts.fragment == nil else {
      throw refused("the URL has a user, a password or a fragment", "leave them out, and give the secret by itself")
    }
    self.text = text
  }

  /// The address of something below this one; the path begins with `/` and is encoded already.
  func appending(_ path: String) -> String {
    var base = Substring(text)
    while base.hasSuffix("/") { base.removeLast() }
    return base + path
  }

  private static func isLoopback(_ host: String) -> Bool {
    ["localhost", "::1", "[::1]"].contains(host)
      || host.hasPrefix("127.")
        && host.utf8.allSatisfy {
          $0 == 0x2E || (0x30...0x39).contains($0)
        }
  }
}
