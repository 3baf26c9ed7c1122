import Foundation
import Testing

/// What `campc init` writes checks and runs, and nothing that was there is touched.
@Suite struct InitTests {
  @Test func theNewWorkspaceChecksAndRuns() throws {
    let scratch = try Scratch()
    let made = try Tool.run("init", "my shop", in: scratch.url)
    #expect(made.status == 0)
    let commands = made.out.split(separator: "\n").filter { $0.hasPrefix("  campc ") }.map { $0.dropFirst(2) }
    #expect(
      commands == ["campc check 'my shop'", "campc run 'my shop' --campaign come_back --now 2027-03-02T10:00"])

    let check = try Tool.run("check", "my shop", in: scratch.url)
    #expect(check.status == 0 && check.out == "", "\(check.out)")
    for (campaign, channels) in [("come_back", Set(["email", "sms"])), ("weekly_favorites", Set(["email"]))] {
      let run = try Tool.run("run", "my shop", "--campaign", campaign, "--now", "2027-03-02T10:00", in: scratch.url)
      #expect(run.status == 0, "\(run.err)")
      var found: Set<String> = []
      for line in run.out.split(separator: "\n") {
        let message = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        found.insert(try #require(message["channel"] as? String))
      }
      #expect(found == channels, "\(campaign)")
    }
  }

  @Test func theAudienceIsAsDeclared() throws {
    let scratch = try Scratch()
    #expect(try Tool.run("init", in: scratch.url).status == 0)
    let inferred = try Tool.run("audience", "infer", "tenants/shop/audience.sqlite", in: scratch.url)
    #expect(inferred.out.contains("20 members"))
    #expect(inferred.out.contains("reach email at email_address where email_opt_in\n"))
    try scratch.write("tenants/shop/audience.campaign", inferred.out)
    let check = try Tool.run("check", "--output-format", "concise", in: scratch.url)
    #expect(!check.out.contains("audience.campaign"), "\(check.out)")
  }

  @Test(arguments: [
    "workspace.campaign", "tenants/shop/tenant.campaign", "tenants/shop/campaigns/favorites.campaign",
    "tenants/shop/audience.sqlite",
  ])
  func nothingIsOverwritten(_ path: String) throws {
    let scratch = try Scratch()
    try scratch.write(path, "mine")
    let result = try Tool.run("init", in: scratch.url)
    #expect(result.status == 2)
    #expect(result.err.contains("`./\(path)` is there already"))
    let files = try FileManager.default.subpathsOfDirectory(atPath: scratch.url.path)
      .filter { !FolderTests.isFolder(scratch.url.appending(path: $0)) }
    #expect(files == [path])
    #expect(try String(contentsOf: scratch.url.appending(path: path), encoding: .utf8) == "mine")
  }

  @Test func aFileInTheWayIsTold() throws {
    let scratch = try Scratch()
    try scratch.write("shop", "a file")
    let result = try Tool.run("init", "shop/new", in: scratch.url)
    #expect(result.status == 2)
    #expect(result.err.hasPrefix("error: "))
  }

  enum FolderTests {
    static func isFolder(_ url: URL) -> Bool {
      var isFolder: ObjCBool = false
      return FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder) && isFolder.boolValue
    }
  }
}
