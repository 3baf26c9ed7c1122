import CampaignSQLite
import Foundation
import Testing

/// `campc run`, `explain --plan` and `disasm` of a campaign that answers an event.
@Suite struct TriggerTests {
  static func shop() throws -> Scratch {
    let scratch = try RunTests.shop()
    try FileManager.default.removeItem(at: scratch.url.appending(path: "tenants/shop/thanks.campaign"))
    try scratch.write(
      "tenants/shop/audience.campaign",
      """
      audience member from members key id {
        name    text(40)?
        address email
        agreed  bool
        event basket_left from baskets(member) key basket_no {
          total money(0 to 1_000) from cents in cents
          many lines up to 5 from basket_lines(basket_no) key line_no { item text(40) }
        }
        reach email at address where agreed
      }

      """)
    try scratch.write(
      "tenants/shop/basket.campaign",
      """
      campaign basket {
        trigger  basket_left after 2 hours
        audience where event.total >= 10 USD
        email {
          subject "Your basket of {event.total}"
          body \"""
            {for l in event.lines by item}
            - {l.item}
            {else}
            It is waiting.
            {end}
            \"""
        }
      }

      """)
    let connection = try Connection(
      path: scratch.url.appending(path: "tenants/shop/audience.sqlite").path, access: .readWrite)
    try connection.execute(
      """
      CREATE TABLE baskets (basket_no INTEGER PRIMARY KEY, member INTEGER, time INTEGER, cents INTEGER);
      CREATE TABLE basket_lines (basket_no INTEGER, line_no INTEGER, item TEXT);
      INSERT INTO baskets VALUES (101, 1, 1804001400, 5000), (102, 1, 1804001300, 2000), (103, 2, 1804001200, 500),
        (104, 99, 1804001100, 5000), (105, 2, 1804001000, 'x');
      INSERT INTO basket_lines VALUES (101, 1, 'tea'), (101, 2, 'bread');
      """)
    return scratch
  }

  /// What is sorted is more than SQLite keeps before it makes a file, for which a run that is shut in has no place.
  @Test func sortsManyEventsShutIn() throws {
    let scratch = try Self.shop()
    let path = scratch.url.appending(path: "tenants/shop/audience.sqlite").path
    try Connection(path: path, access: .readWrite).execute(
      """
      WITH RECURSIVE n(i) AS (VALUES(1000) UNION ALL SELECT i + 1 FROM n LIMIT 300000)
      INSERT INTO baskets SELECT i, 99, 1804001400 - i % 1000, 5000 FROM n
      """)
    let result = try Tool.run("run", "--require-sandbox", "--out", "out", in: scratch.url)
    #expect(result.status == 0, "\(result.err)")
  }

  @Test func answersEachEventAtItsInstant() throws {
    let scratch = try Self.shop()
    let outcomes = scratch.url.appending(path: "outcomes.jsonl").path
    let result = try Tool.run("run", "--outcomes", outcomes, in: scratch.url)
    #expect(result.status == 0, "\(result.err)")
    let lines = result.out.split(separator: "\n")
    #expect(lines.count == 2)
    #expect(
      lines[0].hasPrefix(
        #"{"tenant":"shop","campaign":"basket","run":"2027-03-02T17:28:20Z","event":"102","step":"basket","member":"1","#
      ))
    #expect(lines[1].contains(#""subject":"Your basket of $50.00""#) && lines[1].contains("<li>bread</li>"))
    for words in ["events read", "no such member", "bad: baskets.cents is of another type (1): 105"] {
      #expect(result.err.contains(words), "\(result.err)")
    }
    #expect(!result.err.contains("--now"))
    let told = try String(contentsOfFile: outcomes, encoding: .utf8)
    #expect(told.contains(#"{"member":"99","event":"104","outcome":"no such member"}"#), "\(told)")
  }

  @Test func oneEventSaysWhy() throws {
    let scratch = try Self.shop()
    let excluded = try Tool.run("run", "--event", "103", in: scratch.url)
    #expect(excluded.status == 0 && excluded.out.isEmpty)
    #expect(excluded.err.contains("excluded by: event.total >= 10 USD"), "\(excluded.err)")
    let gone = try Tool.run("run", "--event", "104", in: scratch.url)
    #expect(gone.err.contains("excluded: the audience has no such member"), "\(gone.err)")
    let one = try Tool.run("run", "--member", "1", in: scratch.url)
    #expect(one.out.split(separator: "\n").count == 2)
    for arguments in [["--event", "7"], ["--member", "7"], ["--event", "101", "--member", "2"]] {
      let none = try Tool.run(["run"] + arguments, in: scratch.url)
      #expect(none.status != 0 && none.err.contains("event `basket_left`"), "\(none.err)")
    }
  }

  @Test func whatTheKindOfCampaignCannotTakeIsRefused() throws {
    let scratch = try Self.shop()
    for arguments in [["run"], ["explain", "--plan", "basket"]] {
      let refused = try Tool.run(arguments + ["--now", RunTests.now], in: scratch.url)
      #expect(refused.status != 0 && refused.err.contains("each event has its own instant"), "\(refused.err)")
      #expect(refused.err.contains("leave --now out"))
    }
    let shop = try RunTests.shop()
    let scheduled = try Tool.run("run", "--now", RunTests.now, "--event", "1", in: shop.url)
    #expect(scheduled.status != 0 && scheduled.err.contains("answers no event"), "\(scheduled.err)")
  }

  @Test func thePlanIsShown() throws {
    let scratch = try Self.shop()
    let explained = try Tool.run("explain", "--plan", "basket", in: scratch.url)
    #expect(explained.status == 0, "\(explained.err)")
    for words in [
      "answers basket_left, 2 hours after it", "for each event: SELECT m.\"id\"",
      "ORDER BY e.\"time\", e.\"basket_no\"",
      "the events basket_left", "no such member", "their member:",
    ] {
      #expect(explained.out.contains(words), "\(words) in \(explained.out)")
    }
    let built = try Tool.run("build", "--out", "plans", in: scratch.url)
    #expect(built.status == 0, "\(built.err)")
    let listed = try Tool.run("disasm", "plans/shop/basket.campplan", in: scratch.url)
    #expect(listed.out.contains("trigger    basket_left after 2 hours, never repeats"), "\(listed.out)")
    #expect(listed.out.contains("event basket_left from baskets(member) key basket_no"))
    let run = try Tool.run("run", "--plan", "plans/shop/basket.campplan", in: scratch.url)
    let fromSource = try Tool.run("run", in: scratch.url)
    #expect(run.status == 0 && run.out == fromSource.out)
    let mails = try Tool.run("run", "--format", "eml", "--out", "mails", in: scratch.url)
    #expect(mails.status == 0, "\(mails.err)")
    let files = try FileManager.default.contentsOfDirectory(atPath: scratch.url.appending(path: "mails").path).sorted()
    #expect(files == ["101.eml", "102.eml"])
  }
}
