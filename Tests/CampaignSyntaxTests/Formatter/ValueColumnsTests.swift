import Testing

@Suite struct ValueColumnsTests {
  @Test func valuesStandInOneColumnAcrossGroups() {
    Formatting.expect(
      "campaign a {\n goal \"A\"\n\n audience where b\n push {\n title \"T\"\n link \"https://a.example\"\n }\n}\n",
      "campaign a {\n  goal     \"A\"\n\n  audience where b\n  push {\n    title \"T\"\n    link  \"https://a.example\"\n  }\n}\n"
    )
  }

  @Test func fieldsOfAnAudienceAndItsCatalogsShareTheirs() {
    Formatting.expect(
      "audience m from t key k {\n long_name bool\n many o from o(k) key i {\n a bool\n }\n}\n\ncatalog c from c key k {\n b bool\n}\n",
      "audience m from t key k {\n  long_name bool\n  many o from o(k) key i {\n    a       bool\n  }\n}\n\ncatalog c from c key k {\n  b         bool\n}\n"
    )
  }

  @Test func channelsShareTheTenants() {
    Formatting.expectUnchanged(
      "tenant a {\n  currency    USD\n  quiet_hours 21:00 to 08:00\n  channel email {\n    sender    \"A\"\n  }\n}\n")
  }

  @Test func aColumnCountsCharacters() {
    Formatting.expect("member a {\n  språk 1\n  größer 2\n}\n", "member a {\n  språk  1\n  größer 2\n}\n")
  }

  @Test func openPartsAreOneHead() {
    Formatting.expectUnchanged(
      "template t {\n  email {\n    open subject \"A\"\n    preheader    \"B\"\n    body \"\"\"\n      C\n      \"\"\"\n  }\n}\n"
    )
  }

  @Test func whatATestSaysStandsInOneColumn() {
    Formatting.expect(
      "test \"a\" for b {\n given c with{ d 1 }\n event { e 2,f { g 3 } }\n step h\n entered 2027-03-02T10:00\n happened b . clicked\n   at 2027-03-02T11:00\n expect not clicked\n}\n",
      "test \"a\" for b {\n  given    c with { d 1 }\n  event    { e 2, f { g 3 } }\n  step     h\n  entered  2027-03-02T10:00\n  happened b.clicked\n           at 2027-03-02T11:00\n  expect   not clicked\n}\n"
    )
    Formatting.expectUnchanged("test \"a\" for b {\n  given  c\n  event  {\n    e 2\n  }\n  expect selected\n}\n")
  }
}
