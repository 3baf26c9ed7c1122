import CampaignTestSupport
import Foundation
import Testing

/// `Tests/Goldens/campaigns/*.md`: each of the sample tenant's campaigns at every stage on its way: source, problems, formatted, types,
/// plan, messages. `UPDATE_GOLDENS=1` rewrites them, and that run still fails.
@Suite struct StageTests {
  static let folder = Tool.repository.appending(path: "Tests/Goldens/campaigns")
  static let sources = Tool.repository.appending(path: "samples/tenants/freshmart/campaigns")

  /// A campaign's file, and when it is run; one that answers events says that itself.
  struct Case: Sendable, CustomTestStringConvertible {
    let file: String
    let campaign: String
    let now: String?

    var testDescription: String { file }
  }

  static let cases = [
    Case(file: "welcome", campaign: "welcome", now: "2027-03-02T10:00"),
    Case(file: "basket", campaign: "basket", now: nil),
    Case(file: "weekly-deals", campaign: "weekly_deals", now: "2027-03-04T09:00"),
    Case(file: "tier-up", campaign: "tier_up", now: nil),
    Case(file: "coffee", campaign: "coffee", now: "2027-03-02T18:00"),
    Case(file: "coupon-expiry", campaign: "coupon_expiry", now: "2027-03-02T12:00"),
    Case(file: "launch", campaign: "launch", now: "2027-03-02T09:00"),
    Case(file: "spring-winback", campaign: "spring_winback", now: "2027-03-02T09:30"),
  ]

  @Test func everyCampaignHasACase() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: Self.sources.path)
    #expect(Set(files) == Set(Self.cases.map { $0.file + ".campaign" }))
  }

  @Test(arguments: cases) func stages(_ example: Case) throws {
    let actual = try Self.text(example)
    let url = Self.folder.appending(path: example.file + ".md")
    let written = (try? String(contentsOf: url, encoding: .utf8)) ?? ""
    if ProcessInfo.processInfo.environment["UPDATE_GOLDENS"] != nil, actual != written {
      try FileManager.default.createDirectory(at: Self.folder, withIntermediateDirectories: true)
      try actual.write(to: url, atomically: true, encoding: .utf8)
    }
    #expect(actual == written, "\(example.file).md is stale")
  }

  private static func text(_ example: Case) throws -> String {
    let scratch = try Scratch()
    let source = try String(contentsOf: sources.appending(path: example.file + ".campaign"), encoding: .utf8)
    let check = try Tool.run("check", "--output-format", "concise", "samples/tenants/freshmart")
    let plans = scratch.url.appending(path: "plans").path
    let build = try Tool.run("build", "samples", "--tenant", "freshmart", "--out", plans)
    #expect(build.status == 0, "\(build.err)")
    let plan = try Tool.run("disasm", "\(plans)/freshmart/\(example.campaign).campplan", "--workspace", "samples")
    #expect(plan.status == 0, "\(plan.err)")
    // Which zone rules there are is the machine's.
    let listing = plan.out.split(separator: "\n", omittingEmptySubsequences: false)
      .filter { !$0.hasPrefix("  zone rules") }.joined(separator: "\n")
    let (checked, _) = TestWorkspace.samples.check()
    var tenant = try #require(checked.tenants.first { $0.name == "freshmart" })
    tenant.campaigns.removeAll { $0.name != example.campaign }
    let sections = [
      ("Source", "campaign", source),
      ("Problems", "text", check.out.isEmpty ? "none\n" : check.out),
      ("Formatted", "campaign", try formatted(example, source)),
      ("Types", "text", CheckedDump.text(tenant)),
      ("Plan", "text", listing),
      ("Messages", "text", try messages(example, scratch)),
    ]
    return "# \(example.campaign)\n"
      + sections.map { "\n## \($0.0)\n\n```\($0.1)\n\($0.2)```\n" }.joined()
  }

  /// The source as `campc format` writes it; a word where that is how it stands.
  private static func formatted(_ example: Case, _ source: String) throws -> String {
    let scratch = try Scratch()
    try scratch.write("\(example.file).campaign", source)
    let format = try Tool.run("format", scratch.url.path)
    #expect(format.status == 0, "\(format.err)")
    let text = try String(contentsOf: scratch.url.appending(path: "\(example.file).campaign"), encoding: .utf8)
    return text == source ? "// as it is written\n" : text
  }

  /// The first message of each channel and language, and the run's figures.
  private static func messages(_ example: Case, _ scratch: Scratch) throws -> String {
    let out = scratch.url.appending(path: "out.jsonl").path
    let now = example.now.map { ["--now", $0] } ?? []
    let run = try Tool.run(
      ["run", "samples", "--tenant", "freshmart", "--campaign", example.campaign, "--out", out] + now)
    #expect(run.status == 0, "\(run.err)")
    var seen: Set<String> = []
    var text = ""
    for line in try String(contentsOfFile: out, encoding: .utf8).split(separator: "\n") {
      let message = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      guard seen.insert("\(message["channel"] ?? "") \(message["language"] ?? "")").inserted else { continue }
      for key in message.keys.sorted() where key != "html" {
        let variants = (message[key] as? [String: String])?.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
        let value = message[key] as? String ?? variants?.joined(separator: ", ") ?? ""
        let lines = value.trimmingCharacters(in: .newlines).split(separator: "\n", omittingEmptySubsequences: false)
        text += "\(key): \(lines.joined(separator: "\n  "))\n"
      }
      // The layout around it is the same in every mail.
      if let html = message["html"] as? String, let start = html.range(of: "<main>"),
        let end = html.range(of: "</main>")
      {
        text += "html: \(html[start.lowerBound..<end.upperBound].split(separator: "\n").joined(separator: "\n  "))\n"
      }
      text += "\n"
    }
    return text + run.err
  }
}
