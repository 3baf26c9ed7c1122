import Foundation
import FoundationXML
import Testing

/// `campc test` over later steps of campaigns.
@Suite struct StepTestTests {
  private static let series = """
    campaign series {
      audience   where tier >= silver
      while      none(orders where placed after joined)
      conversion any(orders where placed after entered) within 9 days
      schedule   every day at 10:00
      offer { percent_off 10%, code unique "SERIES-", valid 14 days }
      email { subject "Hello", body "[{offer.code}](https://shop.example/{offer.code})" }
      then reminder after 3 days where not clicked {
        email { subject "{if opened}You looked{else}Have a look{end}", body "{offer.code}" }
      }
      then last_call after 1 month where not reminder.sent and not reminder.clicked {
        sms { text "{offer.code} ended {offer.ends as short date}. STOP to end" }
      }
    }

    """

  private static func shop(_ tests: String) throws -> Scratch {
    try TestCommandTests.shop(tests, campaign: series)
  }

  private static func test(_ title: String, _ items: String, step: String = "reminder") -> String {
    "test \"\(title)\" for series {\n  given ann with { joined 2027-03-01T09:00 }\n  step \(step)\n\(items)\n}\n"
  }

  @Test func historyAndEntryAreWhatTheTestSays() throws {
    let scratch = try Self.shop(
      Self.test("nothing happened", "  entered 2027-03-02\n  expect email.subject is \"Have a look\" and not opened")
        + Self.test(
          "opened", "  now 2027-03-05T10:00\n  happened opened\n  expect email.subject is \"You looked\" and opened")
        + Self.test("clicked", "  now 2027-03-05\n  happened series.clicked\n  expect excluded")
        + Self.test(
          "the entry", "  now 2027-03-06T10:00, entered 2027-03-02T11:00\n  expect entered is 2027-03-02T11:00")
        + Self.test("an entry that was not given", "  now 2027-03-06\n  expect entered is 2027-03-03T10:00")
        + Self.test(
          "the code is the entry's", "  entered 2027-03-02\n  expect email.body contains offer.code")
        + Self.test(
          "the end is the entry's",
          "  entered 2027-03-02\n  expect sms.text starts with offer.code and sms.text contains \"3/16/27\"",
          step: "last_call")
        + Self.test(
          "sent where it is said", "  entered 2027-03-02\n  happened reminder.sent\n  expect excluded",
          step: "last_call"
        )
        + Self.test(
          "sent where it was opened", "  entered 2027-03-02\n  happened reminder.opened\n  expect excluded",
          step: "last_call"))
    let result = try Tool.run("test", in: scratch.url)
    #expect(result.status == 0 && result.err.hasPrefix("9 passed"), "\(result.out)\(result.err)")
  }

