import Testing

@Suite struct SpacingTests {
  @Test func oneSpaceStandsBetweenTokens() {
    Formatting.expect(
      "segment   a\twhere  b+1<=c*2   and not(d is one of(e,f))  \n",
      "segment a where b + 1 <= c * 2 and not (d is one of (e, f))\n")
  }

  @Test func callsAndTypesHoldTheirParentheses() {
    Formatting.expect(
      "template t (a : text (40 , name) ? = \"x\" , b:int( - 5 to 5)) {\n  while count ( orders where ( c . d > 1 ) ) > 0\n}\n",
      "template t(a: text(40, name)? = \"x\", b: int(-5 to 5)) {\n  while count(orders where (c.d > 1)) > 0\n}\n")
  }

  @Test func tablesInQuotesHoldThemToo() {
    Formatting.expectUnchanged(
      "audience m from t key k {\n  a set of text(9) up to 5                    from \"b c\"(d, e)\n}\n")
  }

  @Test func aSignStandsAtItsNumber() {
    Formatting.expect("segment a where b > - 5 - - 3 or b - 2 < -c\n", "segment a where b > -5 - -3 or b - 2 < -c\n")
    Formatting.expectUnchanged("segment a where b is - -5\n")
    Formatting.expect("member a {\n  b - 20 USD\n  c - 1\n}\n", "member a {\n  b -20 USD\n  c -1\n}\n")
  }

  @Test func valuesInParenthesesStandApart() {
    Formatting.expect("member a {\n  b(\"c\")\n}\n", "member a {\n  b (\"c\")\n}\n")
  }

  @Test func commentsBehindALineStandApart() {
    Formatting.expect("segment a where b// c\n", "segment a where b  // c\n")
  }
}
