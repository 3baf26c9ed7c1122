import Testing

@testable import campc

@Suite struct PartsTests {
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
