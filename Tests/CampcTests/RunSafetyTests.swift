import CampaignSQLite
import Foundation
import Testing

/// What a run must never do: write over its input, leave half of its output, read what is not the tenant's own.
@Suite struct RunSafetyTests {
  @Test func outputNeverTakesThePlaceOfInput() throws {
    let scratch = try RunTests.shop()
    _ = try Tool.run("build", in: scratch.url)
    let plan = "plans/shop/thanks.campplan"
    try FileManager.default.createSymbolicLink(
      at: scratch.url.appending(path: "link"), withDestinationURL: scratch.url.appending(path: plan))
    let cases = [
      (["--out", "tenants/shop/audience.sqlite"], "is the audience"),
      (["--outcomes", "tenants/shop/thanks.campaign"], "is a file of the workspace"),
      (["--plan", plan, "--out", plan], "is the plan"), (["--plan", plan, "--out", "link"], "is the plan"),
      (["--out", "same", "--outcomes", "./same"], "both name"),
      (["--out", "workspace.campaign"], "is a file of the workspace"),
      (["--out", "tenants/shop/audience.sqlite-wal"], "is the log of the audience"),
      (["--outcomes", "tenants/shop/../shop/audience.sqlite-journal"], "is the log of the audience"),
    ]
    for (arguments, words) in cases {
      let paths = ["tenants/shop/audience.sqlite", "tenants/shop/thanks.campaign", plan]
      let before = try paths.map { try Data(contentsOf: scratch.url.appending(path: $0)) }
      let result = try Tool.run(["run", "--now", RunTests.now] + arguments, in: scratch.url)
      #expect(result.status == 2 && result.err.contains(words), "\(arguments): \(result.err)")
      #expect(try paths.map { try Data(contentsOf: scratch.url.appending(path: $0)) } == before)
    }
    #expect(!FileManager.default.fileExists(atPath: scratch.url.appending(path: "same").path))
  }

  @Test func aLinkStaysAndWhatItNamesIsWritten() throws {
    let scratch = try RunTests.shop()
    let link = scratch.url.appending(path: "link").path
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "target.jsonl")
    let result = try Tool.run("run", "--now", RunTests.now, "--out", "link", in: scratch.url)
    #expect(result.status == 0, "\(result.err)")
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == "target.jsonl")
    let text = try String(contentsOf: scratch.url.appending(path: "target.jsonl"), encoding: .utf8)
    #expect(text.split(separator: "\n").count == 3)
  }

  @Test func bothOutputsAppearOrNeither() throws {
    let scratch = try RunTests.shop()
    let full = try Tool.run("run", "--now", RunTests.now, "--out", "out", "--outcomes", "/dev/full", in: scratch.url)
    #expect(full.status == 2 && full.err.contains("/dev/full"))
    let nowhere = try Tool.run(
      "run", "--now", RunTests.now, "--out", "no/out", "--outcomes", "outcomes", in: scratch.url)
    #expect(nowhere.status == 2)
    for name in ["out", "outcomes"] {
      #expect(!FileManager.default.fileExists(atPath: scratch.url.appending(path: name).path), "\(name) was left")
    }
  }

  @Test(arguments: [SIGINT, SIGTERM, SIGHUP]) func aSignalLeavesNothingBehind(_ number: Int32) throws {
    let scratch = try RunTests.shop()
    let connection = try Connection(
      path: scratch.url.appending(path: "tenants/shop/audience.sqlite").path, access: .readWrite)
    // So many that it can't be done before the signal comes.
    try connection.execute(
      """
      WITH RECURSIVE n(i) AS (VALUES(100) UNION ALL SELECT i + 1 FROM n LIMIT 300000)
      INSERT INTO members SELECT i, 'Ann', 'm' || i || '@mail.example', 5000, 1 FROM n
      """)
    let process = Process()
    process.executableURL = URL(filePath: Tool.path)
    process.arguments = ["run", "--now", RunTests.now, "--format", "eml", "--out", "mails", "--outcomes", "outcomes"]
    process.currentDirectoryURL = scratch.url
    process.standardError = FileHandle.nullDevice
    try process.run()
    let partial = scratch.url.appending(path: ".mails.\(process.processIdentifier).partial").path
    for _ in 0..<2_000 where !FileManager.default.fileExists(atPath: partial) { usleep(5_000) }
    kill(process.processIdentifier, number)
    process.waitUntilExit()
    #expect(process.terminationReason == .uncaughtSignal && process.terminationStatus == number)
    let left = try FileManager.default.contentsOfDirectory(atPath: scratch.url.path)
    #expect(Set(left) == ["tenants", "workspace.campaign"], "\(left)")
  }

  @Test func aDatabaseOfSomebodyElseIsRefused() throws {
    let scratch = try RunTests.shop()
    let audience = scratch.url.appending(path: "tenants/shop/audience.sqlite")
    let elsewhere = scratch.url.appending(path: "elsewhere.sqlite")
    try FileManager.default.moveItem(at: audience, to: elsewhere)
    try FileManager.default.createSymbolicLink(at: audience, withDestinationURL: elsewhere)
    let linked = try Tool.run("run", "--now", RunTests.now, in: scratch.url)
    #expect(linked.status == 2 && linked.err.contains("leads out of the folder"), "\(linked.err)")
    let tenant = scratch.url.appending(path: "tenants/shop/tenant.campaign")
    let text = try String(contentsOf: tenant, encoding: .utf8)
    try text.replacing("\"audience.sqlite\"", with: "\"../../elsewhere.sqlite\"").write(
      to: tenant, atomically: true, encoding: .utf8)
    let named = try Tool.run("check", in: scratch.url)
    #expect(named.status == 1 && named.out.contains("E0603") && named.out.contains("own folder"), "\(named.out)")
  }

  @Test func aCutDatabaseIsRefused() throws {
    let scratch = try RunTests.shop()
    let path = scratch.url.appending(path: "tenants/shop/audience.sqlite")
    let bytes = try Data(contentsOf: path)
    try bytes.dropLast(480).write(to: path)
    let result = try Tool.run("run", "--now", RunTests.now, in: scratch.url)
    #expect(result.status == 2 && result.err.contains("damaged"), "\(result.err)")
  }

  @Test func aViewThatChangesIsRefused() throws {
    let scratch = try RunTests.shop()
    let connection = try Connection(
      path: scratch.url.appending(path: "tenants/shop/audience.sqlite").path, access: .readWrite)
    try connection.execute("CREATE VIEW visits AS SELECT id AS member, random() % 9 AS visit FROM members")
    let audience = scratch.url.appending(path: "tenants/shop/audience.campaign")
    let text = try String(contentsOf: audience, encoding: .utf8)
    try text.replacing(
      "  reach", with: "  many visits up to 9 from visits(member) key visit { visit int(-9 to 9) }\n  reach"
    )
    .write(to: audience, atomically: true, encoding: .utf8)
    try scratch.write(
      "tenants/shop/thanks.campaign",
      RunTests.campaign(body: "Hello").replacing("spend >= 10 USD", with: "any(visits where visit > 2)"))
    let result = try Tool.run("run", "--now", RunTests.now, in: scratch.url)
    #expect(result.status == 2 && result.err.contains("random") && result.err.contains("help:"), "\(result.err)")
  }
}