  @Test func conversionsEndIt() throws {
    let order = "given ann with { joined 2027-03-08T09:00, orders { placed 2027-03-04T09:00 } }"
    let scratch = try Self.shop(
      Self.test("recorded", "  entered 2027-03-02\n  happened converted\n  expect converted and not selected")
        + Self.test("asked of the data", "  entered 2027-03-02\n  expect converted and reason is \"converted\"")
        .replacingOccurrences(of: "given ann with { joined 2027-03-01T09:00 }", with: order)
        + Self.test(
          "excluded goes first", "  entered 2027-03-02\n  happened converted, happened clicked\n  expect excluded")
    )
    let result = try Tool.run("test", "--coverage", in: scratch.url)
    #expect(result.status == 0 && result.err.hasPrefix("3 passed"), "\(result.out)\(result.err)")
    #expect(
      result.out.contains(
        "the conversion `any(orders where placed after entered) within 9 days` was never seen to be false"))
    #expect(result.out.contains("the email of `reminder` was never made"))
  }

  /// A test over the start of summer time, and one whose instants are written for two zones: what only the zone's rules say.
  @Test func theZonesRulesAreAskedWhenItIsRun() throws {
    let scratch = try Self.shop(
      Self.test("a time that was skipped", "  now 2027-03-17T02:30\n  expect entered is 2027-03-14T01:30")
        + Self.test("not due", "  entered 2027-03-02T10:00, now 2027-03-05T14:00Z\n  expect selected")
        + Self.test("due", "  entered 2027-03-02T10:00, now 2027-03-05T15:00Z\n  expect selected")
        + Self.test(
          "too early", "  entered 2027-03-02T10:00\n  happened opened at 2027-03-02T14:59Z\n  expect selected"))
    let result = try Tool.run("test", "--output-format", "concise", in: scratch.url)
    let lines = result.out.split(separator: "\n")
    #expect(
      result.status == 1 && lines.count == 2 && lines[0].contains("`reminder` is due at 2027-03-05T10:00")
        && lines[1].contains("2027-03-02T09:59"), "\(result.out)\(result.err)")
  }

  @Test func reportsNameTheStep() throws {
    let scratch = try Self.shop(
      Self.test("opened", "  entered 2027-03-02\n  happened opened\n  expect email.subject is offer.code"))
    let file = scratch.url.appending(path: "tests.xml")
    let json = try Tool.run("test", "--output-format", "json", "--junit", file.path, in: scratch.url)
    let document = try JSONSerialization.jsonObject(with: Data(json.out.utf8)) as? [String: Any]
    let test = (document?["tests"] as? [[String: Any]])?.first
    #expect(test?["step"] as? String == "reminder" && test?["outcome"] as? String == "failed")
    let xml = try XMLDocument(data: Data(contentsOf: file))
    let name = try xml.nodes(forXPath: "//testcase/@classname").first?.stringValue
    #expect(name == "shop/series.reminder")
    let text = try xml.nodes(forXPath: "//failure").first?.stringValue ?? ""
    #expect(text.contains("happened: series.sent, series.opened") && text.contains("\"SERIES-"), "\(text)")
    let full = try Tool.run("test", in: scratch.url)
    #expect(full.out.hasPrefix("FAILED shop/series.reminder: opened\n"))
  }

  /// Texts as keys, and a member's own.
  @Test func theEntryIsFoundByAnyKey() throws {
    let scratch = try Self.shop("")
    let path = scratch.url.appending(path: "tenants/shop/audience.campaign")
    let audience = try String(contentsOf: path, encoding: .utf8)
    try audience.replacingOccurrences(of: "  name    text", with: "  number text(20) from id\n  name    text")
      .write(to: path, atomically: true, encoding: .utf8)
    for given in ["", ", number \"O'Neil ''7''\""] {
      try scratch.write(
        "tenants/shop/tests.campaign",
        "member ann { name \"Ann\", tier gold, joined 2027-03-01T09:00\(given) }\n"
          + "test \"it\" for series { given ann, step reminder, entered 2027-03-02, expect selected }\n")
      let result = try Tool.run("test", in: scratch.url)
      #expect(result.status == 0 && result.err.hasPrefix("1 passed"), "\(result.out)\(result.err)")
    }
  }

  @Test func stepsThatFollowEventsHaveTheirPayload() throws {
    let scratch = try TestCommandTests.shop(
      "",
      campaign: """
        campaign basket {
          trigger  basket_left after 1 month
          audience where tier >= silver and event.total >= 10 USD
          while    none(orders where placed after event.time)
          email { subject "Your basket", body "[Back](https://shop.example)" }
          then reminder after 3 days where not clicked and event.total >= 50 USD {
            email { subject "Still {event.total}", body "Left on {event.time as long date}" }
          }
        }

        """)
    let path = scratch.url.appending(path: "tenants/shop/audience.campaign")
    let audience = try String(contentsOf: path, encoding: .utf8)
    try audience.replacingOccurrences(
      of: "  reach email at",
      with: """
          event basket_left from basket_events key event_id {
            total money(0 to 900) from total_cents in cents
          }
          reach email at
        """
    ).write(to: path, atomically: true, encoding: .utf8)
    func tests(_ items: [String]) -> String {
      "member ann { tier gold }\n"
        + items.enumerated().map {
          "test \"\($0)\" for basket { given ann, step reminder\n event { total 60 USD }\n \($1) }\n"
        }.joined()
    }
    try scratch.write(
      "tenants/shop/tests.campaign",
      tests([
        "now 2027-03-31T10:00\n expect email.body contains \"February 28, 2027\" and email.subject is \"Still $60.00\"",
        "entered 2027-03-28T10:00\n expect event.time is 2027-02-28T10:00 and entered is 2027-03-28T10:00",
        "entered 2027-03-28T10:00\n happened basket.clicked\n expect excluded and reason is \"not clicked\"",
      ]))
    let result = try Tool.run("test", in: scratch.url)
    #expect(result.status == 0 && result.err.hasPrefix("3 passed"), "\(result.out)\(result.err)")
    try scratch.write(
      "tenants/shop/tests.campaign",
      tests(["entered 2027-03-28T10:00, now 2027-04-02T10:00\n expect selected"]))
    let both = try Tool.run("test", in: scratch.url)
    #expect(both.status == 1 && both.err.contains("E1210") && both.err.contains("has its own instant"), "\(both.err)")
  }

  /// A campaign from a template of the library, in a layout of the library, at its first step and a later one.
  @Test func templatesAndLayoutsAreTestedLikeAnyOther() throws {
    let scratch = try TestCommandTests.shop(
      "",
      campaign: """
        campaign hello from newcomer(depth: 20%, hero: "Welcome") {
          schedule every day at 10:00
          replace  reminder.email.subject "Still {depth}, {name fits 10 otherwise "friend"}"
        }

        """)
    try scratch.write(
      "workspace.campaign", "workspace market {\n  library \"library\"\n  tenants \"tenants/*\"\n}\n")
    try scratch.write("tenants/shop/brand.campaign", "brand {\n  layout plain { accent #0A7F3F }\n}\n")
    try scratch.write(
      "library/newcomer.campaign",
      """
      template newcomer(depth: percent(1 to 50), hero: text(40)) {
        needs name text(40, name)?
        needs joined timestamp
        audience where joined within last 1 day
        offer { percent_off depth, code "HELLO", valid 14 days }
        email {
          subject "{hero}"
          body "[{offer.percent_off} off](https://shop.example)"
        }
        then reminder after 3 days where not clicked {
          email {
            open subject "{hero} again"
            body "{if opened}Seen{else}Unseen{end}"
          }
        }
      }
      layout plain {
        color accent
        html \"""
          <main style="color: var(--accent)"><slot name="body"></slot></main>
          <footer><slot name="address"></slot> <slot name="unsubscribe"></slot></footer>
          \"""
      }

      """)
    let path = scratch.url.appending(path: "tenants/shop/tests.campaign")
    try """
    member ann { name "Ann", joined 2027-03-01T20:00 }
    test "welcome" for hello {
      given ann, now 2027-03-02T10:00
      expect email.subject is "Welcome" and email.html contains "#0A7F3F" and depth is 20%
    }
    test "reminder" for hello {
      given ann, step reminder, entered 2027-03-02T10:00
      happened opened
      expect email.subject is "Still 20%, Ann" and email.body contains "Seen" and email.html contains "#0A7F3F"
    }

    """.write(to: path, atomically: true, encoding: .utf8)
    let result = try Tool.run("test", "--coverage", in: scratch.url)
    #expect(result.status == 0 && result.err.hasPrefix("2 passed"), "\(result.out)\(result.err)")
    #expect(
      result.out.contains("library/newcomer.campaign:13:17: `opened` was never seen to be false"), "\(result.out)")
  }
}
