import Testing

@Suite struct RowColumnsTests {
  @Test func neighboursStandInColumns() {
    Formatting.expect(
      "segment a where b\nsegment long where c\n\nsegment d where e\n",
      "segment a    where b\nsegment long where c\n\nsegment d where e\n")
  }

  @Test func variantsAlignTheirWeights() {
    Formatting.expect(
      "campaign a {\n  experiment e salt \"s\" {\n    variant x 5% { l \"1\" }\n    variant long 95% { l \"2\" }\n  }\n}\n",
      "campaign a {\n  experiment e salt \"s\" {\n    variant x    5%  { l \"1\" }\n    variant long 95% { l \"2\" }\n  }\n}\n"
    )
  }

  @Test func needsAlignTheirTypesBehindTheValueColumn() {
    Formatting.expect(
      "template t {\n  needs a bool\n  needs long bool?\n  priority 1\n}\n",
      "template t {\n  needs    a    bool\n  needs    long bool?\n  priority 1\n}\n")
  }

  @Test func aCommentEndsARun() {
    Formatting.expectUnchanged("segment a where b\n// c\nsegment long where d\n")
  }
}
