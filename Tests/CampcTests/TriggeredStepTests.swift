import CampaignSQLite
import Foundation
import Testing

/// A campaign that answers events, run step by step: its entries are a member with an event.
@Suite struct TriggeredStepTests {
  static let reminder = """
    campaign basket was cart {
      trigger  basket_left after 2 hours
      audience where event.total >= 10 USD
      while      name is not known or name is not "Gone"
      conversion name is known and name is "Bought" within 7 days
      offer { percent_off 10%, code unique "B-", valid 5 days }
      email {
        subject "Your basket of {event.total}"
        body "{offer.code} until {offer.ends as long date}"
      }
      then reminder after 1 day where not clicked and event.lines is empty or event.total >= 50 USD {
        email {
          subject "Still {event.total}, since {entered as weekday}, today {now as date}"
          body "{offer.code} until {offer.ends as long date}"
        }
      }
    }

    """

  static func shop() throws -> Scratch {
    let scratch = try TriggerTests.shop()
    try scratch.write("tenants/shop/basket.campaign", reminder)
    try scratch.write("key.hex", "00112233445566778899aabbccddeeff\n")
    return scratch
  }

  private func run(_ scratch: Scratch, _ arguments: String...) throws -> Tool.Result {
    try Tool.run(["run", "--tenant-key", "key.hex"] + arguments, in: scratch.url)
  }

  private func sql(_ scratch: Scratch, _ text: String) throws {
    let path = scratch.url.appending(path: "tenants/shop/audience.sqlite").path
    try Connection(path: path, access: .readWrite).execute(text)
  }

  private func follow(_ scratch: Scratch, _ more: String, _ arguments: String...) throws -> Tool.Result {
    let lines = try String(contentsOf: scratch.url.appending(path: "first.jsonl"), encoding: .utf8)
    try scratch.write("history.jsonl", more + "\n" + lines)
    return try Tool.run(
      ["run", "--tenant-key", "key.hex", "--step", "reminder", "--history", "history.jsonl"] + arguments,
      in: scratch.url)
  }

  private func figure(_ name: String, _ result: Tool.Result) -> Int? { StepTests.figure(name, result) }

  private static func code(_ line: Substring) -> String? {
    line.firstRange(of: "<p>B-").map { String(line[$0.lowerBound...].dropFirst(3).prefix(14)) }
  }

