import CampaignPlan
import CampaignVM
import Testing

/// Values of columns are held to their types, whatever SQLite stored.
@Suite struct DecodeTests {
  let scratch: Scratch
  init() throws { scratch = try Scratch() }

  typealias Column = (
    kind: ColumnBinding.Kind, bounds: ClosedRange<Int64>, multiplier: Int64, divisor: Int64, maxCharacters: UInt32,
    textClass: PlanTextClass, texts: [String]
  )

  /// What each SQL literal reads as: `7`, `ann`, `-` where it is missing, or why it is bad.
  func read(
    _ kind: ColumnBinding.Kind, _ literals: [String], bounds: ClosedRange<Int64> = .min ... .max, multiplier: Int64 = 1,
    divisor: Int64 = 1, maxCharacters: UInt32 = 10, textClass: PlanTextClass = .any, texts: [String] = [],
    isOptional: Bool = true, invalidIsMissing: Bool = false
  ) throws -> [String] {
    let name = "t\(literals.hashValue.magnitude).sqlite"
    let rows = literals.enumerated().map { "INSERT INTO members VALUES (\($0), \($1));" }.joined()
    try scratch.database(name, sql: "CREATE TABLE members (id INTEGER PRIMARY KEY, v);" + rows)
    var builder = PlanBuilder()
    let column = builder.column(
      "v", kind, bounds: bounds, multiplier: multiplier, divisor: divisor, maxCharacters: maxCharacters,
      textClass: textClass, texts: texts, isOptional: isOptional, invalidIsMissing: invalidIsMissing)
    let isText = builder.plan.audience.columns[0].isText
    builder.push { builder in
      if isOptional || invalidIsMissing { builder.show(column.known) }
      if isText { builder.show(text: column.value) } else { builder.show(column.value) }
    }
    var results = Array(repeating: "", count: literals.count)
    let observer = RunObserver(outcome: { outcome in
      guard case .bad(_, let reason) = outcome.kind, let index = Int(outcome.key) else { return }
      results[index] = "\(reason)"
    })
    let (summary, lines, _) = try scratch.run(builder, { $0.databasePath = scratch.path(name) }, observer: observer)
    #expect(summary.bad + lines.count == literals.count)
    for line in lines {
      guard let member = line["member"] as? String, let index = Int(member), var text = line["text"] as? String else {
        continue
      }
      if text.hasPrefix("[0]") {
        #expect(text == (isText ? "[0]<>" : "[0][0]"))
        text = "-"
      } else {
        if text.hasPrefix("[1]") { text.removeFirst(3) }
        text = String(text.dropFirst().dropLast()).filter { $0 != "," || isText }
      }
      results[index] = text
    }
    return results
  }

