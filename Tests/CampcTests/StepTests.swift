import CampaignSQLite
import Foundation
import Testing

/// A series of messages, run step by step as its author would.
@Suite struct StepTests {
  static let campaign = """
    campaign series was sequence {
      audience   where spend >= 10 USD
      while      spend < 900 USD
      conversion spend >= 500 USD within 7 days
      schedule   every day at 10:00
      repeat     never
      offer { amount_off 5 USD, minimum 20 USD, code unique "THX-", valid 14 days }
      email {
        subject "Thank you"
        body \"""
          **{offer.code}** until {offer.ends as long date}
          \"""
      }
      then reminder after 3 days where not clicked {
        email {
          subject "Still yours"
          body \"""
            **{offer.code}** until {offer.ends as long date}
            \"""
        }
      }
    }

    """

  /// The shop of the run tests, with the series beside its campaign and a key.
  static func shop() throws -> Scratch {
    let scratch = try RunTests.shop()
    try scratch.write("tenants/shop/series.campaign", campaign)
    try scratch.write("key.hex", "00112233445566778899aabbccddeeff\n")
    return scratch
  }

  private func run(_ scratch: Scratch, _ arguments: String...) throws -> Tool.Result {
    try Tool.run(["run", "--campaign", "series", "--tenant-key", "key.hex"] + arguments, in: scratch.url)
  }

  private func sql(_ scratch: Scratch, _ text: String) throws {
    let path = scratch.url.appending(path: "tenants/shop/audience.sqlite").path
    try Connection(path: path, access: .readWrite).execute(text)
  }

  /// A figure of a run's summary.
  static func figure(_ name: String, _ result: Tool.Result) -> Int? {
    result.err.split(separator: "\n").first { $0.drop { $0 == " " }.hasPrefix(name + " ") }
      .flatMap { $0.split(separator: " ").last.flatMap { Int($0) } }
  }

