import CampaignSQLite
import Foundation
import Testing

/// `campc preview` over a small shop.
@Suite struct PreviewTests {
  static func preview(_ arguments: [String], in scratch: Scratch) throws -> (result: Tool.Result, page: String) {
    let result = try Tool.run(["preview", "thanks", "--now", RunTests.now] + arguments, in: scratch.url)
    let page = try? String(contentsOf: scratch.url.appending(path: "thanks.html"), encoding: .utf8)
    return (result, page ?? "")
  }

  @Test func showsMailsAsTheyAreSentAndDataAsText() throws {
    let scratch = try RunTests.shop()
    let (result, page) = try Self.preview([], in: scratch)
    #expect(result.status == 0 && result.out == "thanks.html\n", "\(result.err)")
    #expect(
      page.contains("the longest email") && page.contains("the shortest email") && page.contains("most is missing"))
    // A name that is markup: escaped once where it is shown, and once more inside the frame.
    #expect(page.contains("Thank you, &lt;b&gt;Zoë&lt;/b&gt;</p>"))
    #expect(page.contains("You spent &lt;strong&gt;$50.00&lt;/strong&gt;, &amp;lt;b&amp;gt;Zoë&amp;lt;/b&amp;gt;."))
    #expect(!page.contains("<script") && !page.contains("<b>Zoë"))
    #expect(page.contains("<iframe sandbox=\"allow-same-origin\" title=") && !page.contains("allow-scripts"))
  }

  @Test func aMembersOwnMessageOrWhyThereIsNone() throws {
    let scratch = try RunTests.shop()
    let (one, page) = try Self.preview(["--member", "5"], in: scratch)
    #expect(one.status == 0 && page.contains("member 5") && !page.contains("member 1 "))
    for (member, why) in [
      ("2", "excluded by `spend >= 10 USD`"), ("3", "gets no message"), ("9", "members.cents is of another type"),
      ("77", "no member with the key `77`"),
    ] {
      let result = try Tool.run("preview", "thanks", "--now", RunTests.now, "--member", member, in: scratch.url)
      #expect(result.status == 2 && result.err.contains(why), "\(member): \(result.err)")
    }
  }

  @Test func everyVariantIsShownAndOneCanBeForced() throws {
    let scratch = try TestCommandTests.shop("")
    let path = scratch.url.appending(path: "tenants/shop/audience.sqlite").path
    // The runner of tests knows how to make the tables; here they are made by hand.
    try RunTests.variantAudience(path)
    let (result, page) = try Self.preview([], in: scratch)
    #expect(result.status == 0, "\(result.err)")
    #expect(page.contains("opening: plain") && page.contains("opening: rare"))
    let (forced, rare) = try Self.preview(["--variant", "opening=rare"], in: scratch)
    #expect(forced.status == 0 && rare.contains("opening: rare") && !rare.contains("opening: plain"))
    let wrong = try Tool.run("preview", "thanks", "--variant", "opening=rar", in: scratch.url)
    #expect(wrong.status == 2 && wrong.err.contains("did you mean `rare`?"))
  }

  /// An item's columns stand in another table than the member's.
  @Test func whatACatalogHoldsIsShown() throws {
    let scratch = try RunTests.shop()
    try scratch.write(
      "tenants/shop/audience.campaign",
      """
      audience member from members key id {
        name    text(40)?
        address email
        spend   money(0 to 1_000) from cents in cents
        agreed  bool
        home    store? from store_id
        reach email at address where agreed
      }
      catalog store up to 10 from stores key store_id { city text(40) }

      """)
    try scratch.write(
      "tenants/shop/thanks.campaign",
      RunTests.campaign(body: "See you in {if home is known}{home.city}{else}town{end}."))
    let database = try Connection(
      path: scratch.url.appending(path: "tenants/shop/audience.sqlite").path, access: .readWrite)
    try database.execute(
      """
      CREATE TABLE stores (store_id INTEGER PRIMARY KEY, city TEXT); INSERT INTO stores VALUES (7, 'Springfield');
      ALTER TABLE members ADD COLUMN store_id INTEGER; UPDATE members SET store_id = 7 WHERE id = 5;
      """)
    let (result, page) = try Self.preview([], in: scratch)
    #expect(result.status == 0, "\(result.err)")
    #expect(page.contains("See you in Springfield.") && page.contains("See you in town."))
  }

  @Test func severalEventsOfAMemberAreShown() throws {
    let scratch = try TriggerTests.shop()
    func preview(_ arguments: String...) throws -> (result: Tool.Result, page: String) {
      let result = try Tool.run(["preview", "basket"] + arguments, in: scratch.url)
      return (result, (try? String(contentsOf: scratch.url.appending(path: "basket.html"), encoding: .utf8)) ?? "")
    }
    for arguments in [[], ["--member", "1"]] {
      let (result, page) = try arguments.isEmpty ? preview() : preview(arguments[0], arguments[1])
      #expect(result.status == 0, "\(result.err)")
      for event in ["101", "102"] { #expect(page.contains("member 1 · event \(event) · email"), "\(arguments)") }
      #expect(page.contains("Your basket of $50.00") && page.contains("Your basket of $20.00"))
      #expect(page.contains("one of 2 events of this member"))
    }
    let (one, page) = try preview("--event", "102")
    #expect(one.status == 0 && page.contains("event 102") && !page.contains("event 101"))
    for (arguments, why) in [
      (["--event", "7"], "there is no event `basket_left` with the key `7`"),
      (["--member", "7"], "there is no event `basket_left` of the member `7`"),
      (["--event", "101", "--member", "2"], "with the key `101` of the member `2`"),
      (["--event", "103"], "event `103` is excluded by `event.total >= 10 USD`"),
    ] {
      let result = try Tool.run(["preview", "basket"] + arguments, in: scratch.url)
      #expect(result.status == 2 && result.err.contains(why), "\(arguments): \(result.err)")
    }
    let scheduled = try RunTests.shop()
    let refused = try Tool.run("preview", "thanks", "--event", "1", in: scheduled.url)
    #expect(refused.status == 2 && refused.err.contains("answers no event"), "\(refused.err)")
  }

  @Test func badInputIsSaid() throws {
    let scratch = try RunTests.shop()
    for (arguments, why) in [
      (["thank"], "did you mean `thanks`?"), (["thanks", "--language", "nb_NO"], "is not a language of this tenant"),
      (["thanks", "--step", "reminder"], "has no step `reminder`"),
      (["thanks", "--audience", "none.sqlite"], "there is no such file"),
      (["thanks", "--out", "tenants/shop/audience.sqlite"], "which would be lost"),
    ] {
      let result = try Tool.run(["preview"] + arguments + ["--now", RunTests.now], in: scratch.url)
      #expect(result.status == 2 && result.err.contains(why), "\(arguments): \(result.err)")
    }
  }
}

extension RunTests {
  /// 400 members of the shop that tests are run over, of whom about four draw the rare variant.
  static func variantAudience(_ path: String) throws {
    let connection = try Connection(path: path, access: .create)
    try connection.execute(
      """
      CREATE TABLE members (id INTEGER PRIMARY KEY, name TEXT, address TEXT, mobile TEXT, tier TEXT, cents INTEGER,
        share INTEGER, weight REAL, joined_ms INTEGER, seen_at TEXT, born TEXT, wakes TEXT, agreed_on TEXT, quiet INTEGER);
      CREATE TABLE likes (id INTEGER, item TEXT);
      CREATE TABLE orders (id INTEGER, no INTEGER, placed_at INTEGER, total_cents INTEGER, rating INTEGER);
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 400)
      INSERT INTO members SELECT i, 'Ann', 'm' || i || '@mail.example', NULL, 'G', 5000, 0, NULL, 0, NULL, NULL, NULL, 'J', 0 FROM n;
      """)
  }
}
