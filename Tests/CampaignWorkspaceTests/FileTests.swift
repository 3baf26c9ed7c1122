import Testing

@testable import CampaignWorkspace

@Suite struct FileTests {
  @Test(arguments: [
    ("/a/b/c", "/a/b", "c"), ("/a/b", "/a/b", "."), ("/a/x/y", "/a/b/c", "../../x/y"), ("/a", "/a/b", ".."),
    ("/x/y", "/a/b", "/x/y"), ("/a/bc", "/a/b", "../bc"), ("/x", "/", "x"), ("/å/é", "/å", "é"),
  ])
  func pathsAreShownAsPeopleWriteThem(_ path: String, _ current: String, _ shown: String) {
    #expect(Paths.shown(path, from: current) == shown)
  }

  @Test(arguments: ["", "/etc", "..", "a/../b", ".", "a\0b"])
  func patternsStayInside(_ text: String) { #expect(FolderPattern(text) == nil) }

  @Test func knowsZonesAndTheirOtherNames() throws {
    let names = try #require(ZoneNames.known())
    #expect(names.isSuperset(of: ["Europe/Oslo", "America/New_York", "Asia/Calcutta", "US/Pacific", "Etc/UTC"]))
    #expect(names.count > 500)
    #expect(names.allSatisfy { !$0.isEmpty && !$0.contains(" ") && !$0.contains("\n") })
  }
}