  @Test func integers() throws {
    #expect(
      try read(
        .integer,
        ["5", "0", "10", "11", "-1", "2.0", "'5'", "x'35'", "NULL", "''", "' N/A '", "'\u{2003}'", "'nix'"],
        bounds: 0...10)
        == [
          "5", "0", "10", "is out of bounds", "is out of bounds", "is of another type", "is of another type",
          "is of another type", "-", "-", "-", "-", "is of another type",
        ])
    #expect(
      try read(.integer, ["7", "93000000000000000", "-3"], bounds: -1000...1000, multiplier: 100)
        == ["700", "is out of bounds", "-300"])
    #expect(
      try read(.integer, ["1999", "-1", "-1000", "-1001", "9223372036854775807"], divisor: 1000)
        == ["1", "-1", "-1", "-2", "9223372036854775"])
  }

  @Test func decimals() throws {
    #expect(
      try read(.decimal, ["1", "1.25", "0.1", "0.00001", "-2.5", "9e300", "1e15", "'1.5'", "x''", "NULL"])
        == [
          "10000", "12500", "1000", "is out of bounds", "-25000", "is out of bounds", "is out of bounds",
          "is of another type", "is of another type", "-",
        ])
    #expect(try read(.decimal, ["1", "1.5"], bounds: 0...10_000) == ["10000", "is out of bounds"])
  }

  @Test func boolsAndChoices() throws {
    #expect(
      try read(.bool, ["0", "1", "2", "1.0", "'1'", "NULL"])
        == ["0", "1", "is out of bounds", "is of another type", "is of another type", "-"])
    #expect(
      try read(.boolPair, ["'Y'", "'N'", "'y'", "1", "'null'", "' '"], texts: ["Y", "N"])
        == ["1", "0", "is none of the declared values", "is of another type", "-", "-"])
    #expect(
      try read(.choice, ["'gold'", "'null'", "'n/a'", "'Gold'", "3", "''"], texts: ["bronze", "gold", "null"])
        == ["1", "2", "-", "is none of the declared values", "is of another type", "-"])
  }

  @Test func datesAndTimes() throws {
    #expect(
      try read(.isoDate, ["'2027-03-02'", "'2027-02-29'", "'2027-3-2'", "20270302", "'null'"])
        == ["20879", "is no date or time", "is no date or time", "is of another type", "-"])
    #expect(
      try read(
        .isoTimestamp,
        [
          "'1970-01-02T00:00:00Z'", "'1970-01-02 00:00:00'", "'1970-01-02T01:00+01:00'", "'1970-01-02'", "5",
        ]) == ["86400", "86400", "86400", "is no date or time", "is of another type"])
    #expect(
      try read(.isoTime, ["'09:30'", "'24:00'", "'9:30'"]) == ["34200", "is no date or time", "is no date or time"])
  }

  @Test func texts() throws {
    let turning = BadReason.bidirectionalControl.description
    #expect(
      try read(
        .text,
        [
          "'Ann'", "'1234567890'", "'12345678901'", "7", "x'416e6e'", "CAST(x'ff41' AS TEXT)", "CAST(x'4101' AS TEXT)",
          "CAST(x'41c285' AS TEXT)", "'a'||char(10)||char(9)||'b'", "''", "char(11,12,32)", "'\u{200B}\u{3000}'",
          "' NULL '",
          "'null!'", "'👩‍👩‍👧‍👦👩‍👩‍👧‍👦'", "'a'||char(0)||'b'", "'a'||char(8238)", "char(8294)||'a'", "'a'||char(8207)||char(1564)",
          "char(8234)||char(8236)",
        ]) == [
          "Ann", "1234567890", "is too long", "is of another type", "is of another type", "is not UTF-8",
          "has a control character in it", "has a control character in it", "a b", "-", "-", "-", "-", "null!",
          "👩‍👩‍👧‍👦👩‍👩‍👧‍👦", "has a control character in it", turning, turning, "a\u{200F}\u{61C}", "-",
        ])
    #expect(
      try read(.text, ["'O''Shea-Łęcka'", "'R2D2'", "'a.b'", "'-'", "'·’‐'"], maxCharacters: 30, textClass: .name)
        == [
          "O'Shea-Łęcka", "has characters that it may not have", "has characters that it may not have",
          "has no letter, as a name has", "has no letter, as a name has",
        ])
    #expect(
      try read(.text, ["'Grüße€'", "'Łódź'"], textClass: .gsm) == ["Grüße€", "has characters that it may not have"])
    #expect(try read(.text, ["'ann'", "' '"], isOptional: false) == ["ann", "is missing"])
    #expect(
      try read(.text, ["'ann'", "7", "NULL", "'12345678901'"], isOptional: false, invalidIsMissing: true)
        == ["ann", "-", "-", "-"])
  }

  @Test func addresses() throws {
    let bad = BadReason.notAnAddress.description
    #expect(
      try read(.email, ["'a@b.example'", "'a@b'", "'a b@c.example'", "'A@B.example'||char(10)", "'n/a'"])
        == ["a@b.example", bad, bad, bad, "-"])
    #expect(
      try read(.phone, ["'+15551234567'", "'5551234567'", "15551234567"]) == [
        "+15551234567", bad, "is of another type",
      ])
    #expect(
      try read(.timezone, ["'Europe/Oslo'", "'Etc/GMT+3'", "'../etc/passwd'", "'Oslo now'"])
        == ["Europe/Oslo", "Etc/GMT+3", "has characters that it may not have", "has characters that it may not have"])
    #expect(
      try read(
        .url, ["'https://shop.example/a?b=c'", "'https://evil.example/'", "'javascript:alert(1)'"],
        texts: ["shop.example"])
        == ["https://shop.example/a?b=c", bad, bad])
  }

  @Test func keys() throws {
    let values = [
      "'ann'", "7", "-9223372036854775808", "NULL", "x'41'", "2.5", "''", "'a'||char(10)||'b'", "CAST(x'ff' AS TEXT)",
      "'\(String(repeating: "k", count: 200))'", "'\(String(repeating: "k", count: 201))'", "'a\"\\é'",
      "'a'||char(8238)||'b'", "char(8294)||'c'", "'d'||char(8206)",
    ]
    let rows = values.map { "INSERT INTO members VALUES (\($0));" }.joined()
    try scratch.database(sql: "CREATE TABLE members (id NUMERIC UNIQUE);" + rows)
    var builder = PlanBuilder()
    builder.push { _ in }
    let (summary, lines, _) = try scratch.run(builder)
    #expect(
      lines.compactMap { $0["member"] as? String } == [
        "-9223372036854775808", "7", "a\"\\é", "ann", "d\u{200E}", String(repeating: "k", count: 200),
      ])
    #expect(summary.bad == 9)
    #expect(
      Dictionary(uniqueKeysWithValues: summary.badValues.map { ($0.reason, $0.count) }) == [
        .missing: 2, .wrongType: 2, .controlCharacter: 1, .notUTF8: 1, .tooLong: 1,
        .bidirectionalControl: 2,
      ])
    #expect(summary.badValues.allSatisfy { $0.column == "members.id" })
    let turned = summary.badValues.first { $0.reason == .bidirectionalControl }
    #expect(turned?.firstKeys == ["a\u{FFFD}b", "\u{FFFD}c"], "what is shown turns nothing either")
  }
}
