import CampaignHandOff
import Testing

@testable import CampaignTracking

@Suite struct PageTests {
  @Test(
    arguments: [
      (nil, "en"), ("", "en"), ("de", "de"), ("de-AT,en;q=0.5", "de"), ("en;q=0.5, fr;q=0.9", "fr"),
      ("ja, es;q=0.1", "es"),
      ("ja", "en"), ("nn-NO", "nb"), ("no", "nb"), ("fr;q=0, de;q=0.1", "de"), (";;;,q=1,,", "en"), ("*", "en"),
    ] as [(String?, String)])
  func thePageIsInTheMostWantedLanguageThatThereIs(_ accepted: String?, _ language: String) {
    let page = UnsubscribePage.question(accepted: accepted)
    #expect(page.language == language && page.html.contains("<html lang=\"\(language)\">"))
    #expect(page.html.contains("name=\"List-Unsubscribe\" value=\"One-Click\""))
    #expect(UnsubscribePage.done(accepted: accepted).language == language)
  }

  @Test func addressesToListenAt() {
    #expect(ListenAddress("127.0.0.1:8080").map { ($0.host, $0.port) } ?? ("", 0) == ("127.0.0.1", 8080))
    #expect(ListenAddress("[::1]:0").map { "\($0)" } == "[::1]:0")
    for wrong in ["", "8080", ":8080", "localhost", "localhost:", "a:70000", "::1:80", "[]:80"] {
      #expect(ListenAddress(wrong) == nil, "\(wrong)")
    }
  }
}