  @Test func followsUpThoseWhoEntered() throws {
    let scratch = try Self.shop()
    let first = try run(scratch, "--now", RunTests.now, "--out", "first.jsonl", "--codes", "codes.csv")
    #expect(first.status == 0, "\(first.err)")
    let list = try String(contentsOf: scratch.url.appending(path: "codes.csv"), encoding: .utf8)
    #expect(
      list == """
        code,campaign,run,event,member,percent_off,amount_off,minimum,ends
        THX-M3N6TDX84Y76,series,2027-03-02T15:00:00Z,,1,,5.00,20.00,2027-03-16
        THX-26ZVMZ6FV0E2,series,2027-03-02T15:00:00Z,,5,,5.00,20.00,2027-03-16
        THX-KVXMQ2G4DT8E,series,2027-03-02T15:00:00Z,,7,,5.00,20.00,2027-03-16

        """)
    // 1 clicked; 5 has spent so much that they have converted; 9's figure is mended, but they never entered.
    try sql(scratch, "UPDATE members SET cents = 60000 WHERE id = 5; UPDATE members SET cents = 5000 WHERE id = 9")
    let lines = try String(contentsOf: scratch.url.appending(path: "first.jsonl"), encoding: .utf8)
    let events = #"{"member":"1","step":"series","happened":"clicked"}"# + "\n\n"
    try scratch.write("history.jsonl", events + lines + #"{"campaign":"other","member":5}"# + "\n")
    let second = try run(scratch, "--step", "reminder", "--history", "history.jsonl")
    #expect(second.status == 0, "\(second.err)")
    #expect(second.err.contains("now is 2027-03-05T15:00:00Z"))
    #expect(second.out.split(separator: "\n").count == 1)
    #expect(
      second.out.hasPrefix(
        #"{"tenant":"shop","campaign":"series","run":"2027-03-02T15:00:00Z","step":"reminder","member":"7","#))
    #expect(second.out.contains("<strong>THX-KVXMQ2G4DT8E</strong> until March 16, 2027"), "\(second.out)")
    let figures = ["read", "not entered", "not due", "excluded", "converted", "bad", "selected", "emitted"]
    #expect(figures.map { Self.figure($0, second) } == [10, 7, 0, 1, 1, 0, 1, 1], "\(second.err)")
    let late = try run(scratch, "--step", "reminder", "--history", "history.jsonl", "--now", "2027-03-05T09:59")
    #expect(Self.figure("not due", late) == 3 && late.out.isEmpty, "\(late.err)")
    let member = try run(scratch, "--step", "reminder", "--history", "history.jsonl", "--member", "5")
    #expect(member.err.contains("not followed up: they have converted"), "\(member.err)")
  }

  /// Whoever entered before the rename goes on with the code that they got then.
  @Test func aRenamedCampaignKeepsItsMembers() throws {
    let scratch = try Self.shop()
    try scratch.write(
      "history.jsonl",
      #"{"campaign":"sequence","run":"2027-03-01T15:00:00Z","step":"sequence","member":"7"}"# + "\n"
        + #"{"campaign":"series","run":"2027-03-02T15:00:00Z","step":"series","member":"1"}"# + "\n"
        + #"{"member":"1","happened":"converted"}"# + "\n")
    let unclear = try run(scratch, "--step", "reminder", "--history", "history.jsonl")
    #expect(unclear.status == 2 && unclear.err.contains("at 2 instants") && unclear.err.contains("--now"))
    let result = try run(
      scratch, "--step", "reminder", "--history", "history.jsonl", "--now", "2027-03-06T10:00", "--codes", "codes.csv")
    #expect(result.status == 0 && result.out.contains(#""member":"7""#) && Self.figure("converted", result) == 1)
    let list = try String(contentsOf: scratch.url.appending(path: "codes.csv"), encoding: .utf8)
    #expect(list.contains(",sequence,2027-03-01T15:00:00Z,,7,,5.00,20.00,2027-03-15\n"), "\(list)")
  }

  @Test func aHistoryThatCantBeReadIsTold() throws {
    let scratch = try Self.shop()
    let entry = #"{"campaign":"series","run":"2027-03-02T15:00:00Z","step":"series","member":"1"}"# + "\n"
    let cases = [
      ("nonsense\n", ":2: this is not a JSON object"), (#"{"happened":"clicked"}"#, ":2: no `member` is named"),
      (#"{"member":"1","happened":"clickd","step":"series"}"#, "did you mean `clicked`?"),
      (#"{"member":"1","happened":"clicked"}"#, "which step's message was `clicked`"),
      (#"{"member":"1","happened":"clicked","step":"remindr"}"#, "did you mean `reminder`?"),
      (#"{"member":1,"happened":"converted"}"#, "`member` is no text"),
      (#"{"member":"1"}"#, "neither a message nor what happened"),
      (#"{"campaign":"series","run":"monday","step":"series","member":"1"}"#, "which is no instant"),
    ]
    let other = #"{"campaign":"other","member":"1","html":""# + String(repeating: "x", count: 200_000) + "\"}\n"
    let long = String(repeating: " ", count: 4 << 20) + "{}"
    for (line, words) in cases + [(other + "nonsense", ":3: this is not"), (long, ":2: the line has more than")] {
      try scratch.write("history.jsonl", entry + line)
      let result = try run(scratch, "--step", "reminder", "--history", "history.jsonl")
      #expect(
        result.status == 2 && result.err.contains(words) && result.err.contains("help:"),
        "\(line.prefix(100)): \(result.err)")
    }
    try scratch.write("history.jsonl", #"{"member":"1","happened":"converted"}"#)
    let empty = try run(scratch, "--step", "reminder", "--history", "history.jsonl")
    #expect(empty.status == 2 && empty.err.contains("who entered `series`"), "\(empty.err)")
  }

  @Test func usageIsTold() throws {
    let scratch = try Self.shop()
    let cases = [
      (["--campaign", "series", "--step", "reminder"], "--history"),
      (["--campaign", "series", "--step", "remindr"], "did you mean `reminder`?"),
      (["--campaign", "series", "--history", "x"], "asks no history"),
      (["--campaign", "series", "--step", "reminder", "--history", "gone.jsonl"], "there is no `gone.jsonl`"),
      (["--campaign", "thanks", "--codes", "c.csv"], "no codes of its own"),
      (["--campaign", "series", "--codes", "c.csv"], "--tenant-key"),
      (["--campaign", "series", "--codes", "key.hex", "--tenant-key", "key.hex"], "would be lost"),
    ]
    for (arguments, words) in cases {
      let result = try Tool.run(["run", "--now", RunTests.now] + arguments, in: scratch.url)
      #expect(result.status == 2 && result.err.contains(words), "\(arguments): \(result.err)")
    }
    let zeros = try Tool.run(["run", "--campaign", "series", "--now", RunTests.now], in: scratch.url)
    #expect(zeros.status == 0 && zeros.err.contains("for looking at only"))
  }
}
