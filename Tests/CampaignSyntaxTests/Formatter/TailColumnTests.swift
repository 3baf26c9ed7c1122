import Testing

@Suite struct TailColumnTests {
  @Test func sourcesStandInOneColumn() {
    Formatting.expect(
      "audience m from t key k {\n  a bool from x   invalid is missing\n  b choice(spring \"1\", summer \"2\", autumn \"3\") from y\n}\n",
      "audience m from t key k {\n  a bool                                      from x  invalid is missing\n"
        + "  b choice(spring \"1\", summer \"2\", autumn \"3\")  from y\n}\n")
  }

  @Test func aValueIsStoredSomehowWhereItsColumnHasItsName() {
    Formatting.expect(
      "audience m from t key k {\n  a date in iso\n  b date from c in iso\n}\n",
      "audience m from t key k {\n  a date                                      in iso\n"
        + "  b date                                      from c in iso\n}\n")
  }

  @Test func nothingIsMovedWhereItemsShareALine() {
    Formatting.expectUnchanged("catalog c from c key k { a bool from b, d date from e in iso }\n")
  }

  @Test func reasonsStandThereOnALineOfTheirOwnToo() {
    Formatting.expect(
      "brand {\n  require subject.emoji <= 1\n  because \"a\"\n}\n",
      "brand {\n  require subject.emoji <= 1\n\(String(repeating: " ", count: 46))because \"a\"\n}\n")
  }
}
