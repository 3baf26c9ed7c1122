import Foundation
import FoundationXML
import Testing

/// `campc test` over a small shop.
@Suite struct TestCommandTests {
  static let campaign = """
    campaign thanks {
      audience where tier >= silver
               except where spend < 10 USD
      schedule every day at 10:00 in tenant.timezone
      holdout  50% salt "thanks-holdout"
      experiment opening salt "thanks-opening" {
        variant plain 99% { line "Thank you" }
        variant rare  1%  { line "Thank you, {name otherwise "friend"}" }
      }
      email {
        subject "{opening.line}"
        body \"""
          {if spend >= 100 USD}So much!{else}Nice.{end}

          {for o in orders by placed first 2}
          - {o.total}
          {else}
          No orders.
          {end}
          \"""
      }
      sms { text "Thank you, {name fits (20, gsm) otherwise "friend"}" }
    }

    """

  static func shop(_ tests: String, campaign: String = campaign) throws -> Scratch {
    let scratch = try Scratch()
    try scratch.write("workspace.campaign", "workspace market {\n  tenants \"tenants/*\"\n}\n")
    try scratch.write(
      "tenants/shop/tenant.campaign",
      """
      tenant shop {
        name        "The shop"
        timezone    "America/New_York"
        currency    USD
        languages   en_US
        audience    "audience.sqlite"
        placeholder "n/a"
        link_base   "https://go.shop.example"
        channel email { sender "The shop <hello@shop.example>", address "1 High Street, Springfield" }
        channel sms   { sender "SHOP" }
      }

      """)
    try scratch.write(
      "tenants/shop/audience.campaign",
      """
      audience member from members key id {
        name    text(40, name)?  invalid is missing
        address email?
        mobile  phone?
        tier    choice(bronze "B" < silver "S" < gold "G")
        spend   money(0 to 1_000) from cents in cents
        share   percent(0 to 100) in percent
        weight  decimal(0 to 9)?
        joined  timestamp from joined_ms in milliseconds
        seen    timestamp? from seen_at in iso
        born    date?
        wakes   time? in iso
        agreed  bool from agreed_on in ("J", "N")
        quiet   bool
        likes   set of text(30) up to 5 from likes(id, item)
        many orders up to 50 from orders(id) key no {
          placed timestamp from placed_at in seconds
          total  money(0 to 900) from total_cents in cents
          rating int(1 to 5)?
        }
        reach email at address where agreed and not quiet
        reach sms   at mobile  where tier is one of (silver, gold)
      }

      """)
    try scratch.write("tenants/shop/thanks.campaign", campaign)
    try scratch.write("tenants/shop/tests.campaign", "member ann { name \"Ann\", tier gold, spend 120 USD }\n" + tests)
    return scratch
  }

  static func test(_ expectations: String, given: String = "ann", title: String = "a test", more: String = "") -> String
  {
    "test \"\(title)\" for thanks {\n  given \(given)\n  now 2027-03-02T10:00\n\(more)  \(expectations)\n}\n"
  }

  @Test func passesWithoutAnAudience() throws {
    let scratch = try Self.shop(
      Self.test("expect selected\n  expect email.body contains \"So much\" and channel is email"))
    let result = try Tool.run("test", in: scratch.url)
    #expect(result.status == 0, "\(result.out)\(result.err)")
    #expect(result.out == "ok     shop/thanks: a test\n")
    #expect(result.err.hasPrefix("1 passed; covered "))
    #expect(!FileManager.default.fileExists(atPath: scratch.url.appending(path: "tenants/shop/audience.sqlite").path))
  }

  /// A fixture's value comes back from the database as the same value, whatever its column stores.
  @Test func everyEncodingIsWhatTheMachineReads() throws {
    let given = """
      ann with {
        share 30%, weight 2.0625, joined 2026-01-02T03:04:05Z, seen 2026-07-01T12:00, born 1990-05-17, wakes 06:45
        likes ("Tea", "Fish's"), quiet no, name "O'Neil"
        orders { placed 2026-12-01T09:00, total 20.50 USD, rating 4 }
        orders { placed 2026-12-02T09:00 }
      }
      """
    let expectations = """
      expect share is 30% and weight is known and weight is 2.0625 and joined is 2026-01-02T03:04:05Z
      expect seen is known and seen is 2026-07-01T12:00 and born is known and born is 1990-05-17
      expect wakes is known and wakes is 06:45 and tier is gold and agreed is yes and quiet is no
      expect likes contains "fish's" and count(likes) is 2 and name is known and name is "O'Neil"
      expect count(orders) is 2 and sum(orders.total) is 20.50 USD and count(orders where rating is known) is 1
      expect email.subject is "Thank you" or email.subject is "Thank you, O'Neil"
      """
    let scratch = try Self.shop(Self.test(expectations, given: given))
    let result = try Tool.run("test", in: scratch.url)
    #expect(result.status == 0, "\(result.out)\(result.err)")
  }

