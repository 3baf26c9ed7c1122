import CampaignPlan
import Testing

@testable import CampaignVM

/// What a message is going to say is read as it is, whatever form it is written in.
@Suite struct WordsTests {
  /// Members 1 and 2 with these names; `words` writes what is read, with the register of the name.
  private func quarantined(
    _ names: [String], _ test: Opcode, _ texts: [String], _ words: (inout PlanBuilder, UInt16) -> Void
  ) throws -> [RunSummary.Breach] {
    let list = names.enumerated().map { "(\($0 + 1), '\($1.replacing("'", with: "''"))')" }.joined(separator: ", ")
    let scratch = try Scratch()
    try scratch.database(
      sql: "CREATE TABLE members (id INTEGER PRIMARY KEY, name TEXT); INSERT INTO members VALUES \(list)")
    var builder = PlanBuilder()
    builder.plan.wordings = [
      WordingRecord(text: "forbid x", span: SourceSpan(source: 0, start: 0, end: 0)),
      WordingRecord(text: "forbid y", span: SourceSpan(source: 0, start: 0, end: 0)),
    ]
    let name = builder.column("name", .text)
    let result = builder.integer()
    let phrases = builder.pool(list: texts)
    let address = builder.constant("device-1")
    builder.emit(.endFilter)
    builder.emit(.beginWords)
    words(&builder, name.value)
    builder.emit(test, result, phrases)
    builder.emit(.quarantineIf, result, 1)
    builder.emit(.beginMessage, 0, address)
    builder.part(.text) { $0.emit(.emitText, name.value, PlanEscape.plain.rawValue) }
    builder.emit(.endMessage)
    let (summary, lines, text) = try scratch.run(builder)
    #expect(summary.isBalanced && summary.emitted + (summary.quarantined[.wording] ?? 0) == names.count)
    #expect(lines.count == summary.emitted && !text.contains("words"))
    return summary.breaches
  }

  private func breach(_ keys: [String]) -> [RunSummary.Breach] {
    [RunSummary.Breach(rule: "forbid y", count: keys.count, firstKeys: keys)]
  }

  @Test func aPhraseStandsOverTheSeamAndNotOverParagraphs() throws {
    let names = ["now", "Now!", "know", "nów, friend", "now\n", "no w"]
    let seam = try quarantined(names, .wordsContain, ["act now"]) { builder, name in
      let before = builder.pool("words \"Act\"\n")
      builder.emit(.emitWords, before)
      builder.emit(.emitText, name, PlanEscape.words.rawValue)
    }
    #expect(seam == breach(["1", "2", "4", "5"]))
    let apart = try quarantined(names, .wordsContain, ["act now", "w"]) { builder, name in
      let before = builder.pool("words act\u{2029}")
      builder.emit(.emitWords, before)
      builder.emit(.emitText, name, PlanEscape.words.rawValue)
    }
    #expect(apart == breach(["6"]))
  }

  @Test func whatHasNoWordsIsLookedForAsItIs() throws {
    let found = try quarantined(["a!!!", "a!! !", "!\u{2028}!!"], .wordsContain, ["act", "!!!"]) { builder, name in
      builder.emit(.emitText, name, PlanEscape.words.rawValue)
    }
    #expect(found == breach(["1"]))
  }

  @Test func beginningsAndEndsAreReadAsTheyAre() throws {
    let names = ["RE: x", "re: x", "x \"", "x"]
    let starts = try quarantined(names, .wordsStartWith, ["FW:", "RE:"]) { builder, name in
      builder.emit(.emitText, name, PlanEscape.words.rawValue)
    }
    #expect(starts == breach(["1"]))
    let ends = try quarantined(names, .wordsEndWith, ["x \"words\""]) { builder, name in
      let behind = builder.pool("words\"")
      builder.emit(.emitText, name, PlanEscape.words.rawValue)
      builder.emit(.emitWords, behind)
    }
    #expect(ends == breach(["3"]))
  }

  @Test func wordsStandBetweenMessagesAndAreTested() throws {
    func refused(_ body: (inout PlanBuilder, UInt16) -> Void) -> Bool {
      var builder = PlanBuilder()
      builder.plan.wordings = [WordingRecord(text: "forbid x", span: SourceSpan(source: 0, start: 0, end: 0))]
      let name = builder.column("name", .text)
      _ = builder.pool(list: ["a"])
      let result = builder.integer()
      builder.push { builder in
        builder.emit(.emitText, name.value, PlanEscape.plain.rawValue)
        body(&builder, result)
      }
      return (try? builder.verified()) == nil
    }
    #expect(!refused { _, _ in })
    #expect(refused { builder, _ in builder.emit(.beginWords) })
    #expect(refused { builder, _ in builder.emit(.emitWords, 0) })
    #expect(refused { builder, result in builder.emit(.wordsContain, result, 0) })
    #expect(refused { builder, result in builder.emit(.quarantineIf, result, 0) })
    #expect(refused { builder, _ in builder.emit(.emitText, 0, PlanEscape.words.rawValue) })
  }
}
