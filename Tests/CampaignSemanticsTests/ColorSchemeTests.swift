import Testing

@testable import CampaignSemantics

/// What a layout's style says of dark screens, and what the mail says in its place where it says nothing.
@Suite struct ColorSchemeTests {
  private func head(_ style: String) -> String {
    let nodes = MailLayout(style: style, pieces: [.html("<p>")]).html(
      language: "en_GB", title: "Shop", preheader: [], body: [], address: "")
    guard case .literal(let text)? = nodes.first else { return "" }
    return text
  }

  @Test(arguments: [
    "", "p { color: #000 }", "/* color-scheme: light dark */ p { color: #000 }",
    "@media (prefers-color-scheme: light) { p { color: #000 } }", "p { x-color-scheme: dark }",
    "@media (max-width: 480px) { p { color: #000 } } .prefers-color-scheme { content: 'dark' }",
  ])
  func aLayoutForDaylightIsShownAsDesigned(_ style: String) {
    let head = head(style)
    #expect(head.contains("<meta name=\"color-scheme\" content=\"light\">"), "\(head)")
    #expect(head.contains("<meta name=\"supported-color-schemes\" content=\"light\">"), "\(head)")
    // Before the layout's own rules, so that none is undone.
    #expect(head.contains("<style>:root { color-scheme: light }\n\(style)</style>"), "\(head)")
  }

  @Test(arguments: [
    ":root { color-scheme: light dark }", ":root{COLOR-SCHEME : dark}",
    "@media(prefers-color-scheme:dark){p{color:#fff}}",
    "@MEDIA screen and (prefers-color-scheme: dark) { p { color: #fff } }",
  ])
  func aLayoutForDarkScreensIsLeftAsItIs(_ style: String) {
    let head = head(style)
    #expect(head.contains("<meta name=\"color-scheme\" content=\"light dark\">"), "\(head)")
    #expect(head.contains("<meta name=\"supported-color-schemes\" content=\"light dark\">"), "\(head)")
    #expect(head.contains("<style>\(style)</style>"), "\(head)")
  }

  @Test func whatALayoutSaysOfDaylightIsNotSaidTwice() {
    let style = "html { color-scheme: only light }"
    #expect(head(style).contains("content=\"light\">") && head(style).contains("<style>\(style)</style>"))
  }
}
