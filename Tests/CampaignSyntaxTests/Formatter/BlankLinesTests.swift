import Testing

@Suite struct BlankLinesTests {
  @Test func oneStaysBetweenGroups() {
    Formatting.expect(
      "\n\nbrand {\n\n  require subject.emoji <= 1\n\n\n\n  advise subject.emoji <= 0\n\n}\n\n\n",
      "brand {\n  require subject.emoji <= 1\n\n  advise  subject.emoji <= 0\n}\n")
  }

  @Test func longDeclarationsAreSetOff() {
    Formatting.expect(
      "segment a where b\nmember c {\n  d 1\n}\n// of e\nsegment e where f\nsegment g where h\n",
      "segment a where b\n\nmember c {\n  d 1\n}\n\n// of e\nsegment e where f\nsegment g where h\n")
  }

  @Test func theFileEndsWithALineBreak() {
    Formatting.expect("segment a where b", "segment a where b\n")
  }
}