  @Test func outcomesAreToldApart() throws {
    let tests = [
      Self.test("expect excluded and reason is \"tier >= silver\"", given: "ann with { tier bronze }", title: "1"),
      Self.test(
        "expect excluded and reason contains \"10 USD\" and not selected", given: "ann with { spend 9 USD }", title: "2"
      ),
      Self.test("expect held_out and selected", title: "3", more: "  holdout\n"),
      Self.test("expect unreachable", given: "ann with { address missing, mobile missing }", title: "4"),
      Self.test("expect channel is sms and sms.segments is 1", given: "ann with { quiet yes }", title: "5"),
      Self.test(
        "expect opening is rare and email.subject is \"Thank you, friend\"", given: "ann with { name \"n/a\" }",
        title: "6", more: "  variant opening is rare\n"),
      Self.test("expect email.preheader is not known", title: "7"),
    ]
    // The last asks for a part that the campaign's mail leaves out, which is an error in the test.
    let soundShop = try Self.shop(tests.dropLast().joined())
    let sound = try Tool.run("test", in: soundShop.url)
    #expect(sound.status == 0, "\(sound.out)\(sound.err)")
    let brokenShop = try Self.shop(tests.joined())
    let broken = try Tool.run("test", in: brokenShop.url)
    #expect(broken.status == 1 && broken.err.contains("error[E1206]"), "\(broken.err)")
  }

  @Test func aFailureShowsEachPartWithItsValue() throws {
    let scratch = try Self.shop(
      Self.test(
        "expect email.subject contains \"Ann\"\n         and (spend > 500 USD or name is not known)\n  expect selected")
    )
    let result = try Tool.run("test", in: scratch.url)
    #expect(result.status == 1)
    let lines = result.out.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    #expect(lines[0] == "FAILED shop/thanks: a test")
    #expect(lines[1] == "  --> tenants/shop/tests.campaign:5:10")
    #expect(lines[2] == "  email.subject contains \"Ann\" and (spend > 500 USD or name is not known)")
    #expect(lines[3].filter { $0 == "|" }.count == 7)
    #expect(result.out.contains("$120.00"))
    #expect(result.out.contains("\"Thank you\""))
    #expect(result.out.contains("    subject: Thank you\n"))
    #expect(result.err.hasPrefix("1 failed, 0 passed"))
  }

  @Test func nothingIsSaidOfAMessageThatWasNotMade() throws {
    let scratch = try Self.shop(
      Self.test("expect not email.body contains \"rude\"", given: "ann with { tier bronze }"))
    let result = try Tool.run("test", in: scratch.url)
    #expect(result.status == 1)
    #expect(result.out.contains("there is nothing to ask: the member was excluded by `tier >= silver`"))
  }

