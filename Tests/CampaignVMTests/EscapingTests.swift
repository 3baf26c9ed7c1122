import CampaignPlan
import CampaignVM
import Foundation
import Testing

@Suite struct EscapingTests {
  let scratch: Scratch
  init() throws { scratch = try Scratch() }

  /// Every code point that text may hold, put into JSON through each escape, comes out of a JSON parser as it should.
  @Test func everyCodePointSurvives() throws {
    let scalars = (1...0x2FFF).compactMap(Unicode.Scalar.init).filter { scalar in
      let turns = (0x202A...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
      return !turns
        && (scalar.properties.generalCategory != .control || "\t\n\r".unicodeScalars.contains(scalar))
    }
    let rows = scalars.map { "INSERT INTO members VALUES (\($0.value), 'a' || char(\($0.value)) || 'b');" }.joined()
    try scratch.database(sql: "CREATE TABLE members (id INTEGER PRIMARY KEY, v TEXT); BEGIN;" + rows + "COMMIT")
    var builder = PlanBuilder()
    let value = builder.column("v", .text)
    let bar = builder.pool("|")
    builder.push { builder in
      for escape in PlanEscape.allCases where escape != .words {
        builder.emit(.emitText, value.value, escape.rawValue)
        builder.emit(.emitConstant, bar)
      }
    }
    let (summary, lines, _) = try scratch.run(builder)
    #expect(summary.bad == 0 && lines.count == scalars.count)
    let unreserved = CharacterSet(charactersIn: "-._~").union(
      CharacterSet(charactersIn: "a"..."z").union(CharacterSet(charactersIn: "A"..."Z")).union(
        CharacterSet(charactersIn: "0"..."9")))
    for (line, scalar) in zip(lines, scalars) {
      let isBreak = [0x09, 0x0A, 0x0D, 0x2028, 0x2029].contains(scalar.value)
      let shown = isBreak ? " " : String(Character(scalar))
      let html = ["&": "&amp;", "<": "&lt;", ">": "&gt;", "\"": "&quot;", "'": "&#39;"][shown] ?? shown
      let url = shown.addingPercentEncoding(withAllowedCharacters: unreserved) ?? "?"
      #expect(
        (line["text"] as? String)?.unicodeScalars.elementsEqual("a\(shown)b|a\(html)b|a\(url)b|".unicodeScalars) == true
      )
    }
  }

  @Test func everyByteOfAConstantSurvives() throws {
    try scratch.database(sql: "CREATE TABLE members (id INTEGER PRIMARY KEY); INSERT INTO members VALUES (1)")
    let all = String(String.UnicodeScalarView((0...0x100).compactMap(Unicode.Scalar.init)))
    var builder = PlanBuilder()
    builder.plan.tenant.name = "a\"\\é"
    let constant = builder.pool(all)
    builder.push { $0.emit(.emitConstant, constant) }
    let (_, lines, text) = try scratch.run(builder)
    #expect((lines.first?["text"] as? String)?.unicodeScalars.elementsEqual(all.unicodeScalars) == true)
    #expect(lines.first?["tenant"] as? String == "a\"\\é")
    #expect(text.contains("\\u0000\\u0001") && text.contains("\\b\\t\\n\\u000b\\f\\r") && text.contains("\\u001f"))
  }
}
