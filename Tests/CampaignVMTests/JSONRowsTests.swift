import CampaignPlan
import CampaignVM
import Foundation
import Testing

/// Members that are given as lines of JSON.
@Suite struct JSONRowsTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  /// Shows a number, a text, what rows there are, and a set.
  private static func plan() -> PlanBuilder {
    var builder = PlanBuilder()
    let points = builder.column("points", .integer, bounds: 0...1_000)
    let name = builder.column("name", .text, isOptional: true)
    let vip = builder.column("vip", .bool, isOptional: true)
    let orders = builder.relation("orders", key: "id", upTo: 3, [builder.field("total", .integer, bounds: 0...99)])
    let tags = builder.relation("tags", key: nil, upTo: 3, [builder.field("tag", .text)])
    builder.emit(.loadRows, orders)
    builder.emit(.loadRows, tags)
    builder.push { builder in
      builder.show(points.value)
      builder.show(text: name.value)
      builder.show(vip.value)
      for (relation, isText) in [(orders, false), (tags, true)] {
        let cursor = builder.cursor()
        let (number, text) = (builder.integer(), builder.text())
        builder.emit(.rowsBegin, cursor, relation)
        let head = builder.code.count
        let out = builder.branch(.rowsNext, cursor)
        if isText {
          builder.emit(.rowText, text, cursor, 0)
          builder.show(text: text)
        } else {
          builder.emit(.rowInteger, number, cursor, 0)
          builder.show(number)
        }
        builder.emit(.jump, UInt16(head))
        builder.land(out)
      }
    }
    return builder
  }

  private func run(
    _ lines: String, pieces: Int = .max, _ change: (inout RunRequest) -> Void = { _ in }
  ) throws -> (summary: RunSummary, texts: [String: String]) {
    let plan = try Self.plan().verified()
    let bytes = Array(lines.utf8)
    var offset = 0
    let source = JSONRows(plan, name: "rows") { buffer in
      let count = min(buffer.count, pieces, bytes.count - offset)
      buffer.copyBytes(from: bytes[offset..<offset + count])
      offset += count
      return count
    }
    var request = scratch.request("none.sqlite")
    change(&request)
    let path = scratch.path("out.jsonl")
    let summary = try Machine.run(plan, request, over: source, to: try JSONLinesSink(path: path))
    var texts: [String: String] = [:]
    for line in try Data(contentsOf: URL(filePath: path)).split(separator: 0x0A) {
      let object = try #require(try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any])
      texts[try #require(object["member"] as? String)] = object["text"] as? String
    }
    #expect(summary.isBalanced)
    return (summary, texts)
  }

  @Test(arguments: [1, 7, .max]) func valuesStandByTheirNames(pieces: Int) throws {
    let (summary, texts) = try run(
      """
      {"id":1,"points":5,"name":"Ana","vip":true,"orders":[{"total":7},{"total":8,"more":[1,{"a":2}]}],"tags":["b","a","b"]}
      \t{ "points" : 6 , "id" : 2 , "unknown" : {"a":[1,2,{}]} , "orders" : [ ] , "tags" : null , "name" : null }\r

      {"id":3,"points":7,"name":"\\u00e9\\ud83d\\ude00\\"\\\\\\/\\n","vip":0,"orders":[{}],"tags":[]}
      """, pieces: pieces)
    #expect(texts["1"] == "[5]<Ana>[1][7][8]<a><b>")
    #expect(texts["2"] == "[6]<>[0]")
    // A field of a row that may not be missing is.
    #expect(texts["3"] == nil && summary.bad == 1)
    #expect(summary.read == 3 && summary.emitted == 2)
  }

  @Test func textsAreUnescaped() throws {
    let (_, texts) = try run(#"{"id":1,"points":5,"name":"\u00e9\ud83d\ude00\"\\\/ \u0041"}"#)
    #expect(texts["1"] == "[5]<é😀\"\\/ A>[0]")
  }

  @Test(arguments: [
    #"{"id":1,"points":"x"}"#, #"{"id":1,"points":1.5}"#, #"{"id":1,"points":1e3}"#, #"{"id":1,"points":[]}"#,
    #"{"id":1,"points":{}}"#, #"{"id":1}"#, #"{"id":1,"points":-1}"#, #"{"id":1,"points":99999999999999999999}"#,
    #"{"id":1,"points":1,"name":"\ud800"}"#, #"{"id":1,"points":1,"name":"\u0001"}"#,
    #"{"id":1,"points":1,"name":"\u0000"}"#, #"{"id":1.5,"points":1}"#, #"{"id":null,"points":1}"#, #"{"points":1}"#,
    #"{"id":"","points":1}"#, #"{"id":[1],"points":1}"#, #"{"id":1,"points":1,"vip":2}"#,
    #"{"id":1,"points":1,"orders":[{"total":1},{"total":1},{"total":1},{"total":1}]}"#,
    #"{"id":1,"points":1,"tags":["a","b","c","d"]}"#, #"{"id":1,"points":1,"tags":[1]}"#,
    #"{"id":1,"points":1,"orders":[{"total":"many"}]}"#,
    // No rows at all.
    "hello", "[]", "1", "{", "}", #"{"id":1,"points":1"#, #"{"id":1,"points":1}}"#, #"{"id":1,"points":1} {}"#,
    #"{"id":1,"points":01}"#, #"{"id":1,"points":1,}"#, #"{"id":1 "points":1}"#, #"{id:1,"points":1}"#,
    #"{"id":1,"points":+1}"#, #"{"id":1,"points":.5}"#, #"{"id":1,"points":1.}"#, #"{"id":1,"points":tru}"#,
    #"{"id":1,"points":1,"name":"a"b"}"#, #"{"id":1,"points":1,"name":"\x"}"#, #"{"id":1,"points":1,"name":"\u12"}"#,
    #"{"id":1,"points":1,"name":"#, #"{"id":1,"points":1,"orders":{"total":1}}"#, #"{"id":1,"points":1,"orders":[1]}"#,
    "{\"id\":1,\"points\":1,\"name\":\"a\tb\"}",
    "{\"id\":1,\"points\":1,\"deep\":" + String(repeating: "[", count: 100_000) + "}",
    "{\"id\":1,\"points\":1,\"name\":\"" + String(repeating: "x", count: 5 << 20) + "\"}",
  ]) func aBadLineEndsNothing(line: String) throws {
    let (summary, texts) = try run(line + "\n{\"id\":9,\"points\":2}\n")
    #expect(summary.read == 2 && summary.bad == 1 && texts == ["9": "[2]<>[0]"], "\(summary)")
    #expect(summary.badValues.allSatisfy { !$0.firstKeys.isEmpty })
  }

  @Test(arguments: [
    ("1", "1"), ("2", "1"), ("\"a\"", "\"a\""), ("\"b\"", "\"a\""), ("\"a\"", "7"), ("17", "\"17\""), ("7", "\"a\""),
    ("\"ab\"", "\"a\""),
  ]) func keysRise(first: String, second: String) throws {
    let error = #expect(throws: RunError.self) {
      try run("{\"id\":\(first),\"points\":1}\n{\"id\":\(second),\"points\":1}\n")
    }
    #expect(error.map { "\($0)".contains("line 2: the key") && "\($0)".contains("sort the rows by `id`") } == true)
    #expect(scratch.files.isEmpty)
    let risen = try run("{\"id\":\(second),\"points\":1}\n")
    #expect(risen.summary.emitted == 1)
  }

  @Test func aLimitEndsTheRun() throws {
    let (limited, _) = try run("{\"id\":-3,\"points\":1}\n{\"id\":10,\"points\":1}\n") { $0.limit = 1 }
    #expect(limited.emitted == 1 && limited.read == 1)
  }

  @Test func anotherTenantsPlanAndEventsAreRefused() throws {
    #expect(throws: RunError.self) { try run("{\"id\":1,\"points\":1}", { $0.expectedTenant = "other" }) }
    var builder = PlanBuilder()
    _ = builder.event()
    let one = builder.constant(1)
    builder.push { $0.show(one) }
    let plan = try builder.verified()
    #expect(throws: RunError.self) {
      _ = try Machine.run(
        plan, scratch.request(), over: JSONRows(plan, name: "rows") { _ in 0 }, to: DiscardingSink())
    }
  }
}

