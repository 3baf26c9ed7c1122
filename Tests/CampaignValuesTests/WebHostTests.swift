import Testing

@testable import CampaignValues

/// Where addresses lead, by the URL standard (https://url.spec.whatwg.org, "Host parsing" and its examples).
@Suite struct WebHostTests {
  /// An address, and the site to which a browser goes; nil where it refuses.
  private static let cases: [(address: String, host: String?)] = [
    ("https://shop.example/a", "shop.example"),
    ("HTTPS://Shop.EXAMPLE", "shop.example"),
    ("https://shop.example:8080/", "shop.example"),
    ("https://shop.example:/", "shop.example"),
    ("https://shop.example./", "shop.example"),
    ("https://shop.example?a@evil.example", "shop.example"),
    ("https://shop.example#@evil.example", "shop.example"),
    ("https://shop.example/@evil.example", "shop.example"),
    // User names and passwords.
    ("https://shop.example@evil.example/", "evil.example"),
    ("https://shop.example:443@evil.example/", "evil.example"),
    ("https://shop.example@a@evil.example/", "evil.example"),
    ("https://shop.example%2F@evil.example/", "evil.example"),
    ("https://shop.example)@evil.example:1", "evil.example"),
    // A backslash is a slash, and any number of them will do.
    ("https://evil.example\\@shop.example/", "evil.example"),
    ("https:\\\\evil.example\\shop.example", "evil.example"),
    ("https:/evil.example", "evil.example"),
    ("https:evil.example", "evil.example"),
    ("https:////evil.example/", "evil.example"),
    // Tabs and line breaks are taken out, white space around it too.
    ("ht\ttps://ev\nil.exam\rple/", "evil.example"),
    (" \u{1}https://evil.example \n", "evil.example"),
    ("https:/\t/evil.example", "evil.example"),
    // Escapes, and letters that stand for others.
    ("https://%65vil%2Eexample/", "evil.example"),
    ("https://shop.example%2eevil.example/", "shop.example.evil.example"),
    ("https://ｅｖｉｌ．example/", "evil.example"),
    ("https://evil。example｡/", "evil.example"),
    ("https://ev\u{AD}il.example/", "evil.example"),
    ("https://Ünder.example/", "ünder.example"),
    ("https://xn--nder-goa.example/", "xn--nder-goa.example"),
    // Refused.
    ("https://", nil), ("https:///", nil), ("https://@/", nil), ("https://user@", nil), ("https://:80/", nil),
    ("https://a b/", nil), ("https://a%20b/", nil), ("https://a%2Fb/", nil), ("https://a%40b/", nil),
    ("https://%ff/", nil), ("https://a%/", nil), ("https://a<b/", nil), ("https://a|b/", nil), ("https://a^b/", nil),
    ("https://a\u{7F}b/", nil), ("https://a:b/", nil), ("https://a:65536/", nil), ("https://a:-1/", nil),
    ("https://a:+1/", nil), ("ftp://shop.example/", nil), ("//shop.example/", nil), ("shop.example", nil),
    ("http s://shop.example/", nil), ("", nil),
  ]

  @Test func hostsAreThoseOfBrowsers() {
    for (address, host) in Self.cases { #expect(WebHost.name(ofAddress: address) == host, "\(address)") }
  }

  /// A value that is a link either leads where a browser goes, or is bad.
  @Test func valuesLeadWhereBrowsersGo() {
    var accepted = 0
    for (address, host) in Self.cases {
      let read = address.withBytes { bytes in
        Links.host(bytes).map { String(decoding: bytes[$0], as: UTF8.self).lowercased() }
      }
      guard let read else { continue }
      accepted += 1
      #expect(read == host, "\(address)")
    }
    #expect(accepted >= 5)
  }
}
