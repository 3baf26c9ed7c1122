import Testing

@Suite struct BlockLinesTests {
  @Test func aBlockOnOneLineStays() {
    Formatting.expect(
      "campaign a {\n offer{percent_off 10%,code \"A\"}\n}\n",
      "campaign a {\n  offer { percent_off 10%, code \"A\" }\n}\n")
  }

  @Test func anyOtherGivesEachItemALine() {
    Formatting.expect(
      "tenant a { name \"A\", currency USD,\n  cap 1 per day }\n",
      "tenant a {\n  name     \"A\",\n  currency USD,\n  cap      1 per day\n}\n")
  }

  @Test func anEmptyBlockHoldsNothing() {
    Formatting.expect("brand {\n\n}\n", "brand {}\n")
  }

  @Test func commentsKeepABlockOpen() {
    Formatting.expect("brand { // ours\n\n// none yet\n}\n", "brand {  // ours\n  // none yet\n}\n")
  }
}
