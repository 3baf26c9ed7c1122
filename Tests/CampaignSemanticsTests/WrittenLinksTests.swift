import CampaignDiagnostics
import CampaignMarkdown
import CampaignValues
import Testing

@testable import CampaignSemantics

/// Addresses in texts lead where a browser goes from there, wherever the text is cut into pieces.
@Suite struct WrittenLinksTests {
  /// A text, and the sites of its links.
  private static let cases: [(text: String, hosts: [String])] = [
    ("see https://shop.example.", ["shop.example"]),
    ("(https://Shop.example), too", ["shop.example"]),
    ("https://shop.example:80/x https://b.example", ["b.example", "shop.example"]),
    ("https://shop.example@evil.example/", ["evil.example"]),
    ("https://shop.example:pw@evil.example.", ["evil.example"]),
    ("https://shop.example)@evil.example", ["evil.example"]),
    ("https://a@b@evil.example:1/@c.example", ["evil.example"]),
    ("https://evil.example\\@shop.example/", ["evil.example"]),
    ("https:\\\\evil.example", ["evil.example"]),
    ("https:///evil.example/", ["evil.example"]),
    // A browser reads on where many a phone ends the link.
    ("https://shop.example%2eevil.example/", ["shop.example", "shop.example.evil.example"]),
    ("https://shop.example_x.evil.example", ["shop.example", "shop.example_x.evil.example"]),
    ("https://ev\u{AD}il.example/", ["ev", "evil.example"]),
    ("https://ｅｖｉｌ.example", ["evil.example"]),
    ("https://shop.example@", ["shop.example"]),
    ("https://shop.example/a@evil.example", ["shop.example"]),
    ("“https://shop.example” @evil.example", ["shop.example"]),
    ("https://shop.example，a@evil.example", ["shop.example"]),
    ("https:// shop.example", []), ("ftp://shop.example", []),
  ]

  private static func hosts(_ pieces: [String]) -> [String] {
    var offset: UInt32 = 0
    let nodes = pieces.map { piece -> WrittenNode in
      defer { offset += UInt32(piece.utf8.count) }
      return .text(piece, Span(FileID(0), offset, offset + UInt32(piece.utf8.count)))
    }
    return Set(WrittenLinks(in: nodes).links.compactMap(\.host)).sorted()
  }

  @Test func theyLeadWhereBrowsersGo() {
    for (text, hosts) in Self.cases { #expect(Self.hosts([text]) == hosts, "\(text)") }
  }

  @Test func seamsChangeNothing() {
    for (text, hosts) in Self.cases {
      for index in text.indices.dropFirst() {
        #expect(Self.hosts([String(text[..<index]), String(text[index...])]) == hosts, "\(text) at \(text[index...])")
      }
    }
  }

  /// What stands before the path belongs to the site, whatever it looks like.
  @Test func dataBeforeThePathDecides() {
    func wrong(_ text: String) -> Bool {
      let span = Span(FileID(0), 0, 1)
      let value = ResolvedValue(
        expression: CheckedExpression(.constant(.text("x")), ValueType(.text(TextType(maxCharacters: 1))), span),
        format: .text,
        span: span)
      return !WrittenLinks(in: [.text(text, nil), .data(value)]).wrong.isEmpty
    }
    for text in ["https://", "https://a", "https://a:1", "https://a@", "https://a:b", "https://a)", "https:\\\\a"] {
      #expect(wrong(text), "\(text)")
    }
    for text in ["https://a/", "https://a\\", "https://a?", "https://a ", "https:/", "https://a”"] {
      #expect(!wrong(text), "\(text)")
    }
  }

  /// An address that Markdown makes a link of is refused, or leads where a browser goes.
  @Test func linksOfMarkdownLeadWhereBrowsersGo() {
    let addresses =
      Self.cases.map(\.text) + ["https://shop.example./x", "HTTPS://SHOP.example", "https://a.example:99999"]
    var accepted = 0
    for address in addresses {
      let document = Markdown.compile(destination: [.text(address, source: 0..<address.utf8.count)])
      guard document.problems.isEmpty, let host = document.links.first?.host else { continue }
      accepted += 1
      #expect(host == WebHost.name(ofAddress: address), "\(address)")
    }
    #expect(accepted >= 4)
  }
}
