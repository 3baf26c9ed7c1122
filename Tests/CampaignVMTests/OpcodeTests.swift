import CampaignCalendar
import CampaignPlan
import CampaignVM
import CampaignValues
import Foundation
import Testing

/// Every instruction does what its row in the table says.
@Suite struct OpcodeTests {
  let scratch: Scratch

  init() throws {
    scratch = try Scratch()
    try scratch.database(sql: "CREATE TABLE members (id INTEGER PRIMARY KEY); INSERT INTO members VALUES (42)")
  }

  /// What the machine writes for what `body` shows.
  func result(_ prepare: (inout PlanBuilder) -> [UInt16]) throws -> String? {
    var builder = PlanBuilder()
    let registers = prepare(&builder)
    builder.push { builder in for register in registers { builder.show(register) } }
    return try scratch.run(builder).lines.first?["text"] as? String
  }

  @Test(arguments: [
    (Opcode.add, [7, 5, 12], [Int64.max, 1, Int64.min]), (.subtract, [7, 5, 2], [Int64.min, 1, Int64.max]),
    (.multiply, [7, 5, 35], [Int64.max, 2, -2]), (.divide, [-7, 2, -3], [7, 0, 0]),
    (.divide, [7, 2, 3], [Int64.min, -1, Int64.min]), (.less, [1, 2, 1], [2, 2, 0]),
    (.lessOrEqual, [2, 2, 1], [3, 2, 0]),
    (.equal, [2, 2, 1], [2, 3, 0]), (.notEqual, [2, 3, 1], [2, 2, 0]), (.and, [1, 1, 1], [1, 0, 0]),
    (.or, [1, 0, 1], [0, 0, 0]),
  ])
  func computes(opcode: Opcode, first: [Int64], second: [Int64]) throws {
    for row in [first, second] {
      let text = try result { builder in
        let (left, right, target) = (builder.constant(row[0]), builder.constant(row[1]), builder.integer())
        builder.emit(opcode, target, left, right)
        return [target]
      }
      #expect(text?.filter { $0 != "," } == "[\(row[2])]")
    }
  }

  @Test func movesNegatesAndJumps() throws {
    let text = try result { builder in
      let (one, zero) = (builder.constant(1), builder.constant(0))
      let (moved, negated, taken) = (builder.integer(), builder.integer(), builder.integer())
      builder.emit(.moveInteger, moved, one)
      builder.emit(.not, negated, one)
      builder.emit(.moveInteger, taken, zero)
      let skip = builder.branch(.jumpIf, one)
      builder.emit(.moveInteger, taken, one)
      builder.land(skip)
      let stay = builder.branch(.jumpIf, zero)
      builder.emit(.add, taken, taken, one)
      builder.land(stay)
      let unless = builder.branch(.jumpUnless, zero)
      builder.emit(.moveInteger, taken, zero)
      builder.land(unless)
      let over = builder.branch(.jumpUnless, one)
      builder.emit(.add, taken, taken, one)
      builder.land(over)
      let always = builder.branch(.jumpIf, one)
      builder.emit(.moveInteger, taken, zero)
      let end = builder.branch(.jump)
      builder.land(always)
      builder.land(end)
      return [moved, negated, taken]
    }
    #expect(text == "[1][0][2]")
  }

  @Test func knowsNowAndLocalDates() throws {
    let text = try result { builder in
      builder.plan.pools.runConstants = [
        RunConstant(kind: .instant, months: 0, days: -1, seconds: 60),
        RunConstant(kind: .date, months: 1, days: 2, seconds: 0),
      ]
      let (instant, date, local) = (builder.integer(), builder.integer(), builder.integer())
      builder.emit(.runInteger, instant, 0)
      builder.emit(.runInteger, date, 1)
      builder.emit(.localDate, local, instant)
      return [instant, date, local]
    }
    let day = Scratch.now / 86_400
    #expect(text?.filter { $0 != "," } == "[\(Scratch.now - 86_340)][\(day + 31 + 2)][\(day - 1)]")
  }

  /// Days go by the zone's calendar, so that one of them may have 23 hours; seconds are exact.
  @Test func movesInstantsAndDates() throws {
    let tzif = try Data(contentsOf: URL(filePath: "/usr/share/zoneinfo/Europe/Oslo"))
    let oslo = try tzif.withUnsafeBytes { bytes throws(ZoneError) in try Zone(name: "Europe/Oslo", tzif: bytes) }
    var builder = PlanBuilder()
    builder.plan.pools.offsets = [
      OffsetRecord(months: 0, days: 1, seconds: 0), OffsetRecord(months: 0, days: 0, seconds: 86_400),
      OffsetRecord(months: 1, days: -1, seconds: 60),
    ]
    // 2027-03-27T12:00 in Oslo, the day before its clocks go forward; and 2027-01-31.
    let noon = builder.constant(1_806_145_200)
    let date = builder.constant(20_849)
    let targets = (0..<4).map { _ in builder.integer() }
    for index in 0..<3 { builder.emit(.moveInstant, targets[index], noon, UInt16(index)) }
    builder.emit(.moveDate, targets[3], date, 2)
    builder.push { builder in for register in targets { builder.show(register) } }
    let text = try scratch.run(builder, { $0.zone = oslo }).lines.first?["text"] as? String
    let moved = [1_806_145_200 + 82_800, 1_806_145_200 + 86_400, 1_806_145_200 + 30 * 86_400 - 3600 + 60, 20_876]
    #expect(text?.filter { $0 != "," } == moved.map { "[\($0)]" }.joined())
  }

