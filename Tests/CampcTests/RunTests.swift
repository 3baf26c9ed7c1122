import CampaignSQLite
import Foundation
import Testing

/// `campc build`, `run`, `disasm` and `explain --plan` over a small shop.
@Suite struct RunTests {
  /// A workspace with an audience of ten, of whom the campaign reaches the odd ones.
  static func shop() throws -> Scratch {
    let scratch = try Scratch()
    try scratch.write("workspace.campaign", "workspace market {\n  tenants \"tenants/*\"\n}\n")
    try scratch.write(
      "tenants/shop/tenant.campaign",
      """
      tenant shop {
        name      "The shop"
        timezone  "America/New_York"
        currency  USD
        languages en_US
        audience  "audience.sqlite"
        link_base "https://go.shop.example"
        channel email { sender "The shop <hello@shop.example>", address "1 High Street, Springfield" }
      }

      """)
    try scratch.write(
      "tenants/shop/audience.campaign",
      """
      audience member from members key id {
        name    text(40)?
        address email
        spend   money(0 to 1_000) from cents in cents
        agreed  bool
        reach email at address where agreed
      }

      """)
    try scratch.write(
      "tenants/shop/thanks.campaign", campaign(body: "You spent **{spend}**, {name otherwise \"friend\"}."))
    try audience(scratch)
    return scratch
  }

  static func campaign(body: String, name: String = "thanks") -> String {
    """
    campaign \(name) {
      audience where spend >= 10 USD
      schedule every day at 10:00 in tenant.timezone
      repeat   every run
      email {
        subject "Thank you, {name otherwise "friend"}"
        body \"""
          \(body)
          \"""
      }
    }

    """
  }

  static func audience(_ scratch: Scratch, name: String = "tenants/shop/audience.sqlite") throws {
    let path = scratch.url.appending(path: name).path
    try? FileManager.default.removeItem(atPath: path)
    let connection = try Connection(path: path, access: .create)
    try connection.execute(
      "CREATE TABLE members (id INTEGER PRIMARY KEY, name TEXT, address TEXT, cents INTEGER, agreed INTEGER)")
    for id in 1...10 {
      let name = id == 5 ? "NULL" : id == 7 ? "'<b>Zoë</b>'" : "'Ann'"
      let cents = id == 9 ? "'much'" : id % 2 == 1 ? "5000" : "100"
      try connection.execute(
        "INSERT INTO members VALUES (\(id), \(name), 'm\(id)@mail.example', \(cents), \(id == 3 ? 0 : 1))")
    }
  }

  static let now = "2027-03-02T10:00"

  @Test func writesMessagesAndASummaryThatBalances() throws {
    let scratch = try Self.shop()
    let outcomes = scratch.url.appending(path: "outcomes.jsonl").path
    let result = try Tool.run("run", "--now", Self.now, "--outcomes", outcomes, in: scratch.url)
    #expect(result.status == 0, "\(result.err)")
    let lines = result.out.split(separator: "\n")
    #expect(lines.count == 3)
    #expect(
      lines[0].hasPrefix(
        #"{"tenant":"shop","campaign":"thanks","run":"2027-03-02T15:00:00Z","step":"thanks","member":"1","#))
    #expect(lines[1].contains(#""subject":"Thank you, friend""#))
    #expect(lines[2].contains("You spent <strong>$50.00</strong>, &lt;b&gt;Zoë&lt;/b&gt;."))
    let figures = result.err.split(separator: "\n").map { $0.split(separator: " ", omittingEmptySubsequences: true) }
    let expected = [("read", 10), ("excluded", 5), ("bad", 1), ("selected", 4), ("unreachable", 1), ("emitted", 3)]
    for (name, count) in expected {
      #expect(
        figures.contains { $0.first == Substring(name) && $0.last == Substring("\(count)") }, "\(name): \(result.err)")
    }
    #expect(result.err.contains("bad: members.cents is of another type (1): 9"))
    let told = try String(contentsOfFile: outcomes, encoding: .utf8)
    #expect(told.contains(#"{"member":"3","outcome":"unreachable"}"#))
    #expect(told.contains(#"{"member":"9","outcome":"bad","column":"members.cents","reason":"is of another type"}"#))
    #expect(told.split(separator: "\n").count == 5)
  }