  @Test func coverageNamesWhatNoTestCameTo() throws {
    let once = Self.test("expect selected", title: "1")
    let poor = try Self.shop(once)
    let first = try Tool.run("test", "--coverage", in: poor.url)
    #expect(first.out.contains("thanks.campaign:2:18: `tier >= silver` was never seen to be false"))
    #expect(first.out.contains("thanks.campaign:13:11: `spend >= 100 USD` was never seen to be false"))
    #expect(first.out.contains("the loop was never seen with a row"))
    #expect(first.out.contains("the variant `rare` of `opening` was never made"))
    #expect(first.out.contains("the sms was never made"))
    let all = [
      once, Self.test("expect excluded", given: "ann with { tier bronze }", title: "2"),
      Self.test("expect excluded", given: "ann with { spend 9 USD }", title: "3"),
      Self.test(
        "expect email.body contains \"Nice\"", given: "ann with { spend 50 USD, orders { total 5 USD } }", title: "4",
        more: "  variant opening is rare\n"),
      Self.test("expect channel is sms", given: "ann with { agreed no, name missing }", title: "5"),
    ]
    let rich = try Self.shop(all.joined())
    let full = try Tool.run("test", "--coverage", in: rich.url)
    #expect(
      full.out.contains("coverage of shop/thanks: 9 of 9\n") || full.out.contains("coverage of shop/thanks: 8 of 8\n"),
      "\(full.out)")
  }

  @Test func junitIsWellFormedXML() throws {
    let title = #"<odd> & \"quoted\" 'title' é"#
    let scratch = try Self.shop(
      Self.test("expect excluded", title: title) + Self.test("expect selected", title: "fine"))
    let result = try Tool.run("test", "--junit", "out.xml", in: scratch.url)
    #expect(result.status == 1)
    let xml = try XMLDocument(contentsOf: scratch.url.appending(path: "out.xml"))
    let cases = try xml.nodes(forXPath: "/testsuites/testsuite[@name='shop/thanks']/testcase")
    #expect(cases.count == 2)
    let failed = try xml.nodes(forXPath: "//testcase[failure]/@name").map(\.stringValue)
    #expect(failed == [#"<odd> & "quoted" 'title' é"#])
    #expect(try xml.nodes(forXPath: "/testsuites/@failures").first?.stringValue == "1")
  }

  @Test func jsonIsOneDocument() throws {
    let scratch = try Self.shop(Self.test("expect sms.text contains \"Ann\""))
    let result = try Tool.run("test", "--output-format", "json", in: scratch.url)
    let json = try #require(try JSONSerialization.jsonObject(with: Data(result.out.utf8)) as? [String: Any])
    let tests = try #require(json["tests"] as? [[String: Any]])
    let failures = try #require(tests.first?["failures"] as? [[String: Any]])
    #expect(failures.first?["absence"] as? String == "the message went by `email`")
    #expect((json["summary"] as? [String: Int]) == ["passed": 0, "failed": 1])
    let concise = try Tool.run("test", "--output-format", "concise", in: scratch.url)
    #expect(
      concise.out
        == "tenants/shop/tests.campaign:5:10: failed: shop/thanks: a test: expect sms.text contains \"Ann\" "
        + "(the message went by `email`)\n")
  }

  @Test func choosesTests() throws {
    let scratch = try Self.shop(
      Self.test("expect selected", title: "the first") + Self.test("expect selected", title: "the Second"))
    #expect(try Tool.run("test", "--filter", "second", in: scratch.url).out == "ok     shop/thanks: the Second\n")
    #expect(try Tool.run("test", "tenants/shop/thanks.campaign", in: scratch.url).status == 2)
    #expect(try Tool.run("test", "--campaign", "thank", in: scratch.url).err.contains("did you mean `thanks`?"))
    let empty = try Self.shop("")
    let none = try Tool.run("test", in: empty.url)
    #expect(none.status == 0 && none.err.contains("there are no tests"))
  }

  /// An address that is never missing and a consent that everybody gave: nothing behind that message is ever come to.
  @Test func aMessageForEverybodyCompiles() throws {
    let campaign = """
      audience member from members key id {
        address email
        reach email at address where yes
      }
      campaign all { schedule every day at 10:00, email { subject "Hello", body "Hello." } }
      member ann { }
      test "everybody" for all { given ann, now 2027-03-02, expect channel is email }
      """
    let scratch = try Self.shop("", campaign: campaign)
    try scratch.write("tenants/shop/audience.campaign", "// in the other file\n")
    try scratch.write("tenants/shop/tests.campaign", "// likewise\n")
    let result = try Tool.run("test", in: scratch.url)
    #expect(result.status == 0 && result.err.hasPrefix("1 passed"), "\(result.out)\(result.err)")
  }

  @Test func testsStayOutOfPlans() throws {
    let scratch = try Self.shop(Self.test("expect selected"))
    _ = try Tool.run("build", in: scratch.url)
    let plan = scratch.url.appending(path: "plans/shop/thanks.campplan")
    let bytes = try Data(contentsOf: plan)
    try scratch.write("tenants/shop/tests.campaign", "member bob { tier gold }\n")
    _ = try Tool.run("build", in: scratch.url)
    #expect(try Data(contentsOf: plan) == bytes)
  }

  @Test func eventsAreWrittenWithTheirPayload() throws {
    let campaign = """
      campaign basket {
        trigger basket_left after 2 hours
        audience where event.total >= 10 USD and tier >= silver
        email {
          subject "Your basket of {event.total}"
          body \"""
            {for l in event.lines by line first 3}
            - {l.product}
            {else}
            Still there.
            {end}

            {plural count(event.lines) one "One thing" other "{n} things"} in it.
            \"""
        }
      }

      """
    let scratch = try Self.shop("", campaign: campaign)
    let path = scratch.url.appending(path: "tenants/shop/audience.campaign")
    let audience = try String(contentsOf: path, encoding: .utf8)
    try scratch.write(
      "tenants/shop/audience.campaign",
      audience.replacingOccurrences(
        of: "  reach email at",
        with: """
            event basket_left from basket_events key event_id {
              total  money(0 to 900) from total_cents in cents
              many lines up to 9 from basket_lines(event_id) key line {
                line    int(1 to 9)
                product text(40)
              }
            }
            reach email at
          """))
    try scratch.write(
      "tenants/shop/tests.campaign",
      """
      member ann { name "Ann", tier gold }
      test "a basket with something in it" for basket {
        given ann
        event { total 60 USD, lines { line 1, product "Coffee" }, lines { line 2, product "<Bread>" } }
        now 2027-03-02T12:00
        expect email.subject is "Your basket of $60.00" and event.total is 60 USD
        expect email.body contains "Coffee" and email.html contains "&lt;Bread&gt;"
        expect event.time is 2027-03-02T10:00
      }
      test "too little" for basket {
        given ann
        event { total 9.99 USD }
        now 2027-03-02T12:00
        expect excluded and reason contains "event.total"
      }
      test "nothing in it" for basket {
        given ann, event { total 20 USD }, now 2027-03-02T12:00
        expect email.body contains "Still there"
      }

      """)
    let result = try Tool.run("test", in: scratch.url)
    #expect(
      result.status == 0 && result.err.hasPrefix("3 passed; covered 1/2 clauses, 1/1 loops, 1/2 plurals"),
      "\(result.out)\(result.err)")
  }
}