  @Test func eachBasketIsFollowedUpByItself() throws {
    let scratch = try Self.shop()
    let first = try run(scratch, "--out", "first.jsonl")
    #expect(first.status == 0, "\(first.err)")
    let messages = try String(contentsOf: scratch.url.appending(path: "first.jsonl"), encoding: .utf8)
    let codes = messages.split(separator: "\n").map(Self.code)
    // 102 is first, 101 second; both are baskets of member 1.
    #expect(codes.count == 2 && codes[0] != nil && codes[0] != codes[1], "\(messages)")
    let clicked = #"{"member":"1","event":"102","step":"basket","happened":"clicked"}"#
    let second = try follow(scratch, clicked)
    #expect(second.status == 0, "\(second.err)")
    let lines = second.out.split(separator: "\n")
    #expect(lines.count == 1)
    #expect(
      second.out.hasPrefix(
        #"{"tenant":"shop","campaign":"basket","run":"2027-03-02T17:30:00Z","event":"101","step":"reminder","member":"1","#
      ), "\(second.out)")
    // `now` is a day after the entry, and the code and its end are the entry's.
    #expect(second.out.contains("Still $50.00, since Tuesday, today Mar 3, 2027"), "\(second.out)")
    #expect(Self.code(lines[0]) == codes[1] && second.out.contains("until March 7, 2027"))
    #expect(figure("not entered", second) == 3 && figure("excluded", second) == 1, "\(second.err)")
    #expect(!second.err.contains("not due") && !second.err.contains("--now"))
    let both = try follow(scratch, "")
    #expect(both.out.split(separator: "\n").count == 2)
    let one = try follow(scratch, "", "--event", "102")
    #expect(one.out.contains(#""event":"102""#) && one.out.split(separator: "\n").count == 1)
    let never = try follow(scratch, "", "--event", "103")
    #expect(never.err.contains("the history doesn't say that they entered"), "\(never.err)")
    let due = try follow(scratch, "", "--now", RunTests.now)
    #expect(due.status == 2 && due.err.contains("each event has its own instant"))
  }

  @Test func whileAndConversionAreAskedAgain() throws {
    let scratch = try Self.shop()
    #expect(try run(scratch, "--out", "first.jsonl").status == 0)
    let converted = try follow(scratch, #"{"member":"1","event":"101","happened":"converted"}"#)
    #expect(
      converted.out.contains(#""event":"102""#) && figure("converted", converted) == 1, "\(converted.err)")
    try sql(scratch, "UPDATE members SET name = 'Bought' WHERE id = 1")
    #expect(figure("converted", try follow(scratch, "")) == 2)
    try sql(scratch, "UPDATE members SET name = 'Gone' WHERE id = 1")
    let gone = try follow(scratch, "", "--event", "101")
    #expect(gone.out.isEmpty && gone.err.contains("excluded by: name is not known or name is not \"Gone\""))
  }

  /// Whoever entered before the rename goes on, with the code of then.
  @Test func aRenamedCampaignKeepsItsEntries() throws {
    let scratch = try Self.shop()
    try scratch.write("tenants/shop/basket.campaign", Self.reminder.replacing("basket was cart", with: "cart"))
    let before = try run(scratch, "--out", "first.jsonl")
    #expect(before.status == 0, "\(before.err)")
    let messages = try String(contentsOf: scratch.url.appending(path: "first.jsonl"), encoding: .utf8)
    try scratch.write("tenants/shop/basket.campaign", Self.reminder)
    let after = try follow(scratch, #"{"member":"1","event":"102","step":"cart","happened":"opened"}"#)
    #expect(after.status == 0, "\(after.err)")
    #expect(after.out.split(separator: "\n").map(Self.code) == messages.split(separator: "\n").map(Self.code))
  }

  @Test func linesOfNoEventAreTold() throws {
    let scratch = try Self.shop()
    let entry = #"{"campaign":"basket","run":"2027-03-02T17:30:00Z","event":"101","step":"basket","member":"1"}"# + "\n"
    for (line, words) in [
      (#"{"member":"1","step":"basket","happened":"clicked"}"#, "add the event's key"),
      (#"{"campaign":"basket","run":"2027-03-02T17:30:00Z","step":"basket","member":"1"}"#, "to which `basket_left`"),
      (#"{"member":"1","event":"101","step":"basket","happened":"clickd"}"#, "did you mean `clicked`?"),
      (#"{"member":"1","event":101,"happened":"converted"}"#, "`event` is no text"),
    ] {
      try scratch.write("history.jsonl", entry + line)
      let result = try run(scratch, "--step", "reminder", "--history", "history.jsonl")
      #expect(result.status == 2 && result.err.contains(":2: ") && result.err.contains(words), "\(result.err)")
    }
    // On a schedule there are none.
    let series = try StepTests.shop()
    for (key, words) in [("clicked", #"write `"happened":"clicked"`"#), ("101", "answers no events")] {
      try series.write("history.jsonl", #"{"member":"1","step":"series","event":"\#(key)"}"#)
      let result = try Tool.run(
        "run", "--campaign", "series", "--step", "reminder", "--history", "history.jsonl", in: series.url)
      #expect(result.status == 2 && result.err.contains(words), "\(result.err)")
    }
  }

  @Test func thePlanAndAPreviewShowTheSteps() throws {
    let scratch = try Self.shop()
    let explained = try Tool.run("explain", "--plan", "basket", in: scratch.url)
    #expect(explained.status == 0 && explained.out.contains("  reminder: "), "\(explained.err)")
    let preview = try Tool.run("preview", "basket", "--step", "reminder", in: scratch.url)
    let page = try String(contentsOf: scratch.url.appending(path: "basket.html"), encoding: .utf8)
    #expect(preview.status == 0 && page.contains(".00, since Tuesday, today Mar 3, 2027"), "\(preview.err)")
    // The same of a campaign on a schedule.
    let series = try StepTests.shop()
    let later = try Tool.run("preview", "series", "--now", RunTests.now, in: series.url)
    let both = try String(contentsOf: series.url.appending(path: "series.html"), encoding: .utf8)
    #expect(later.status == 0 && both.contains("Thank you") && both.contains("Still yours"), "\(later.err)")
    let member = try Tool.run(
      "preview", "series", "--now", RunTests.now, "--step", "reminder", "--member", "2", in: series.url)
    #expect(member.status == 2 && member.err.contains("no message of the first step"), "\(member.err)")
  }
}