  @Test func aMemberIsMadeUp() throws {
    let scratch = try Self.shop()
    try scratch.write(
      "tenants/shop/thanks.campaign",
      Self.campaign(body: "Thanks").replacing(
        "spend >= 10 USD", with: "spend between 10 USD and 12 USD and name is known and name starts with \"Jo\""))
    let shown = try Tool.run("explain", "--member", "thanks", "--now", Self.now, in: scratch.url)
    #expect(shown.status == 0, "\(shown.err)")
    for line in ["  name   = \"Jo\"\n", "  spend  = 10.00 USD\n", "  agreed = yes\n", "Thank you, Jo\n"] {
      #expect(shown.out.contains(line), "\(shown.out)")
    }
    let read = try Tool.run(
      "explain", "--member", "thanks", "--now", Self.now, "--output-format", "json", in: scratch.url)
    let json = try #require(try JSONSerialization.jsonObject(with: Data(read.out.utf8)) as? [String: Any])
    #expect(json["answer"] as? String == "member" && json["channel"] as? String == "email")
    #expect((json["values"] as? [String: String])?["spend"] == "10.00 USD", "\(read.out)")
    #expect(try Tool.run("explain", "--member", "thanks", "E0301", in: scratch.url).status == 2)
    #expect(try Tool.run("explain", "--output-format", "json", in: scratch.url).status == 2)
  }

