import Foundation
import Testing

/// What docs/testing.md and docs/preview.md show is what comes of it over the sample tenant.
@Suite struct PageExampleTests {
  /// A copy of the sample workspace with one tenant, whose own tests are left out.
  private static func samples() throws -> Scratch {
    let scratch = try Scratch()
    let samples = Tool.repository.appending(path: "samples")
    try FileManager.default.createDirectory(
      at: scratch.url.appending(path: "tenants"), withIntermediateDirectories: true)
    for path in ["workspace.campaign", "library", "tenants/freshmart"] {
      try FileManager.default.copyItem(at: samples.appending(path: path), to: scratch.url.appending(path: path))
    }
    for path in ["tests.campaign", "campaigns/spring-winback.campaign"] {
      let url = scratch.url.appending(path: "tenants/freshmart/" + path)
      let text = try String(contentsOf: url, encoding: .utf8)
      let declarations = text.components(separatedBy: "\nmember ").first ?? ""
      try (path == "tests.campaign" ? "" : declarations).write(to: url, atomically: true, encoding: .utf8)
    }
    return scratch
  }

  private static func page(_ name: String) throws -> String {
    try String(contentsOf: Tool.repository.appending(path: "docs/\(name).md"), encoding: .utf8)
  }

  /// The fenced blocks of a page with that word behind the fence.
  private static func blocks(_ page: String, _ word: String) -> [String] {
    page.components(separatedBy: "\n```\(word)\n").dropFirst().map { block in
      (block.components(separatedBy: "\n```").first ?? "") + "\n"
    }
  }

  @Test func theTestsOfThePagePass() throws {
    let scratch = try Self.samples()
    let blocks = Self.blocks(try Self.page("testing"), "campaign tests")
    #expect(blocks.count >= 5)
    try scratch.write("tenants/freshmart/page.campaign", blocks.joined(separator: "\n"))
    let result = try Tool.run("test", in: scratch.url)
    let count = blocks.joined().components(separatedBy: "\ntest \"").count - 1
    #expect(
      result.status == 0 && result.err.hasPrefix("\(count) passed") && count >= 9, "\(result.out)\(result.err)")
  }

  @Test func aFailureIsAsThePageShows() throws {
    let scratch = try Self.samples()
    try scratch.write(
      "tenants/freshmart/tests.campaign",
      """
      member maria { first_name "María", language en_US, favorites ("Bakery", "Deli") }

      test "who clicked is reminded of the code" for welcome {
        given    maria
        step     reminder
        entered  2027-03-02T10:00
        happened clicked
        expect   email.subject contains "waiting" or reason is "clicked" and not opened
      }

      """)
    let result = try Tool.run("test", in: scratch.url)
    #expect(result.status == 1)
    let shown = Self.blocks(try Self.page("testing"), "text").first ?? ""
    #expect(result.out.split(separator: "\n") == shown.split(separator: "\n"), "\(result.out)")
  }

  @Test func theCommandsOfThePageMakeAPage() throws {
    let scratch = try Self.samples()
    let commands = Self.blocks(try Self.page("preview"), "sh").joined().split(separator: "\n")
    #expect(commands.count == 5)
    for command in commands {
      let result = try Tool.run(
        command.split(separator: " ").dropFirst().map(String.init), in: scratch.url)
      #expect(result.status == 0 && result.out.hasSuffix(".html\n"), "\(command): \(result.err)")
    }
  }
}