  @Test func countsFullMonths() throws {
    let text = try result { builder in
      // 2027-01-31, 2027-02-28, and dates that no calendar has.
      let (date, end) = (builder.constant(20_849), builder.constant(20_877))
      let (first, last) = (builder.constant(.min), builder.constant(.max))
      let targets = (0..<3).map { _ in builder.integer() }
      builder.emit(.monthsBetween, targets[0], date, end)
      builder.emit(.monthsBetween, targets[1], end, date)
      builder.emit(.monthsBetween, targets[2], first, last)
      return targets
    }
    #expect(text?.filter { $0 != "," } == "[1][-1][\(9_999 * 12 - 1)]")
  }

  @Test func tellsLocalTimesAndPluralForms() throws {
    let text = try result { builder in
      var entries = [UInt8](repeating: 5, count: PluralRules.entryCount)
      (entries[1], entries[102], entries[200]) = (1, 3, 4)
      builder.plan.pools.plurals = PluralRules(entries: entries).map { [$0] } ?? []
      let evening = builder.constant(-3_600)
      let time = builder.integer()
      builder.emit(.localTime, time, evening)
      return [time]
        + [0, 1, -1, 2, 101, 102, 1_202, 1_000_000, -3_000_000, Int64.min].map { value in
          let (number, form) = (builder.constant(value), builder.integer())
          builder.emit(.plural, form, number, 0)
          return form
        }
    }
    #expect(text?.filter { $0 != "," } == "[82800][5][1][1][5][5][3][3][4][4][5]")
  }

  @Test func testsTexts() throws {
    let text = try result { builder in
      let (composed, decomposed, other) = (
        builder.constant("Caf\u{E9} FREE gift"), builder.constant("Cafe\u{301} FREE gift"),
        builder.constant("Free gifts")
      )
      let lists = [
        builder.pool(list: ["x", "Cafe\u{301} FREE gift"]), builder.pool(list: ["free gift"]),
        builder.pool(list: ["Cafe\u{301}"]), builder.pool(list: ["Cafe"]), builder.pool(list: ["no", "gift"]),
      ]
      builder.plan.pools.integerLists = [[], [3, 5]]
      builder.plan.pools.fits = [
        FitRecord(maxCharacters: 14, textClass: .any), FitRecord(maxCharacters: 13, textClass: .any),
        FitRecord(maxCharacters: 20, textClass: .name), FitRecord(maxCharacters: 14, textClass: .gsm),
      ]
      let five = builder.constant(5)
      let tests: [(Opcode, UInt16, UInt16)] = [
        (.textEqual, composed, decomposed), (.textEqual, composed, other), (.integerOneOf, five, 0),
        (.integerOneOf, five, 1), (.textOneOf, composed, lists[0]), (.textOneOf, other, lists[0]),
        (.textContains, composed, lists[1]), (.textContains, other, lists[1]), (.textStartsWith, composed, lists[2]),
        (.textStartsWith, composed, lists[3]), (.textEndsWith, composed, lists[4]), (.textEndsWith, other, lists[4]),
        (.textFits, composed, 0), (.textFits, composed, 1), (.textFits, composed, 2), (.textFits, composed, 3),
        (.textFits, decomposed, 3),
      ]
      return tests.map { opcode, first, second in
        let target = builder.integer()
        builder.emit(opcode, target, first, second)
        return target
      }
    }
    #expect(text == "[1][0][0][1][1][0][1][0][1][0][1][0][1][0][1][1][0]")
  }

