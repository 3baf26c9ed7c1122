import Testing

@testable import campc

@Suite struct PartsTests {
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

  @Test(
    arguments: [
      (0, "10"), (8, "10"), (9, "20"), (16, "20"), (2_469, "5000"), (8_000, "10_000"), (1_234_567, "2_000_000"),
    ] as [(Int64, String)])
  func boundsLeaveRoom(_ value: Int64, _ above: String) {
    #expect(RoundBounds.grouped(RoundBounds.above(value)) == above)
  }

  @Test func boundsHoldTheExtremes() {
    #expect(RoundBounds.above(.max) == .max)
    #expect(RoundBounds.text(.min ... .max).contains(" to "))
    #expect(RoundBounds.text(-5...3) == "-10 to 10")
  }

  @Test(arguments: [
    ("firstName", ["first", "name"]), ("FIRST_NAME", ["first", "name"]), ("first-name ", ["first", "name"]),
    ("HTTPCode", ["httpcode"]), ("lastSeen2", ["last", "seen2"]), ("Élan_vital", ["élan", "vital"]), ("--", []),
  ])
  func namesAreTakenApart(_ name: String, _ words: [String]) { #expect(WordList(name).words == words) }

  @Test func namesAreNeverTakenTwiceNorReserved() {
    var taken: Set<String> = []
    #expect(SourceText.name(["city"], taken: &taken) == "city")
    #expect(SourceText.name(["city"], taken: &taken) == "city_2")
    #expect(SourceText.name(["where"], taken: &taken) == "where_value")
    #expect(SourceText.name(["2", "day"], taken: &taken) == "n_2_day")
    #expect(SourceText.name([], taken: &taken) == nil)
  }

  @Test func textsAreQuoted() {
    #expect(SourceText.quoted("a \"b\" {c} \\ \n\u{202E}") == #""a \"b\" \{c\} \\ \u{A}\u{202E}""#)
  }
}