  @Test func whatDataSaysIsHeldToTheBrandWhenItIsMade() throws {
    let scratch = try Self.shop()
    try scratch.write(
      "tenants/shop/brand.campaign",
      """
      brand {
        forbid words contains any of ("act now", "thank you joe")
        forbid subject starts with "RE:"
      }

      """)
    try scratch.write("tenants/shop/thanks.campaign", Self.campaign(body: "Dear {name otherwise \"friend\"}."))
    let connection = try Connection(
      path: scratch.url.appending(path: "tenants/shop/audience.sqlite").path, access: .readWrite)
    try connection.execute("UPDATE members SET name = 'ÁCT — now!', cents = 5000 WHERE id = 1")
    // Over the seam to what is written.
    try connection.execute("UPDATE members SET name = 'Joé', cents = 5000 WHERE id = 2")
    try connection.execute("UPDATE members SET name = 'Exact nowhere', cents = 5000 WHERE id = 4")
    let outcomes = scratch.url.appending(path: "outcomes.jsonl").path
    let result = try Tool.run("run", "--now", Self.now, "--outcomes", outcomes, in: scratch.url)
    #expect(result.status == 0, "\(result.err)")
    let rule = #"forbid words contains any of ("act now", "thank you joe")"#
    #expect(
      result.err.contains("quarantined: what is filled in breaks the brand's `\(rule)` (2): 1, 2"), "\(result.err)")
    #expect(result.out.split(separator: "\n").count == 3 && result.out.contains("Exact nowhere"), "\(result.out)")
    let told = try String(contentsOfFile: outcomes, encoding: .utf8)
    #expect(told.contains(#"{"member":"2","outcome":"quarantined","reason":"what is filled in breaks"#), "\(told)")
  }

  @Test func dataThatIsALinkIsNotSentWhereTheBrandSaysWhereLinksLead() throws {
    let scratch = try Self.shop()
    try scratch.write("tenants/shop/thanks.campaign", Self.campaign(body: "Dear {name otherwise \"friend\"}."))
    let connection = try Connection(
      path: scratch.url.appending(path: "tenants/shop/audience.sqlite").path, access: .readWrite)
    try connection.execute("UPDATE members SET name = 'See HTTPS://evil.example/x', cents = 5000 WHERE id = 1")
    try connection.execute("UPDATE members SET name = 'Ann: / /', cents = 5000 WHERE id = 2")
    // Without a rule about links nothing is held against the text.
    let free = try Tool.run("run", "--now", Self.now, in: scratch.url)
    #expect(free.status == 0 && free.out.contains("evil.example"), "\(free.err)")
    let rule = #"require every link: host is one of ("shop.example")"#
    try scratch.write("tenants/shop/brand.campaign", "brand {\n  \(rule)\n}\n")
    let held = try Tool.run("run", "--now", Self.now, in: scratch.url)
    #expect(held.status == 0 && !held.out.contains("evil.example") && held.out.contains("Ann: / /"), "\(held.err)")
    #expect(held.err.contains("breaks the brand's `require every link: host is one of"), "\(held.err)")
  }

  @Test func namesOfTheDatabaseMayBeAnything() throws {
    let scratch = try Self.shop()
    try scratch.write(
      "tenants/shop/audience.campaign",
      """
      audience member from "Customer \\"List\\"" key "Customer ID" {
        name    text(40)?  from "where"
        address email      from "E-Mail"
        spend   money(0 to 1_000) from "2x" in cents
        agreed  bool       from "opt in"
        likes   set of text(10) up to 5 from "the likes"("Customer ID", "a thing")
        many orders up to 5 from "all orders"("Customer ID") key "order no" { total money(0 to 9) from "to tal" in cents }
        reach email at address where agreed
      }

      """)
    try scratch.write(
      "tenants/shop/thanks.campaign",
      Self.campaign(body: "{for l in likes}{l} {else}nothing{end} {sum(orders.total where total > 1 USD)}"))
    let path = scratch.url.appending(path: "tenants/shop/audience.sqlite").path
    try FileManager.default.removeItem(atPath: path)
    try Connection(path: path, access: .create).execute(
      """
      CREATE TABLE "Customer ""List""\" ("Customer ID" TEXT PRIMARY KEY, "where" TEXT, "E-Mail" TEXT, "2x" INTEGER, "opt in" INTEGER);
      INSERT INTO "Customer ""List""\" VALUES ('a b', 'Ann', 'a@mail.example', 5000, 1), ('c', 'Bo', 'b@mail.example', 10, 1);
      CREATE TABLE "the likes" ("Customer ID" TEXT, "a thing" TEXT, PRIMARY KEY ("Customer ID", "a thing"));
      INSERT INTO "the likes" VALUES ('a b', 'tea');
      CREATE TABLE "all orders" ("order no" INTEGER PRIMARY KEY, "Customer ID" TEXT, "to tal" INTEGER);
      INSERT INTO "all orders" VALUES (1, 'a b', 200), (2, 'a b', 100);
      """)
    let result = try Tool.run("run", "--now", Self.now, in: scratch.url)
    #expect(result.status == 0, "\(result.err)")
    let lines = result.out.split(separator: "\n")
    #expect(lines.count == 1 && lines[0].contains(#""member":"a b""#), "\(result.out)")
    #expect(lines.first?.contains("Thank you, Ann") == true && lines.first?.contains("tea  $2.00") == true, "\(lines)")
    let plan = try Tool.run("explain", "--plan", "thanks", "--now", Self.now, in: scratch.url)
    #expect(plan.status == 0 && plan.out.contains(#"FROM "Customer ""List""" AS m"#), "\(plan.out)")
  }

  @Test func sameBytesFromSourceFromPlanAndAgain() throws {
    let scratch = try Self.shop()
    let first = try Tool.run("build", in: scratch.url)
    #expect(first.status == 0 && first.out == "plans/shop/thanks.campplan\n", "\(first.err)")
    let file = scratch.url.appending(path: "plans/shop/thanks.campplan")
    let bytes = try Data(contentsOf: file)
    // From another folder, and over what is there.
    _ = try Tool.run("build", scratch.url.path, "--out", scratch.url.appending(path: "plans").path)
    #expect(try Data(contentsOf: file) == bytes)
    let fromSource = try Tool.run("run", "--now", Self.now, in: scratch.url)
    let fromPlan = try Tool.run("run", "--plan", "plans/shop/thanks.campplan", "--now", Self.now, in: scratch.url)
    #expect(fromPlan.status == 0 && fromPlan.out == fromSource.out && !fromPlan.out.isEmpty)
    let listing = try Tool.run("disasm", "plans/shop/thanks.campplan", "--workspace", ".", in: scratch.url)
    #expect(listing.status == 0 && listing.out.contains("emit-formatted") && listing.out.contains("spend >= 10 USD"))
  }

  @Test func tellsOfOneMemberWhy() throws {
    let scratch = try Self.shop()
    let result = try Tool.run("run", "--member", "2", "--now", Self.now, in: scratch.url)
    #expect(result.status == 0 && result.out.isEmpty && result.err.contains("excluded by: spend >= 10 USD"))
    let nobody = try Tool.run("run", "--member", "77", "--now", Self.now, in: scratch.url)
    #expect(nobody.status == 2 && nobody.err.contains("no member with the key `77`"))
  }

  @Test func explainsAPlan() throws {
    let scratch = try Self.shop()
    let result = try Tool.run("explain", "--plan", "thanks", "--now", Self.now, in: scratch.url)
    #expect(result.status == 0, "\(result.err)")
    for part in ["decided by SQL", "SELECT m.\"id\"", "SQLite's plan", "CHECK (typeof(\"cents\")", "instructions"] {
      #expect(result.out.contains(part), "\(part) is missing in \(result.out)")
    }
    let removed = result.out.split(separator: "\n").first { $0.hasSuffix("spend >= 10 USD") && !$0.contains("1.") }
    #expect(removed?.split(separator: " ").first == "5", "\(result.out)")
  }

  @Test func writesMailThatPythonReads() throws {
    let scratch = try Self.shop()
    let result = try Tool.run("run", "--now", Self.now, "--format", "eml", "--out", "mails", in: scratch.url)
    #expect(result.status == 0, "\(result.err)")
    let files = try FileManager.default.contentsOfDirectory(atPath: scratch.url.appending(path: "mails").path)
    #expect(files.count == 3 && files.allSatisfy { $0.hasSuffix(".eml") })
  }

  @Test func aPlanThatIsNotItsOwnIsRefused() throws {
    let scratch = try Self.shop()
    _ = try Tool.run("build", in: scratch.url)
    let file = scratch.url.appending(path: "plans/shop/thanks.campplan")
    let bytes = [UInt8](try Data(contentsOf: file))
    func refused(_ changed: [UInt8], _ words: String) throws {
      try Data(changed).write(to: file)
      let out = scratch.url.appending(path: "out.jsonl").path
      let result = try Tool.run("run", "--plan", file.path, "--now", Self.now, "--out", out, in: scratch.url)
      #expect(result.status == 2 && result.err.contains(words), "\(words): \(result.err)")
      #expect(!FileManager.default.fileExists(atPath: out))
      #expect(try Tool.run("disasm", file.path).status == 2)
    }
    try refused(Array(bytes.prefix(bytes.count / 2)), "cut")
    var flipped = bytes
    flipped[bytes.count / 2] ^= 0x10
    try refused(flipped, "damaged")
    try refused(Array("not a plan at all".utf8), "not a compiled plan")
    try refused([], "not a compiled plan")
    try Data(bytes).write(to: file)
    let other = try Tool.run("run", "--plan", file.path, "--tenant", "nobody", "--now", Self.now, in: scratch.url)
    #expect(other.status == 2 && other.err.contains("there is no tenant `nobody`"))
    let foreign = try Tool.run(
      "run", "--plan", file.path, "--tenant", "nobody", "--audience", "tenants/shop/audience.sqlite", "--now", Self.now,
      in: scratch.url)
    #expect(foreign.status == 2 && foreign.err.contains("the plan is of tenant `shop`, not of `nobody`"))
    let declared = scratch.url.appending(path: "tenants/shop/audience.campaign")
    let text = try String(contentsOf: declared, encoding: .utf8)
    try text.replacingOccurrences(of: "1_000", with: "2_000").write(to: declared, atomically: true, encoding: .utf8)
    let stale = try Tool.run("run", "--plan", file.path, "--now", Self.now, in: scratch.url)
    #expect(stale.status == 2 && stale.err.contains("the audience's declaration changed"), "\(stale.err)")
  }

  @Test func anAudienceThatIsNotAsDeclaredIsTold() throws {
    let scratch = try Self.shop()
    let path = scratch.url.appending(path: "tenants/shop/audience.sqlite")
    func told(_ words: String..., change: () throws -> Void) throws {
      try Self.audience(scratch)
      try change()
      let result = try Tool.run("run", "--now", Self.now, "--out", "out.jsonl", in: scratch.url)
      #expect(result.status == 2, "\(result.err)")
      for word in words { #expect(result.err.contains(word), "\(word): \(result.err)") }
      #expect(!FileManager.default.fileExists(atPath: scratch.url.appending(path: "out.jsonl").path))
    }
    func sql(_ text: String) throws { try Connection(path: path.path, access: .readWrite).execute(text) }
    try told("audience.sqlite") { try FileManager.default.removeItem(at: path) }
    try told("members") { try sql("ALTER TABLE members RENAME TO people") }
    try told("cents") { try sql("ALTER TABLE members RENAME COLUMN cents TO pennies") }
    try told("not an SQLite database") { try Data("hello, this is text and no database at all".utf8).write(to: path) }
    try told("id") {
      try sql("CREATE TABLE copy AS SELECT * FROM members; DROP TABLE members; ALTER TABLE copy RENAME TO members")
    }
  }

  @Test func outputThatCantBeWrittenLeavesNothing() throws {
    let scratch = try Self.shop()
    let full = try Tool.run("run", "--now", Self.now, "--out", "/dev/full", in: scratch.url)
    #expect(full.status == 2 && full.err.contains("/dev/full"))
    let nowhere = try Tool.run("run", "--now", Self.now, "--out", "no/such/folder/out.jsonl", in: scratch.url)
    #expect(nowhere.status == 2 && nowhere.err.contains("no/such/folder"))
    let build = try Tool.run("build", "--out", "/dev/full/plans", in: scratch.url)
    #expect(build.status == 2 && build.err.contains("can't be written"))
  }

  @Test func findingsStopBuildAndRun() throws {
    let scratch = try Self.shop()
    try scratch.write("tenants/shop/bad.campaign", Self.campaign(body: "Hi {nam}", name: "other"))
    for command in ["build", "run"] {
      let result = try Tool.run(command, in: scratch.url)
      #expect(result.status == 1 && result.err.contains("`nam`") && result.out.isEmpty)
    }
    #expect(!FileManager.default.fileExists(atPath: scratch.url.appending(path: "plans").path))
  }

  @Test func usageIsTold() throws {
    let scratch = try Self.shop()
    let cases = [
      (["run", "--now", "tomorrow"], "not an instant"), (["run", "--campaign", "thank"], "did you mean `thanks`?"),
      (["run", "--limit", "0"], "--limit"), (["run", "--format", "eml"], "--out"),
      (["explain", "--plan", "thanks", "E0301"], "not both"), (["disasm", "nothing.campplan"], "there is no"),
      (["run", "--limit", "-1"], "from 1, not -1"), (["run", "--now", "-2027-03-02T10:00"], "not an instant"),
      (["chek"], "did you mean `campc check`?"), (["disasm", "."], "a file that `campc build` wrote"),
    ]
    for (arguments, words) in cases {
      let result = try Tool.run(arguments, in: scratch.url)
      #expect(result.status == 2 && result.err.contains(words), "\(arguments): \(result.err)")
    }
  }
}