  @Test func writesEveryFormatAndEscape() throws {
    var builder = PlanBuilder()
    let value = builder.constant(1_234_567)
    let day = builder.constant(Scratch.now / 86_400)
    let second = builder.constant(13 * 3600 + 5 * 60)
    let two = builder.constant(2)
    let nine = builder.constant(9)
    let copy = builder.text()
    let original = builder.constant("a<b> & \"c\" 'd'\r\n\té/\u{2028}\u{2029}e\u{2027}")
    builder.emit(.moveText, copy, original)
    let bar = builder.pool("|")
    let labels = builder.pool(list: ["Bronze", "Silver", "<Gold>"])
    builder.push { builder in
      let kinds: [(FormatRecord.Kind, UInt16)] = [
        (.integer, value), (.decimal, value), (.money, value), (.percent, value), (.dateShort, day), (.dateMedium, day),
        (.dateLong, day), (.weekday, day), (.time, second), (.month, day), (.year, day), (.timeLong, second),
      ]
      for (kind, register) in kinds {
        let format = builder.format(kind)
        builder.emit(.emitFormatted, register, format, PlanEscape.html.rawValue)
        builder.emit(.emitConstant, bar)
      }
      builder.emit(.emitLabel, two, labels, PlanEscape.html.rawValue)
      builder.emit(.emitLabel, nine, labels, PlanEscape.html.rawValue)
      for escape in PlanEscape.allCases where escape != .words {
        builder.emit(.emitConstant, bar)
        builder.emit(.emitText, copy, escape.rawValue)
        builder.emit(.emitConstant, bar)
        builder.emit(.emitUnsubscribe, escape.rawValue)
      }
    }
    let text = try #require(try scratch.run(builder).lines.first?["text"] as? String)
    let parts = text.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
    #expect(
      parts.prefix(13) == [
        "1,234,567", "123.4567", "$12,345.67", "12,345.67%", "3/2/27", "Mar 2, 2027", "March 2, 2027", "Tuesday",
        "1:05 PM", "March", "2027", "1:05:00", "&lt;Gold&gt;",
      ])
    let token = SipToken.unsubscribe(member: "42", channel: "push")
    #expect(
      Array(parts.dropFirst(13)) == [
        "a<b> & \"c\" 'd' é/ e\u{2027}", "https://go.acme.example/u/\(token)",
        "a&lt;b&gt; &amp; &quot;c&quot; &#39;d&#39; é/ e\u{2027}", "https://go.acme.example/u/\(token)",
        "a%3Cb%3E%20%26%20%22c%22%20%27d%27%20%C3%A9%2F%20e%E2%80%A7", "https%3A%2F%2Fgo.acme.example%2Fu%2F\(token)",
      ])
  }

  @Test func holdsOutDrawsAndSaysUnreachable() throws {
    var builder = PlanBuilder()
    builder.plan.experiments = [
      ExperimentRecord(name: "line\"", salt: "s1", variants: ["plain", "warm"], cumulativeBasisPoints: [0, 10_000]),
      ExperimentRecord(name: "depth", salt: "s2", variants: ["low", "high"], cumulativeBasisPoints: [10_000, 10_000]),
    ]
    let salt = builder.pool("holdout")
    let drawn = builder.integer()
    builder.emit(.endFilter)
    builder.emit(.holdOut, salt, 0)
    builder.emit(.variant, drawn, 0)
    let skip = builder.branch(.jumpIf, drawn)
    builder.emit(.unreachable)
    builder.land(skip)
    let address = builder.constant("d")
    builder.emit(.beginMessage, 0, address)
    builder.part(.text) { $0.show(drawn) }
    let title = builder.pool("t")
    builder.part(.title) { $0.emit(.emitConstant, title) }
    builder.emit(.endMessage)
    let (summary, lines, text) = try scratch.run(builder)
    #expect(lines.first?["text"] as? String == "[1]")
    #expect(text.contains("\"variants\":{\"line\\\"\":\"warm\",\"depth\":\"low\"}"))
    #expect(summary.emittedByVariant == [[0, 1], [1, 0]])

    // Outside of the slice the first variant is read, and no variant is counted; inside the draw is the experiment's own.
    let bucket = UInt16(Assignment.bucket(salt: "layer", key: "42"))
    builder.plan.experiments[0].slice = .init(layer: "spring", salt: "layer", lower: bucket, upper: bucket + 1)
    let inside = try scratch.run(builder)
    #expect(inside.text == text && inside.summary.emittedOutsideSlice == [0, 0])
    for (lower, upper) in [(0, bucket), (bucket + 1, 10_000)] {
      builder.plan.experiments[0].slice = .init(layer: "spring", salt: "layer", lower: lower, upper: upper)
      #expect(try scratch.run(builder).summary.unreachable == 1)
    }
    builder.plan.experiments[0].slice = nil
    builder.plan.experiments[1].slice = .init(layer: "spring", salt: "layer", lower: bucket + 1, upper: 10_000)
    let outside = try scratch.run(builder)
    #expect(outside.text.contains("\"variants\":{\"line\\\"\":\"warm\"}"))
    #expect(outside.summary.emittedByVariant == [[0, 1], [0, 0]] && outside.summary.emittedOutsideSlice == [0, 1])
    builder.plan.experiments.swapAt(0, 1)
    builder.plan.experiments[1].name = "x"
    #expect(try scratch.run(builder).summary.unreachable == 1)
    builder.plan.experiments.swapAt(0, 1)

    builder.plan.experiments[0].cumulativeBasisPoints = [10_000, 10_000]
    #expect(try scratch.run(builder).summary.unreachable == 1)
    let at = try #require(builder.code.firstIndex { $0.opcode == .holdOut })
    builder.code[at].b = 10_000
    #expect(try scratch.run(builder).summary.heldOut == 1)
  }
}
