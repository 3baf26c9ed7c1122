import Testing

@Suite struct LineEndsTests {
  @Test func linesEndAsTheFirstDoes() {
    Formatting.expectUnchanged("brand {\r\n  require subject.emoji <= 1\r\n}\r\n")
    Formatting.expect("segment a where b\r\nsegment c where d\n", "segment a where b\r\nsegment c where d\r\n")
    Formatting.expect("segment a where b\nsegment c where d\r\n", "segment a where b\nsegment c where d\n")
  }

  @Test func textsFollow() {
    Formatting.expect(
      "layout a {\r\n  html \"\"\"\r\n    b\n    \"\"\"\r\n}",
      "layout a {\r\n  html \"\"\"\r\n    b\r\n    \"\"\"\r\n}\r\n")
  }
}
