import Testing

@Suite struct TextBlocksTests {
  @Test func textStandsAStepBelowItsItem() {
    Formatting.expect(
      "campaign a {\n  email {\n      body \"\"\"  \n  # A\n\n \t\n    - b  \n  \"\"\"\n  }\n}\n",
      "campaign a {\n  email {\n    body \"\"\"\n      # A\n\n\n        - b  \n      \"\"\"\n  }\n}\n")
  }

  @Test func htmlKeepsItsShape() {
    Formatting.expect(
      "layout a {\nhtml \"\"\"\n<p>\n\t{x}\n\"\"\"\n}\n",
      "layout a {\n  html \"\"\"\n    <p>\n    \t{x}\n    \"\"\"\n}\n")
  }

  @Test func aTextOfNothingStays() {
    Formatting.expectUnchanged("layout a {\n  html \"\"\"\n    \"\"\"\n}\n")
  }
}
