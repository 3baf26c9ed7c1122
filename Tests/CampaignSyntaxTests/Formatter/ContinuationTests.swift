import Testing

@Suite struct ContinuationTests {
  @Test func clausesStandBelowTheValue() {
    Formatting.expect(
      "campaign a {\n  audience where b\n and c\nexcept where d\n   or e\n  schedule every day\n  at 10:00\n}\n",
      "campaign a {\n  audience where b\n             and c\n           except where d\n                    or e\n"
        + "  schedule every day\n           at 10:00\n}\n")
  }

  @Test func declarationsTakeOneStep() {
    Formatting.expect("segment a\nwhere b\nand c\n", "segment a\n  where b\n    and c\n")
  }

  @Test func parenthesesTakeOneStepMoreThanTheirLine() {
    Formatting.expect(
      "audience m from t key k {\n  a choice(\nb \"1\",\nc \"2\"\n)?\n}\n",
      "audience m from t key k {\n  a choice(\n      b \"1\",\n      c \"2\"\n    )?\n}\n")
  }

  @Test func aPredicateInParenthesesStandsBelowItsOperand() {
    Formatting.expect(
      "segment a where any(orders where b\nand c)\n",
      "segment a where any(orders where b\n                                 and c)\n")
  }

  @Test func commentsStandLikeWhatTheySpeakOf() {
    Formatting.expect(
      "campaign a {\n  audience where b\n// of c\nand c\n// of the rest\n}\n",
      "campaign a {\n  audience where b\n             // of c\n             and c\n  // of the rest\n}\n")
  }
}