/// What a source that is a pipe does while nothing comes.
extension JSONRowsTests {
  @Test func aByteOrderMarkIsNoFault() throws {
    let (summary, texts) = try run("\u{FEFF}{\"id\":1,\"points\":5}\n\u{FEFF}{\"id\":2,\"points\":5}\n")
    #expect(summary.bad == 1 && texts == ["1": "[5]<>[0]"])
  }

  @Test func aMemberWithoutAKeyIsNamedByTheLine() throws {
    let (summary, _) = try run("{\"id\":\"\",\"points\":5}\n{\"id\":null,\"points\":5}\n")
    #expect(summary.badValues.flatMap(\.firstKeys) == ["(line 1)", "(line 2)"])
  }

  @Test func waitingListensToTheInterruption() throws {
    var ends: [Int32] = [0, 0]
    try #require(pipe(&ends) == 0)
    defer { for end in ends { close(end) } }
    let interruption = Interruption()
    let source = JSONRows(try Self.plan().verified(), name: "rows", descriptor: ends[0], interruption: interruption)
    var request = scratch.request("none.sqlite")
    request.interruption = interruption
    let asking = Thread {
      Thread.sleep(forTimeInterval: 0.05)
      interruption.request()
    }
    asking.start()
    let error = #expect(throws: RunError.self) {
      try Machine.run(try Self.plan().verified(), request, over: source, to: DiscardingSink())
    }
    #expect(error.map { "\($0)".contains("rows: reading was ended") } == true)
  }
}
