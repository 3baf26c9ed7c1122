import Testing

@testable import CampaignValues

@Suite struct AddressesTests {
  @Test func phones() {
    for text in ["+1234567", "+4915112345678", "+123456789012345"] {
      #expect(text.withBytes(Addresses.isPhone), "\(text)")
    }
    for text in ["", "+", "1234567890", "+123456", "+1234567890123456", "+0123456789", "+49 151 1234", "+1234567a"] {
      #expect(!text.withBytes(Addresses.isPhone), "\(text)")
    }
  }

  @Test func emails() {
    let label = String(repeating: "a", count: 63)
    let accepted = [
      "a@b.example", "first.last+tag@sub.shop.example", "o'neill@x-y.example", "A_1@1a.example",
      String(repeating: "l", count: 64) + "@b.example", "a@xn--p1ai.example", "a@\(label).example",
    ]
    for text in accepted { #expect(text.withBytes(Addresses.isEmail), "\(text)") }
    let refused = [
      "", "@", "a@", "@b.example", "a@b", "a@@b.example", "a@b@c.example", ".a@b.example", "a.@b.example",
      "a..b@b.example", "a b@b.example", "a@-b.example", "a@b-.example", "a@b..example", "a@b.example.", "a@.example",
      "\"q\"@b.example", "a@[127.0.0.1]", "a@127.0.0.1", "ü@b.example", "a@ü.example", "a\n@b.example", "a@b.example\r",
      "a@b.example ", "<a@b.example>", "a,b@c.example", String(repeating: "l", count: 65) + "@b.example",
      "a@\(label)a.example", "a@" + String(repeating: "\(label).", count: 4) + "example",
    ]
    for text in refused { #expect(!text.withBytes(Addresses.isEmail), "\(text)") }
  }

  @Test func links() {
    func host(_ text: String) -> String? {
      text.withBytes { bytes in Links.host(bytes).map { String(decoding: bytes[$0], as: UTF8.self) } }
    }
    #expect(host("https://shop.example/a?b=c#d") == "shop.example")
    #expect(host("HTTP://Shop.Example:8080") == "Shop.Example")
    #expect(host("https://shop.example?x=a@b") == "shop.example")
    #expect(host("https://shop.example/ünder") == "shop.example")
    #expect(host("https://localhost/") == "localhost")
    let refused = [
      "", "https://", "ftp://shop.example", "//shop.example", "javascript:alert(1)", "https:/shop.example",
      "https://user@shop.example/", "https://shop.example@evil.example/", "https://shop.example\\@evil.example",
      "https://shop.example/a b", "https://shop.example/\"", "https://shop.example/'", "https://shop.example/<",
      "https://shop.example/\n", "https://shop.example/\u{2028}", "https://shop.example/\u{200B}",
      "https://shop.example:/", "https://shop.example:123456/", "https://shop.example:8a/", "https://[::1]/",
      "https://ünder.example/", "https://-a.example", "https://a..example", "https://1.2.3.4/", "https://x/”",
    ]
    for text in refused { #expect(host(text) == nil, "\(text)") }
  }

  @Test func linksAreHeldToTheirHostExactly() {
    func isOn(_ url: String, _ host: String) -> Bool {
      url.withBytes { url in host.withBytes { Links.isURL(url, on: $0) } }
    }
    #expect(isOn("https://shop.example/x", "shop.example") && isOn("https://SHOP.example", "shop.EXAMPLE"))
    #expect(
      !isOn("https://a.shop.example/", "shop.example") && !isOn("https://shop.example.evil.example", "shop.example"))
    #expect(!isOn("https://hop.example", "shop.example"))
  }
}
